"""Is a figure too good to be true? Four checks of a tracer and of the answers it is measured on, each a known way to cheat."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing.answers import UNKNOWN, Answers, Floats

Predict = Callable[[Answers], Floats]
Fit = Callable[[Answers], Predict]
CHANCE, SIGMAS = 0.01, 3.5


class Leak(Exception):
    """The measurement cannot be trusted; the message says why."""


@dataclass(frozen=True)
class Audit:
    """What was checked: AUC under shuffled answers with its allowed distance from .5, answers changed, rows looked at."""

    shuffled_auc: float
    shuffled_allowed: float
    changes: int
    rows: int


def learners_are_disjoint(train: Answers, test: Answers) -> None:
    """Raise Leak where a learner is in both parts."""
    if shared := np.intersect1d(train.learner, test.learner).size:
        raise Leak(f"{shared} learners are in both train and test")


def no_repeats(answers: Answers) -> None:
    """Raise Leak where a learner's question stands twice in a row with one answer: rows that should have been merged."""
    same = (answers.question[1:] == answers.question[:-1]) & (answers.question[1:] != UNKNOWN)
    same &= (answers.learner[1:] == answers.learner[:-1]) & (answers.score[1:] == answers.score[:-1])
    if repeats := int(same.sum()):
        raise Leak(f"{repeats} rows repeat the question and the answer of the row before")


def chance_if_shuffled(fit: Fit, train: Answers, test: Answers, rng: np.random.Generator) -> tuple[float, float]:
    """Fit and predict with answers shuffled over all rows, and return (AUC, allowed distance from .5). Raises Leak.

    .01 is allowed, or 3.5 standard errors of an AUC without any signal where the test is so small that these are more:
    √((n₁ + n₀ + 1) / 12 n₁ n₀), Mann and Whitney 1947.
    """
    predict = fit(train.with_scores(rng.permutation(train.score)))
    shuffled = test.with_scores(rng.permutation(test.score))
    right = float(shuffled.score.sum())
    wrong = len(shuffled) - right
    if not right * wrong:
        return 0.5, 0.5
    allowed = max(CHANCE, SIGMAS * float(np.sqrt((right + wrong + 1) / (12 * right * wrong))))
    found = measure.auc(shuffled.score, predict(shuffled))
    if abs(found - 0.5) > allowed:
        raise Leak(f"with shuffled answers the AUC is {found:.4f}, not .5 ± {allowed:.4f}: predictions see the answers")
    return found, allowed


def future_is_unseen(predict: Predict, test: Answers, rng: np.random.Generator, changes: int = 30) -> int:
    """Change single answers: no prediction up to and including that row, and of no other learner, may move. Raises Leak.

    Returns how many answers were changed.
    """
    before = predict(test)
    rows = rng.permutation(len(test))[:changes]
    position = test.position()
    for row in rows:
        mine = np.nonzero(test.learner == test.learner[row])[0]
        score = test.score.copy()
        score[row] = 1 - score[row]
        changed = test.with_scores(score).take(np.isin(np.arange(len(test)), mine))
        upto = position[row] + 1
        if np.abs(predict(changed)[:upto] - before[mine][:upto]).max() > 1e-9:
            raise Leak(f"changing answer {position[row]} of a learner changes a prediction made before it was given")
    return int(rows.size)


def audit(fit: Fit, predict: Predict, train: Answers, test: Answers, rng: np.random.Generator) -> Audit:
    """Run all checks. ``predict`` is the fitted model under test, ``fit`` makes one like it. Raises Leak."""
    learners_are_disjoint(train, test)
    no_repeats(train)
    no_repeats(test)
    changes = future_is_unseen(predict, test, rng)
    found, allowed = chance_if_shuffled(fit, train, test, rng)
    return Audit(found, allowed, changes, len(test))
