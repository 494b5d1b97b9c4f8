"""Scores of many candidates at once: the same sums and factors as ``gain.explained``, a column at a time."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wayfare.engine.ranking.gain import FIT, Policy, Wanted, name_of
from wayfare.engine.ranking.table import WHOLE, Floats, Ints, Mask, Table

_DENSITY = 1 / math.sqrt(2 * math.pi)
ABOUT = 1 - 1e-9
"""Numbers in this ratio may be the same: a column and a single candidate are not rounded alike."""


@dataclass(frozen=True)
class Scores:
    """What the scores are made of.

    Each need that a candidate helps with is an entry: its ``row`` (ascending), its ``term`` (a place in ``names``, and in
    ``skills``, which it is about) and its ``value``. ``fit`` is what each candidate's largest value is multiplied with;
    ``hints`` are addends by source; ``factor`` is the product of all factors.
    """

    names: list[str]
    skills: list[int]
    row: Ints
    term: Ints
    value: Floats
    fit: Floats
    hints: dict[str, Floats]
    factor: Floats

    def totals(self) -> Floats:
        """Return the score of every candidate; 0 where nothing speaks for it."""
        worth = np.bincount(self.row, self.value, self.factor.size).astype(np.float64)
        if self.value.size and self.fit.any():
            row = self.row[self.begins]
            worth[row] += self.fit[row] * np.maximum.reduceat(self.value, self.begins)
        for addend in self.hints.values():
            worth += addend
        found: Floats = worth * self.factor
        return found

    def without(self, names: Sequence[str]) -> Floats:
        """Return the scores that every candidate would have without each of some terms in turn: one row for each name."""
        many, size = len(names), self.factor.size
        counts = np.array([name != left_out for left_out in names for name in self.names], bool)
        value = self.value * counts.reshape(many, len(self.names))[:, self.term]
        at = (self.row + size * np.arange(many)[:, None]).ravel()
        worth = np.bincount(at, value.ravel(), many * size).astype(np.float64).reshape(many, size)
        if self.value.size and self.fit.any():
            begins = self.begins
            row, fits = self.row[begins], np.array([name != FIT for name in names], np.float64)[:, None]
            worth[:, row] += fits * self.fit[row] * np.maximum.reduceat(value, begins, axis=1)
        for source, addend in self.hints.items():
            worth += np.array([name != source for name in names], np.float64)[:, None] * addend
        found: Floats = worth * self.factor
        return found

    @cached_property
    def begins(self) -> Ints:
        """Where the entries of each candidate that has any begin."""
        found: Ints = np.flatnonzero(_new(self.row))
        return found

    @cached_property
    def _entries(self) -> tuple[list[int], list[int], list[float]]:
        """Row, term and value of each entry as lists: quicker to look at one by one."""
        return self.row.tolist(), self.term.tolist(), self.value.tolist()

    def mainly(self, row: int) -> list[int]:
        """Return the skills that a candidate's largest values are about; more than one where they are about equal."""
        rows, terms, values = self._entries
        own = slice(bisect_left(rows, row), bisect_right(rows, row))
        most = ABOUT * max(values[own], default=0.0)
        return [self.skills[term] for term, value in zip(terms[own], values[own], strict=True) if value >= most]

    def sources(self, row: int) -> set[str]:
        """Return where the needs come from that a candidate helps with: role, goal."""
        rows, terms, _ = self._entries
        own = slice(bisect_left(rows, row), bisect_right(rows, row))
        return {self.names[term].partition(":")[0] for term in terms[own]}

    def of(self, rows: Ints) -> "Scores":
        """Return what the scores of some candidates are made of, in the order of ``rows``."""
        place = np.full(self.factor.size, -1)
        place[rows] = np.arange(rows.size)
        inside = np.flatnonzero(place[self.row] >= 0)
        inside = inside[np.argsort(place[self.row[inside]], kind="stable")]
        return Scores(
            self.names,
            self.skills,
            place[self.row[inside]],
            self.term[inside],
            self.value[inside],
            self.fit[rows],
            {source: addend[rows] for source, addend in self.hints.items()},
            self.factor[rows],
        )


def score(table: Table, wanted: Wanted, policy: Policy) -> Scores:
    """Work out everything that the scores of a table are made of."""
    wants = [want for skill in sorted(wanted) for want in wanted[skill]]
    skill, mean, variance, target, importance = (
        np.array([(need.skill, mean, variance, need.level, need.importance) for _, need, mean, variance in wants])
        .reshape(-1, 5)
        .T
    )
    part, which = _pairs(table.skill, skill.astype(np.int64))
    of_need = mean[which], variance[which], target[which]
    gain = table.confidence[part] * _gain(table.level[part], table.spread[part], *of_need, policy.reach)
    useful = np.flatnonzero(gain >= policy.least_gain)
    part, which, gain = part[useful], which[useful], gain[useful]
    owner = table.owner[part]
    lasts = np.where(table.lasts[part] > 0, table.lasts[part], table.minutes[owner])
    row, term, levels = _summed(owner, which, gain * _dose(lasts, policy), len(wants))
    minutes, breadth = _spent(table, owner, table.stretch[part], lasts, _apart(row, skill[term]))
    return Scores(
        [name_of(want.need) for want in wants],
        [want.need.skill for want in wants],
        row,
        term,
        importance[term] * np.minimum(1.0, levels),
        policy.fit_most * table.fit,
        {
            source: policy.weight(source) * strength * _dose(table.minutes, policy)
            for source, strength in table.hints.items()
        },
        breadth**-policy.breadth
        * finish(minutes, policy)
        * _kept(owner, table.kept[part], len(table))
        * (1 / (np.minimum(minutes, policy.module_minutes) + policy.overhead_minutes))
        * table.quality,
    )


def finish(minutes: Floats, policy: Policy) -> Floats:
    """Return how likely items of so many minutes are finished, relative to the shortest."""
    found: Floats = 1 / (1 + minutes / policy.patience_minutes)
    return found


def _pairs(skills: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Return all pairs (part, need) about the same skill; ``wanted`` are the skills of the needs, ascending."""
    first = wanted.searchsorted(skills)
    count = wanted.searchsorted(skills, "right") - first
    if count.max(initial=0) <= 1:  # nobody needs a skill twice
        (part,) = count.nonzero()
        return part, first[part]
    part = np.repeat(np.arange(skills.size), count)
    within = np.arange(part.size) - np.repeat(np.cumsum(count) - count, count)
    return part, first[part] + within


def _gain(level: Floats, spread: Floats, mean: Floats, variance: Floats, target: Floats, reach: float) -> Floats:
    """Return ``gain.expected_gain`` of many stretches."""
    from scipy.special import erfc  # it takes a while to load, and only feeds need it

    sd = np.sqrt(variance + spread * spread)
    mean = mean - spread / 2
    ceiling = np.minimum(target, level)
    z = (ceiling - mean) / sd
    tail = erfc(-z * math.sqrt(0.5))
    distance = (ceiling - mean) * 0.5 * tail + sd * _DENSITY * np.exp(-z * z / 2)
    too_far = np.maximum(0.0, level - reach - mean)
    found: Floats = np.minimum(1.0, distance) * np.exp(-too_far * too_far)
    return found


def _dose(minutes: Floats, policy: Policy) -> Floats:
    found: Floats = 1 - np.exp(-np.minimum(minutes, policy.module_minutes) / policy.minutes_per_level)
    return found


def _summed(owner: Ints, which: Ints, carried: Floats, needs: int) -> tuple[Ints, Ints, Floats]:
    """Return candidate, need and sum of what is carried for each pair that is there."""
    key = owner * needs + which
    order = np.argsort(key, kind="stable")  # parts stay in their order, so that sums are those of one candidate alone
    begins = np.flatnonzero(_new(key[order]))
    sums = np.add.reduceat(carried[order], begins) if begins.size else np.zeros(0)
    first = order[begins]
    return owner[first], which[first], sums


def _kept(owner: Ints, kept: Floats, size: int) -> Floats:
    """Return for each candidate how much of what its useful parts teach is kept, on average."""
    times = np.bincount(owner, minlength=size)
    return np.where(times > 0, np.bincount(owner, kept, size) / np.maximum(times, 1), 1.0)


def _spent(table: Table, owner: Ints, stretch: Ints, lasts: Floats, skills: Ints) -> tuple[Floats, Floats]:
    """Return the minutes that the useful parts of each candidate take, and over how many skills these spread.

    The whole item where one of them is all of it or none is useful; chosen stretches are about what is needed alone. ``owner``
    are the candidates of the useful parts, ``skills`` those of the skills that each teaches.
    """
    size = len(table)
    whole = np.bincount(owner[stretch == WHOLE], minlength=size) > 0
    minutes = table.minutes.copy()
    apart = np.flatnonzero(~whole[owner])
    if apart.size:
        chosen = apart[_distinct(owner[apart], stretch[apart])]
        minutes[owner[chosen]] = 0.0
        np.add.at(minutes, owner[chosen], lasts[chosen])
    breadth = np.where(whole, np.bincount(skills, minlength=size), 1).astype(np.float64)
    return minutes, breadth


def _apart(row: Ints, skill: Floats) -> Ints:
    """Return each candidate as often as it has different skills; ``row`` and then ``skill`` are ascending."""
    found: Ints = row[_new(row) | _new(skill)]
    return found


def _new(values: Ints | Floats) -> Mask:
    """Say of each value whether it is another than the one before."""
    found = np.ones(values.size, bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _distinct(owner: Ints, number: Ints) -> Ints:
    """Return where each pair (owner, number) stands last."""
    order = np.lexsort((number, owner))
    last = np.ones(order.size, bool)
    last[:-1] = (owner[order][1:] != owner[order][:-1]) | (number[order][1:] != number[order][:-1])
    found: Ints = order[last]
    return found
