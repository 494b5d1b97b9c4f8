"""The fitted model: flat arrays, and scores that are sums over what somebody did.

score(j) = bend(j) × Σ over known items i of B(i, j) + prior × popularity(j), with B, bend and prior by how many items are known.
Repeating an item, or telling them in another order, changes nothing. The best items are found without a look at all others: only
the head, what the history gives something to, and the most popular can be among them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wayfare.engine.matching.behaviour import links, popular
from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints
from wayfare.engine.matching.behaviour.links import Given, Links
from wayfare.engine.matching.behaviour.popular import Popularity

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

    Inside, items are numbered by popularity: ``order`` says which item has each number, ``place`` which number each item has.
    The first of them, the head, stand in the dense tables, one for each of ``odds``. For all others ``tail`` (the same for every
    table but for a factor) and ``solved`` (one row a table) hold, item by item, what it gives to which.
    """

    order: Ints
    place: Ints
    odds: Floats
    dense: np.ndarray[Any, np.dtype[np.int16]]
    scale: Floats
    tail: Links
    solved: Links
    popular: Popularity
    rungs: tuple[Rung, ...]

    @property
    def items(self) -> int:
        """How many items there are."""
        return self.order.size

    @property
    def head(self) -> int:
        """How many of them stand in the dense tables."""
        return len(self.dense[0])

    @cached_property
    def _bends(self) -> dict[float, Floats]:
        """What each item of the head is multiplied with, by exponent."""
        base = self.popular.of_head() + LEAST_POPULAR
        return {rung.exponent: base**-rung.exponent for rung in self.rungs}

    def rung(self, length: int) -> Rung:
        """Return what holds for a history of so many items: the nearest rung in ratio."""
        if not length:
            return self.rungs[0]
        return min(self.rungs[1:] or self.rungs, key=lambda rung: abs(math.log(max(rung.length, 1) / length)))

    def known(self, history: Sequence[int] | Ints) -> Ints:
        """Return the items of a history that the model can know, each once, ascending."""
        return np.array(sorted({item for item in np.asarray(history).tolist() if 0 <= item < self.items}), np.int64)

    def score(self, history: Sequence[int] | Ints, segment: int | None = None) -> Floats:
        """Return the score of every item, those of the history included. With nothing known: popularity in the segment."""
        known = self.place[self.known(history)]
        rung, every = self.rung(known.size), np.arange(self.head, self.items)
        if not known.size or not rung.member:
            return self._shares(every, segment)[self.place]
        total = np.zeros(self.items)
        total[: self.head] = self._of_head(known, rung.member - 1)
        for part in (self.tail, self.solved):
            _, targets, values = part.of(known, rung.member - 1)
            total += np.bincount(targets, values, self.items)
        return self._bent(total, every, rung, segment)[self.place]

    def recommend(self, history: Sequence[int] | Ints, k: int, segment: int | None = None) -> tuple[Ints, Floats]:
        """Return the ``k`` best items that are not in the history, best first, and their scores.

        Among equals the one that more people did comes first, then the one with the lower number.
        """
        best, scores, _ = self._recommended(self.known(history), k, segment)
        return self.order[best].astype(np.int64), scores

    def reasoned(self, history: Sequence[int] | Ints, k: int, segment: int | None = None) -> tuple[Ints, Floats, Ints]:
        """Return what ``recommend`` does, and for each item the one of the history that gives most to its score.

        That is −1 where nothing of it gives anything.
        """
        known = self.known(history)
        best, scores, given = self._recommended(known, k, segment)
        return self.order[best].astype(np.int64), scores, self._most(known, best, given)

    def _recommended(self, history: Ints, k: int, segment: int | None) -> tuple[Ints, Floats, Given | None]:
        """Return the numbers of the ``k`` best items, their scores, and what known items give outside the dense tables."""
        known, rung = np.sort(self.place[history]), self.rung(history.size)
        if not known.size or not rung.member:
            rest = self.popular.first(k, known, segment)
            return *self._best(self._shares(rest, segment), rest, known, k), None
        given = self._given(known, rung.member - 1)
        head, touched, sums = self._sums(known, given, rung.member - 1)
        more = self.popular.first(k, np.sort(np.concatenate((known, touched))), segment)
        rest = np.concatenate((touched, more))
        total = self._bent(np.concatenate((head, sums, np.zeros(more.size))), rest, rung, segment)
        return *self._best(total, rest, known, k), given

    def _given(self, known: Ints, member: int) -> Given:
        """Return what known items give outside the dense tables, by their numbers, which are ascending."""
        return self.tail.of(known, member).beside(self.solved.of(known, member))

    def _sums(self, known: Ints, given: Given, member: int) -> tuple[Floats, Ints, Floats]:
        """Return what is given to each item of the head; then which others get something and are not known, and what."""
        head = self._of_head(known, member)
        if self.head == self.items:
            return head, np.zeros(0, np.int32), np.zeros(0)
        targets, values = given.targets, given.values
        rare = targets >= self.head
        head += np.bincount(targets[~rare], values[~rare], self.head)
        return head, *_summed(targets[rare], values[rare], known)

    def _of_head(self, known: Ints, member: int) -> Floats:
        """Return what the known items of the head give to each item of it."""
        sums: Floats = self.dense[member][known[known < self.head]].sum(0, dtype=np.int32) * self.scale[member]
        return sums

    def _shares(self, rest: Ints, segment: int | None) -> Floats:
        """Return how popular the items of the head are, and some others."""
        return np.concatenate([self.popular.of_head(segment), self.popular.share(rest, segment)])

    def _bent(self, total: Floats, rest: Ints, rung: Rung, segment: int | None) -> Floats:
        """Hold popular items back and add the prior, for the head and some others; ``total`` is overwritten."""
        if rung.exponent:
            total[: self.head] *= self._bends[rung.exponent]
            total[self.head :] *= (self.popular.overall(rest) + LEAST_POPULAR) ** -rung.exponent
        if rung.prior:
            total += rung.prior * self._shares(rest, segment)
        return total

    def _best(self, scores: Floats, rest: Ints, known: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the numbers of the ``k`` best of the head, but for what is known, and some others, best first."""
        scores[known[known < self.head]] = -np.inf
        least = -np.inf if k >= scores.size else np.partition(scores, scores.size - k)[scores.size - k] if k else np.inf
        (at,) = ((scores >= least) & (scores > -np.inf)).nonzero()
        found = at.copy()
        found[at >= self.head] = rest[at[at >= self.head] - self.head]
        order = np.lexsort((found, -scores[at]))[:k]
        return found[order], scores[at[order]]

    def explain(self, history: Sequence[int] | Ints, item: int, segment: int | None = None) -> Explanation:
        """Return what each known item gives to the score of one item. They add up to it."""
        known, one = self.known(history), self.place[[item]]
        rung = self.rung(known.size)
        prior = float(self.popular.share(one, segment)[0])
        if not known.size or not rung.member:
            return Explanation(prior, prior, known, np.zeros(known.size))
        given = self._to(known, one, self._given(np.sort(self.place[known]), rung.member - 1))[:, 0]
        if rung.exponent:
            given *= float(self.popular.overall(one)[0] + LEAST_POPULAR) ** -rung.exponent
        popularity = rung.prior * prior
        return Explanation(float(given.sum() + popularity), popularity, known, given)

    def _most(self, known: Ints, items: Ints, given: Given | None) -> Ints:
        """Return which of a history gives most to each of some numbers of items; −1 where none gives anything."""
        if given is None:
            return np.full(items.size, -1)
        each = self._to(known, items, given)
        best = each.argmax(axis=0)
        found: Ints = known[best]
        found[each[best, np.arange(items.size)] <= 0] = -1
        return found

    def _to(self, known: Ints, items: Ints, given: Given) -> Floats:
        """Return what each of the known items gives to each of some numbers, known × items, before popularity counts."""
        own, member = self.place[known], self.rung(known.size).member - 1
        each: Floats = given.to(items, known.size)[np.sort(own).searchsorted(own)]
        (rows,), (columns,) = (own < self.head).nonzero(), (items < self.head).nonzero()
        dense = self.dense[member, own[rows, None], items[columns]] * self.scale[member, items[columns]]
        each[rows[:, None], columns] += dense
        return each

    def pack(self) -> tuple[dict[str, Any], Arrays]:
        """Return a header (a JSON value) and flat arrays, for an artefact."""
        header = {"kind": "behaviour", "items": self.items}
        ladder = np.array([(rung.length, rung.member, rung.exponent, rung.prior) for rung in self.rungs])
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= self.tail.pack("tail") | self.solved.pack("solved") | self.popular.pack()
        return header, {**arrays, "rungs": ladder}


def _summed(targets: Ints, values: Floats, known: Ints) -> tuple[Ints, Floats]:
    """Return targets, each once, and the sums of their values, without those that are known."""
    if not targets.size:
        return targets, values
    by = targets.argsort()
    targets = targets[by]
    first = np.ones(targets.size, bool)
    np.not_equal(targets[1:], targets[:-1], out=first[1:])
    (starts,) = first.nonzero()
    items, sums = targets[starts], np.add.reduceat(values[by], starts)
    at = items.searchsorted(known).clip(max=items.size - 1)
    new = np.ones(items.size, bool)
    new[at[items[at] == known]] = False
    return items[new], sums[new]


_ARRAYS = ("order", "place", "odds", "dense", "scale")


def unpack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> Behaviour:
    """Return the model of a header and its arrays. Raises KeyError where one is missing, ValueError for another kind."""
    if header.get("kind") != "behaviour":
        raise ValueError(f"these are the arrays of {header.get('kind')}, not of a model of behaviour")
    rungs = tuple(Rung(int(a), int(b), float(c), float(d)) for a, b, c, d in arrays["rungs"].tolist())
    given: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    return Behaviour(
        tail=links.unpack("tail", arrays),
        solved=links.unpack("solved", arrays),
        popular=popular.unpack(arrays),
        rungs=rungs,
        **given,
    )
