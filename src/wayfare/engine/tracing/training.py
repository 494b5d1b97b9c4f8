"""Fit a predictor, choose its kind by what it is worth on people it has not seen, and say how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import calibration, features, gains, logistic, pairs, streams, tables, trees
from wayfare.engine.tracing.answers import Answers, Floats, Ints
from wayfare.engine.tracing.calibration import Curve
from wayfare.engine.tracing.predictor import FILTER, KINDS, LOGISTIC, UNSEEN_MEAN, Predictor, logits_of_filter
from wayfare.engine.tracing.tables import Places, Tables

USER_FOLDS = 6
MODEL_FOLDS = 3
ROUNDS = 80
LOGISTIC_ROWS = 20_000
LEAST_ANSWERS = 300
# The first answers of a person weigh more: they decide what is shown next, and a long history has many rows of its own.
EARLY, EARLY_ANSWERS = 2.0, 5.0
LATER = 0.2
SIGMAS = 2.0


@dataclass(frozen=True, slots=True)
class Trained:
    """The chosen predictor, and what every candidate was worth on learners held out of its fit."""

    predictor: Predictor
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features of all answers, each computed with tables of other learners, and the tables of all learners."""

    x: Floats
    fold: Ints
    tables: Tables


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind of model: fitted on everything, with its logits out of fold."""

    kind: str
    model: Any
    logit: Floats
    curve: Curve

    def predicted(self) -> Floats:
        """Return calibrated probabilities out of fold."""
        return self.curve.many(self.logit)


class TooFew(Exception):
    """There is nothing to learn from: no answers."""


def train(answers: Answers, rng: np.random.Generator, kinds: Sequence[str] = KINDS) -> Trained:
    """Fit the kinds of predictor, and return the one whose benefit on held-out learners is measured, with its report.

    A richer kind is taken only where its log-loss is lower by more than SIGMAS standard errors of the difference, learners
    being the unit; where times are known, the latest fifth of the answers decides. Equal answers and generator give equal bytes.
    Raises TooFew where there are no answers.
    """
    if not len(answers):
        raise TooFew("no answers")
    prepared = prepare(answers, rng)
    if len(answers) < LEAST_ANSWERS or np.unique(prepared.fold).size < MODEL_FOLDS:
        kinds = (FILTER,)
    candidates = [_candidate(kind, prepared, answers.score, rng) for kind in KINDS if kind in kinds]
    rows = _later(answers)
    best = candidates[0]
    for other in candidates[1:]:
        if _better(other, best, answers, rows):
            best = other
    found = Predictor(prepared.tables, best.model, best.curve, _gains(prepared, best, answers))
    return Trained(found, _report(best, candidates, answers, rows))


def _gains(prepared: Prepared, best: "Candidate", answers: Answers) -> tuple[float, ...]:
    """Return how far exercises raise what the best candidate foresees."""
    lately, streak = (prepared.x[:, features.NAMES.index(name)] for name in ("skill_fast", "skill_streak"))
    lately = np.where(lately == features.UNSEEN, UNSEEN_MEAN, lately)
    return gains.of_answers(answers, best.predicted(), lately, np.where(streak == features.UNSEEN, 0.0, streak))


def prepare(answers: Answers, rng: np.random.Generator, folds: int = USER_FOLDS) -> Prepared:
    """Return features whose encodings come from other learners (in ``folds`` groups), and the tables of all of them."""
    learners, place = np.unique(answers.learner, return_inverse=True)
    folds = max(1, min(folds, learners.size))
    fold = (rng.permutation(learners.size) % folds)[place]
    places = Places.of(answers)
    rows = tables.rows_of(answers, places)
    x = np.zeros((len(answers), len(features.NAMES)))
    sizes = (places.items, places.skills.size + 1)
    none = pairs.nothing(*sizes)
    for one in range(folds):
        mine = fold == one
        fitted = tables.fit(rows.take(~mine) if folds > 1 else rows, places, none)
        x[mine] = streams.matrix(answers.take(mine), fitted)
    residual = answers.score - x[:, features.FILTER]
    known, x[:, features.PAIRS :] = pairs.learn(
        answers.learner, rows.item, rows.main, sizes, residual, fold, questions=places.questions.size > 0
    )
    return Prepared(x, fold, tables.fit(rows, places, known))


def _candidate(kind: str, prepared: Prepared, score: Floats, rng: np.random.Generator) -> Candidate:
    model: trees.Forest | logistic.Linear | None = None
    if kind == FILTER:
        logit = logits_of_filter(prepared.x)
    elif kind == LOGISTIC:
        logit, model = _linear(prepared, score, rng)
    else:
        logit, model = _forest(prepared, score, rng)
    return Candidate(kind, model, logit, calibration.fit(logit, score))


def _linear(prepared: Prepared, score: Floats, rng: np.random.Generator) -> tuple[Floats, logistic.Linear]:
    logit = np.zeros(score.size)
    chosen = np.zeros(score.size, bool)
    chosen[rng.permutation(score.size)[:LOGISTIC_ROWS]] = True
    for held, rest in _held(prepared.fold):
        logit[held] = logistic.fit(prepared.x[rest & chosen], score[rest & chosen]).scores(prepared.x[held])
    return logit, logistic.fit(prepared.x[chosen], score[chosen])


def _forest(prepared: Prepared, score: Floats, rng: np.random.Generator) -> tuple[Floats, trees.Forest]:
    """Return one model for each group of folds left out; their mean is served, each one's own group calibrates it."""
    logit, parts = np.zeros(score.size), _held(prepared.fold)
    weight = 1 + EARLY * np.exp(-prepared.x[:, features.NAMES.index("answers")] / EARLY_ANSWERS)
    boosters = trees.fit(prepared.x, score, [rest for _, rest in parts], ROUNDS, int(rng.integers(2**31)), weight)
    for booster, (held, _) in zip(boosters, parts, strict=True):
        logit[held] = booster.predict(prepared.x[held], raw_score=True, num_threads=1)
    return logit, trees.export(boosters)


def _held(fold: Ints) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    return [(fold % MODEL_FOLDS == part, fold % MODEL_FOLDS != part) for part in range(MODEL_FOLDS)]


def _later(answers: Answers) -> NDArray[np.bool_]:
    """Return the rows that decide: the latest fifth, or all of them where no times are known."""
    if answers.at is None:
        return np.ones(len(answers), bool)
    return np.asarray(answers.at >= np.quantile(answers.at, 1 - LATER))


def _better(other: Candidate, best: Candidate, answers: Answers, rows: NDArray[np.bool_]) -> bool:
    y = answers.score[rows]
    gained = measure.losses(y, best.predicted()[rows]) - measure.losses(y, other.predicted()[rows])
    _, learner = np.unique(answers.learner[rows], return_inverse=True)
    by_learner = np.bincount(learner, gained - gained.mean())
    return bool(gained.sum() > SIGMAS * np.sqrt(np.sum(by_learner**2)))


def _report(
    best: Candidate, candidates: Sequence[Candidate], answers: Answers, rows: NDArray[np.bool_]
) -> dict[str, Any]:
    y = answers.score[rows]
    outcome = (y >= 0.5).astype(float)
    report: dict[str, Any] = {
        "kind": best.kind,
        "answers": len(answers),
        "learners": int(np.unique(answers.learner).size),
    }
    report["candidates"] = {
        one.kind: {
            "auc": measure.auc(outcome, one.predicted()[rows]),
            "log_loss": measure.log_loss(y, one.predicted()[rows]),
            "brier": measure.brier(y, one.predicted()[rows]),
            "ece": measure.ece(y, one.predicted()[rows]),
        }
        for one in candidates
    }
    if answers.group is not None:
        given = (y, best.predicted()[rows], answers.group[rows])
        report["groups"] = measure.calibration_by_group(*given)
        report["calibration_gap"] = measure.calibration_gap(*given, least=100)
    return report
