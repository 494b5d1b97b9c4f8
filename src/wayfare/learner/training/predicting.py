"""The part about the predictor: logistic regression or trees on top of the filter, where they are worth it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayfare.core import blobs
from wayfare.engine.tracing import training as engine
from wayfare.engine.tracing.answers import Answers
from wayfare.engine.tracing.predictor import FILTER, KINDS, Predictor
from wayfare.learner import predictors
from wayfare.learner.artefacts import Bundle
from wayfare.learner.rules import LEAST_ANSWERS, PREDICTED_FROM
from wayfare.learner.training.answers import Table
from wayfare.learner.training.gate import Floats, gain, judged
from wayfare.learner.training.remembering import rights

SEED = 1
LEAST_UNTAUGHT = 100  # answers; fewer say nothing for sure


def predicting(active: Bundle, trial: Bundle, given: Table, now: datetime) -> tuple[Bundle, dict[str, Any]]:
    """Fit a predictor to the earlier answers; it passes where it foresees later ones better than what is shown now.

    That is what ``trial`` shows without one: it must be better by more than one standard error. Where one is active already,
    only later answers that came after it was made can judge, for it has seen the others; the new one has seen all of these and
    more, so that it passes where it is better at all, than the active one and than none.
    """
    later = given.later()
    made = blobs.made_at(active.predictor) if active.predictor else None
    if made is not None:
        later = later & given.since(made.timestamp())
        if later.sum() < LEAST_ANSWERS:
            reason = f"{int(later.sum())} later answers since the active one was fitted, {LEAST_ANSWERS} are needed"
            return active, {"kept": False, "reason": reason}
    if (~later).sum() < LEAST_ANSWERS:
        return active, {"kept": False, "reason": f"{int((~later).sum())} earlier answers, {LEAST_ANSWERS} are needed"}
    fitted = _fit(given, ~later)
    if fitted.predictor.kind == FILTER:
        return active, {"kept": False, "reason": "nothing foresees answers better than the filter alone"}
    without = rights(trial, given)
    shown = without if made is None else _served(predictors.load(active.predictor), given, without)
    served = _served(fitted.predictor, given, without)
    figures = judged(given.every, shown, served, later, errors=1.0 if made is None else 0.0)
    figures |= {"kind": fitted.predictor.kind, "candidates": fitted.report["candidates"]}
    if figures["kept"] and made is not None and gain(given.every, without, served, later) < 0:
        figures |= {"kept": False, "reason": "later answers are foreseen better without any predictor"}
    if figures["kept"] and misjudges_untaught(given.every, without, served, later):
        figures |= {
            "kept": False,
            "reason": "answers about what was never taught are foreseen worse, and these decide skips",
        }
    if not figures["kept"]:
        return active, figures
    # what is served is of the kind that was judged: on all answers another one may look no worse
    whole = _fit(given, np.ones(len(given.rows), bool), (fitted.predictor.kind,)).predictor
    return replace(active, predictor=predictors.keep(whole.content(), now)), figures


def misjudges_untaught(every: Answers, without: Floats, served: Floats, later: NDArray[np.bool_]) -> bool:
    """Say whether later answers about skills that nobody had taught the person are foreseen worse than without a predictor."""
    if every.taught is None or (rows := later & ~every.taught).sum() < LEAST_UNTAUGHT:
        return False
    return bool(judged(every, served, without, rows)["kept"])


def _fit(given: Table, rows: NDArray[np.bool_], kinds: Sequence[str] = KINDS) -> engine.Trained:
    return engine.train(given.every.take(rows), np.random.default_rng(SEED), kinds)


def _served(fitted: Predictor, given: Table, without: Floats) -> Floats:
    """Return what would have been shown before each answer: the first ones of a person go without the predictor."""
    return np.where(given.every.position() >= PREDICTED_FROM, fitted.predict_many(given.every), without)
