"""Logistic regression with a ridge, by Newton's method: the predictor of a small organisation."""

from dataclasses import dataclass

import numpy as np

from wayfare.engine.tracing.answers import Floats
from wayfare.engine.tracing.rasch import sigmoid

CLIP = 6.0


@dataclass(frozen=True, slots=True)
class Linear:
    """logit = bias + weights · standardised features, each kept within CLIP standard deviations."""

    mean: Floats
    scale: Floats
    weight: Floats
    bias: float

    def score(self, x: Floats) -> float:
        """Return the logit for one vector of features."""
        return float(np.clip((x - self.mean) * self.scale, -CLIP, CLIP) @ self.weight) + self.bias

    def scores(self, x: Floats) -> Floats:
        """Return the logits for many rows."""
        return np.asarray(np.clip((x - self.mean) * self.scale, -CLIP, CLIP) @ self.weight + self.bias)


def fit(x: Floats, y: Floats, ridge: float = 20.0, rounds: int = 12) -> Linear:
    """Return the model of the highest posterior under a normal prior on standardised weights (precision ``ridge``)."""
    mean, spread = x.mean(0), x.std(0)
    scale = np.where(spread > 1e-9, 1 / np.maximum(spread, 1e-9), 0.0)
    z = np.column_stack([np.clip((x - mean) * scale, -CLIP, CLIP), np.ones(len(x))])
    penalty = np.full(z.shape[1], ridge)
    penalty[-1] = 1e-6
    weight = np.zeros(z.shape[1])
    for _ in range(rounds):
        p = sigmoid(z @ weight)
        information = (z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty)
        change = np.linalg.solve(information, z.T @ (y - p) - penalty * weight)
        weight = weight + change
        if np.abs(change).max() < 1e-8:
            break
    return Linear(mean, scale, weight[:-1], float(weight[-1]))
