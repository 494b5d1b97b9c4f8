"""The engine's policy: placement, tracing, memory, gain per minute, and skips that are verified. It sees answers only.

First it asks what somebody can do already (``placement.role``), as long as a question is expected to save more than it takes.
Then it takes up one skill after the other, the one with the most expected gain per minute among those whose prerequisites are
there (``ranking.gain``): a lesson where the skill is not believed known, exercises until a question is likely to be answered
right now, or another exercise would hardly change that. What was skipped is verified by a question in between, and comes back
into the plan where that fails. At last it looks at everything twice more, with the day of the check in mind, and practises what
may be gone by then or was not sure: on another day that does more than at once.

Where earlier people of the organisation have answered, ``foresight`` says what is likely; without them the filter does, with
what memory makes of it.
"""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace

from wayfare.engine.memory import scheduling, shown
from wayfare.engine.placement import role
from wayfare.engine.placement.answers import Outcome
from wayfare.engine.planning import practice
from wayfare.engine.ranking import gain
from wayfare.engine.simulate.foresight import DAY, LEVEL, Foresight, Models, Tracker
from wayfare.engine.simulate.world import DELAY, Action, Course, Policy, Seen, Steps
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Teaches

Doing = Generator[Action, Seen, None]
Foreseen = Callable[[Tracker, int], float]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the policy goes by; one default for all families.

    ``aims`` say when practice is enough, as in the product; the day of the check is as many days ahead as they look. A lesson
    comes first where P(right) is low, or after a wrong answer. After ``set_aside`` exercises something else comes.
    ``verify_after`` days a skip is looked at. Without ``place`` nothing is asked before or skipped.
    """

    models: Models = field(default_factory=Models)
    kept: shown.Shown = field(default_factory=shown.Shown)
    ranking: gain.Policy = field(default_factory=gain.Policy)
    aims: practice.Aims = practice.AIMS
    place: bool = True
    set_aside: int = 25
    verify_after: float = 7.0


def wayfare(foresight: Foresight | None = None, settings: Settings | None = None) -> Policy:
    """Return the policy, with what was learned from earlier people where there are any."""
    chosen = settings or Settings()

    def follow(of: Course, seed: int) -> Steps:
        return Tutor(of, chosen, seed, foresight).steps()

    return follow


def without_skip(settings: Settings) -> Settings:
    """Return settings that ask nothing before and skip nothing: mastery learning."""
    return replace(settings, place=False)


class Tutor:
    """One person's way through the course."""

    def __init__(self, of: Course, settings: Settings, seed: int, foresight: Foresight | None) -> None:
        self.of, self.set, self.seed = of, settings, seed
        self.known = Tracker(of, settings.models, foresight)
        self.learned: set[int] = set()
        self.skipped: dict[int, float] = {}

    def steps(self) -> Steps:
        """Yield what to do next until nothing is left."""
        if self.set.place:
            yield from self.place()
        while (skill := self._next()) is not None:
            yield from self._learn(skill)
            yield from self._verify(self.set.verify_after)
        yield from self._verify(0.0)
        while (skill := self._next()) is not None:
            yield from self._learn(skill)
        for sure in self.set.aims.later:
            for skill in self.of.skills.order:
                yield from self._practise(skill, self._later, sure)
        return frozenset(skill for skill, own in enumerate(self.known.counts) if not own.lessons)

    def exercise(self, skill: int) -> Generator[Action, Seen, bool]:
        """Do an exercise; return whether it was right."""
        seen = yield Action(skill, lesson=False)
        self.known.answer(skill, bool(seen.right), seen.day)
        return bool(seen.right)

    def lesson(self, skill: int) -> Doing:
        """Take a lesson."""
        seen = yield Action(skill, lesson=True)
        self.known.lesson(skill, seen.day)

    def place(self) -> Doing:
        """Ask what is known already, as long as a question tells enough, and skip what is sure."""
        params = self.set.models.placement
        placement = role.start(self.of.plan, self.seed, params)
        while (question := role.ask(placement)) is not None:
            right = yield from self.exercise(question.skill)
            placement = role.answer(placement, question.skill, Outcome.RIGHT if right else Outcome.WRONG)
        chances = role.chances(placement)
        for skill, chance in enumerate(chances):
            self.known.believe(skill, chance, "inferred")
        for skill in role.skips(chances, params):
            self.skipped[skill] = self.known.day
            self.learned.add(skill)

    def _now(self, known: Tracker, skill: int) -> float:
        """Return P(right) now."""
        return known.right(skill) if known.foresight is None else known.foresight.right_now(known, skill)

    def _later(self, known: Tracker, skill: int) -> float:
        """Return P(right) on the day of the check; without earlier people, what memory has left of it today."""
        if known.foresight is not None:
            return known.foresight.right(known, skill, known.day + DELAY)
        card = known.cards.get(skill)
        recall = 1.0 if card is None else scheduling.recall(card, known.day * DAY, self.set.models.memory)
        return shown.right_now(known.right(skill), self.of.guess, recall, self.set.kept)

    def _next(self) -> int | None:
        """Return the skill with the most expected gain per minute, among those whose prerequisites are there."""
        found, best = None, -math.inf
        for skill in range(len(self.of)):
            if skill in self.learned or not self.learned.issuperset(self.of.skills.before[skill]):
                continue
            x = gaussian.belief(self.known.state, skill, self.set.models.tracing)
            lesson = self.known.right(skill) < self.set.aims.begin_with_lesson
            minutes = self.of.lesson if lesson else self.of.exercise
            teaches = Teaches(skill, LEVEL + 1, 1.0)
            rate = gain.expected_gain(x, teaches, LEVEL + 1, self.set.ranking) / minutes
            if rate > best:
                found, best = skill, rate
        return found

    def _learn(self, skill: int) -> Doing:
        if self._wants_lesson(skill):
            yield from self.lesson(skill)
        yield from self._practise(skill, self._now, self.set.aims.now)
        self.learned.add(skill)

    def _practise(self, skill: int, foreseen: Foreseen, wanted: float) -> Doing:
        """Exercise a skill until enough is foreseen, with a lesson as soon as something is wrong that was never taught."""
        for _ in range(self.set.set_aside):
            if self._enough(skill, foreseen, wanted):
                break
            right = yield from self.exercise(skill)
            if not (right or self.known.counts[skill].lessons):
                yield from self.lesson(skill)

    def _wants_lesson(self, skill: int) -> bool:
        """Say whether a skill needs a lesson: it was never taught, and is not likely known."""
        if self.known.counts[skill].lessons:
            return False
        return not self.set.place or self._now(self.known, skill) < self.set.aims.begin_with_lesson

    def _enough(self, skill: int, foreseen: Foreseen, wanted: float) -> bool:
        """Say whether what is foreseen of a skill is enough, or not worth more minutes of its own."""
        chance, taught, rise = foreseen(self.known, skill), bool(self.known.counts[skill].lessons), None
        if self.known.foresight is not None:
            rise = self.known.foresight.gain(self.known, skill, chance)
        return practice.enough(chance, wanted, taught=taught, rise=rise, minutes=self.of.exercise, aims=self.set.aims)

    def _verify(self, after: float) -> Doing:
        for skill, since in list(self.skipped.items()):
            if self.known.day - since < after:
                continue
            del self.skipped[skill]
            if not (yield from self.exercise(skill)):
                self.learned.discard(skill)
