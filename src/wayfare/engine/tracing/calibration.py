"""From a score to a probability that means what it says: isotonic regression, smoothed to a monotone curve."""

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from wayfare.engine.tracing.answers import Floats

LEAST_IN_STEP = 100
EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Curve:
    """A non-decreasing piecewise linear map from logit to probability, constant beyond its ends."""

    logit: Floats
    probability: Floats
    _points: list[tuple[list[float], list[float]]] = field(default_factory=list, repr=False, compare=False)

    def __call__(self, logit: float) -> float:
        """Return the probability for one logit."""
        x, y = self.points()
        at = bisect_right(x, logit)
        if at == 0 or at == len(x):
            return y[min(at, len(x) - 1)]
        low = x[at - 1]
        return y[at - 1] + (y[at] - y[at - 1]) * ((logit - low) / (x[at] - low))

    def points(self) -> tuple[list[float], list[float]]:
        """Return the corners of the curve as lists."""
        if not self._points:
            self._points.append((self.logit.tolist(), self.probability.tolist()))
        return self._points[0]

    def many(self, logit: Floats) -> Floats:
        """Return the probabilities for many logits."""
        return np.asarray(np.interp(logit, self.logit, self.probability))


def fit(logit: Floats, score: Floats) -> Curve:
    """Return the curve through the steps of an isotonic regression (pool adjacent violators, Ayer et al. 1955).

    Rows are first put together in steps of at least LEAST_IN_STEP equal-sized neighbours, so that no probability rests on a few.
    """
    order = np.argsort(logit, kind="stable")
    x, y = logit[order], score[order]
    steps = int(np.clip(x.size // LEAST_IN_STEP, 1, 200))
    edges = np.linspace(0, x.size, steps + 1).astype(int)
    weight = np.diff(edges).astype(float)
    means = np.add.reduceat(y, edges[:-1]) / weight
    places = np.add.reduceat(x, edges[:-1]) / weight
    value, size = pool(means, weight)
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    # A pooled block is carried by its weighted middle; the curve is linear between middles.
    middle = np.add.reduceat(places * weight, first) / np.add.reduceat(weight, first)
    return Curve(*_distinct(middle, np.clip(value, EDGE, 1 - EDGE)))


def _distinct(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    keep = np.concatenate(([True], np.diff(x) > 0))
    return x[keep], y[keep]


def pool(value: Floats, weight: Floats) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return the non-decreasing means of blocks and how many values each block holds."""
    blocks: list[tuple[float, float, int]] = []
    for v, w in zip(value.tolist(), weight.tolist(), strict=True):
        mean, total, size = v, w, 1
        while blocks and blocks[-1][0] >= mean:
            before = blocks.pop()
            mean = (before[0] * before[1] + mean * total) / (before[1] + total)
            total += before[1]
            size += before[2]
        blocks.append((mean, total, size))
    return np.array([mean for mean, _, _ in blocks]), np.array([size for _, _, size in blocks], np.int64)
