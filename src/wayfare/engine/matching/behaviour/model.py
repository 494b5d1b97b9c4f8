"""The fitted model: flat arrays, and scores that are sums over what somebody did.

score(j) = bend(j) × Σ over known items i of B(i, j) + prior × popularity(j), with B, bend and prior by how many items are known.
Repeating an item, or telling them in another order, changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints

LEAST_POPULAR = 1e-4


@dataclass(frozen=True)
class Rung:
    """What holds for histories of about ``length`` items.

    ``member`` is the table used (0: none, popularity alone), ``exponent`` how far popular items are held back, ``prior`` the
    weight of popularity.
    """

    length: int
    member: int
    exponent: float
    prior: float


@dataclass(frozen=True)
class Explanation:
    """Why an item has its score: ``score`` = ``popularity`` + the sum of ``contributions``, one for each of ``items``."""

    score: float
    popularity: float
    items: Ints
    contributions: Floats


@dataclass(frozen=True)
class Behaviour:
    """Tables of whole numbers (source × target, with a scale for each target) over the items that many did; the rest sparse.

    ``head`` are the items of the dense tables, ``odds`` those of each member. For all others ``starts``, ``targets`` and ``tail``
    (one row a member) hold, item by item, what it gives to which target. ``popular`` has a row for everybody, then one a segment.
    """

    items: int
    head: Ints
    odds: Floats
    dense: np.ndarray[Any, np.dtype[np.int16]]
    scale: Floats
    starts: Ints
    targets: Ints
    tail: Floats
    popular: Floats
    rungs: tuple[Rung, ...]

    @cached_property
    def _place(self) -> Ints:
        """Where each item stands in the dense tables, −1 for those of the tail."""
        place = np.full(self.items, -1)
        place[self.head] = np.arange(self.head.size)
        return place

    @cached_property
    def _bends(self) -> dict[float, Floats]:
        """What each target is multiplied with, by exponent."""
        base = self.popular[0] + LEAST_POPULAR
        return {rung.exponent: base**-rung.exponent for rung in self.rungs}

    @cached_property
    def _whole(self) -> bool:
        return self.head.size == self.items and bool((self.head == np.arange(self.items)).all())

    def rung(self, length: int) -> Rung:
        """Return what holds for a history of so many items: the nearest rung in ratio."""
        if not length:
            return self.rungs[0]
        return min(self.rungs[1:] or self.rungs, key=lambda rung: abs(np.log(max(rung.length, 1) / length)))

    def known(self, history: Sequence[int] | Ints) -> Ints:
        """Return the items of a history that the model can know, each once, ascending."""
        found = np.unique(np.asarray(history, np.int64))
        return found[(found >= 0) & (found < self.items)]

    def score(self, history: Sequence[int] | Ints, segment: int | None = None) -> Floats:
        """Return the score of every item, those of the history included. With nothing known: popularity in the segment."""
        known = self.known(history)
        rung = self.rung(known.size)
        popular = self._popularity(segment)
        if not known.size or not rung.member:
            return popular.copy()
        total = self._sums(known, rung.member - 1)
        total *= self._bends[rung.exponent]
        if rung.prior:
            total += rung.prior * popular
        return total

    def _popularity(self, segment: int | None) -> Floats:
        row = 0 if segment is None or not 0 <= segment < len(self.popular) - 1 else segment + 1
        found: Floats = self.popular[row]
        return found

    def _sums(self, known: Ints, member: int) -> Floats:
        place = self._place[known]
        inside = place[place >= 0]
        sums: Floats = self.dense[member][inside].sum(0, dtype=np.int32) * self.scale[member]
        if self._whole:
            return sums
        total = np.zeros(self.items)
        total[self.head] = sums
        for item in known.tolist():
            part = slice(self.starts[item], self.starts[item + 1])
            total[self.targets[part]] += self.tail[member, part]
        return total

    def explain(self, history: Sequence[int] | Ints, item: int, segment: int | None = None) -> Explanation:
        """Return what each known item gives to the score of one item. They add up to it."""
        known = self.known(history)
        rung = self.rung(known.size)
        prior = float(self._popularity(segment)[item])
        if not known.size or not rung.member:
            return Explanation(prior, prior, known, np.zeros(known.size))
        given = self._given(known, item, rung.member - 1) * self._bends[rung.exponent][item]
        popularity = rung.prior * prior
        return Explanation(float(given.sum() + popularity), popularity, known, given)

    def _given(self, known: Ints, item: int, member: int) -> Floats:
        place, target = self._place[known], self._place[item]
        given = np.zeros(known.size)
        if target >= 0:
            inside = place >= 0
            given[inside] = self.dense[member, place[inside], target] * self.scale[member, target]
        for at, source in enumerate(known.tolist() if self.targets.size else ()):
            part = slice(self.starts[source], self.starts[source + 1])
            given[at] += self.tail[member, part][self.targets[part] == item].sum()
        return given

    def recommend(self, history: Sequence[int] | Ints, k: int, segment: int | None = None) -> tuple[Ints, Floats]:
        """Return the ``k`` best items that are not in the history, best first, and their scores."""
        scores = self.score(history, segment)
        scores[self.known(history)] = -np.inf
        k = min(k, self.items)
        best = np.argpartition(-scores, k - 1)[:k] if k else np.zeros(0, np.int64)
        best = best[np.lexsort((best, -scores[best]))]
        best = best[np.isfinite(scores[best])]
        return best, scores[best]

    def pack(self) -> tuple[dict[str, Any], Arrays]:
        """Return a header (a JSON value) and flat arrays, for an artefact."""
        header = {"kind": "behaviour", "items": self.items}
        ladder = np.array([(rung.length, rung.member, rung.exponent, rung.prior) for rung in self.rungs])
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        return header, {**arrays, "rungs": ladder}


_ARRAYS = ("head", "odds", "dense", "scale", "starts", "targets", "tail", "popular")


def unpack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> Behaviour:
    """Return the model of a header and its arrays. Raises KeyError where one is missing, ValueError for another kind."""
    if header.get("kind") != "behaviour":
        raise ValueError(f"these are the arrays of {header.get('kind')}, not of a model of behaviour")
    rungs = tuple(Rung(int(a), int(b), float(c), float(d)) for a, b, c, d in arrays["rungs"].tolist())
    given: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    return Behaviour(items=int(header["items"]), rungs=rungs, **given)
