"""The engine's policy: placement, tracing, memory, gain per minute, and skips that are verified. It sees answers only.

First it asks what somebody can do already (``placement.role``), as long as a question is expected to save more than it takes.
Then it takes up one skill after the other, the one with the most expected gain per minute among those whose prerequisites are
there (``ranking.gain``): a lesson where the skill is not believed known, exercises until it is likely that a question will be
answered on the day of the check, another lesson where exercises do not help. What was skipped is verified by a question in
between, and comes back into the plan where that fails. At last it looks again at what may be gone by the time of the check.

Where earlier people of the organisation have answered, ``foresight`` says what is likely; without them the filter does, with
what memory makes of it.
"""

import math
from collections.abc import Generator
from dataclasses import dataclass, field, replace

from wayfare.engine.memory import scheduling, shown
from wayfare.engine.placement import role
from wayfare.engine.placement.answers import Outcome
from wayfare.engine.ranking import gain
from wayfare.engine.simulate.foresight import DAY, LEVEL, Foresight, Models, Tracker, competent
from wayfare.engine.simulate.world import DELAY, SESSION, Action, Course, Policy, Seen, Steps
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Teaches

Doing = Generator[Action, Seen, None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the policy goes by; one default for all families.

    ``sure`` is P(the skill passes the check) from which it counts as learned; from ``likely`` on it does so as soon as an
    exercise raises it by less than ``least_gain`` a minute; below ``lost`` it is taken up once more at the end. ``spread`` is
    what the filter alone assumes of how far P(right) lies apart (``foresight.Foresight``). A lesson comes first below
    ``begin_with_lesson`` (P(right) now) or after a wrong answer, and again after ``lesson_again`` exercises that leave it below
    ``stuck``; after ``set_aside`` exercises something else comes. ``verify_after`` days a skip is looked at.
    ``minutes_a_skill`` is what is expected of what is left, to know the day of the check. Without ``place`` nothing is asked
    before and nothing is skipped.
    """

    models: Models = field(default_factory=Models)
    placement: role.Params = field(default_factory=lambda: role.Params(guess=0.15, slip=0.08, least_drop=0.06))
    kept: shown.Shown = field(default_factory=shown.Shown)
    ranking: gain.Policy = field(default_factory=gain.Policy)
    sure: float = 0.75
    likely: float = 0.5
    least_gain: float = 0.03
    lost: float = 0.3
    spread: float = 0.1
    place: bool = True
    begin_with_lesson: float = 0.6
    lesson_again: int = 6
    stuck: float = 0.55
    set_aside: int = 16
    verify_after: float = 7.0
    minutes_a_skill: float = 12.0


def wayfare(foresight: Foresight | None = None, settings: Settings | None = None) -> Policy:
    """Return the policy, with what was learned from earlier people where there are any."""
    chosen = settings or Settings()

    def follow(of: Course, seed: int) -> Steps:
        return _Tutor(of, chosen, seed, foresight).steps()

    return follow


def without_skip(settings: Settings) -> Settings:
    """Return settings that ask nothing before and skip nothing: mastery learning."""
    return replace(settings, place=False)


class _Tutor:
    """One person's way through the course."""

    def __init__(self, of: Course, settings: Settings, seed: int, foresight: Foresight | None) -> None:
        self.of, self.set, self.seed, self.foresight = of, settings, seed, foresight
        self.known = Tracker(of, settings.models)
        self.learned: set[int] = set()
        self.skipped: dict[int, float] = {}
        self.verified: set[int] = set()

    def steps(self) -> Steps:
        """Yield what to do next until nothing is left."""
        if self.set.place:
            yield from self._place()
        while (skill := self._next()) is not None:
            yield from self._learn(skill)
            yield from self._verify(self.set.verify_after)
        yield from self._verify(0.0)
        while (skill := self._next()) is not None:
            yield from self._learn(skill)
        yield from self._look_again()
        return frozenset(skill for skill, own in enumerate(self.known.counts) if not own.lessons)

    def _exercise(self, skill: int) -> Generator[Action, Seen, bool]:
        seen = yield Action(skill, lesson=False)
        self.known.answer(skill, bool(seen.right), seen.day)
        return bool(seen.right)

    def _lesson(self, skill: int) -> Doing:
        seen = yield Action(skill, lesson=True)
        self.known.lesson(skill, seen.day)

    def _place(self) -> Doing:
        placement = role.start(self.of.plan, self.seed, self.set.placement)
        while (question := role.ask(placement)) is not None:
            right = yield from self._exercise(question.skill)
            placement = role.answer(placement, question.skill, Outcome.RIGHT if right else Outcome.WRONG)
        chances = role.chances(placement)
        for skill, chance in enumerate(chances):
            self.known.believe(skill, chance, "inferred")
        for skill in role.skips(chances, self.set.placement):
            self.skipped[skill] = self.known.day
            self.learned.add(skill)

    def _foreseen(self, skill: int) -> float:
        """Return P(the skill passes the check), as far as it can be known how long the rest will take."""
        left = self.set.minutes_a_skill * (len(self.of) - len(self.learned)) / SESSION
        day = self.known.day + left + DELAY
        if self.foresight is not None:
            return competent(self.foresight.right(self.known, skill, day), self.foresight.spread)
        card = self.known.cards.get(skill)
        kept = 1.0 if card is None else scheduling.recall(card, day * DAY, self.set.models.memory)
        return competent(shown.right_now(self.known.right(skill), self.of.guess, kept, self.set.kept), self.set.spread)

    def _next(self) -> int | None:
        """Return the skill with the most expected gain per minute, among those whose prerequisites are there."""
        found, best = None, -math.inf
        for skill in range(len(self.of)):
            if skill in self.learned or not self.learned.issuperset(self.of.skills.before[skill]):
                continue
            x = gaussian.belief(self.known.state, skill, self.set.models.tracing)
            lesson = self.known.right(skill) < self.set.begin_with_lesson
            minutes = self.of.lesson if lesson else self.of.exercise
            teaches = Teaches(skill, LEVEL + 1, 1.0)
            rate = gain.expected_gain(x, teaches, LEVEL + 1, self.set.ranking) / minutes
            if rate > best:
                found, best = skill, rate
        return found

    def _learn(self, skill: int) -> Doing:
        since, own = 0, self.known.counts
        if self._wants_lesson(skill):
            yield from self._lesson(skill)
        for _ in range(self.set.set_aside):
            right = yield from self._exercise(skill)
            since += 1
            if self._enough(skill):
                break
            stuck = since >= self.set.lesson_again and self.known.right(skill) < self.set.stuck
            if stuck or not (right or own[skill].lessons):
                yield from self._lesson(skill)
                since = 0
        self.learned.add(skill)

    def _wants_lesson(self, skill: int) -> bool:
        """Say whether a skill begins with a lesson: it was never taught and not shown, or something was wrong about it."""
        own = self.known.counts[skill]
        if own.lessons:
            return False
        return not self.set.place or own.wrong > 0 or self.known.right(skill) < self.set.begin_with_lesson

    def _enough(self, skill: int) -> bool:
        """Say whether a skill is sure enough, or likely and not worth more minutes of its own."""
        now = self._foreseen(skill)
        if now >= self.set.sure or now < self.set.likely:
            return now >= self.set.sure
        right = self.known.right(skill)
        real, after = self.known, 0.0
        for outcome, chance in ((True, right), (False, 1 - right)):
            self.known = real.imagined(skill, outcome)
            after += chance * self._foreseen(skill)
        self.known = real
        return (after - now) / self.of.exercise < self.set.least_gain

    def _verify(self, after: float) -> Doing:
        for skill, since in list(self.skipped.items()):
            if skill in self.verified or self.known.day - since < after:
                continue
            self.verified.add(skill)
            if not (yield from self._exercise(skill)):
                del self.skipped[skill]
                self.learned.discard(skill)

    def _look_again(self) -> Doing:
        for skill in self.of.skills.order:
            if self._foreseen(skill) < self.set.lost:
                yield from self._learn(skill)
