"""How much an exercise raises P(a right answer), as earlier people's answers show: what says when more of it does not pay.

Of answers about one skill in one sitting, the score of one is compared with that of the answer ``AHEAD`` later. What is to be
expected is a linear function of P(right) now, its square, how the last answers went, and whether the last three were right.
"""

import math
from collections.abc import Sequence
from operator import mul

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.tracing.answers import Answers, Floats

AHEAD = 3  # exercises over which gains are measured
SITTING = 0.5  # days
LEAST = 200  # pairs of answers; with fewer nothing is said
SURE = 3.0  # right answers in a row
Rows = NDArray[np.intp]


def expected(weights: Sequence[float], right: float, lately: float, streak: float) -> float:
    """Return how far P(right) rises by an exercise, where it is ``right`` now; ``lately`` is a running mean of scores."""
    return math.fsum(map(mul, weights, (1.0, right, right * right, lately, float(streak >= SURE))))


def fit(right: Floats, lately: Floats, streak: Floats, risen: Floats) -> tuple[float, ...]:
    """Return the weights of ``expected`` from what was seen: least squares with a weak ridge."""
    x = np.column_stack([np.ones(len(right)), right, right * right, lately, streak >= SURE])
    weights = np.asarray(np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ risen), float)
    return tuple(weights.tolist())


def of_answers(answers: Answers, right: Floats, lately: Floats, streak: Floats) -> tuple[float, ...]:
    """Return the weights from many people's answers, with P(right) before each; empty where there are too few in one sitting."""
    first, last = _pairs(answers)
    if len(first) < LEAST:
        return ()
    risen = (answers.score[last] - answers.score[first]) / AHEAD
    return fit(right[first], lately[first], streak[first], risen)


def _pairs(answers: Answers) -> tuple[Rows, Rows]:
    """Return the places of answers and of those ``AHEAD`` later: same person, skill and sitting, no lesson in between."""
    skill = answers.first_skill()
    order = np.lexsort((np.arange(len(answers)), skill, answers.learner))
    first, last = order[:-AHEAD], order[AHEAD:]
    same = (answers.learner[first] == answers.learner[last]) & (skill[first] == skill[last])
    if answers.at is not None:
        same &= answers.at[last] - answers.at[first] < SITTING
    if answers.taught is not None:
        same &= answers.taught[first] == answers.taught[last]
    return first[same], last[same]
