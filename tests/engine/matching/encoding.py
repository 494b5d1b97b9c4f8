"""An encoder for tests: words that are declared to mean the same have the same vector, all others are strangers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.readings import plain
from wayfare.engine.matching.sentences import unit


class Thesaurus:
    """Means the mean over words of one axis for each meaning; unknown words have none."""

    name = "minilm-test"

    def __init__(self, *meanings: str) -> None:
        self._axis = {word: axis for axis, words in enumerate(meanings) for word in plain(words)}
        self.dimensions = len(meanings)
        self.read: list[str] = []

    def encode(self, texts: Sequence[str], longest: int = 256) -> npt.NDArray[np.float32]:
        self.read += texts
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in plain(text)[:longest]:
                if word in self._axis:
                    vectors[row, self._axis[word]] += 1
        return unit(vectors)
