"""Maximum a posteriori by Fisher scoring for any small model of yes-or-no outcomes. numpy only.

The model is a function from parameter sets (sets × parameters) to probabilities (sets × outcomes); derivatives are finite
differences, all sets being evaluated at once. Each parameter has a Gaussian prior and bounds.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEP = 1e-4
ENOUGH = 1e-6
TINY = 1e-9


def logistic(logits: Floats) -> Floats:
    """Return σ of each number, without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -500, 500))), float)


def logits(probabilities: Floats) -> Floats:
    """Return the logit of each probability, kept a billionth away from 0 and 1."""
    kept = np.clip(probabilities, TINY, 1 - TINY)
    return np.asarray(np.log(kept / (1 - kept)), float)


def score(
    predict: Callable[[Floats], Floats],
    outcomes: Floats,
    weights: Floats,
    *,
    prior: Sequence[float],
    spread: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    rounds: int = 25,
) -> Floats:
    """Return the parameters that maximise the posterior, starting at the mean of the prior.

    ``spread`` is the prior's standard deviation of each parameter. Stops when a step gains nothing.
    """
    mean, sd, floor, roof = (np.asarray(part, float) for part in (prior, spread, low, high))
    steps = np.where(mean + STEP > roof, -STEP, STEP)
    best = np.clip(mean, floor, roof)

    def cost(sets: Floats) -> Floats:
        penalty = (((sets - mean) / sd) ** 2).sum(axis=1) / 2
        return np.asarray(penalty + _loss(predict(sets), outcomes, weights), float)

    lowest = float(cost(best[None])[0])
    for _ in range(rounds):
        moves = _moves(predict, best, steps, outcomes, weights, mean, sd, floor, roof)
        tried = np.clip(best + moves, floor, roof)
        costs = cost(tried)
        winner = int(np.argmin(costs))
        if not costs[winner] < lowest - ENOUGH:
            break
        best, lowest = tried[winner], float(costs[winner])
    return np.asarray(best, float)


def _loss(p: Floats, outcomes: Floats, weights: Floats) -> Floats:
    kept = np.clip(p, TINY, 1 - TINY)
    return np.asarray(-((outcomes * np.log(kept) + (1 - outcomes) * np.log1p(-kept)) @ weights), float)


def _moves(
    predict: Callable[[Floats], Floats],
    at: Floats,
    steps: Floats,
    outcomes: Floats,
    weights: Floats,
    mean: Floats,
    sd: Floats,
    floor: Floats,
    roof: Floats,
) -> Floats:
    """Return the Fisher step in several lengths; a parameter at its bound that would leave it stands still."""
    p = np.clip(predict(np.vstack([at, at + np.diag(steps)])), TINY, 1 - TINY)
    slopes = (p[1:] - p[0]) / steps[:, None]
    residual = weights * (outcomes - p[0]) / (p[0] * (1 - p[0]))
    gradient = slopes @ residual - (at - mean) / sd**2
    information = (slopes * (weights / (p[0] * (1 - p[0])))) @ slopes.T + np.diag(1 / sd**2)
    free = ~(((at <= floor) & (gradient < 0)) | ((at >= roof) & (gradient > 0)))
    move = np.zeros_like(at)
    if free.any():
        move[free] = np.linalg.solve(information[np.ix_(free, free)], gradient[free])
    return np.asarray(move * np.array([1.0, 0.5, 0.2, 0.05, 0.01])[:, None], float)
