"""What another policy would have been worth, from what was logged under this one.

Of each logged choice (one slot of one list) this takes: ``reward``; ``weight`` = P(the other policy makes this choice) / P(the
logging policy made it), the propensity that was written with it; and, where there is a model of the reward, ``expected`` of
the logged choice and ``value``, the model's mean over the other policy's choices. ``unit`` names whose choice it was: the
intervals take people as the unit, not choices.

IPS (Horvitz, Thompson 1952), SNIPS (Swaminathan, Joachims 2015), doubly robust (Dudík, Langford, Li 2011), and Switch (Wang,
Agarwal, Dudík 2017), which trusts the model alone where the weight is above a threshold.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
THRESHOLDS = 12


class Unusable(ValueError):
    """Logs from which nothing can be estimated: none, of different lengths, or with weights that are no weights."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean reward a choice, its standard error, the interval, and how many choices of full weight the logs are worth."""

    value: float
    error: float
    low: float
    high: float
    effective: float


@dataclass(frozen=True, slots=True)
class Logs:
    """Logged choices in columns of one length; ``expected`` and ``value`` are 0 where there is no model."""

    reward: Floats
    weight: Floats
    expected: Floats
    value: Floats
    unit: NDArray[np.intp]

    def __len__(self) -> int:
        return int(self.reward.size)


def logs(
    reward: ArrayLike,
    weight: ArrayLike,
    expected: ArrayLike | None = None,
    value: ArrayLike | None = None,
    unit: ArrayLike | None = None,
) -> Logs:
    """Return the columns, checked. Raises Unusable."""
    r, w = np.asarray(reward, float), np.asarray(weight, float)
    q = np.zeros(r.shape) if expected is None else np.asarray(expected, float)
    v = np.zeros(r.shape) if value is None else np.asarray(value, float)
    who = np.arange(r.size) if unit is None else np.unique(np.asarray(unit), return_inverse=True)[1]
    if (expected is None) != (value is None):
        raise Unusable("a model gives both the expected reward and the value, or neither")
    if r.ndim != 1 or not r.size or any(one.shape != r.shape for one in (w, q, v, who)):
        raise Unusable("no choices, or columns of different lengths")
    if not all(np.isfinite(one).all() for one in (r, w, q, v)) or (w < 0).any() or not w.any():
        raise Unusable("a reward or weight is no number, a weight is negative, or all of them are 0")
    return Logs(r, w, q, v, np.asarray(who, dtype=np.intp))


def ips(of: Logs, coverage: float = 0.95) -> Estimate:
    """Return the mean of weight · reward: no bias, much variance."""
    return _estimate(of, of.weight * of.reward, coverage)


def snips(of: Logs, coverage: float = 0.95) -> Estimate:
    """Return the weighted mean of the rewards: a little bias, less variance."""
    mean = float(np.average(of.reward, weights=of.weight))
    return _estimate(of, mean + of.weight * (of.reward - mean) / of.weight.mean(), coverage)


def doubly_robust(of: Logs, coverage: float = 0.95) -> Estimate:
    """Return the model's value, corrected where it was wrong: no bias where either the model or the propensities are right."""
    return _estimate(of, of.value + of.weight * (of.reward - of.expected), coverage)


def switch(of: Logs, threshold: float | None = None, coverage: float = 0.95) -> Estimate:
    """Return the doubly robust estimate that leaves out corrections of a weight above ``threshold``.

    Without one, it is the threshold with the least variance + bias², the bias taken as the mean of what is left out in size. The
    interval is wider by the mean of what is left out.
    """
    limit = _threshold(of) if threshold is None else threshold
    correction = of.weight * (of.reward - of.expected)
    kept = of.weight <= limit
    left_out = abs(float(np.where(kept, 0.0, correction).mean()))
    return _estimate(of, of.value + np.where(kept, correction, 0.0), coverage, left_out)


def _threshold(of: Logs) -> float:
    correction = of.weight * (of.reward - of.expected)
    limits = np.unique(np.quantile(of.weight, np.linspace(0.5, 1, THRESHOLDS)))
    costs = []
    for limit in limits:
        kept = of.weight <= limit
        bias = float(np.where(kept, 0.0, np.abs(correction)).mean())
        costs.append(_error(of, of.value + np.where(kept, correction, 0.0)) ** 2 + bias * bias)
    return float(limits[int(np.argmin(costs))])


def _error(of: Logs, parts: Floats) -> float:
    """Return the standard error of the mean of the parts, those of one unit taken together."""
    total = np.bincount(of.unit, parts - parts.mean())
    units = total.size
    return float(np.sqrt((total * total).sum() * units / max(1, units - 1)) / len(of))


def _estimate(of: Logs, parts: Floats, coverage: float, bias: float = 0.0) -> Estimate:
    error = _error(of, parts)
    wide = NormalDist().inv_cdf(0.5 + coverage / 2) * error + bias
    value = float(parts.mean())
    weight = of.weight
    return Estimate(value, error, value - wide, value + wide, float(weight.sum() ** 2 / (weight * weight).sum()))
