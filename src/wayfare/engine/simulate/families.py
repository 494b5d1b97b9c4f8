"""Three families of learners, none of them the model by which the product traces people.

Each holds what a crowd of people truly know (people x skills) and changes it in place, as they take lessons and exercises. All
learn at their own rate, and worse where prerequisites are missing; people, skills, and people in a skill differ as widely as
such models usually find. The forms are those of the field: performance factors
(Pavlik, Cen, Koedinger 2009) with power-law forgetting, Bayesian knowledge tracing (Corbett, Anderson 1995) with slips and
fatigue, and a logistic ability model in which what is learned carries over to related skills.
"""

from typing import Protocol

import numpy as np

from wayfare.engine.simulate.world import GUESS, Course, Dice, Flags, People, Places, Reals

QUESTION_SD = 0.4  # questions differ in difficulty, in logits


class Crowd(Protocol):
    """Many people of one family. ``who`` and ``skill`` are places of equal length, ``day`` and ``tired`` go with them.

    ``tired`` is in [0, 1]: the share of today's session that is over.
    """

    def lesson(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> None:
        """Let people take a lesson each."""

    def exercise(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> Flags:
        """Let people do an exercise each, learn from it, and return who was right."""

    def chance(self, day: Reals) -> Reals:
        """Return P(right) of everybody in every skill on an unseen question, rested, each on their own day."""


def _logistic(logit: Reals) -> Reals:
    chance: Reals = GUESS + (1 - GUESS) * 0.5 * (1 + np.tanh(0.5 * logit))
    return chance


class _Crowd:
    """What the families share: rates, and how far prerequisites are there.

    ``before`` (skills x 3) names the prerequisites of each skill, ``part`` what each of them counts; both are padded.
    """

    without = 0.4  # the share of the usual gain where all prerequisites are missing
    untaught = 0.35  # the share of it that an exercise has for those who never had a lesson and do not know the skill

    def __init__(self, of: Course, who: People) -> None:
        self.rate = who.rate
        width = max(1, *map(len, of.skills.before))
        self.before = np.array([[*one, *[0] * (width - len(one))] for one in of.skills.before], dtype=np.intp)
        self.part = np.array(
            [[*[1 / len(one) for _ in one], *[0.0] * (width - len(one))] for one in of.skills.before], dtype=float
        )
        self.free = self.part.sum(axis=1) == 0
        self.taught = who.known.copy()

    def _ready(self, mastery: Reals, who: Places, skill: Places) -> Reals:
        """Return the factor of learning: 1 with all prerequisites and a lesson. ``mastery`` in [0, 1] is that of ``before``."""
        there = (self.part[skill] * mastery).sum(axis=1) + self.free[skill]
        ready: Reals = self.without + (1 - self.without) * there
        return ready * np.where(self.taught[who, skill], 1.0, self.untaught)


class Factors(_Crowd):
    """Performance factors with forgetting: each lesson, success and failure adds to a strength that fades by a power of time.

    logit = base + strength · (1 + days since / stability) ^ -fade; stability grows with each day of practice.
    """

    name = "factors"
    closed = False
    lesson_gain, right_gain, wrong_gain, fade = 1.6, 0.36, 0.24, 0.12

    def __init__(self, of: Course, who: People, dice: Dice) -> None:
        super().__init__(of, who)
        shape = who.known.shape
        self.base = -1.9 + dice.normal(0, 0.5, (shape[0], 1)) + 0.5 * np.array(of.hardness) + dice.normal(0, 0.4, shape)
        known = 2.7 - self.base + dice.normal(0, 0.5, shape)
        self.strength = np.where(who.known, known, dice.uniform(0, 1.0, shape))
        self.stability = np.where(who.known, 200.0, 8.0)
        self.last = np.zeros(shape)

    def chance(self, day: Reals) -> Reals:
        """Return P(right) of everybody in every skill."""
        return _logistic(self._logit(day[:, None], slice(None), slice(None)))

    def _logit(self, day: Reals, who: Places | slice, skill: Places | slice) -> Reals:
        since = np.maximum(0.0, day - self.last[who, skill])
        kept = (1 + since / self.stability[who, skill]) ** -self.fade
        logit: Reals = self.base[who, skill] + self.strength[who, skill] * kept
        return logit

    def lesson(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> None:
        """Add the gain of a lesson."""
        self.taught[who, skill] = True
        self._add(np.full(len(who), self.lesson_gain), who, skill, day)

    def exercise(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> Flags:
        """Add the gain of a success or a failure."""
        logit = self._logit(day, who, skill) + dice.normal(0, QUESTION_SD, len(who))
        right: Flags = dice.random(len(who)) < _logistic(logit)
        self._add(np.where(right, self.right_gain, self.wrong_gain), who, skill, day)
        return right

    def _add(self, gain: Reals, who: Places, skill: Places, day: Reals) -> None:
        mastery = (_logistic(self._logit(day[:, None], who[:, None], self.before[skill])) - GUESS) / (1 - GUESS)
        self.strength[who, skill] += gain * self.rate[who] * self._ready(mastery, who, skill)
        spaced = np.floor(day) > np.floor(self.last[who, skill])
        self.stability[who, skill] *= np.where(spaced, 1.7, 1.0)
        self.last[who, skill] = day


class Tracing(_Crowd):
    """Bayesian knowledge tracing with slips and fatigue: a skill is known or not; who is tired slips more and learns less."""

    name = "tracing"
    closed = True
    lesson_chance, exercise_chance = 0.5, 0.2
    tired_slip, tired_loss = 0.05, 0.4

    def __init__(self, of: Course, who: People, dice: Dice) -> None:
        super().__init__(of, who)
        self.known = who.known.copy()
        self.slip = dice.uniform(0.03, 0.12, len(who))
        self.ease = np.exp(0.3 * np.array(of.hardness))

    def chance(self, day: Reals) -> Reals:
        """Return P(right) of everybody in every skill."""
        return np.where(self.known, 1 - self.slip[:, None], GUESS)

    def lesson(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> None:
        """Let some come to know it."""
        self.taught[who, skill] = True
        self._learn(self.lesson_chance, who, skill, tired, dice)

    def exercise(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> Flags:
        """Answer, then let some come to know it."""
        slip = self.slip[who] + self.tired_slip * tired
        right: Flags = dice.random(len(who)) < np.where(self.known[who, skill], 1 - slip, GUESS)
        self._learn(self.exercise_chance, who, skill, tired, dice)
        return right

    def _learn(self, chance: float, who: Places, skill: Places, tired: Reals, dice: Dice) -> None:
        ready = self._ready(self.known[who[:, None], self.before[skill]].astype(float), who, skill)
        pace = self.rate[who] * self.ease[skill] * ready * (1 - self.tired_loss * tired)
        learned = dice.random(len(who)) < chance * pace
        self.known[who, skill] |= learned


class Ability(_Crowd):
    """A logistic model of ability with transfer: what is learned helps with related skills, and a little with everything.

    Gains are largest where the outcome is uncertain, and small for what is far too hard or too easy.
    """

    name = "ability"
    closed = True
    lesson_gain, exercise_gain = 1.0, 0.3
    related, everything = 0.12, 0.002
    steep = 1.3

    def __init__(self, of: Course, who: People, dice: Dice) -> None:
        super().__init__(of, who)
        shape = who.known.shape
        self.general = dice.normal(0, 0.4, len(who))
        low, high = dice.normal(-1.3, 0.6, shape) + 0.4 * np.array(of.hardness), dice.normal(2.2, 0.35, shape)
        self.level = np.where(who.known, high - self.general[:, None], low)
        ground = np.zeros((len(of), len(of)))
        for skill, needed in enumerate(of.skills.before):
            ground[skill, list(needed)] = 1.0
        near = (ground + ground.T + ground @ ground.T) > 0
        self.carries = self.related * (near & ~np.eye(len(of), dtype=np.bool_))

    def chance(self, day: Reals) -> Reals:
        """Return P(right) of everybody in every skill."""
        return _logistic(self.steep * (self.level + self.general[:, None]))

    def lesson(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> None:
        """Raise the level by a lesson."""
        self.taught[who, skill] = True
        self._raise(self.lesson_gain, who, skill)

    def exercise(self, who: Places, skill: Places, day: Reals, tired: Reals, dice: Dice) -> Flags:
        """Answer, then raise the level by an exercise."""
        logit = self.steep * (self.level[who, skill] + self.general[who]) + dice.normal(0, QUESTION_SD, len(who))
        right: Flags = dice.random(len(who)) < _logistic(logit)
        self._raise(self.exercise_gain, who, skill)
        return right

    def _raise(self, gain: float, who: Places, skill: Places) -> None:
        before = self._mastery(who[:, None], self.before[skill])
        own = self._mastery(who[:, None], skill[:, None])[:, 0]
        zone = 0.4 + 2.4 * own * (1 - own)
        step = gain * self.rate[who] * self._ready(before, who, skill) * zone
        self.level[who] += step[:, None] * self.carries[skill] * (self.level[who] < 2.5)
        self.level[who, skill] += step
        self.general[who] += self.everything * step

    def _mastery(self, who: Places, skill: Places) -> Reals:
        return 0.5 * (1 + np.tanh(0.5 * self.steep * (self.level[who, skill] + self.general[who])))


FAMILIES: tuple[type[Factors] | type[Tracing] | type[Ability], ...] = (Factors, Tracing, Ability)
"""Every family, in a fixed order."""
