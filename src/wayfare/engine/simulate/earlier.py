"""Earlier people of the same organisation: what they answered, and what the engine learns from it, as the product does.

They took versions of the course that differ in length, answered some questions before, and a quiz on everything two weeks
later. Answers and lessons taken are all that is kept of them; the people who are simulated afterwards are others.
"""

import numpy as np

from wayfare.engine.simulate import foresight, run, world
from wayfare.engine.simulate.foresight import Foresight, Models, Tracker
from wayfare.engine.simulate.run import Family
from wayfare.engine.simulate.world import Course

PEOPLE = 100
BEFORE = 20  # questions before the course
LONGEST = 14  # exercises a skill
LEFT_OUT = 0.1  # of the skills, in each person's version


def learn(of: Course, family: Family, share: float, seed: int, models: Models, count: int = PEOPLE) -> Foresight:
    """Return what is learned from so many earlier people, who knew ``share`` of the skills on average."""
    who = world.people(of, count, share, seed + 7_000_000, family.closed)
    crowd = family(of, who, np.random.default_rng([seed, 5]))
    dice = np.random.default_rng([seed, 7])
    log = _Log(of, run.State(of, crowd, count, np.random.default_rng([seed, 6])), models)
    log.quiz(np.array([dice.permutation(len(of))[:BEFORE] for _ in range(count)]))
    lessons = dice.integers(1, 3, count)
    lengths = dice.integers(1, LONGEST + 1, (count, len(of)))
    lengths[dice.random(lengths.shape) < LEFT_OUT] = 0
    for skill in of.skills.order:
        for number in range(2):
            log.do((lessons > number) & (lengths[:, skill] > 0), skill, lesson=True)
        for number in range(LONGEST):
            log.do(lengths[:, skill] > number, skill, lesson=False)
    log.rested = world.DELAY
    order = np.array([dice.permutation(len(of)) for _ in range(count)])
    first, second = log.quiz(order), log.quiz(order)
    scores = np.array([[was, second[at][1]] for at, (_, was) in first.items()], dtype=float)
    skills = np.array([skill for _, skill in first], dtype=np.intp)
    return foresight.fit(np.array([view for view, _ in first.values()]), skills, scores, len(of))


class _Log:
    """People on their way, and what the engine tracks of each."""

    def __init__(self, of: Course, state: run.State, models: Models) -> None:
        self.state, self.rested = state, 0.0
        self.trackers = [Tracker(of, models) for _ in range(len(state.dropped))]

    def quiz(self, asked: world.Places) -> dict[tuple[int, int], tuple[list[float], bool]]:
        """Ask everybody who is still there so many questions; ``asked`` is people x questions, each of another skill.

        Returns the view before each answer, and the answer, by person and skill.
        """
        found: dict[tuple[int, int], tuple[list[float], bool]] = {}
        who = np.flatnonzero(~self.state.dropped)
        for column in asked.T:
            days = self.state.minutes[who] / world.SESSION + self.rested
            views = [self.trackers[at].view(int(column[at]), float(day)) for at, day in zip(who, days, strict=True)]
            right = self._act(who, column, lesson=False)
            for at, view, was in zip(who, views, right, strict=True):
                found[int(at), int(column[at])] = (view, bool(was))
        return found

    def do(self, wanted: world.Flags, skill: int, lesson: bool) -> None:
        """Let those who are to, and are still there, take a lesson or do an exercise."""
        who = np.flatnonzero(wanted & ~self.state.dropped)
        if len(who):
            self._act(who, np.full(len(self.state.dropped), skill), lesson)

    def _act(self, who: world.Places, skills: world.Places, lesson: bool) -> world.Flags:
        right = self.state.act(who, skills[who], np.full(len(who), lesson), self.rested)
        for at, was in zip(who, right, strict=True):
            tracker, skill, day = self.trackers[at], int(skills[at]), self.state.minutes[at] / world.SESSION
            if lesson:
                tracker.lesson(skill, float(day) + self.rested)
            else:
                tracker.answer(skill, bool(was), float(day) + self.rested)
        return right
