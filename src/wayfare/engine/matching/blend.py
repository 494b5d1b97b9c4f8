"""Signs into a probability: a logistic curve, fitted to what people approved and rejected. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RIDGE = 1.0
"""How much the weights are held back, in units of one observation."""
LEAST_OF_EACH = 20
"""So many approvals and so many rejections have to be there before weights are learned from them."""
_STEPS, _STILL, _LARGEST = 50, 1e-8, 30.0


class TooFew(Exception):
    """There are not enough decisions of both kinds to learn from."""


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights by the name of the sign, and a constant."""

    weights: Mapping[str, float]
    constant: float

    def confidence(self, signs: npt.ArrayLike, names: Sequence[str]) -> Floats:
        """Return the probability of each row being right; a sign without a weight counts nothing."""
        weights = np.array([self.weights.get(name, 0.0) for name in names])
        score = np.clip(np.asarray(signs, dtype=np.float64) @ weights + self.constant, -_LARGEST, _LARGEST)
        return np.asarray(1 / (1 + np.exp(-score)))


def fit(signs: npt.ArrayLike, right: npt.ArrayLike, names: Sequence[str], least: int = LEAST_OF_EACH) -> Blend:
    """Return the weights under which these rows (n, signs) are likeliest, held back by a ridge.

    Raises TooFew for fewer than ``least`` that are right, or that are not.

    Newton's method on standardised signs; a sign that is always the same gets no weight.
    """
    given, y = np.asarray(signs, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if min(y.sum(), (1 - y).sum()) < least:
        raise TooFew(f"{int(y.sum())} approvals and {int((1 - y).sum())} rejections; {least} of each are needed.")
    mean, spread = given.mean(axis=0), given.std(axis=0)
    used = spread > _STILL
    x = np.column_stack([(given[:, used] - mean[used]) / spread[used], np.ones(len(given))])
    w, held = np.zeros(x.shape[1]), np.full(x.shape[1], RIDGE)
    held[-1] = _STILL
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -_LARGEST, _LARGEST)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(held), x.T @ (y - p) - held * w)
        w += step
        if np.abs(step).max() < _STILL:
            break
    scaled = np.zeros(given.shape[1])
    scaled[used] = w[:-1] / spread[used]
    return Blend(dict(zip(names, scaled.tolist(), strict=True)), float(w[-1] - scaled @ mean))
