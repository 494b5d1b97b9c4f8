"""What a person can answer right now: mastery and memory together."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.memory.fitting import fit_shown, rights_now
from wayfare.engine.memory.scheduling import OutOfRange
from wayfare.engine.memory.shown import Shown, right_now
from wayfare.engine.metrics.probability import ece

PLAIN = Shown()
shares = st.floats(0, 1)
guesses = st.floats(0, 0.5)
parameters = st.builds(Shown, loss=st.floats(0, 3), intercept=st.floats(-3, 3), slope=st.floats(0, 3))


@given(shares, guesses, shares, parameters)
def test_it_is_a_probability_and_never_below_the_guess(could: float, guess: float, recall: float, shown: Shown) -> None:
    assert guess - 1e-12 <= right_now(could, guess, recall, shown) <= 1


@given(shares, shares, guesses, shares, parameters)
def test_it_grows_with_mastery(one: float, other: float, guess: float, recall: float, shown: Shown) -> None:
    low, high = (right_now(could, guess, recall, shown) for could in sorted((one, other)))
    assert low <= high + 1e-12


@given(shares, guesses, shares, shares, parameters)
def test_it_grows_with_recall(could: float, guess: float, one: float, other: float, shown: Shown) -> None:
    low, high = (right_now(could, guess, recall, shown) for recall in sorted((one, other)))
    assert low <= high + 1e-12


@given(st.floats(0.3, 0.99), st.floats(0, 0.25))
def test_it_is_mastery_when_nothing_is_lost_and_the_guess_when_all_is(could: float, guess: float) -> None:
    assert right_now(could, guess, 1.0, PLAIN) == pytest.approx(could)
    assert right_now(could, guess, 0.0, PLAIN) == pytest.approx(guess, abs=1e-5)


@given(shares, guesses, shares, parameters)
def test_arrays_give_the_same_numbers(could: float, guess: float, recall: float, shown: Shown) -> None:
    many = rights_now(np.array([could]), np.array([guess]), np.array([recall]), shown)
    assert many[0] == pytest.approx(right_now(could, guess, recall, shown), abs=1e-12)


@pytest.mark.parametrize(("could", "guess", "recall"), [(1.1, 0, 1), (0.5, 1, 1), (0.5, 0, -0.1), (math.nan, 0, 1)])
def test_what_is_no_probability_is_refused(could: float, guess: float, recall: float) -> None:
    with pytest.raises(OutOfRange, match="probabilities"):
        right_now(could, guess, recall, PLAIN)


@pytest.mark.parametrize("values", [{"loss": -1.0}, {"slope": -0.1}])
def test_parameters_that_turn_the_formula_round_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(OutOfRange, match="negative"):
        Shown(**values)


def answers(shown: Shown, size: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    could, recall = dice.uniform(0.3, 0.95, size), dice.uniform(0.2, 1, size)
    guess = dice.choice([0.02, 0.25], size)
    right = (dice.random(size) < rights_now(could, guess, recall, shown)).astype(float)
    return could, guess, recall, right


def test_planted_parameters_are_found_again() -> None:
    planted = Shown(loss=0.4, intercept=-0.5, slope=1.3)
    found, report = fit_shown(*answers(planted, 20_000))
    assert report.kept == "fit"
    assert (found.loss, found.intercept, found.slope) == pytest.approx((0.4, -0.5, 1.3), abs=0.1)


def test_the_fit_is_calibrated_on_answers_it_never_saw() -> None:
    planted = Shown(loss=0.3, intercept=0.4, slope=0.8)
    found, _ = fit_shown(*answers(planted, 5000))
    could, guess, recall, right = answers(planted, 20_000, seed=2)
    fitted, plain = (ece(right, rights_now(could, guess, recall, shown)) for shown in (found, PLAIN))
    assert fitted < 0.02 < plain


def test_few_answers_change_nothing() -> None:
    found, report = fit_shown(*answers(PLAIN, 50))
    assert found == PLAIN
    assert "50 answers" in report.reason


def test_chance_answers_are_not_fitted_where_the_base_rate_is_better() -> None:
    dice = np.random.default_rng(5)
    could, guess, recall, _ = answers(PLAIN, 400)
    _, report = fit_shown(could, guess, recall, (dice.random(400) < 0.6).astype(float))
    assert set(report.log_loss) == {"base rate", "defaults", "fit"}
    best = min(report.log_loss, key=report.log_loss.__getitem__)
    assert report.kept == ("fit" if best == "fit" else "defaults")
