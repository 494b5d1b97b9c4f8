"""What words have in common: labels and texts as words, phrases and runs of letters, by how rare they are. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wayfare.engine.matching.words import words

READ_CHARACTERS = 6_000
RUNS = (3, 4, 5)
WINDOWS = (3, 6)
MOST_PARTS = 60
TEXTS_AT_ONCE = 64
_PARTS = re.compile(r"[,;:()/•*|\n]|\.\s|\s[-–—]\s|\b(?:and|or|with|including|such as|in|of|using|for|to)\b")
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to be matched: its title (or a sentence), and what stands below it."""

    title: str
    body: str = ""


def plain(text: str) -> list[str]:
    """Return the words of a text without punctuation; only the first 6,000 characters are read."""
    return [word for word in words(text[:READ_CHARACTERS]) if word[0].isalnum() or word[0] == "."]


def parts(text: str) -> list[str]:
    """Return stretches of a text that may each be about something of its own: between commas and links, and windows of words."""
    found = [part.strip() for part in _PARTS.split(text) if len(part.strip()) > 1]
    every = text.split()
    for size in WINDOWS:
        step = max(1, size // 3)
        found += [" ".join(every[at : at + size]) for at in range(0, max(1, len(every) - size + 1), step)]
    return list(dict.fromkeys(found))[:MOST_PARTS]


class Lexicon:
    """Names of labels, ready to be looked for in texts; several names may stand for one label."""

    def __init__(self, names: Sequence[str], of: Sequence[int], labels: int) -> None:
        """Take the names and which label each stands for."""
        self._names = [plain(name) for name in names]
        self._of, self._labels = np.asarray(of), labels
        self._words = _Vocabulary(self._names)
        self._runs = _Vocabulary([_runs(found) for found in self._names])
        held = self._words.matrix(self._names)
        total = np.maximum(np.asarray(held.sum(axis=1)).ravel(), _TINY)
        self._shares = (_diagonal(1 / total) @ held).T.tocsr()
        self._letters = _length_one(self._runs.matrix([_runs(found) for found in self._names])).T.tocsr()
        self._phrases: dict[int, list[str]] = {}
        for found, label in zip(self._names, of, strict=True):
            self._phrases.setdefault(label, []).append(f" {' '.join(found)} ")

    def shares(self, texts: Sequence[Sequence[str]]) -> Any:
        """Return how much of each label's name (by rarity) stands in each text, in [0, 1]: (texts, labels)."""
        return self._best(self._words.matrix(texts, weighed=False) @ self._shares)

    def likeness(self, texts: Sequence[Sequence[str]]) -> Any:
        """Return how alike texts and names are by runs of letters (cosine): (texts, labels). It forgives how words end."""
        return self._best(_length_one(self._runs.matrix([_runs(found) for found in texts])) @ self._letters)

    def stands(self, label: int, text: str) -> float:
        """Return how many words of a label's name stand in a text as a phrase: the logarithm of one more, 0 if it does not."""
        return max((float(np.log(phrase.count(" "))) for phrase in self._phrases[label] if phrase in text), default=0.0)

    def _best(self, by_name: Any) -> Any:
        """Return the best of each label's names, as a dense table; of some texts at a time, since names may be many."""
        if len(self._of) == self._labels:
            return np.asarray(by_name.todense(), dtype=np.float32)
        first = np.searchsorted(self._of, np.arange(self._labels))
        best = np.zeros((by_name.shape[0], self._labels), dtype=np.float32)
        for start in range(0, len(best), TEXTS_AT_ONCE):
            some = np.asarray(by_name[start : start + TEXTS_AT_ONCE].todense())
            best[start : start + TEXTS_AT_ONCE] = np.maximum.reduceat(some, first, axis=1)
        return best


class _Vocabulary:
    """Numbers of words, and how rare each is."""

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        counts = Counter(word for text in texts for word in set(text))
        self._places = {word: place for place, word in enumerate(counts)}
        number = max(1, len(texts))
        self._rarity = np.log((number + 1) / (np.array(list(counts.values()) or [1]) + 0.5)) + _TINY

    def matrix(self, texts: Sequence[Iterable[str]], *, weighed: bool = True) -> Any:
        from scipy import sparse  # an import takes half a second, and only imports of items match

        found = [sorted({self._places[word] for word in text if word in self._places}) for text in texts]
        columns = np.array([place for own in found for place in own], dtype=np.int64)
        ends = np.cumsum([0, *map(len, found)])
        values = (self._rarity[columns] if weighed else np.ones(len(columns))).astype(np.float32)
        return sparse.csr_matrix((values, columns, ends), shape=(len(texts), max(1, len(self._places))))


def _diagonal(values: Any) -> Any:
    from scipy import sparse

    return sparse.diags(values.astype(np.float32))


def _length_one(matrix: Any) -> Any:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return _diagonal(1 / np.maximum(lengths, _TINY)) @ matrix


def _runs(found: Sequence[str]) -> Iterator[str]:
    text = f" {' '.join(found)} "
    for size in RUNS:
        for at in range(len(text) - size + 1):
            yield text[at : at + size]
