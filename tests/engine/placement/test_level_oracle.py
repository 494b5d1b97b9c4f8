"""The level test against catsim, a library of adaptive testing. Skipped, loudly, where catsim is not installed."""

import random

import pytest

from wayfare.engine.placement import exposure, level
from wayfare.engine.placement.answers import Item, Response
from wayfare.engine.types import Gaussian

irt = pytest.importorskip(
    "catsim.irt", reason="catsim is not installed: the oracle of the level test was NOT consulted"
)

RESPONSE = Response()
ITEMS = [Item(at, 1 + at * 0.2, options) for at, options in enumerate([0, 2, 4] * 7)]


def oracle(x: float, item: Item) -> tuple[float, float, float, float, float]:
    """Return ability and the item's parameters as catsim wants them: a, b, c (guess), d (1 - slip)."""
    guess = 1 / item.options if item.options > 1 else RESPONSE.free_guess
    return x, RESPONSE.slope, item.level - RESPONSE.margin, guess, 1 - RESPONSE.slip


@pytest.mark.parametrize("x", [1.0, 2.5, 4.0])
def test_the_chance_of_a_right_answer_is_that_of_the_four_parameter_model(x: float) -> None:
    for item in ITEMS:
        assert RESPONSE.right(x, item) == pytest.approx(float(irt.icc(*oracle(x, item))))


@pytest.mark.parametrize("x", [1.8, 3.0, 4.12])
def test_the_expected_drop_for_a_sure_belief_is_fisher_information(x: float) -> None:
    mass = level.weights(level.start(Gaussian(x, 0.03), 1), RESPONSE)
    variance = level.moments(mass).variance
    for item in ITEMS:
        found = level.drop(mass, level.GRID, item, RESPONSE) / variance**2
        assert found == pytest.approx(float(irt.inf(*oracle(x, item))), rel=0.15, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_the_question_is_nearly_the_one_with_the_most_information(seed: int) -> None:
    x = random.Random(seed).uniform(1.5, 4.5)
    rule = exposure.Rule(top=1)
    question = level.ask(level.start(Gaussian(x, 0.03), seed), ITEMS, level.Params(least_sd=0.01, rule=rule))
    assert question is not None
    best = max(float(irt.inf(*oracle(x, item))) for item in ITEMS)
    assert float(irt.inf(*oracle(x, question.item))) >= 0.95 * best
