"""How easy is each question? A hierarchical Rasch model, fitted to its posterior mode.

    logit P(right) = mean + ability of the learner + offset of learner and skill + easiness of the skill + of the question

Every family of parameters is normal around zero with a variance that is learned (empirical Bayes), so a question with few
answers stays near its skills, and a skill with few near the mean. Blocks are updated in turn by one Newton step.
"""

from dataclasses import dataclass

import numpy as np

from wayfare.engine.tracing.answers import Floats, Ints

LEAST_VARIANCE, MOST_VARIANCE = 0.02, 4.0
QUICK = 10  # rounds that suffice for ranking; more are for a scale that means something, and are centered


@dataclass(frozen=True, slots=True)
class Easiness:
    """The fit: ``mean``, ``skill`` and ``item`` in logits; ``ability`` of each learner; the variances learned."""

    mean: float
    skill: Floats
    item: Floats
    item_error: Floats
    ability: Floats
    ability_variance: float
    offset_variance: float
    item_variance: float
    skill_variance: float


@dataclass(frozen=True, slots=True)
class Design:
    """Which parameters each answer touches. ``row``, ``skill`` and ``pair`` are flat: one entry a skill of an answer."""

    learner: Ints
    item: Ints
    row: Ints
    skill: Ints
    share: Floats
    pair: Ints
    learners: int
    items: int
    skills: int

    @classmethod
    def of(cls, learner: Ints, item: Ints, start: Ints, skill: Ints, items: int, skills: int) -> "Design":
        """Return the design of answers in columns; ``item`` and ``skill`` are places from 0, ``learner`` anything."""
        counts = np.diff(start)
        row = np.repeat(np.arange(item.size), counts)
        names, place = np.unique(learner, return_inverse=True)
        _, pair = np.unique(place[row] * np.int64(skills) + skill, return_inverse=True)
        return cls(place, item, row, skill, 1.0 / counts[row], pair, names.size, items, skills)


class _Block:
    """One family of normal parameters."""

    def __init__(self, size: int, variance: float) -> None:
        self.value, self.variance, self.error = np.zeros(size), variance, np.zeros(size)

    def move(self, index: Ints, slope: Floats, weight: Floats) -> Floats:
        """Make a Newton step from the entries' slopes and weights, learn the variance, and return the change."""
        information = np.bincount(index, weight, self.value.size) + 1 / self.variance
        change = (np.bincount(index, slope, self.value.size) - self.value / self.variance) / information
        self.value = self.value + change
        self.error = 1 / information
        spread = float(np.mean(self.value**2 + self.error)) if self.value.size else self.variance
        self.variance = min(MOST_VARIANCE, max(LEAST_VARIANCE, spread))
        return change


def _center(block: _Block, index: Ints) -> float:
    """Move what all used entries share out of a block, and return it: the mean then need not creep there."""
    used = np.bincount(index, minlength=block.value.size) > 0
    shared = float(block.value[used].mean())
    block.value[used] -= shared
    return shared


def sigmoid(z: Floats) -> Floats:
    """Return 1 / (1 + exp(-z)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def fit(
    design: Design,
    score: Floats,
    *,
    rounds: int = 8,
    offset: Floats | None = None,
    guess: float | Floats = 0.0,
    slip: float = 0.0,
) -> Easiness:
    """Fit the model to scores in [0, 1]; ``offset`` is a known part of each logit, such as an expert's level.

    With ``guess`` and ``slip`` the chance to be right is guess + (1 - guess - slip) · σ(logit).
    """
    first = min(max(float(score.mean()), 0.02), 0.98)
    scale = 1 - guess - slip
    mean = float(np.log(first / (1 - first))) - (0.0 if offset is None else float(offset.mean()))
    z = np.full(score.size, mean) + (0.0 if offset is None else offset)
    ability, pairs = _Block(design.learners, 1.0), _Block(int(design.pair.max(initial=0)) + 1, 0.5)
    skill, item = _Block(design.skills, 0.5), _Block(design.items, 0.5)
    flat = (design.row, design.share)

    def gradient() -> tuple[Floats, Floats]:
        p = sigmoid(z)
        q = guess + scale * p
        steep = scale * p * (1 - p)
        variance = np.maximum(q * (1 - q), 1e-9)
        return (score - q) * steep / variance, steep * steep / variance

    for _ in range(rounds):
        for block, index, weights in (
            (ability, design.learner, None),
            (pairs, design.pair, flat),
            (skill, design.skill, flat),
            (item, design.item, None),
        ):
            slope, weight = gradient()
            if weights is None:
                z += block.move(index, slope, weight)[index]
            else:
                row, share = weights
                change = block.move(index, slope[row] * share, weight[row] * share)
                z += np.bincount(row, change[index] * share, z.size)
        slope, weight = gradient()
        change_of_mean = float(slope.sum() / max(weight.sum(), 1e-9))
        mean += change_of_mean
        z += change_of_mean
        if rounds > QUICK:
            mean += _center(ability, design.learner) + _center(skill, design.skill) + _center(item, design.item)
    return Easiness(
        mean, skill.value, item.value, item.error, ability.value,
        ability.variance, pairs.variance, item.variance, skill.variance,
    )  # fmt: skip
