"""Our own tracers pass the public suite, and the suite finds what is broken."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.tracing.trained import small_school, trained
from wayfare.engine.testing import tracers
from wayfare.engine.testing.tracers import Broken, World
from wayfare.engine.tracing import levels, training
from wayfare.engine.tracing.answers import Answer, Question
from wayfare.engine.tracing.gaussian import Params
from wayfare.engine.tracing.predictor import KINDS, Predictor
from wayfare.engine.tracing.tracer import Filter

WORLD = World(histories=12, longest=20)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize("params", [Params(), Params(slip=0.2, free_guess=0.2), Params(step_variance=0.05)], ids=str)
def test_the_filter_conforms(params: Params) -> None:
    tracers.check(Filter(params), rng(), again=lambda: Filter(Params(**params.as_dict())), order_tolerance=0.05)


def test_the_filter_with_fitted_levels_conforms() -> None:
    fitted = levels.fit(small_school().answers, Params())
    tracers.check(Filter(fitted.params, fitted.levels), rng(), world=WORLD, order_tolerance=0.05)


def test_without_general_ability_skills_are_independent_to_the_last_digit() -> None:
    apart = Filter(replace(Params(), ability_variance=1e-12))
    tracers.order_of_skills(apart, WORLD, rng(), tolerance=1e-2)


@pytest.mark.parametrize("kind", KINDS)
def test_every_predictor_conforms(kind: str, tmp_path: Path) -> None:
    predictor = trained(kind).predictor
    path = predictor.save(tmp_path)

    def again() -> Predictor:
        return training.train(small_school().answers, np.random.default_rng(1), (kind,)).predictor

    tracers.check(
        predictor,
        rng(),
        world=World(histories=100, longest=12),
        reload=lambda: Predictor.load(path),
        again=again,
        pointwise=False,
        order_tolerance=0.15,
    )


@dataclass
class Mean:
    """The share of right answers so far: a tracer as plain as can be, and the base of broken ones."""

    def start(self) -> list[float]:
        return [1.0, 2.0]

    def step(self, state: list[float], answer: Answer) -> list[float]:
        return [state[0] + answer.score, state[1] + 1]

    def predict(self, state: list[float], question: Question) -> float:
        return state[0] / state[1]

    def as_json(self, state: list[float]) -> Any:
        return state

    def from_json(self, value: Any) -> list[float]:
        return list(value)


class Changing(Mean):
    """Changes the state it was given."""

    def step(self, state: list[float], answer: Answer) -> list[float]:
        state[0] += answer.score
        state[1] += 1
        return state


class Overflowing(Mean):
    """Says more than one."""

    def predict(self, state: list[float], question: Question) -> float:
        return state[0]


class Perverse(Mean):
    """Takes right for wrong."""

    def step(self, state: list[float], answer: Answer) -> list[float]:
        return [state[0] + 1 - answer.score, state[1] + 1]


class Forgetful(Mean):
    """Loses half of its state when it is written down."""

    def from_json(self, value: Any) -> list[float]:
        return [value[0], 2.0]


class Fickle(Mean):
    """Counts the last answer only, whatever its skill."""

    def step(self, state: list[float], answer: Answer) -> list[float]:
        return [answer.score, 1.0]


class Clairvoyant(Mean):
    """Looks at what was asked of it later: a prediction that moves with every call."""

    calls = 0.0

    def predict(self, state: list[float], question: Question) -> float:
        Clairvoyant.calls += 1e-9
        return 0.5 + Clairvoyant.calls


def test_a_plain_tracer_conforms() -> None:
    tracers.check(Mean(), rng(), reload=Mean, again=Mean)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (Changing(), "changes"),
        (Overflowing(), "no probability"),
        (Perverse(), "lowers"),
        (Forgetful(), "replaying"),
        (Fickle(), "order"),
        (Clairvoyant(), "before it"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_broken_tracer_is_found(broken: Mean, why: str) -> None:
    with pytest.raises(Broken, match=why):
        tracers.check(broken, rng())


def test_a_tracer_that_is_not_the_same_again_is_found() -> None:
    with pytest.raises(Broken, match="differ"):
        tracers.check(Mean(), rng(), again=Fickle)


def test_a_tracer_that_learns_nothing_is_found() -> None:
    class Deaf(Mean):
        def step(self, state: list[float], answer: Answer) -> list[float]:
            return state

    with pytest.raises(Broken, match="do not raise"):
        tracers.check(Deaf(), rng())
