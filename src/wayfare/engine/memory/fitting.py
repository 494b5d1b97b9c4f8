"""Refitting memory for one organisation, with a gate: only what beats the defaults and the base rate on later data is kept.

Reviews are split by time: candidates are fitted on the earlier three quarters and compared on the last one.

- ``defaults``: FSRS-6 as published.
- ``fit``: its weights refitted (reviews after more than half a day; those within a day are hardly FSRS-6's matter).
- ``… calibrated``: either with a logistic correction on top (``scheduling.Calibration``), fitted to all earlier reviews, or to
  those of late above all (``… calibrated recently``).
- ``base rate``: one constant, from the earlier reviews. Where nothing beats it, it is what is shown, and FSRS-6 only schedules.

The winner is then fitted again on everything.
"""

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any

import numpy as np

from wayfare.engine.memory import scheduling
from wayfare.engine.memory.history import Before, Floats, History, Ints, Review, history, states, thinned, upto
from wayfare.engine.memory.scheduling import CEILING, Calibration, Params
from wayfare.engine.memory.scoring import logistic, logits, score
from wayfare.engine.memory.shown import TINY, Shown
from wayfare.engine.metrics.probability import ece, log_loss

LEAST_TO_FIT = 1000
LEAST_TO_CALIBRATE = 100
MOST_TO_FIT = 40_000
RECENT = 1000.0  # the number of reviews after which one counts half
LATER = 0.25  # of the reviews that can be predicted

BASE, DEFAULT, FIT = "base rate", "defaults", "fit"
CALIBRATED, RECENTLY = " calibrated", " calibrated recently"

# The prior is as wide as weights of different people differ; the first four are stabilities, taken in logs.
_SPREAD = (*(1.0,) * 4, 0.6, 0.3, 0.6, 0.1, 0.4, 0.2, 0.35, 0.3, 0.1, 0.15, 0.6, 0.25, 1.0, 0.3, 0.3, 0.15, 0.25)
_CALIBRATION: dict[str, Any] = {
    "prior": astuple(Calibration()),
    "spread": (1.0, 0.5, 0.5, 0.5, 0.5, 1.0, 0.5),
    "low": (-20.0, 0.0, 0.0, -20.0, -20.0, -20.0, -20.0),
    "high": (20.0, 20.0, 20.0, 0.0, 20.0, 0.0, 0.0),
}


@dataclass(frozen=True)
class Report:
    """What the gate found. Losses (nats a review) and calibration errors are of the later reviews, by candidate.

    ``reviews`` were given, ``predicted`` of them had one before; ``later`` of these decided. ``kept`` names the winner.
    """

    kept: str
    reason: str
    reviews: int
    predicted: int
    later: int
    log_loss: dict[str, float]
    ece: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)


def fit(reviews: Iterable[Review], start: Params | None = None) -> tuple[Params, Report]:
    """Return the parameters to use from now on and why, from reviews in order of arrival.

    Below 100 reviews that can be predicted nothing is fitted, below 1,000 the weights are not. Raises OutOfRange.
    """
    return fit_history(history(reviews), start)


def fit_history(past: History, start: Params | None = None) -> tuple[Params, Report]:
    """Return what ``fit`` returns, for a log that was read already."""
    report = gate(past, start)
    return candidates(past, past.seen, start, only=report.kept)[report.kept], report


def gate(past: History, start: Params | None = None) -> Report:
    """Return which candidate predicts the later reviews best, fitted on the earlier ones."""
    seen = past.seen
    if seen.size < LEAST_TO_CALIBRATE:
        reason = f"{seen.size} reviews can be predicted, {LEAST_TO_CALIBRATE} are needed"
        return Report(DEFAULT, reason, past.rating.size, seen.size, 0, {}, {})
    cut = round(seen.size * (1 - LATER))
    earlier, later = seen[:cut], seen[cut:]
    outcomes = past.right[later]
    shown = {name: predictions(past, params)[later] for name, params in candidates(past, earlier, start).items()}
    losses = {name: log_loss(outcomes, p) for name, p in shown.items()}
    errors = {name: ece(outcomes, p) for name, p in shown.items()}
    kept, reason = _winner(losses)
    return Report(kept, reason, past.rating.size, seen.size, later.size, losses, errors)


def _winner(losses: dict[str, float]) -> tuple[str, str]:
    """Return the winner: a fit needs to beat both the defaults and the base rate, the defaults the base rate."""
    best = min(losses, key=losses.__getitem__)
    if best in (BASE, DEFAULT):
        other = DEFAULT if best == BASE else BASE
        return best, f"no fit beats it on later reviews; {other}: {losses[other]:.4f}, {best}: {losses[best]:.4f}"
    return best, f"{losses[best]:.4f} on later reviews, defaults {losses[DEFAULT]:.4f}, base rate {losses[BASE]:.4f}"


def candidates(past: History, rows: Ints, start: Params | None = None, only: str | None = None) -> dict[str, Params]:
    """Return parameters by name, fitted on some rows; with ``only`` no more than that one needs."""
    plain = replace(start or Params(), weights=scheduling.DEFAULTS, calibration=None)
    found = {BASE: replace(plain, calibration=_constant(past.right[rows])), DEFAULT: plain}
    if past.seen.size >= LEAST_TO_FIT and (only is None or only.startswith(FIT)):
        found[FIT] = replace(plain, weights=fit_weights(past, rows, plain.same_day))
    for name in [name for name in (DEFAULT, FIT) if name in found]:
        for suffix, half_life in ((CALIBRATED, np.inf), (RECENTLY, RECENT)):
            if only in (None, name + suffix):
                calibration = calibrate(past, rows, found[name], half_life)
                found[name + suffix] = replace(found[name], calibration=calibration)
    return found


def _constant(outcomes: Floats) -> Calibration:
    share = (outcomes.sum() + 0.5) / (outcomes.size + 1)
    return Calibration(intercept=float(logits(share)), slope=0.0)


def predictions(past: History, params: Params) -> Floats:
    """Return the recall shown before each review; NaN for the first of a card."""
    before = states(past, np.array([params.weights]), params.same_day)
    if params.calibration is None:
        return np.asarray(before.retrievability[0], float)
    return logistic(_features(past, before) @ np.array(astuple(params.calibration)))


def _features(past: History, before: Before) -> Floats:
    """Return what ``Calibration`` adds up: (reviews × 7)."""
    with np.errstate(divide="ignore"):
        reviews = np.log(past.before)
    return np.column_stack(
        [
            np.ones(past.rating.size),
            logits(CEILING * before.retrievability[0]),
            np.log(before.stability[0]),
            before.difficulty[0] / 5 - 1,
            np.where(past.before > 0, reviews, np.nan),
            (past.lapses + 0.5) / (past.before + 1),
            past.last == scheduling.AGAIN,
        ]
    )


def calibrate(past: History, rows: Ints, params: Params, half_life: float = np.inf) -> Calibration:
    """Return the correction of ``params`` that fits some rows best; a row counts half so many rows back."""
    before = states(past, np.array([params.weights]), params.same_day)
    features = _features(past, before)[rows]
    weights = 0.5 ** (np.arange(rows.size)[::-1] / half_life)
    found = score(lambda sets: logistic(sets @ features.T), past.right[rows], weights, **_CALIBRATION)
    return Calibration(*(float(value) for value in found))


def fit_weights(past: History, rows: Ints, same_day: float) -> tuple[float, ...]:
    """Return FSRS-6's weights, fitted on the rows that come at least ``same_day`` days after the review before.

    First stabilities stay in order of the rating. Of a log of more than 40,000 reviews every second, third … card counts.
    """
    chosen = np.zeros(past.rating.size, bool)
    chosen[rows] = past.days[rows] >= same_day
    every = -(-past.rating.size // MOST_TO_FIT)
    part, chosen = (past, chosen) if every <= 1 else thinned(past, every, chosen)
    long = np.flatnonzero(chosen)
    if not long.size:
        return scheduling.DEFAULTS
    part, outcomes = upto(part, int(long[-1]) + 1), part.right[long]

    def predict(sets: Floats) -> Floats:
        return np.asarray(states(part, _weights(sets), same_day).retrievability[:, long], float)

    bounds = np.array([scheduling.LOWEST, scheduling.HIGHEST])
    bounds[:, :4] = np.log(bounds[:, :4])
    prior = (*np.log(scheduling.DEFAULTS[:4]), *scheduling.DEFAULTS[4:])
    ones = np.ones(long.size)
    found = score(predict, outcomes, ones, prior=prior, spread=_SPREAD, low=bounds[0], high=bounds[1], rounds=12)
    kept = np.clip(_weights(found[None])[0], scheduling.LOWEST, scheduling.HIGHEST)
    kept[:4] = np.maximum.accumulate(kept[:4])
    return tuple(float(weight) for weight in kept)


def _weights(sets: Floats) -> Floats:
    weights = sets.copy()
    weights[:, :4] = np.exp(sets[:, :4])
    return weights


def fit_shown(
    could: Floats, guess: Floats, recall: Floats, outcomes: Floats, start: Shown | None = None
) -> tuple[Shown, Report]:
    """Return the parameters of ``right_now`` from answers in order of arrival, kept only if better on the last quarter.

    Candidates: ``start``, the fit, and ``base rate``, which only is reported: what is shown must follow mastery.
    """
    start = start or Shown()
    cut = round(outcomes.size * (1 - LATER))
    if outcomes.size < LEAST_TO_CALIBRATE:
        reason = f"{outcomes.size} answers, {LEAST_TO_CALIBRATE} are needed"
        return start, Report(DEFAULT, reason, outcomes.size, outcomes.size, 0, {}, {})
    first = _fit_shown(could[:cut], guess[:cut], recall[:cut], outcomes[:cut], start)
    later = outcomes[cut:]
    found = {
        BASE: np.full(later.size, (outcomes[:cut].sum() + 0.5) / (cut + 1)),
        DEFAULT: rights_now(could[cut:], guess[cut:], recall[cut:], start),
        FIT: rights_now(could[cut:], guess[cut:], recall[cut:], first),
    }
    losses = {name: log_loss(later, p) for name, p in found.items()}
    kept = FIT if losses[FIT] < min(losses[DEFAULT], losses[BASE]) else DEFAULT
    reason = ", ".join(f"{name} {loss:.4f}" for name, loss in losses.items()) + " on later answers"
    errors = {name: ece(later, p) for name, p in found.items()}
    report = Report(kept, reason, outcomes.size, outcomes.size, later.size, losses, errors)
    return (_fit_shown(could, guess, recall, outcomes, start) if kept == FIT else start), report


def rights_now(could: Floats, guess: Floats, recall: Floats, shown: Shown) -> Floats:
    """Return ``right_now`` for arrays."""
    return np.asarray(_rights(could, guess, recall, np.array([astuple(shown)]))[0], float)


def _rights(could: Floats, guess: Floats, recall: Floats, sets: Floats) -> Floats:
    loss, intercept, slope = (part[:, None] for part in sets.T)
    knows = np.maximum(0.0, could - guess) / (1 - guess) * recall**loss
    knows = np.clip(knows, TINY, 1 - TINY)
    return np.asarray(guess + (1 - guess) * logistic(intercept + slope * np.log(knows / (1 - knows))), float)


def _fit_shown(could: Floats, guess: Floats, recall: Floats, outcomes: Floats, start: Shown) -> Shown:
    found = score(
        lambda sets: _rights(could, guess, recall, sets),
        outcomes,
        np.ones(outcomes.size),
        prior=astuple(start),
        spread=(0.5, 0.5, 0.3),
        low=(0.0, -10.0, 0.0),
        high=(20.0, 10.0, 10.0),
    )
    return Shown(*(float(value) for value in found))
