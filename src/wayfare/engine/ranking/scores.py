"""Scores of many candidates at once: the same sums and factors as ``gain.explained``, a column at a time."""

import math
from dataclasses import dataclass

import numpy as np

from wayfare.engine.ranking.gain import FIT, Policy, Wanted, name_of
from wayfare.engine.ranking.table import WHOLE, Floats, Ints, Table

_erfc = np.frompyfunc(math.erfc, 1, 1)
_DENSITY = 1 / math.sqrt(2 * math.pi)


@dataclass(frozen=True)
class Scores:
    """What the scores are made of.

    Each need that a candidate helps with is an entry: its ``row`` (ascending), its ``term`` (a place in ``names``) and its
    ``value``. ``fit`` is what each candidate's largest value is multiplied with; ``hints`` are addends by source; ``factor`` is
    the product of all factors.
    """

    names: list[str]
    row: Ints
    term: Ints
    value: Floats
    fit: Floats
    hints: dict[str, Floats]
    factor: Floats

    def totals(self, without: str = "") -> Floats:
        """Return the score of every candidate; 0 where nothing speaks for it. ``without`` names a term that is left out."""
        value = self.value
        if without in self.names:
            value = value * np.array([name != without for name in self.names])[self.term]
        worth = np.bincount(self.row, value, self.factor.size).astype(np.float64)  # of nothing it makes whole numbers
        if without != FIT and value.size and self.fit.any():
            begins = np.flatnonzero(np.diff(self.row, prepend=-1))
            worth[self.row[begins]] += self.fit[self.row[begins]] * np.maximum.reduceat(value, begins)
        for source, addend in self.hints.items():
            if source != without:
                worth += addend
        found: Floats = worth * self.factor
        return found

    def of(self, rows: Ints) -> "Scores":
        """Return what the scores of some candidates are made of, in the order of ``rows``."""
        place = np.full(self.factor.size, -1)
        place[rows] = np.arange(rows.size)
        inside = np.flatnonzero(place[self.row] >= 0)
        inside = inside[np.argsort(place[self.row[inside]], kind="stable")]
        return Scores(
            self.names,
            place[self.row[inside]],
            self.term[inside],
            self.value[inside],
            self.fit[rows],
            {source: addend[rows] for source, addend in self.hints.items()},
            self.factor[rows],
        )


def score(table: Table, wanted: Wanted, policy: Policy) -> Scores:
    """Work out everything that the scores of a table are made of."""
    wants = sorted((want for own in wanted.values() for want in own), key=lambda want: want.need.skill)
    part, which = _pairs(table.skill, np.array([want.need.skill for want in wants], np.int64))
    facts = np.array([(want.mean, want.variance, want.need.level) for want in wants]).reshape(-1, 3)
    gain = table.confidence[part] * _gain(table.level[part], table.spread[part], facts[which], policy.reach)
    useful = gain >= policy.least_gain
    part, which, gain = part[useful], which[useful], gain[useful]
    owner = table.owner[part]
    lasts = np.where(table.lasts[part] > 0, table.lasts[part], table.minutes[owner])
    carried = gain * _dose(lasts, policy)
    row, term, levels = _summed(owner, which, carried, len(wants))
    importance = np.array([want.need.importance for want in wants])
    minutes, breadth = _spent(table, part, lasts)
    return Scores(
        [name_of(want.need) for want in wants],
        row,
        term,
        importance[term] * np.minimum(1.0, levels),
        policy.fit_most * table.fit,
        {
            source: getattr(policy, source) * strength * _dose(table.minutes, policy)
            for source, strength in table.hints.items()
        },
        breadth**-policy.breadth
        * (1 / (1 + minutes / policy.patience_minutes))
        * _kept(table, part)
        * (1 / (np.minimum(minutes, policy.module_minutes) + policy.overhead_minutes))
        * table.quality,
    )


def _pairs(skills: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Return all pairs (part, need) about the same skill; ``wanted`` are the skills of the needs, ascending."""
    first = np.searchsorted(wanted, skills, "left")
    count = np.searchsorted(wanted, skills, "right") - first
    part = np.repeat(np.arange(skills.size), count)
    within = np.arange(part.size) - np.repeat(np.cumsum(count) - count, count)
    return part, first[part] + within


def _gain(level: Floats, spread: Floats, facts: Floats, reach: float) -> Floats:
    """Return ``gain.expected_gain`` of many stretches; the ``facts`` of each are mean, variance and target."""
    mean, variance, target = facts.T
    sd = np.sqrt(variance + spread * spread)
    mean = mean - spread / 2
    ceiling = np.minimum(target, level)
    z = (ceiling - mean) / sd
    tail = np.asarray(_erfc(-z * math.sqrt(0.5)), np.float64)
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
    begins = np.flatnonzero(np.diff(key[order], prepend=-1))
    sums = np.add.reduceat(carried[order], begins) if begins.size else np.zeros(0)
    first = order[begins]
    return owner[first], which[first], sums


def _kept(table: Table, part: Ints) -> Floats:
    """Return for each candidate how much of what its useful parts teach is kept, on average."""
    owner = table.owner[part]
    times = np.bincount(owner, minlength=len(table))
    sums = np.bincount(owner, table.kept[part], len(table))
    return np.where(times > 0, sums / np.maximum(times, 1), 1.0)


def _spent(table: Table, part: Ints, lasts: Floats) -> tuple[Floats, Floats]:
    """Return the minutes that the useful parts of each candidate take, and over how many skills these spread.

    The whole item where one of them is all of it or none is useful; chosen stretches are about what is needed alone.
    """
    owner, stretch, size = table.owner[part], table.stretch[part], len(table)
    whole = np.bincount(owner[stretch == WHOLE], minlength=size) > 0
    minutes, breadth = table.minutes.copy(), np.ones(size)
    apart = np.flatnonzero(~whole[owner])
    chosen = apart[_distinct(owner[apart], stretch[apart])]
    minutes[owner[chosen]] = 0.0
    np.add.at(minutes, owner[chosen], lasts[chosen])
    skills = np.bincount(owner[_distinct(owner, table.skill[part])], minlength=size)
    breadth[whole] = skills[whole]
    return minutes, breadth


def _distinct(owner: Ints, number: Ints) -> Ints:
    """Return where each pair (owner, number) stands last."""
    order = np.lexsort((number, owner))
    last = np.ones(order.size, bool)
    last[:-1] = (owner[order][1:] != owner[order][:-1]) | (number[order][1:] != number[order][:-1])
    found: Ints = order[last]
    return found
