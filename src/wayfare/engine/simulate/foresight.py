"""What the engine makes of one person's answers, and what earlier people's answers say about how it goes on.

``Tracker`` keeps the filter's belief, memory's cards and plain counts for one person, from answers and lessons taken alone.
``fit`` learns from earlier people of the same organisation P(right now), and P(right on the day of a quiz): two logistic
regressions over the filter's own view and the counts, as the product's predictor is one. What is particular to a person, how
able they are in general and how fast they learn, is not in the counts of a skill: it is tracked from how far their answers are
off what is expected of anybody (``Effect``).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import NamedTuple

import numpy as np

from wayfare.engine.memory import scheduling
from wayfare.engine.placement import role
from wayfare.engine.simulate.world import Course, Places, Reals
from wayfare.engine.tracing import gains, gaussian, logistic
from wayfare.engine.tracing.gains import AHEAD
from wayfare.engine.types import Attempt, LearnerState, MemoryState

LEVEL = 3.0  # every question is at this level of the scale
DAY = 86400.0
STREAK, LATELY, LESSONS, SINCE = 8, 9, 12, 14  # places in a view
NOW = math.log1p(0.5)  # half a day
LEAST_FROM_OTHERS = 4.0  # how many answers the mean of all skills counts in that of one
ABLE, FAST = 0.5, 0.1  # how far people lie apart, as variances in logits: in general, and for each log of practice
USUAL = 2.0  # the log of usual practice: fast learners show above it, slow ones below


@dataclass(frozen=True, slots=True)
class Models:
    """The parameters of filter and memory. A lesson counts as weak evidence of its own."""

    tracing: gaussian.Params = field(
        default_factory=lambda: gaussian.Params(
            prior_mean=1.5,
            prior_variance=1.0,
            ability_variance=0.25,
            slip=0.06,
            step_variance=0.12,
            sources=(
                gaussian.Source("lesson", 0.4, 0.9),
                gaussian.Source("inferred", 0.9, 0.5),
            ),
        )
    )
    memory: scheduling.Params = field(default_factory=scheduling.Params)
    placement: role.Params = field(
        default_factory=lambda: role.Params(guess=0.15, slip=0.08, guesses=250, least_drop=0.06)
    )


@dataclass(slots=True)
class Counts:
    """Plain counts of one skill: exercises right and wrong, the streak (negative: of wrong ones), lessons, days, the last day."""

    right: int = 0
    wrong: int = 0
    streak: int = 0
    lately: float = 0.5
    lessons: int = 0
    days: int = 0
    day: float = 0.0

    def practice(self) -> float:
        """Return how much there was, on a logarithmic scale around what is usual."""
        return math.log1p(self.right + self.wrong + 4 * self.lessons) - USUAL


class Effect(NamedTuple):
    """What is particular to a person, in logits: in general and for each log of practice; and the covariance of both."""

    able: float = 0.0
    fast: float = 0.0
    doubt: tuple[float, float, float] = (ABLE, 0.0, FAST)

    def at(self, practice: float) -> float:
        """Return what it comes to after so much practice."""
        return self.able + self.fast * practice

    def after(self, expected: float, practice: float, right: bool) -> "Effect":
        """Return it after an answer of which ``expected`` is the logit for anybody: an extended Kalman update."""
        chance = 1 / (1 + math.exp(-expected - self.at(practice)))
        told = max(chance * (1 - chance), 0.02)
        one, both, other = self.doubt
        able, fast = one + both * practice, both + other * practice
        total = able + fast * practice + 1 / told
        off = (right - chance) / told / total
        doubt = (one - able * able / total, both - able * fast / total, other - fast * fast / total)
        return Effect(self.able + able * off, self.fast + fast * off, doubt)


class Answer(NamedTuple):
    """An answer (0: wrong, 1: right; a mean where there were several), and what was known of the person before it."""

    skill: int
    view: list[float]
    practice: float
    score: float


class Tracker:
    """One person, as far as answers tell; ``foresight`` says what is usual. ``answers`` are kept for a fit."""

    def __init__(self, of: Course, models: Models, foresight: "Foresight | None" = None) -> None:
        self.of, self.models, self.foresight = of, models, foresight
        self.options = round(1 / of.guess)
        self.state: LearnerState = gaussian.start(models.tracing)
        self.cards: dict[int, MemoryState] = {}
        self.counts = [Counts() for _ in range(len(of))]
        self.effect = Effect()
        self.answers: list[Answer] = []
        self.day = 0.0

    def answer(self, skill: int, right: bool, day: float) -> None:
        """Take in an answer."""
        own, before = self.counts[skill], self.seen(skill, day, float(right))
        self.answers.append(before)
        if self.foresight is not None:
            self.effect = self.effect.after(self.foresight.expected(before.view, skill), before.practice, right)
        self.day = day
        self.believe(skill, float(right), "answer", self.options)
        if self.foresight is None:  # with it, what is kept is learned from earlier people
            rated = scheduling.GOOD if right else scheduling.AGAIN
            self.cards[skill] = scheduling.review(self.cards.get(skill), rated, day * DAY, self.models.memory)
        own.days += not own.right + own.wrong or int(day) > int(own.day)
        own.right, own.wrong = own.right + right, own.wrong + (not right)
        own.streak = max(own.streak, 0) + 1 if right else min(own.streak, 0) - 1
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

    def seen(self, skill: int, day: float, score: float) -> Answer:
        """Return an answer with what is known before it."""
        return Answer(skill, self.view(skill, day), self.counts[skill].practice(), score)

    def view(self, skill: int, day: float) -> list[float]:
        """Return what is known about a question on a skill that will be asked on a day."""
        own, x = self.counts[skill], gaussian.belief(self.state, skill, self.models.tracing)
        offsets, usual = self.state.skills, self.models.tracing.prior_mean
        before = [offsets[one].mean if one in offsets else usual for one in self.of.skills.before[skill]]
        count = own.right + own.wrong
        amount = math.log1p(count)
        since = math.log1p(max(0.0, day - own.day)) if count or own.lessons else 0.0
        return [
            x.mean,
            math.sqrt(x.variance),
            self.state.ability.mean,
            amount,
            own.right,
            own.wrong,
            min(5, max(-3, own.streak)),
            float(own.streak >= 2),
            float(own.streak >= 3),
            own.lately,
            float(count == 0),
            float(own.lessons == 0),
            float(own.lessons),
            min(before, default=3.0),
            since,
            since * amount,
            since / (1 + own.days),
        ]


class _Weights(NamedTuple):
    """A logistic regression on plain numbers: one view at a time is faster so than as an array."""

    bias: float
    weights: tuple[float, ...]

    def logit(self, view: Iterable[float]) -> float:
        """Return the logit for a view."""
        return self.bias + math.fsum(map(mul, self.weights, view))


def _plain(model: logistic.Linear) -> _Weights:
    weights = model.weight * model.scale
    return _Weights(model.bias - float(weights @ model.mean), tuple(weights.tolist()))


@dataclass(frozen=True, slots=True)
class Foresight:
    """P(right) now and on a later day, from a tracker's view and how hard the skill was for others (a logit)."""

    now: "_Weights"
    later: "_Weights"
    gains: tuple[float, ...]
    hardness: tuple[float, ...]

    def expected(self, view: list[float], skill: int) -> float:
        """Return the logit of P(right now) of anybody who looks like this in the skill."""
        return self.now.logit((*view, self.hardness[skill]))

    def right_now(self, tracker: Tracker, skill: int) -> float:
        """Return P(right answer) now."""
        logit = self.expected(tracker.view(skill, tracker.day), skill)
        return 1 / (1 + math.exp(-logit - tracker.effect.at(tracker.counts[skill].practice())))

    def right(self, tracker: Tracker, skill: int, day: float) -> float:
        """Return P(right answer on that later day to a question that was not seen before)."""
        return 1 / (1 + math.exp(-self.later.logit(self.personal(tracker, skill, day))))

    def gain(self, tracker: Tracker, skill: int, right: float) -> float:
        """Return how far P(right) is expected to rise by an exercise, where it is ``right`` now."""
        own = tracker.counts[skill]
        return gains.expected(self.gains, right, own.lately, own.streak)

    def personal(self, tracker: Tracker, skill: int, day: float) -> list[float]:
        """Return the view, how hard the skill is, and what is particular to the person."""
        practice = tracker.counts[skill].practice()
        effect = tracker.effect
        return [*tracker.view(skill, day), self.hardness[skill], effect.able, effect.fast * practice]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Answers of many people as arrays, row by row."""

    who: Places
    skills: Places
    views: Reals
    practice: Reals
    scores: Reals


def _rows(people: Sequence[Sequence[Answer]]) -> _Rows:
    skills, views, practice, scores = zip(*[one for answers in people for one in answers], strict=True)
    who = np.repeat(np.arange(len(people)), [len(answers) for answers in people])
    return _Rows(who, np.array(skills, dtype=np.intp), np.array(views), np.array(practice), np.array(scores))


def fit(courses: Sequence[Sequence[Answer]], quizzes: Sequence[Sequence[Answer]], size: int) -> Foresight:
    """Return what is learned from each person's answers during a course of ``size`` skills, and from their quiz later."""
    course, quiz = _rows(courses), _rows(quizzes)
    total = np.bincount(quiz.skills, quiz.scores, size) + LEAST_FROM_OTHERS * quiz.scores.mean()
    share = np.clip(total / (np.bincount(quiz.skills, minlength=size) + LEAST_FROM_OTHERS), 0.02, 0.98)
    hardness = np.log(share / (1 - share))
    x = np.column_stack([course.views, hardness[course.skills]])
    now = logistic.fit(x, course.scores, ridge=5.0)
    effects: dict[int, Effect] = {}
    expected = now.scores(x)
    rows = zip(course.who.tolist(), course.practice.tolist(), course.scores.tolist(), strict=True)
    for at, (who, practice, score) in enumerate(rows):
        effect = effects.get(who, Effect())
        effects[who] = effect.after(expected[at], practice, score > 0.5)
        expected[at] += effect.at(practice)
    known = [effects.get(who, Effect()) for who in quiz.who.tolist()]
    able, fast = np.array([one.able for one in known]), np.array([one.fast for one in known])
    personal = np.column_stack([quiz.views, hardness[quiz.skills], able, fast * quiz.practice])
    later = logistic.fit(personal, quiz.scores, ridge=5.0)
    return Foresight(_plain(now), _plain(later), _gains(course, 1 / (1 + np.exp(-expected))), tuple(hardness.tolist()))


def _gains(course: _Rows, right: Reals) -> tuple[float, ...]:
    """Return the weights of the gain of an exercise: how much more is right ``AHEAD`` exercises later, for each of them."""
    order = np.lexsort([np.arange(len(right)), course.skills, course.who])
    first, last = order[:-AHEAD], order[AHEAD:]
    same = (course.who[first] == course.who[last]) & (course.skills[first] == course.skills[last])
    same &= (course.views[first, LESSONS] == course.views[last, LESSONS]) & (course.views[first, LESSONS] > 0)
    for step in range(1, AHEAD + 1):
        same &= course.views[order[step : len(order) - AHEAD + step], SINCE] < NOW
    first, last = first[same], last[same]
    risen = (course.scores[last] - course.scores[first]) / AHEAD
    streak = gains.SURE * course.views[first, STREAK]
    return gains.fit(right[first], course.views[first, LATELY], streak, risen)
