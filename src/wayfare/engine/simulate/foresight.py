"""What the engine makes of one person's answers, and what earlier people's answers say about two weeks later.

``Tracker`` keeps the filter's belief, memory's cards and plain counts for one person, from answers and lessons taken alone.
``fit`` learns P(right on the day of a quiz) from the tracked state of earlier people of the same organisation: a logistic
regression over the filter's own view and the counts, as the product's predictor is one.
"""

import math
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from wayfare.engine.memory import scheduling
from wayfare.engine.simulate.world import COMPETENT, Course, Places, Reals
from wayfare.engine.tracing import gaussian, logistic
from wayfare.engine.types import Attempt, LearnerState, MemoryState

LEVEL = 3.0  # every question is at this level of the scale
DAY = 86400.0
UNSURE = (0.6, 0.95)  # where it is looked at how far P(right) lies apart
SPREADS = (0.02, 0.7)
LEAST_FROM_OTHERS = 4.0  # how many answers the mean of all skills counts in that of one


@dataclass(frozen=True, slots=True)
class Models:
    """The parameters of filter and memory. A lesson and an exercise count as weak evidence of their own."""

    tracing: gaussian.Params = field(
        default_factory=lambda: gaussian.Params(
            prior_mean=1.5,
            prior_variance=1.0,
            ability_variance=0.25,
            slip=0.06,
            step_variance=0.12,
            sources=(
                gaussian.Source("lesson", 0.4, 0.9),
                gaussian.Source("practice", 0.05, 0.9),
                gaussian.Source("inferred", 0.9, 0.5),
            ),
        )
    )
    memory: scheduling.Params = field(default_factory=scheduling.Params)


@dataclass(slots=True)
class Counts:
    """Plain counts of one skill: exercises right and wrong, the streak (negative: of wrong ones), lessons, the last day."""

    right: float = 0.0
    wrong: float = 0.0
    streak: float = 0.0
    lately: float = 0.5
    lessons: int = 0
    day: float = 0.0


class Tracker:
    """One person, as far as answers tell."""

    def __init__(self, of: Course, models: Models) -> None:
        self.of, self.models = of, models
        self.options = round(1 / of.guess)
        self.state: LearnerState = gaussian.start(models.tracing)
        self.cards: dict[int, MemoryState] = {}
        self.counts = [Counts() for _ in range(len(of))]
        self.day = 0.0

    def answer(self, skill: int, right: bool, day: float) -> None:
        """Take in an answer."""
        self.day = day
        self.believe(skill, float(right), "answer", self.options)
        self.believe(skill, 1.0, "practice")
        rated = scheduling.GOOD if right else scheduling.AGAIN
        self.cards[skill] = scheduling.review(self.cards.get(skill), rated, day * DAY, self.models.memory)
        own = self.counts[skill]
        own.right, own.wrong = own.right + right, own.wrong + (not right)
        own.streak = max(own.streak, 0.0) + 1 if right else min(own.streak, 0.0) - 1
        own.lately += 0.35 * (right - own.lately)
        own.day = day

    def lesson(self, skill: int, day: float) -> None:
        """Take in that a lesson was taken."""
        self.day = self.counts[skill].day = day
        self.counts[skill].lessons += 1
        self.believe(skill, 1.0, "lesson")

    def believe(self, skill: int, score: float, source: str, options: int = 0) -> None:
        """Move the filter by an observation from a source."""
        self.state = gaussian.update(
            self.state, Attempt(skill, LEVEL, options, score, source=source), self.models.tracing
        )

    def right(self, skill: int) -> float:
        """Return the filter's P(right) now."""
        return gaussian.predict(self.state, skill, LEVEL, self.options, self.models.tracing)

    def imagined(self, skill: int, right: bool) -> "Tracker":
        """Return the person as they would look after an answer; they stay as they are."""
        other = copy(self)
        other.counts, other.cards = self.counts.copy(), self.cards.copy()
        other.counts[skill] = replace(self.counts[skill])
        other.answer(skill, right, self.day)
        return other

    def view(self, skill: int, day: float) -> list[float]:
        """Return what is known about a question on a skill that will be asked on a day; see ``NAMES``."""
        own, x = self.counts[skill], gaussian.belief(self.state, skill, self.models.tracing)
        before = [gaussian.belief(self.state, one, self.models.tracing).mean for one in self.of.skills.before[skill]]
        count = own.right + own.wrong
        return [
            x.mean,
            math.sqrt(x.variance),
            self.state.ability.mean,
            math.log1p(count),
            own.right,
            own.wrong,
            min(5.0, max(-3.0, own.streak)),
            float(own.streak >= 2),
            float(own.streak >= 3),
            own.lately,
            float(count == 0),
            float(own.lessons == 0),
            float(own.lessons),
            min(before, default=4.0),
            math.log1p(max(0.0, day - own.day)) if count or own.lessons else 0.0,
        ]


@dataclass(frozen=True, slots=True)
class Foresight:
    """P(right) on a later day, from a tracker's view and how hard the skill was for others (a logit).

    ``spread`` is how far the true P(right) of those who look alike lies apart: the correlation of two of their answers.
    """

    model: logistic.Linear
    hardness: tuple[float, ...]
    spread: float

    def right(self, tracker: Tracker, skill: int, day: float) -> float:
        """Return P(right answer on that day to a question that was not seen before)."""
        logit = self.model.score(np.array([*tracker.view(skill, day), self.hardness[skill]]))
        return 1 / (1 + math.exp(-logit))


@lru_cache(maxsize=64)
def _passing(spread: float) -> tuple[Reals, Reals]:
    """Return means of P(right), and for each P(P(right) ≥ COMPETENT) under a beta distribution, integrated on a grid."""
    count = 1 / spread - 1
    x = (np.arange(4000) + 0.5) / 4000
    means = np.linspace(0.005, 0.995, 199)
    logs = np.outer(means * count - 1, np.log(x)) + np.outer((1 - means) * count - 1, np.log1p(-x))
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    return means, mass[:, x >= COMPETENT].sum(axis=1) / mass.sum(axis=1)


def competent(right: float, spread: float) -> float:
    """Return P(P(right) ≥ COMPETENT) where P(right) is ``right`` on average and beta distributed with this spread."""
    return float(np.interp(right, *_passing(spread)))


def fit(views: Reals, skills: Places, scores: Reals, size: int) -> Foresight:
    """Return what is learned from quizzes with two questions a skill.

    ``views`` are rows of views before the first one, ``skills`` theirs, ``scores`` rows of two answers (0 or 1).
    """
    first = scores[:, 0]
    total = np.bincount(skills, first, size) + LEAST_FROM_OTHERS * first.mean()
    share = np.clip(total / (np.bincount(skills, minlength=size) + LEAST_FROM_OTHERS), 0.02, 0.98)
    hardness = np.log(share / (1 - share))
    x = np.column_stack([views, hardness[skills]])
    model = logistic.fit(x, first, ridge=5.0)
    expected = 1 / (1 + np.exp(-model.scores(x)))
    unsure = (expected > UNSURE[0]) & (expected < UNSURE[1])
    both = np.prod(scores[unsure] - expected[unsure, None], axis=1)
    spread = both.sum() / max(1e-9, float((expected * (1 - expected))[unsure].sum()))
    return Foresight(model, tuple(float(one) for one in hardness), float(np.clip(spread, *SPREADS)))
