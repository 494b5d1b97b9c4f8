"""Rules from one item to those that soon follow it (see ``sequence``): scores are sums over the last items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints

WINDOW = 10


@dataclass(frozen=True)
class Rules:
    """Item by item (``starts``), its ``targets`` and the strength of each rule; ``scale`` is the spread of the strengths."""

    starts: Ints
    targets: Ints
    strength: Floats
    scale: float
    decay: float = 0.8
    share: float = 0.3

    def score(self, recent: Sequence[int] | Ints, base: Floats) -> Floats:
        """Return the score of every item after ``recent`` (oldest first); ``base`` are scores without order (see ``mixed``)."""
        return self._sums(recent, base.size) + mixed(base, self.share * self.scale)

    def _sums(self, recent: Sequence[int] | Ints, items: int) -> Floats:
        total = np.zeros(items)
        for item, weight in self._weights(recent, items):
            part = slice(self.starts[item], self.starts[item + 1])
            total[self.targets[part]] += weight * self.strength[part]
        return total

    def _weights(self, recent: Sequence[int] | Ints, items: int) -> list[tuple[int, float]]:
        last = [item for item in np.asarray(recent, np.int64).tolist() if 0 <= item < items][-WINDOW:]
        return [(item, self.decay**age) for age, item in enumerate(reversed(last))]

    def recommend(self, recent: Sequence[int] | Ints, k: int) -> tuple[Ints, Floats]:
        """Return at most ``k`` items that follow ``recent``, best first, and the sums of what the last items give to them."""
        weights = self._weights(recent, self.starts.size - 1)
        parts = [(slice(self.starts[item], self.starts[item + 1]), weight) for item, weight in weights]
        if not parts:
            return np.zeros(0, np.int32), np.zeros(0)
        found, place = np.unique(np.concatenate([self.targets[part] for part, _ in parts]), return_inverse=True)
        sums = np.bincount(place, np.concatenate([weight * self.strength[part] for part, weight in parts]), found.size)
        best = np.lexsort((found, -sums))
        best = best[~np.isin(found[best], recent)][:k]
        return found[best], sums[best].astype(float)

    def pack(self, name: str) -> Arrays:
        """Return flat arrays under a name, for an artefact."""
        numbers = np.array([self.scale, self.decay, self.share])
        return {
            f"{name}_starts": self.starts,
            f"{name}_targets": self.targets,
            f"{name}_strength": self.strength,
            f"{name}_numbers": numbers,
        }

    def explain(self, recent: Sequence[int] | Ints, item: int, items: int) -> list[tuple[int, float]]:
        """Return (item, what it gives to ``item``), newest first. With the share of ``base`` they add up to the score."""
        given = []
        for source, weight in self._weights(recent, items):
            part = slice(self.starts[source], self.starts[source + 1])
            given.append((source, float(weight * self.strength[part][self.targets[part] == item].sum())))
        return given


def unpack(name: str, arrays: Mapping[str, np.ndarray[Any, Any]]) -> Rules:
    """Return what ``pack`` gave under that name. Raises KeyError where an array is missing."""
    scale, decay, share = arrays[f"{name}_numbers"].tolist()
    starts, targets, strength = (arrays[f"{name}_{each}"] for each in ("starts", "targets", "strength"))
    return Rules(starts, targets, strength, scale, decay, share)


def mixed(base: Floats, share: float) -> Floats:
    """Return scores without order at the size of ``share``: divided by their spread."""
    spread = float(base.std())
    return base * (share / spread) if spread else np.zeros(base.size)
