"""How good are predicted probabilities of a yes-or-no outcome? numpy only.

Throughout, ``outcomes`` are 0 or 1 and ``predicted`` probabilities, both one-dimensional and of one length.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
TINY = 1e-15


def _pair(outcomes: ArrayLike, predicted: ArrayLike) -> tuple[Floats, Floats]:
    y, p = np.asarray(outcomes, float), np.asarray(predicted, float)
    if y.shape != p.shape or y.ndim != 1:
        msg = f"outcomes {y.shape} and predictions {p.shape} are not two lists of one length"
        raise ValueError(msg)
    if not y.size:
        raise ValueError("nothing to measure")
    return y, p


def auc(outcomes: ArrayLike, predicted: ArrayLike) -> float:
    """Return the area under the ROC curve in [0, 1]: P(a yes has the higher prediction), ties counting one half.

    NaN where all outcomes are the same. Raises ValueError for lists of different lengths, or empty ones.
    """
    y, p = _pair(outcomes, predicted)
    yes = float(y.sum())
    no = y.size - yes
    if yes == 0 or no == 0:
        return float("nan")
    order = np.argsort(p, kind="stable")
    ordered = p[order]
    first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    starts = np.nonzero(first)[0]
    ends = np.concatenate((starts[1:], [y.size]))
    ranks = ((starts + ends + 1) / 2)[np.cumsum(first) - 1]
    return float((ranks[y[order] > 0].sum() - yes * (yes + 1) / 2) / (yes * no))


def losses(outcomes: ArrayLike, predicted: ArrayLike) -> Floats:
    """Return the cross-entropy of each prediction in nats; predictions of 0 and 1 are taken as almost so."""
    y, p = _pair(outcomes, predicted)
    p = np.clip(p, TINY, 1 - TINY)
    return np.asarray(-(y * np.log(p) + (1 - y) * np.log1p(-p)))


def log_loss(outcomes: ArrayLike, predicted: ArrayLike) -> float:
    """Return the mean of ``losses``."""
    return float(losses(outcomes, predicted).mean())


def brier(outcomes: ArrayLike, predicted: ArrayLike) -> float:
    """Return the mean squared error of the probabilities (Brier 1950), in [0, 1]."""
    y, p = _pair(outcomes, predicted)
    return float(np.mean((y - p) ** 2))


def ece(outcomes: ArrayLike, predicted: ArrayLike, bins: int = 10) -> float:
    """Return the expected calibration error: |mean outcome - mean prediction| in equally wide bins, weighted by size."""
    y, p = _pair(outcomes, predicted)
    place = np.minimum((p * bins).astype(int), bins - 1)
    gaps = np.bincount(place, y - p, bins)
    return float(np.abs(gaps).sum() / y.size)


def bootstrap(
    measure: Callable[[Floats, Floats], float],
    outcomes: ArrayLike,
    predicted: ArrayLike,
    rng: np.random.Generator,
    *,
    clusters: ArrayLike | None = None,
    rounds: int = 200,
    level: float = 0.95,
) -> tuple[float, float]:
    """Return the percentile interval of a measure, drawing rows again with replacement (Efron 1979).

    With ``clusters`` (a number for each row, such as the learner) whole clusters are drawn: answers of one person are not
    independent. Rounds in which the measure is not defined are left out; NaN where it never is.
    """
    y, p = _pair(outcomes, predicted)
    _, group = np.unique(np.arange(y.size) if clusters is None else np.asarray(clusters), return_inverse=True)
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    found = []
    for _ in range(rounds):
        drawn = rng.integers(0, sizes.size, sizes.size)
        length = sizes[drawn]
        offsets = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        rows = order[np.repeat(starts[drawn], length) + offsets]
        value = measure(y[rows], p[rows])
        if np.isfinite(value):
            found.append(value)
    if not found:
        return float("nan"), float("nan")
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def calibration_by_group(
    outcomes: ArrayLike, predicted: ArrayLike, groups: ArrayLike, least: int = 1
) -> dict[str, dict[str, float]]:
    """Return for each group of at least ``least`` rows its size, log-loss and bias (mean prediction - mean outcome)."""
    y, p = _pair(outcomes, predicted)
    labels, index = np.unique(np.asarray(groups), return_inverse=True)
    report = {}
    for number, label in enumerate(labels):
        rows = index == number
        if rows.sum() >= least:
            report[str(label)] = {
                "answers": float(rows.sum()),
                "log_loss": log_loss(y[rows], p[rows]),
                "bias": float(np.mean(p[rows] - y[rows])),
            }
    return report


def calibration_gap(outcomes: ArrayLike, predicted: ArrayLike, groups: ArrayLike, least: int = 1) -> float:
    """Return the largest difference of bias between two groups of at least ``least`` rows; 0 with fewer than two."""
    report = calibration_by_group(outcomes, predicted, groups, least)
    biases = [group["bias"] for group in report.values()]
    return max(biases) - min(biases) if len(biases) > 1 else 0.0
