"""Which segments fit into this week and carry furthest? Greedy by value per minute, with a bound on what could be missed.

The value of a set S of segments is

    value(S) = Σ over targets of weight · min(gap, Σ over S of gain)

with the gap in levels between what is believed and what is wanted, and the gain of a segment at the level at which it can be
taken: the believed one, or what the segment itself requires of the skill where that is more. Value is monotone and submodular
(budget-additive), so the greedy rule for a budget applies (Khuller, Moss, Naor 1999; Sviridenko 2004). A segment whose
prerequisites are not met is weighed together with the segments that lead up to it.

For any set S the best plan is worth at most value(S) + the fractional knapsack of what each segment would still add to S
(Leskovec et al. 2007). The bound is the least of that over all steps, prerequisites left out: it holds with or without them.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wayfare.engine.types import Gaussian

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
TINY = 1e-9
STARTS = 8  # greedy plans that begin with one of the bundles worth most,
LOOKS = 1200  # fewer where there are many bundles: so many are looked at in all
BOUNDS = 8  # steps of a plan at which the bound is looked at


class Unplannable(ValueError):
    """Minutes, gains or weights that make no sense, or two segments of one id."""


@dataclass(frozen=True, slots=True)
class Target:
    """A skill wanted at a level; ``importance`` in (0, 1], ``weeks`` until the deadline or None without one."""

    skill: int
    level: float
    importance: float = 1.0
    weeks: float | None = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a segment does for a skill: ``gains`` are pairs (level of the person, gain in levels), linear in between.

    Levels rise along the pairs; below the first and above the last the gain is that of the end.
    """

    skill: int
    gains: tuple[tuple[float, float], ...]

    def at(self, level: float) -> float:
        """Return the gain in levels for somebody at ``level``."""
        before: tuple[float, float] | None = None
        for point in self.gains:
            if level <= point[0]:
                if before is None:
                    return point[1]
                share = (level - before[0]) / (point[0] - before[0])
                return before[1] + share * (point[1] - before[1])
            before = point
        return before[1] if before else 0.0

    def curve(self, levels: Reals) -> Reals:
        """Return the gains in levels for people at these levels."""
        if not self.gains:
            return np.zeros(levels.shape)
        levels_of, gains = np.array(self.gains).T
        found: Reals = np.interp(levels, levels_of, gains)
        return found


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of learning. ``requires`` are pairs (skill, level) that must be reached before; ``minutes`` is above 0."""

    id: int
    minutes: float
    teaches: tuple[Teaching, ...]
    requires: tuple[tuple[int, float], ...] = ()
    format: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """Minutes a week, and the formats that are allowed (None: every one)."""

    minutes: float
    formats: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """How a deadline counts: the weight of a target that fills all time left is importance · (1 + ``urgency``)."""

    name: str = "week 1"
    urgency: float = 3.0
    prior: Gaussian = field(default_factory=lambda: Gaussian(1.8, 1.25))


@dataclass(frozen=True, slots=True)
class Step:
    """One segment of a plan in order: its minutes, what it is worth on top of those before it, and the skill it serves most.

    What only leads up to a later step is worth nothing by itself, and serves what that step serves.
    """

    segment: int
    minutes: float
    value: float
    skill: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A week: the steps, their minutes and value; no plan within the budget is worth more than ``bound``."""

    steps: tuple[Step, ...]
    minutes: float
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class Problem:
    """A planning problem as arrays: segments x targets gains (levels), minutes, gaps (levels), weights, bundles.

    ``bundles`` holds for each segment the places of what must be taken before it, in order, and itself; None where it cannot
    be reached. ``skills`` names the targets' skills.
    """

    ids: tuple[int, ...]
    skills: tuple[int, ...]
    minutes: Reals
    gains: Reals
    gaps: Reals
    weights: Reals
    bundles: tuple[tuple[int, ...] | None, ...]


def plan(
    beliefs: Mapping[int, Gaussian],
    targets: Sequence[Target],
    segments: Sequence[Segment],
    budget: Budget,
    policy: Policy,
) -> Plan:
    """Return this week's plan. After an event call it again with the new beliefs and what is left. Raises Unplannable."""
    return solve(problem(beliefs, targets, segments, budget, policy), budget.minutes)


def problem(
    beliefs: Mapping[int, Gaussian],
    targets: Sequence[Target],
    segments: Sequence[Segment],
    budget: Budget,
    policy: Policy,
) -> Problem:
    """Return the arrays of a planning problem; segments of formats that are not allowed are left out. Raises Unplannable."""
    _check(targets, segments, budget)
    kept = [one for one in segments if budget.formats is None or one.format in budget.formats]
    levels = {skill: x.mean for skill, x in beliefs.items()}
    gains = [_gains(one, levels, policy.prior.mean) for one in kept]
    wanted = {one.skill: at for at, one in enumerate(targets)}
    matrix = np.zeros((len(kept), len(targets)))
    for row, own in enumerate(gains):
        for skill, gain in own.items():
            if skill in wanted:
                matrix[row, wanted[skill]] = gain
    gaps = np.array([max(0.0, one.level - levels.get(one.skill, policy.prior.mean)) for one in targets])
    minutes = np.array([one.minutes for one in kept])
    return Problem(
        ids=tuple(one.id for one in kept),
        skills=tuple(one.skill for one in targets),
        minutes=minutes,
        gains=matrix,
        gaps=gaps,
        weights=_weights(targets, matrix, gaps, minutes, budget.minutes, policy),
        bundles=_bundles(kept, gains, levels, policy.prior.mean, budget.minutes),
    )


def _check(targets: Sequence[Target], segments: Sequence[Segment], budget: Budget) -> None:
    if not 0 <= budget.minutes < float("inf"):
        raise Unplannable(f"{budget.minutes} minutes a week make no week")
    if any(not 0 < one.minutes < float("inf") for one in segments):
        raise Unplannable("every segment takes more than no minutes, and an end")
    if any(gain < 0 for one in segments for part in one.teaches for _, gain in part.gains):
        raise Unplannable("a segment that takes away what somebody knows is none")
    if len({one.id for one in segments}) < len(segments) or len({one.skill for one in targets}) < len(targets):
        raise Unplannable("two segments of one id, or two targets for one skill")
    if any(one.importance < 0 for one in targets):
        raise Unplannable("importance is never below 0")


def _gains(segment: Segment, levels: Mapping[int, float], prior: float) -> dict[int, float]:
    needed = dict(segment.requires)
    found: dict[int, float] = {}
    for part in segment.teaches:
        at = max(levels.get(part.skill, prior), needed.get(part.skill, 0.0))
        found[part.skill] = found.get(part.skill, 0.0) + part.at(at)
    return found


def _weights(
    targets: Sequence[Target], gains: Reals, gaps: Reals, minutes: Reals, weekly: float, policy: Policy
) -> Reals:
    """Return importance · (1 + urgency · share of the time until the deadline that the gap will take at the best rate)."""
    best = (gains / minutes[:, None]).max(axis=0, initial=0.0)
    weights = np.array([one.importance for one in targets])
    for at, one in enumerate(targets):
        if one.weeks is not None and gaps[at] > 0:
            time = max(one.weeks, 0.0) * weekly
            needed = gaps[at] / best[at] if best[at] > 0 else 0.0
            weights[at] *= 1 + policy.urgency * (needed / time if needed < time else 1.0)
    return weights


def _bundles(
    segments: Sequence[Segment],
    gains: Sequence[Mapping[int, float]],
    levels: Mapping[int, float],
    prior: float,
    most: float,
) -> tuple[tuple[int, ...] | None, ...]:
    """Return for each segment what leads up to it, cheapest providers first, where all of it fits into the week."""
    providers: dict[int, list[int]] = {}
    for at, own in enumerate(gains):
        for skill, gain in own.items():
            if gain > 0:
                providers.setdefault(skill, []).append(at)
    for skill, found in providers.items():
        found.sort(key=lambda at: (-gains[at][skill] / segments[at].minutes, segments[at].id))
    leading = _Leading(segments, gains, levels, prior, providers, most)
    return tuple(leading.bundle(at) for at in range(len(segments)))


@dataclass(frozen=True, slots=True)
class _Leading:
    segments: Sequence[Segment]
    gains: Sequence[Mapping[int, float]]
    levels: Mapping[int, float]
    prior: float
    providers: Mapping[int, Sequence[int]]
    most: float

    def bundle(self, at: int) -> tuple[int, ...] | None:
        taken: list[int] = []
        return tuple(taken) if self._take(at, taken, set()) else None

    def _take(self, at: int, taken: list[int], under_way: set[int]) -> bool:
        """Append to ``taken`` what is missing before a segment, and it; False where it cannot be reached this week."""
        if at in taken:
            return True
        if at in under_way or len(under_way) > 50:  # a circle, or a chain far beyond any week
            return False
        under_way.add(at)
        reached = all(self._reach(skill, level, taken, under_way) for skill, level in self.segments[at].requires)
        under_way.discard(at)
        if reached and sum(self.segments[one].minutes for one in (*taken, at)) <= self.most + TINY:
            taken.append(at)
            return True
        return False

    def _reach(self, skill: int, level: float, taken: list[int], under_way: set[int]) -> bool:
        for one in (None, *self.providers.get(skill, ())):
            if one is not None and not self._try(one, taken, under_way):
                continue
            if self._short(skill, level, taken) <= TINY:
                return True
        return False

    def _try(self, at: int, taken: list[int], under_way: set[int]) -> bool:
        size = len(taken)
        if self._take(at, taken, under_way):
            return True
        del taken[size:]
        return False

    def _short(self, skill: int, level: float, taken: Sequence[int]) -> float:
        return level - self.levels.get(skill, self.prior) - sum(self.gains[one].get(skill, 0.0) for one in taken)


def worth(asked: Problem, chosen: Sequence[int]) -> float:
    """Return the value of a set of segments, by their places in the problem."""
    return float(np.minimum(asked.gaps, asked.gains[list(chosen)].sum(axis=0)) @ asked.weights)


def solve(asked: Problem, minutes: float) -> Plan:
    """Return the best of a few greedy plans, with the bound on every plan.

    One goes by value per minute, one by value alone, and a few begin with one of the bundles that are worth most (partial
    enumeration: what is long and worth it is lost to many small things otherwise).
    """
    if not len(asked.ids) or not len(asked.skills):
        return Plan((), 0.0, 0.0, 0.0)
    search = _Search.of(asked)
    runs = [search.run(minutes, 1.0), search.run(minutes, 0.0)]
    runs += [search.run(minutes, 1.0, first) for first in search.firsts(minutes)]
    best = max(runs, key=lambda run: worth(asked, run))
    bound = min(_bound(asked, best[:size], minutes) for size in range(0, len(best) + 1, max(1, len(best) // BOUNDS)))
    steps = tuple(_steps(asked, best))
    value = sum(step.value for step in steps)
    return Plan(steps, float(asked.minutes[best].sum()), value, max(bound, value))


@dataclass(frozen=True, slots=True)
class _Search:
    """A problem as plain lists, which are faster than arrays where each segment serves one or two targets.

    ``serves`` holds for each segment its (target, gain) pairs, ``part_of`` the bundles that it is part of,
    ``alone`` what each bundle is worth by itself, and its minutes.
    """

    minutes: list[float]
    serves: list[list[tuple[int, float]]]
    gaps: list[float]
    weights: list[float]
    bundles: dict[int, tuple[int, ...]]
    part_of: dict[int, list[int]]
    alone: dict[int, tuple[float, float]]

    @classmethod
    def of(cls, asked: Problem) -> "_Search":
        serves: list[list[tuple[int, float]]] = [[] for _ in asked.ids]
        for row, column in zip(*np.nonzero(asked.gains), strict=True):
            serves[row].append((int(column), float(asked.gains[row, column])))
        bundles = {at: bundle for at, bundle in enumerate(asked.bundles) if bundle is not None}
        part_of: dict[int, list[int]] = {}
        for at, bundle in bundles.items():
            for one in bundle[:-1]:
                part_of.setdefault(one, []).append(at)
        minutes, gaps, weights = asked.minutes.tolist(), asked.gaps.tolist(), asked.weights.tolist()
        found = cls(minutes, serves, gaps, weights, bundles, part_of, {})
        found.alone.update({at: found.look(at, gaps, set()) for at in bundles})
        return found

    def firsts(self, minutes: float) -> list[int]:
        """Return the ends of the bundles that are worth most by themselves."""
        found = sorted(
            (-value, at) for at, (value, cost) in self.alone.items() if value > TINY and cost <= minutes + TINY
        )
        return [at for _, at in found[: min(STARTS, LOOKS // max(1, len(self.alone)))]]

    def look(self, at: int, gaps: Sequence[float], taken: set[int]) -> tuple[float, float]:
        """Return what the rest of a bundle is worth, and its minutes."""
        cost, got = 0.0, dict[int, float]()
        for one in self.bundles[at]:
            if one not in taken:
                cost += self.minutes[one]
                for target, gain in self.serves[one]:
                    got[target] = got.get(target, 0.0) + gain
        return sum(self.weights[target] * min(gaps[target], gain) for target, gain in got.items()), cost

    def run(self, minutes: float, power: float, first: int | None = None) -> list[int]:
        """Take bundle after bundle by value / minutes ^ power, as long as something that fits is worth anything.

        Rates only fall when gaps close, so those of before are looked at again only at the top (Minoux 1978); where something
        that leads up to a bundle was taken its rate may rise, and it is put in again.
        """
        order, taken, gaps, left = list[int](), set[int](), self.gaps.copy(), minutes
        waiting = [(-float("inf"), first)] if first is not None else []
        waiting += [(-value / cost**power, at) for at, (value, cost) in self.alone.items() if value > TINY]
        heapq.heapify(waiting)
        while waiting:
            key, at = heapq.heappop(waiting)
            rate = self._rate(at, gaps, taken, left, power)
            if rate <= 0:
                continue
            if rate < -key - TINY and key > -float("inf"):
                heapq.heappush(waiting, (-rate, at))
                continue
            for one in self.bundles[at]:
                if one in taken:
                    continue
                order.append(one)
                taken.add(one)
                left -= self.minutes[one]
                for target, gain in self.serves[one]:
                    gaps[target] = max(0.0, gaps[target] - gain)
            cheaper = {other for one in self.bundles[at] for other in self.part_of.get(one, ())}
            for other in cheaper:
                heapq.heappush(waiting, (-self._rate(other, gaps, taken, left, power), other))
        return order

    def _rate(self, at: int, gaps: Sequence[float], taken: set[int], left: float, power: float) -> float:
        if at in taken:
            return 0.0
        value, cost = self.look(at, gaps, taken)
        return value / cost**power if value > TINY and cost <= left + TINY else 0.0


def _bound(asked: Problem, chosen: Sequence[int], minutes: float) -> float:
    """Return value(chosen) + the fractional knapsack of what every other segment would add to it."""
    left = np.maximum(0.0, asked.gaps - asked.gains[list(chosen)].sum(axis=0))
    added = np.minimum(asked.gains, left) @ asked.weights
    added[list(chosen)] = 0.0
    order = np.argsort(-added / asked.minutes, kind="stable")
    spent = np.cumsum(asked.minutes[order])
    share = np.clip(1 - (spent - minutes) / asked.minutes[order], 0, 1)
    return worth(asked, chosen) + float(np.minimum(share @ added[order], left @ asked.weights))


def _steps(asked: Problem, chosen: Sequence[int]) -> list[Step]:
    gaps, parts = asked.gaps.copy(), []
    for at in chosen:
        parts.append(np.minimum(gaps, asked.gains[at]) * asked.weights)
        gaps = np.maximum(0.0, gaps - asked.gains[at])
    found: list[Step] = []
    served = asked.skills[0]
    for at, part in zip(reversed(chosen), reversed(parts), strict=True):
        served = asked.skills[int(part.argmax())] if part.any() else served
        found.append(Step(asked.ids[at], float(asked.minutes[at]), float(part.sum()), served))
    return found[::-1]
