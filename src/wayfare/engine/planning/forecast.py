"""When will somebody be competent? A seeded Monte Carlo over what is not known: their levels, their pace, their weeks.

Each draw takes a level in every skill from the beliefs, a pace that multiplies every gain (log-normal with mean 1), and minutes
for each week (gamma with the budget's mean). It then walks through the segments, prerequisites first and the nearest deadline
before the others, takes those that still bring it up to what is wanted, and counts the weeks. Who is not there at the end of a
skill goes through its segments again, so many times at most. What is forgotten on the way is not counted: reviews have minutes
of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wayfare.engine.planning.week import Budget, Policy, Reals, Segment, Target, Unplannable
from wayfare.engine.types import Gaussian

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Params:
    """How much varies: sd of the log of the pace, sd of a week's minutes as a share of the budget; draws, and the horizon.

    ``coverage`` is the share of draws inside the interval; what takes more than ``most_weeks`` counts as never. A segment is
    taken ``passes`` times at most.
    """

    pace_sd: float = 0.35
    week_sd: float = 0.3
    draws: int = 200
    coverage: float = 0.8
    most_weeks: int = 156
    passes: int = 4


@dataclass(frozen=True, slots=True)
class Arrival:
    """Weeks until something is reached: median and interval; ``inf`` where that end of it is never.

    ``minutes`` is the median of the minutes it takes, ``inf`` where what there is to learn from does not carry so far;
    ``reached`` the share of draws that get there within the horizon.
    """

    weeks: float
    low: float
    high: float
    minutes: float
    reached: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """When every target is reached, and when each of them is: by skill, in the order in which they are worked on.

    ``on_time`` is by skill the chance to reach a target before its deadline (without a deadline: at all).
    """

    all: Arrival
    each: dict[int, Arrival]
    on_time: dict[int, float]


def forecast(
    beliefs: Mapping[int, Gaussian],
    targets: Sequence[Target],
    segments: Sequence[Segment],
    budget: Budget,
    policy: Policy,
    params: Params,
    seed: int,
) -> Forecast:
    """Return the forecast; the same seed gives the same one. Raises Unplannable for a week without minutes."""
    if budget.minutes <= 0:
        raise Unplannable("without minutes nobody gets anywhere")
    dice = np.random.default_rng(seed)
    kept = [one for one in segments if budget.formats is None or one.format in budget.formats]
    groups, wanted = _order(beliefs, targets, kept, policy)
    skills = sorted({*wanted, *(part.skill for group in groups for one in group for part in one.teaches)})
    levels = _draw(beliefs, skills, policy.prior, params, dice)
    pace = np.exp(dice.normal(-(params.pace_sd**2) / 2, params.pace_sd, params.draws))
    walk = _Walk({skill: at for at, skill in enumerate(skills)}, wanted, levels, pace, targets)
    for group in groups:
        walk.through(group, params.passes)
    spent = walk.done
    weeks = _weeks(spent, budget.minutes, params, dice)
    return _summary(weeks, spent, targets, params)


def _order(
    beliefs: Mapping[int, Gaussian], targets: Sequence[Target], segments: Sequence[Segment], policy: Policy
) -> tuple[list[list[Segment]], dict[int, float]]:
    """Return the segments in the order they are taken, by skill, and by skill the level that is wanted or required."""
    providers: dict[int, list[Segment]] = {}
    for one in segments:
        for part in one.teaches:
            providers.setdefault(part.skill, []).append(one)
    for skill, found in providers.items():
        found.sort(key=lambda one: (_required(one, skill), -_rate(one, skill, beliefs, policy), one.id))
    groups: list[list[Segment]] = []
    wanted: dict[int, float] = {}
    for target in sorted(targets, key=_turn):
        _append(target.skill, target.level, providers, groups, wanted)
    return groups, wanted


def _turn(target: Target) -> tuple[float, float, int]:
    """Return what targets are worked on by: the nearest deadline first, then what counts most."""
    return NEVER if target.weeks is None else target.weeks, -target.importance, target.skill


def _required(segment: Segment, skill: int) -> float:
    return dict(segment.requires).get(skill, 0.0)


def _rate(segment: Segment, skill: int, beliefs: Mapping[int, Gaussian], policy: Policy) -> float:
    at = max(beliefs.get(skill, policy.prior).mean, _required(segment, skill))
    return sum(part.at(at) for part in segment.teaches if part.skill == skill) / segment.minutes


def _append(
    skill: int,
    level: float,
    providers: Mapping[int, Sequence[Segment]],
    groups: list[list[Segment]],
    wanted: dict[int, float],
) -> None:
    """Append what teaches a skill up to a level, what it requires first (depth first, without recursion)."""
    waiting: list[tuple[int, float, bool]] = [(skill, level, False)]
    open_skills: set[int] = set()
    while waiting:
        one, upto, led_up = waiting.pop()
        if led_up:
            open_skills.discard(one)
            groups.append(list(providers.get(one, ())))
        elif wanted.get(one, -NEVER) < upto and one not in open_skills:
            wanted[one] = upto
            open_skills.add(one)
            waiting.append((one, upto, True))
            needs = {need: at for segment in providers.get(one, ()) for need, at in segment.requires if need != one}
            waiting.extend((need, at, False) for need, at in needs.items())


def _draw(
    beliefs: Mapping[int, Gaussian], skills: Sequence[int], prior: Gaussian, params: Params, dice: np.random.Generator
) -> Reals:
    """Return draws x skills levels."""
    known = [beliefs.get(skill, prior) for skill in skills]
    mean, sd = np.array([x.mean for x in known]), np.sqrt([x.variance for x in known])
    drawn: Reals = mean + sd * dice.standard_normal((params.draws, len(skills)))
    return drawn


class _Walk:
    """All draws on their way: levels (draws x skills), minutes, and draws x targets minutes when each target was reached."""

    def __init__(
        self,
        place: Mapping[int, int],
        wanted: Mapping[int, float],
        levels: Reals,
        pace: Reals,
        targets: Sequence[Target],
    ) -> None:
        self.place, self.wanted, self.levels, self.pace = place, wanted, levels, pace
        self.minutes = np.zeros(len(levels))
        self.upto = {place[one.skill]: (at, one.level) for at, one in enumerate(targets)}
        self.done = np.full((len(levels), len(targets)), NEVER)
        for column in self.upto:
            self._note(column)

    def through(self, group: Sequence[Segment], passes: int) -> None:
        """Take the segments of one skill in turn, again and again while somebody is short of what is wanted."""
        for _ in range(passes):
            if not sum(self._take(segment) for segment in group):
                return

    def _take(self, segment: Segment) -> bool:
        columns = [self.place[part.skill] for part in segment.teaches]
        useful = np.zeros(len(self.levels), dtype=np.bool_)
        for part, at in zip(segment.teaches, columns, strict=True):
            if part.skill in self.wanted:
                useful |= self.levels[:, at] < self.wanted[part.skill]
        for skill, level in segment.requires:
            if skill in self.place:
                useful &= self.levels[:, self.place[skill]] >= level
        if not useful.any():
            return False
        self.minutes[useful] += segment.minutes
        paced = useful * self.pace
        for part, at in zip(segment.teaches, columns, strict=True):
            self.levels[:, at] += paced * part.curve(self.levels[:, at])
            self._note(at)
        return True

    def _note(self, column: int) -> None:
        if column in self.upto:
            row, level = self.upto[column]
            now = (self.levels[:, column] >= level) & (self.done[:, row] == NEVER)
            self.done[now, row] = self.minutes[now]


def _weeks(spent: Reals, weekly: float, params: Params, dice: np.random.Generator) -> Reals:
    """Return draws x targets weeks, counted in parts of a week; beyond the horizon never."""
    if params.week_sd > 0:
        shape = 1 / params.week_sd**2
        drawn = dice.gamma(shape, weekly / shape, (len(spent), params.most_weeks))
    else:
        drawn = np.full((len(spent), params.most_weeks), weekly)
    ends = np.cumsum(drawn, axis=1)
    weeks = np.full(spent.shape, NEVER)
    number = np.arange(params.most_weeks + 1.0)
    for row, own in enumerate(spent):
        weeks[row] = np.interp(own, np.concatenate(([0.0], ends[row])), number, right=NEVER)
    return weeks


def _summary(weeks: Reals, spent: Reals, targets: Sequence[Target], params: Params) -> Forecast:
    limits = [NEVER if one.weeks is None else one.weeks for one in targets]
    in_time = {
        one.skill: float(np.mean((weeks[:, at] <= limits[at]) & (weeks[:, at] < NEVER)))
        for at, one in enumerate(targets)
    }
    turns = sorted(range(len(targets)), key=lambda at: _turn(targets[at]))
    each = {targets[at].skill: _arrival(weeks[:, at], spent[:, at], params) for at in turns}
    return Forecast(_arrival(weeks.max(axis=1, initial=0.0), spent.max(axis=1, initial=0.0), params), each, in_time)


def _arrival(weeks: Reals, spent: Reals, params: Params) -> Arrival:
    tail = (1 - params.coverage) / 2
    low, middle, high = (float(q) for q in np.quantile(weeks, [tail, 0.5, 1 - tail], method="higher"))
    minutes = float(np.quantile(spent, 0.5, method="higher"))
    return Arrival(middle, low, high, minutes, float(np.mean(weeks < NEVER)))
