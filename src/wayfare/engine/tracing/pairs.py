"""What an answer to one question says about another: learned from people who answered both within a few steps.

For an ordered pair (i before j, at most WINDOW answers apart, one learner) with residuals r (score - what the filter expected),
sums of rᵢrⱼ, rᵢ², rⱼ and their number are kept. From these follow a regression of rⱼ on rᵢ and the mean of rⱼ after i, both
shrunk to zero; the same for pairs of skills. Pairs seen once count too: together they say how far this person answers as others
did who went the same way, a residual-weighted kernel over the learner's earlier questions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.tracing.answers import Floats, Ints
from wayfare.engine.tracing.state import WINDOW, State

RIDGE_ITEM, RIDGE_SKILL, SHRINK_ITEM, SHRINK_SKILL = 3.0, 15.0, 5.0, 20.0
DECAY = 0.93
MOST_PAIRS, MOST_KEPT, LEAST_WINDOW = 6_000_000, 3_000_000, 3
TABLES = 300
FADE = DECAY ** np.arange(WINDOW, dtype=float)  # by distance less one
FADES: list[float] = FADE.tolist()
NAMES = (
    "item_kernel", "item_kernel_weight", "item_after", "item_kernel_near",
    "skill_kernel", "skill_kernel_others", "skill_after", "skill_after_last",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kernel:
    """One table of pairs, by the later name: ``earlier[start[j]:start[j + 1]]`` are the sorted names before j.

    ``value`` has for each pair the slope, the weight (Σ rᵢ²) and the mean after; pairs more than ``window`` apart do not count.
    """

    window: int
    start: Ints
    earlier: NDArray[np.int32]
    value: NDArray[np.float32]
    _key: list[Ints] = field(default_factory=list, repr=False, compare=False)
    _table: dict[int, dict[int, list[float]]] = field(default_factory=dict, repr=False, compare=False)

    def before(self, later: int, names: tuple[int, ...]) -> list[tuple[int, list[float]]]:
        """Return (distance less one, [slope, weight, mean after]) of the known pairs of last names with a later one."""
        low, high = self.start[later : later + 2].tolist()
        if low == high:
            return []
        wanted = np.array(names[: self.window], np.int32)
        known = self.earlier[low:high]
        at = known.searchsorted(wanted)
        hits = (known.take(at, mode="clip") == wanted).nonzero()[0]
        if not hits.size:
            return []
        return list(zip(hits.tolist(), self.value[at[hits] + low].tolist(), strict=True))

    def table(self, later: int) -> dict[int, list[float]]:
        """Return all pairs of a later name by the earlier one."""
        found = self._table.get(later)
        if found is None:
            low, high = self.start[later : later + 2].tolist()
            found = dict(zip(self.earlier[low:high].tolist(), self.value[low:high].tolist(), strict=True))
            if len(self._table) >= TABLES:
                self._table.clear()
            self._table[later] = found
        return found

    def rows_many(self, later: Ints, earlier: Ints) -> Floats:
        """Return the same for pairs with any later names."""
        if not self.earlier.size:
            return np.zeros((later.size, 3))
        size = self.start.size
        if not self._key:
            self._key.append(np.repeat(np.arange(size - 1), np.diff(self.start)) * np.int64(size) + self.earlier)
        wanted = later * np.int64(size) + earlier
        at = np.minimum(self._key[0].searchsorted(wanted), self.earlier.size - 1)
        return np.where((self._key[0][at] == wanted)[:, None], self.value[at].astype(float), 0.0)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The kernels of items and of skills."""

    item: Kernel
    skill: Kernel


def empty(size: int) -> Kernel:
    """Return a kernel that knows of no pair among ``size`` names."""
    return Kernel(WINDOW, np.zeros(size + 1, np.int64), np.zeros(0, np.int32), np.zeros((0, 3), np.float32))


def nothing(items: int, skills: int) -> Pairs:
    """Return kernels that know of no pair."""
    return Pairs(empty(items), empty(skills))


def neighbours(learner: Ints, window: int) -> Iterator[tuple[int, Ints]]:
    """Yield for each distance 1 … ``window`` the rows that have a row of the same learner that far before."""
    for distance in range(1, min(window, learner.size - 1) + 1):
        yield distance, np.nonzero(learner[distance:] == learner[:-distance])[0] + distance


@dataclass(frozen=True, slots=True)
class Found:
    """All pairs in some answers: rows, distances, and sums over the same names; ``others`` leaves out the later row's fold.

    Sums have four columns: rᵢrⱼ, rᵢ², rⱼ, number.
    """

    early: Ints
    late: Ints
    distance: Ints
    others: Floats
    key: Ints
    total: Floats


def find(learner: Ints, name: Ints, size: int, residual: Floats, fold: Ints, window: int) -> Found:
    """Return the pairs of names below ``size`` within ``window`` answers, with their sums."""
    found = list(neighbours(learner, window))
    late = np.concatenate([rows for _, rows in found] or [np.zeros(0, np.int64)])
    distance = np.repeat([far for far, _ in found], [rows.size for _, rows in found]).astype(np.int64)
    early = late - distance
    folds = int(fold.max(initial=0)) + 1
    group = (name[late] * np.int64(size) + name[early]) * folds + fold[late]
    names, place = np.unique(group, return_inverse=True)
    columns = (residual[early] * residual[late], residual[early] ** 2, residual[late], None)
    part = np.column_stack([np.bincount(place, column, names.size) for column in columns])
    key, of_key = np.unique(names // folds, return_inverse=True)
    total: Floats = np.column_stack([np.bincount(of_key, part[:, i], key.size) for i in range(4)])
    return Found(early, late, distance, (total[of_key] - part)[place], key, total)


def _values(sums: Floats, ridge: float, shrink: float) -> NDArray[np.float32]:
    product, square, after, times = sums.T
    return np.column_stack([product / (square + ridge), square, after / (times + shrink)]).astype(np.float32)


def _kernel(found: Found, size: int, window: int, ridge: float, shrink: float) -> Kernel:
    """Return the kernel of all folds, without the rarest pairs where there are too many."""
    least = 1 if found.key.size <= MOST_KEPT else np.partition(found.total[:, 3], -MOST_KEPT)[-MOST_KEPT] + 1
    often = found.total[:, 3] >= least - 0.5
    key = found.key[often]
    start = np.concatenate(([0], np.cumsum(np.bincount(key // size, minlength=size))))
    return Kernel(window, start, (key % size).astype(np.int32), _values(found.total[often], ridge, shrink))


def learn(
    learner: Ints, item: Ints, skill: Ints, sizes: tuple[int, int], residual: Floats, fold: Ints, *, questions: bool
) -> tuple[Pairs, Floats]:
    """Return the kernels of all answers, and the features of each answer by kernels of the other user folds.

    ``item`` and ``skill`` are places below ``sizes``. Without ``questions`` items are skills: one kernel is enough. The more
    answers, the shorter the window of items, for memory: at most MOST_PAIRS pairs are looked at.
    """
    features = np.zeros((learner.size, len(NAMES)))
    window = int(np.clip(MOST_PAIRS // max(learner.size, 1), LEAST_WINDOW, WINDOW))
    by_item = empty(sizes[0])
    if questions:
        found = find(learner, item, sizes[0], residual, fold, window)
        values = _values(found.others, RIDGE_ITEM, SHRINK_ITEM).astype(float)
        _add_items(features, found.late, values, residual[found.early], FADE[found.distance - 1])
        by_item = _kernel(found, sizes[0], window, RIDGE_ITEM, SHRINK_ITEM)
    reach = WINDOW if sizes[1] * learner.size else 0
    by_skill = _skills(features, learner, skill, sizes[1], residual, fold, reach)
    return Pairs(by_item, by_skill), features


def _skills(
    features: Floats, learner: Ints, skill: Ints, size: int, residual: Floats, fold: Ints, window: int
) -> Kernel:
    """Fill in the features of skill pairs, in pieces of whole distances to save memory; return the kernel."""
    folds = int(fold.max(initial=0)) + 1
    pairs = list(neighbours(learner, window))
    keys: Ints = np.zeros(0, np.int64)
    for distance, rows in pairs:
        keys = np.union1d(keys, (skill[rows] * np.int64(size) + skill[rows - distance]) * folds + fold[rows])
    sums = np.zeros((keys.size, 4))
    places = [
        keys.searchsorted((skill[rows] * np.int64(size) + skill[rows - distance]) * folds + fold[rows])
        for distance, rows in pairs
    ]
    for (distance, rows), place in zip(pairs, places, strict=True):
        early, late = residual[rows - distance], residual[rows]
        for column, values in enumerate((early * late, early * early, late, None)):
            sums[:, column] += np.bincount(place, values, keys.size)
    key, of_key = np.unique(keys // folds, return_inverse=True)
    total: Floats = np.column_stack([np.bincount(of_key, sums[:, i], key.size) for i in range(4)])
    value = _values(total[of_key] - sums, RIDGE_SKILL, SHRINK_SKILL).astype(float)
    for (distance, rows), place in zip(pairs, places, strict=True):
        _add_skills(features, rows, distance, skill, value[place], residual)
    none = np.zeros(0, np.int64)
    found = Found(none, none, none, np.zeros((0, 4)), key, total)
    return _kernel(found, size, window or WINDOW, RIDGE_SKILL, SHRINK_SKILL)


def _add_items(features: Floats, late: Ints, value: Floats, residual: Floats, fade: Floats) -> None:
    pull = value[:, 0] * residual
    for column, values in enumerate((pull, value[:, 1], value[:, 2], pull * fade)):
        features[:, column] += np.bincount(late, values, len(features))


def _add_skills(features: Floats, rows: Ints, distance: int, skill: Ints, value: Floats, residual: Floats) -> None:
    early, fade = rows - distance, FADE[distance - 1]
    pull = value[:, 0] * residual[early] * fade
    features[rows, 4] += pull
    features[rows, 5] += pull * (skill[rows] != skill[early])
    features[rows, 6] += value[:, 2] * fade
    if distance == 1:
        features[rows, 7] = value[:, 2]


def features_of(item: int, place: int, state: State, pairs: Pairs) -> list[float]:
    """Return the features of one question (its item and the place of its first skill) given a person's last answers."""
    if not state.items:
        return [0.0] * len(NAMES)
    kernel = weight = after = near = 0.0
    for far, (slope, square, mean) in pairs.item.before(item, state.items):
        pull = slope * state.residuals[far]
        kernel += pull
        weight += square
        after += mean
        near += pull * FADES[far]
    by_skill = pairs.skill.table(place)
    same = others = later = 0.0
    if by_skill:
        for fade, earlier, residual in zip(FADES, state.places, state.residuals, strict=False):
            known = by_skill.get(earlier)
            if known is not None:
                pull = known[0] * residual * fade
                later += known[2] * fade
                if earlier == place:
                    same += pull
                else:
                    others += pull
    last = by_skill.get(state.places[0])
    return [kernel, weight, after, near, same + others, others, later, last[2] if last else 0.0]


def features_many(learner: Ints, item: Ints, skill: Ints, residual: Floats, pairs: Pairs) -> Floats:
    """Return ``features_of`` each row, given the rows of the same learner before it."""
    found = np.zeros((learner.size, len(NAMES)))
    for distance, rows in neighbours(learner, WINDOW):
        before = rows - distance
        if distance <= pairs.item.window:
            value = pairs.item.rows_many(item[rows], item[before])
            _add_items(found, rows, value, residual[before], np.full(rows.size, FADE[distance - 1]))
        _add_skills(found, rows, distance, skill, pairs.skill.rows_many(skill[rows], skill[before]), residual)
    return found
