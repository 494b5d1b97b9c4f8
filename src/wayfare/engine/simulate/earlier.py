"""Earlier people of the same organisation: what they answered, and what the engine learns from it, as the product does.

The first of them were placed and took versions of the course that differ in length, some with a review at the end. Those after
them followed the policy, as far as it could know from the first. All did a quiz on everything two weeks later. Answers and
lessons taken are all that is kept of them; the people who are simulated afterwards are others.
"""

import numpy as np

from wayfare.engine.simulate import foresight, run, world
from wayfare.engine.simulate.adaptive import Settings, Tutor
from wayfare.engine.simulate.foresight import Answer, Foresight, Tracker
from wayfare.engine.simulate.run import Family
from wayfare.engine.simulate.world import Course, Steps

PEOPLE = 100
LONGEST = 14  # exercises a skill
REVIEW = 2  # exercises a skill in a review
LEFT_OUT = 0.1  # of the skills, in each person's version


def learn(of: Course, family: Family, share: float, seed: int, settings: Settings, count: int = PEOPLE) -> Foresight:
    """Return what is learned from so many earlier people, who knew ``share`` of the skills on average."""
    halves = (count - count // 2, count // 2)
    courses, quizzes = _cohort(of, family, share, [seed, 5], settings, halves[0], None)
    first = foresight.fit(courses, quizzes, len(of))
    more, later = _cohort(of, family, share, [seed, 6], settings, halves[1], first)
    return foresight.fit([*courses, *more], [*quizzes, *later], len(of))


def _cohort(
    of: Course,
    family: Family,
    share: float,
    seeds: list[int],
    settings: Settings,
    count: int,
    known: Foresight | None,
) -> tuple[list[list[Answer]], list[list[Answer]]]:
    """Return the answers of some people during the course and in the quiz: of the first ones where nothing is known yet."""
    dice = [np.random.default_rng([*seeds, number]) for number in range(3)]
    who = world.people(of, count, share, 1_000_000 * seeds[1] + seeds[0], family.closed)
    state = run.State(of, family(of, who, dice[0]), count, dice[1])
    tutors = [Tutor(of, settings, 100_019 * seeds[0] + at, known) for at in range(count)]
    run.follow(state, [version(one, dice[2]) if known is None else one.steps() for one in tutors])
    courses = [one.known.answers.copy() for one in tutors]
    return courses, _quizzes(state, [one.known for one in tutors], dice[2])


def version(tutor: Tutor, dice: world.Dice) -> Steps:
    """Yield the steps of one version of the course, after a placement, and let the tutor's tracker see them."""
    yield from tutor.place()
    skills = len(tutor.of)
    lessons, review = int(dice.integers(1, 3)), int(dice.integers(0, REVIEW + 1))
    lengths = dice.integers(1, LONGEST + 1, skills) * (dice.random(skills) >= LEFT_OUT)
    for skill in tutor.of.skills.order:
        for _ in range(lessons if lengths[skill] else 0):
            yield from tutor.lesson(skill)
        for _ in range(lengths[skill]):
            yield from tutor.exercise(skill)
    for skill in tutor.of.skills.order:
        for _ in range(review):
            yield from tutor.exercise(skill)
    return frozenset()


def _quizzes(state: run.State, trackers: list[Tracker], dice: world.Dice) -> list[list[Answer]]:
    """Ask everybody who is still there two questions on each skill, two weeks later, in their own order."""
    found: list[list[Answer]] = [[] for _ in trackers]
    who = np.flatnonzero(~state.dropped)
    asked = np.array([dice.permutation(len(state.of)) for _ in trackers])
    lesson = np.zeros(len(who), dtype=np.bool_)
    for column in asked.T:
        days = state.minutes[who] / world.SESSION + world.DELAY
        before = [trackers[at].seen(int(column[at]), float(day), 0.0) for at, day in zip(who, days, strict=True)]
        first, second = (state.act(who, column[who], lesson, world.DELAY) for _ in range(2))
        scores = (first.astype(float) + second) / 2
        for at, one, score in zip(who.tolist(), before, scores.tolist(), strict=True):
            found[at].append(one._replace(score=score))
    return found
