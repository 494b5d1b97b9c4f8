"""Items that nobody did yet, placed among those that people did (see ``cold``): scores are sums over what somebody did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wayfare.engine.matching.behaviour.arrays import Floats, Ints


@dataclass(frozen=True)
class NewItems:
    """Some new items: ``table`` (known item × new item, whole numbers) with a ``scale`` for each; ``sources`` names its rows."""

    sources: Ints
    table: np.ndarray[Any, np.dtype[np.int16]]
    scale: Floats

    def score(self, history: Sequence[int] | Ints) -> Floats:
        """Return the score of each new item for somebody with this history. Zeros where nothing is known."""
        sums: Floats = self.table[self._rows(history)[1]].sum(0, dtype=np.int32) * self.scale
        return sums

    def explain(self, history: Sequence[int] | Ints, item: int) -> tuple[Ints, Floats]:
        """Return the known items that count and what each gives to the ``item``-th new one. They add up to its score."""
        known, rows = self._rows(history)
        return known, self.table[rows, item] * self.scale[item]

    def _rows(self, history: Sequence[int] | Ints) -> tuple[Ints, Ints]:
        known = np.intersect1d(np.asarray(history, np.int64), self.sources)
        return known, np.searchsorted(self.sources, known)
