"""A Bayesian filter with one Gaussian for general ability and one for each skill, on the level scale.

A person's level in a skill is x = ability + offset of the skill. An answer to a question of level L is right with

    P(right | x) = guess + (1 - guess - slip) · σ(slope · (x - L + margin))

(item response theory with guessing and slipping, Lord 1980). The posterior of x after an answer is matched by its first two
moments (assumed-density filtering, Maybeck 1982), integrated on a fixed grid of quantiles, and the change is shared between
ability and skill by their shares of the variance, as in a Kalman update. Time only widens a belief; it never moves it.

A question with several skills is about ability + the mean of their offsets. An observation from a source of reliability r says
with probability r what the person shows, and with 1 - r "yes" at the source's own rate, whatever the person knows.
"""

import math
from dataclasses import dataclass, fields
from operator import mul
from typing import Any, NamedTuple

from wayfare.engine.types import Attempt, Gaussian, LearnerState

# 21 points and weights of a standard normal: equally spaced from -4 to 4 sd, weights normalised to sum to one.
POINTS = tuple(-4 + 0.4 * i for i in range(21))
_RAW = tuple(math.exp(-z * z / 2) for z in POINTS)
WEIGHTS = tuple(w / sum(_RAW) for w in _RAW)
_SQUARES = tuple(z * z for z in POINTS)
MIN_VARIANCE = 0.01


_ADDED = ("step_variance", "sources")


class Source(NamedTuple):
    """How far observations of one source are believed: reliability in [0, 1], and how often it says yes without knowing."""

    name: str
    reliability: float = 1.0
    yes: float = 0.5


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of the filter; all in levels, variances in squared levels.

    ``step_variance`` is added to a skill's variance before each answer: what is learned between answers is not known.
    """

    prior_mean: float = 1.8
    prior_variance: float = 0.9
    ability_variance: float = 0.35
    slope: float = 1.7
    margin: float = 0.5
    slip: float = 0.08
    free_guess: float = 0.02
    drift_per_day: float = 0.002
    behind_role: float = 1.0
    least_prior: float = 1.0
    most_prior: float = 3.5
    step_variance: float = 0.0
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        """Take sources as JSON has them: lists of name, reliability and rate."""
        object.__setattr__(self, "sources", tuple(Source(*source) for source in self.sources))

    def as_dict(self) -> dict[str, Any]:
        """Return the parameters as JSON values, as an artefact stores them; additions are left out where they do nothing.

        So the hash of parameters that were stored before an addition stays what it was.
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["sources"] = [list(source) for source in self.sources]
        return {name: value for name, value in values.items() if value or name not in _ADDED}

    def source(self, name: str) -> Source:
        """Return how far a source is believed; an unknown one fully, as a graded answer is."""
        return next((source for source in self.sources if source.name == name), Source(name))


def start(params: Params) -> LearnerState:
    """Return the belief about somebody nothing is known of."""
    return LearnerState(Gaussian(0.0, params.ability_variance), {})


def role_prior(target: float, params: Params) -> float:
    """Return where somebody who holds a role is believed to be before any evidence: short of the role's target level."""
    return min(params.most_prior, max(params.least_prior, target - params.behind_role))


def with_prior(state: LearnerState, skill: int, mean: float, params: Params) -> LearnerState:
    """Return the state with a belief around ``mean`` for a skill nothing is known of; a known skill stays as it is."""
    if skill in state.skills:
        return state
    return LearnerState(state.ability, {**state.skills, skill: Gaussian(mean, params.prior_variance)})


def _offset(state: LearnerState, skill: int, params: Params) -> Gaussian:
    return state.skills.get(skill) or Gaussian(params.prior_mean, params.prior_variance)


def belief(state: LearnerState, skill: int, params: Params, also: tuple[int, ...] = ()) -> Gaussian:
    """Return the belief about a person's level in a skill (or in the mean of several): mean and variance in levels."""
    if not also:
        offset = _offset(state, skill, params)
        return Gaussian(state.ability.mean + offset.mean, state.ability.variance + offset.variance)
    offsets = [_offset(state, each, params) for each in dict.fromkeys((skill, *also))]
    size = len(offsets)
    return Gaussian(
        state.ability.mean + sum(offset.mean for offset in offsets) / size,
        state.ability.variance + sum(offset.variance for offset in offsets) / (size * size),
    )


def guess_rate(options: int, params: Params) -> float:
    """Return the chance to be right without knowing: one over the number of options."""
    return 1 / options if options > 1 else params.free_guess


def right(level: float, attempt_level: float, options: int, params: Params) -> float:
    """Return P(right answer) for a person at exactly ``level``."""
    guess = guess_rate(options, params)
    logit = params.slope * (level - attempt_level + params.margin)
    return guess + (1 - guess - params.slip) / (1 + math.exp(-logit))


def _curve(x: Gaussian, level: float, options: int, params: Params) -> list[float]:
    """Return ``right`` at the quantiles of a belief. Written out, as it is worked out for every answer of everybody."""
    guess, exp = guess_rate(options, params), math.exp
    reach = 1 - guess - params.slip
    nearest, step = -params.slope * (x.mean - level + params.margin), -params.slope * math.sqrt(x.variance)
    return [guess + reach / (1 + exp(nearest + step * z)) for z in POINTS]


def predict(
    state: LearnerState, skill: int, level: float, options: int, params: Params, also: tuple[int, ...] = ()
) -> float:
    """Return P(right answer) to a question, integrated over what is not known. In (0, 1)."""
    x = belief(state, skill, params, also)
    chance: float = sum(map(mul, WEIGHTS, _curve(x, level, options, params)))
    return chance


def at_least(x: Gaussian, level: float) -> float:
    """Return P(level of the person ≥ ``level``)."""
    return 0.5 * math.erfc((level - x.mean) / math.sqrt(2 * x.variance))


def widen(state: LearnerState, skill: int, days: float, params: Params) -> LearnerState:
    """Let time pass for one skill: the variance grows towards the prior's, the mean stays. Negative time counts as none."""
    offset = state.skills.get(skill)
    if offset is None or days <= 0:
        return state
    variance = min(max(params.prior_variance, offset.variance), offset.variance + params.drift_per_day * days)
    return LearnerState(state.ability, {**state.skills, skill: Gaussian(offset.mean, variance)})


def update(state: LearnerState, attempt: Attempt, params: Params) -> LearnerState:
    """Return the state after a graded answer. A score between 0 and 1 counts as a mixture of right and wrong."""
    if not 0 <= attempt.score <= 1:
        msg = f"score {attempt.score} is not in [0, 1]"
        raise ValueError(msg)
    skills = tuple(dict.fromkeys((attempt.skill, *attempt.also)))
    offsets = [_wider(_offset(state, skill, params), params) for skill in skills]
    size = len(offsets)
    x = Gaussian(
        state.ability.mean + sum(offset.mean for offset in offsets) / size,
        state.ability.variance + sum(offset.variance for offset in offsets) / (size * size),
    )
    mean, variance = _posterior(x, attempt, params)
    shift, shrink = mean - x.mean, x.variance - variance
    changed = {
        skill: _share(offset, offset.variance / size / x.variance, shift, shrink)
        for skill, offset in zip(skills, offsets, strict=True)
    }
    ability = _share(state.ability, state.ability.variance / x.variance, shift, shrink)
    return LearnerState(ability, {**state.skills, **changed})


def claim(skill: int, level: float, source: str) -> tuple[Attempt, Attempt]:
    """Return what "this person is at ``level``" says, by whoever says it: level shown, the next one not."""
    return Attempt(skill, level, 0, 1.0, source=source), Attempt(skill, level + 1, 0, 0.0, source=source)


def _wider(offset: Gaussian, params: Params) -> Gaussian:
    return Gaussian(offset.mean, offset.variance + params.step_variance) if params.step_variance else offset


def _posterior(x: Gaussian, attempt: Attempt, params: Params) -> tuple[float, float]:
    """Return mean and variance of x after the answer."""
    sd = math.sqrt(x.variance)
    _, reliability, yes = params.source(attempt.source)
    chances = _curve(x, attempt.level, attempt.options, params)
    if reliability < 1:
        chances = [reliability * p + (1 - reliability) * yes for p in chances]
    score, wrong = attempt.score, 1 - attempt.score
    masses = [w * (score * p + wrong * (1 - p)) for w, p in zip(WEIGHTS, chances, strict=True)]
    total, first, second = sum(masses), sum(map(mul, masses, POINTS)), sum(map(mul, masses, _SQUARES))
    mean_z = first / total
    variance_z = max(second / total - mean_z * mean_z, 1e-6)
    return x.mean + sd * mean_z, max(x.variance * variance_z, MIN_VARIANCE)


def _share(part: Gaussian, gain: float, shift: float, shrink: float) -> Gaussian:
    """Give a part of the sum its share of the shift and of the loss of variance (Kalman gain: covariance / variance)."""
    return Gaussian(part.mean + gain * shift, max(part.variance - gain * gain * shrink, MIN_VARIANCE / 2))
