"""Signs into a probability."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.encoding import Thesaurus
from wayfare.engine.matching.blend import LEAST_OF_EACH, Blend, TooFew, fit
from wayfare.engine.matching.defaults import default
from wayfare.engine.matching.hybrid import MEMORY, SIGNS
from wayfare.engine.metrics import probability

NAMES = ("meaning", "words")


def world(number: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Signs and what is right, drawn from known weights."""
    dice = np.random.default_rng(seed)
    signs = dice.normal(size=(number, 2))
    return signs, dice.random(number) < 1 / (1 + np.exp(1 - signs @ np.array([2.0, -0.5])))


def test_weights_that_drew_the_data_are_found() -> None:
    blend = fit(*world(20_000), NAMES)
    assert blend.weights["meaning"] == pytest.approx(2.0, abs=0.1)
    assert blend.weights["words"] == pytest.approx(-0.5, abs=0.1)
    assert blend.constant == pytest.approx(-1.0, abs=0.1)


def test_confidences_of_others_are_calibrated() -> None:
    blend = fit(*world(4_000), NAMES)
    signs, right = world(20_000, seed=2)
    assert probability.ece(right.astype(float), blend.confidence(signs, NAMES)) < 0.02


def test_a_sign_that_never_changes_gets_no_weight() -> None:
    signs, right = world(500)
    blend = fit(np.column_stack([signs, np.ones(500)]), right, (*NAMES, "always"))
    assert blend.weights["always"] == 0.0


@pytest.mark.parametrize("right", [[True] * 500, [False] * 500, [True] * (LEAST_OF_EACH - 1) + [False] * 481])
def test_too_few_decisions_of_a_kind_teach_nothing(right: list[bool]) -> None:
    with pytest.raises(TooFew, match="rejections"):
        fit(world(500)[0], right, NAMES)


def test_signs_that_tell_all_stay_finite() -> None:
    right = np.arange(200) % 2 == 0
    sure = fit(np.column_stack([right, right]).astype(float), right, NAMES).confidence([[1, 1], [0, 0]], NAMES)
    assert sure[0] > 0.95
    assert sure[1] < 0.05


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2))
def test_a_confidence_is_a_probability(row: list[float]) -> None:
    assert 0 <= Blend({"meaning": 3.0, "words": -7.0}, 0.5).confidence([row], NAMES)[0] <= 1


def test_a_sign_without_a_weight_counts_nothing() -> None:
    blend = Blend({"meaning": 1.0}, 0.0)
    assert blend.confidence([[1.0, 9.0]], NAMES) == blend.confidence([[1.0, -9.0]], NAMES)


def test_shipped_weights_know_nothing_of_approvals() -> None:
    for encoder in (None, Thesaurus("a")):
        assert not {name for name in MEMORY if default(encoder).weights.get(name)}
        assert set(default(encoder).weights) <= set(SIGNS)


def test_without_a_model_words_alone_count() -> None:
    assert not [name for name in default(None).weights if "meaning" in name]
