"""A week that fits: from what is needed and what teaches it to the engine's planning problem, and back.

What is planned counts as it does in the feed: what fits the person's own job, what is likely finished, kept and thought well of
counts more. When somebody will be there is foreseen from the levels that items carry, whole, whatever they count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Entry, Part, Shelf
from wayfare.core.clock import week_start, zone
from wayfare.engine.planning import forecast, week
from wayfare.engine.planning.forecast import Forecast
from wayfare.engine.planning.week import Budget, Plan, Segment, Target, Teaching
from wayfare.engine.ranking import gain
from wayfare.engine.ranking.scores import finish
from wayfare.engine.types import Gaussian, Hint, Teaches
from wayfare.learner import api as learner
from wayfare.paths import api as paths
from wayfare.recommend import rules
from wayfare.recommend.given import Given
from wayfare.recommend.views import Ahead, WeekStep, WeekView
from wayfare.recommend.wishes import Wishes
from wayfare.skills import api as skills

POLICY, PARAMS = week.Policy(), forecast.Params()
MOST_TARGETS = 12
"""A plan towards everything at once is none: the most important skills are planned for."""
BEGUN = 1.5
"""What is under way counts so much more than the like of it that is not begun."""
LEVELS = tuple(half / 2 for half in range(2, 11))
DAYS = 7
Spoken = Mapping[int, tuple[Hint, ...]]
"""What speaks for items beside any need, by item."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a segment of the problem stands for: a stretch of an item, or (None) a first part of it, so many minutes long."""

    item: Entry
    part: Part | None
    minutes: float


@dataclass(frozen=True, slots=True)
class Problem:
    """The engine's problem with what its segments stand for, by their number; ``whole`` are the items at their full length."""

    beliefs: dict[int, Gaussian]
    targets: list[Target]
    segments: list[Segment]
    whole: list[Segment]
    stretches: dict[int, Stretch]
    budget: Budget


def plan(given: Given, wished: Wishes, spoken: Spoken, shelf: Shelf, now: datetime, ranking: gain.Policy) -> WeekView:
    """Return this week's plan and when everything planned for is likely reached; ``spoken`` is what speaks for items."""
    means = paths.budget(person_id=given.who.id, who=given.who)
    done = minutes_done(given, now)
    left = max(0.0, means.weekly_minutes - done)
    asked = problem(given, wished, spoken, shelf, means, left, now, ranking)
    found = week.plan(asked.beliefs, asked.targets, asked.segments, asked.budget, POLICY)
    ahead = None
    if asked.targets and means.weekly_minutes > 0:
        weekly = Budget(float(means.weekly_minutes), asked.budget.formats)
        ahead = forecast.forecast(asked.beliefs, asked.targets, asked.whole, weekly, POLICY, PARAMS, seed=given.who.id)
    return _view(asked, found, ahead, float(means.weekly_minutes), done)


def minutes_done(given: Given, now: datetime) -> float:
    """Return the minutes of what was finished since Monday, where the person is."""
    since = week_start(now.astimezone(zone(given.who.time_zone)))
    finished = learner.finished_since(person_id=given.who.id, since=since)
    return sum(item.minutes or 0.0 for item in catalog.items(item_ids=finished).values())


def problem(
    given: Given,
    wished: Wishes,
    spoken: Spoken,
    shelf: Shelf,
    means: paths.Budget,
    left: float,
    now: datetime,
    ranking: gain.Policy,
) -> Problem:
    """Return the planning problem of somebody with ``left`` minutes this week."""
    today = now.astimezone(zone(given.who.time_zone)).date()
    targets = _targets(given, wished, today, now)
    teach, most = _Teach(targets, given, wished, spoken, shelf, ranking), max(left, float(means.weekly_minutes))
    segments, whole, stretches = list[Segment](), list[Segment](), dict[int, Stretch]()
    for row, entry in enumerate(shelf.entries):
        parts = [part for part in shelf.parts(row) if part.skill_id in teach.wanted]
        for stretch, own in _stretches(entry, parts):
            number = len(stretches) + 1
            weekly = Stretch(entry, stretch.part, min(stretch.minutes, most))
            teaches = teach.teachings(own)
            if teaches and weekly.minutes > 0:
                requires, dose = _requires(teaches, wished), gain.dose(weekly.minutes, ranking)
                counts = teach.counts(row, teaches, whole=stretch.part is None)
                segments.append(Segment(number, weekly.minutes, _scaled(teaches, dose * counts), requires, entry.kind))
                dose = gain.dose(stretch.minutes, ranking)
                whole.append(Segment(number, stretch.minutes, _scaled(teaches, dose), requires, entry.kind))
                stretches[number] = weekly
    beliefs = {skill: given.snapshot.belief(skill) for skill in _skills(targets, segments)}
    formats = frozenset(means.formats) or None
    return Problem(beliefs, targets, segments, whole, stretches, Budget(left, formats))


def _targets(given: Given, wished: Wishes, today: date, now: datetime) -> list[Target]:
    """Return one target for each of the most important skills, with the nearest deadline that a goal or project sets."""
    deadlines: dict[int, date] = {}
    for one in paths.wanted(person_id=given.who.id, now=now, who=given.who):
        if one.deadline is not None:
            deadlines[one.skill_id] = min(one.deadline, deadlines.get(one.skill_id, one.deadline))
    found: dict[int, Target] = {}
    for need in sorted(wished.needs, key=lambda need: -need.importance):
        known, by = found.get(need.skill), deadlines.get(need.skill)
        if known is None and len(found) == MOST_TARGETS:
            continue
        weeks = max(0.0, (by - today).days / DAYS) if by is not None else None
        level, importance = (
            max(need.level, known.level if known else 0.0),
            known.importance if known else need.importance,
        )
        found[need.skill] = Target(need.skill, level, importance, weeks)
    return list(found.values())


def _stretches(item: Entry, parts: Sequence[Part]) -> list[tuple[Stretch, list[Part]]]:
    """Return the stretches of an item that teach what is wanted, else the item itself."""
    by_segment: dict[int, list[Part]] = {}
    for part in parts:
        if part.segment_id is not None and part.segment_minutes:
            by_segment.setdefault(part.segment_id, []).append(part)
    if by_segment:
        return [(Stretch(item, some[0], float(some[0].segment_minutes or 0.0)), some) for some in by_segment.values()]
    return [(Stretch(item, None, rules.minutes_of(item)), list(parts))] if parts else []


class _Teach:
    """What is wanted of somebody, what items do for it, and what each of them counts."""

    def __init__(
        self,
        targets: Sequence[Target],
        given: Given,
        wished: Wishes,
        spoken: Spoken,
        shelf: Shelf,
        ranking: gain.Policy,
    ) -> None:
        self.wanted = {target.skill: target for target in targets}
        self._given, self._ranking = given, ranking
        self._spreads = rules.spreads(wished.needs, wished.fields)
        self._kept = learner.kept(skill_ids=self.wanted, artefact=given.snapshot.artefact)
        about = given.subjects()
        table = rules.table_of(
            shelf,
            self._spreads,
            about,
            profession=given.profession(),
            rank=given.rank(),
            shown=given.snapshot.answers,
            hints=spoken,
        )
        begun = np.isin(table.items, list(given.started - given.finished))
        self._counts = table.quality * finish(table.minutes, ranking) * np.where(begun, BEGUN, 1.0)
        self._fit = ranking.fit_most * table.fit
        self._hinted = sum(
            (ranking.weight(source) * strength for source, strength in table.hints.items()), np.zeros(len(shelf))
        )

    def teachings(self, parts: Sequence[Part]) -> list[Teaching]:
        """Return what parts gain at each level before their minutes count, by the expected gain that the feed ranks with."""
        found = list[Teaching]()
        for part in parts:
            variance, level = self._given.snapshot.belief(part.skill_id).variance, self.wanted[part.skill_id].level
            curve = _curve(part.level, variance, self._spreads.get(part.skill_id, 0.0), level, self._ranking)
            if max(gained for _, gained in curve) >= self._ranking.least_gain:
                found.append(
                    Teaching(part.skill_id, tuple((level, gained * part.confidence) for level, gained in curve))
                )
        return found

    def counts(self, row: int, teaches: Sequence[Teaching], *, whole: bool) -> float:
        """Return what an item counts: the factors of the feed, what its words say of the person's job, and what speaks for it."""
        values: dict[int, float] = {}
        for one in teaches:
            gained = one.at(self._given.snapshot.belief(one.skill).mean) * self.wanted[one.skill].importance
            values[one.skill] = values.get(one.skill, 0.0) + gained
        total = sum(values.values())
        counts = float(self._counts[row]) * sum(self._kept[skill] for skill in values) / len(values)
        if total:
            counts *= 1 + (float(self._fit[row]) * max(values.values()) + float(self._hinted[row])) / total
        return counts * (len(values) ** -self._ranking.breadth if whole else 1.0)


def _scaled(teaches: Sequence[Teaching], by: float) -> tuple[Teaching, ...]:
    return tuple(Teaching(one.skill, tuple((level, gained * by) for level, gained in one.gains)) for one in teaches)


@lru_cache(maxsize=4_096)
def _curve(
    taught: float, variance: float, spread: float, wanted: float, ranking: gain.Policy
) -> tuple[tuple[float, float], ...]:
    part = Teaches(0, taught, 1.0, spread=spread)
    return tuple((level, gain.expected_gain(Gaussian(level, variance), part, wanted, ranking)) for level in LEVELS)


def _requires(teaches: Sequence[Teaching], wished: Wishes) -> tuple[tuple[int, float], ...]:
    own = {teaching.skill for teaching in teaches}
    before = {other for skill in own for other in wished.prerequisites.get(skill, ())} - own
    return tuple((skill, rules.ENOUGH) for skill in sorted(before))


def _skills(targets: Sequence[Target], segments: Sequence[Segment]) -> set[int]:
    taught = {teaching.skill for segment in segments for teaching in segment.teaches}
    return taught | {target.skill for target in targets} | {skill for one in segments for skill, _ in one.requires}


def _view(asked: Problem, found: Plan, ahead: Forecast | None, weekly: float, done: float) -> WeekView:
    names = skills.named(skill_ids={step.skill for step in found.steps})
    steps = []
    for step in found.steps:
        stretch = asked.stretches[step.segment]
        steps.append(
            WeekStep(
                item=stretch.item.item_id,
                title=stretch.item.title,
                segment=stretch.part.segment_id if stretch.part else None,
                minutes=step.minutes,
                of_minutes=rules.minutes_of(stretch.item),
                skill_id=step.skill,
                skill=names[step.skill].name if step.skill in names else "",
                value=step.value,
                leads_up=not step.value,
            )
        )
    return WeekView(
        weekly_minutes=weekly,
        done_minutes=done,
        planned_minutes=found.minutes,
        steps=steps,
        value=found.value,
        bound=found.bound,
        weeks=_ending(ahead.all.weeks if ahead else None),
        weeks_low=_ending(ahead.all.low if ahead else None),
        weeks_high=_ending(ahead.all.high if ahead else None),
        reached=ahead.all.reached if ahead else None,
        targets=len(asked.targets),
        ahead=_ahead(asked.targets, ahead) if ahead else [],
    )


def _ahead(targets: Sequence[Target], ahead: Forecast) -> list[Ahead]:
    """Return when each target is reached, in the order in which they are worked on."""
    names, levels = skills.named(skill_ids=ahead.each), {target.skill: target.level for target in targets}
    return [
        Ahead(
            skill_id=skill,
            skill=names[skill].name if skill in names else "",
            level=levels[skill],
            minutes=_ending(one.minutes),
            weeks=_ending(one.weeks),
            weeks_low=_ending(one.low),
            weeks_high=_ending(one.high),
            reached=one.reached,
            on_time=ahead.on_time[skill],
        )
        for skill, one in ahead.each.items()
    ]


def _ending(value: float | None) -> float | None:
    """Return what has an end; None for what has none."""
    return None if value is None or value == forecast.NEVER else value
