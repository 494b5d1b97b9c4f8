"""Measures of predicted probabilities: against definitions written out, and where they are not defined."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.metrics import probability as m

pairs = st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=1, max_size=60)


def split(rows: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [y for y, _ in rows], [p for _, p in rows]


@given(pairs)
def test_auc_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[int, float]]) -> None:
    y, p = split(rows)
    yes, no = [b for a, b in rows if a], [b for a, b in rows if not a]
    if not yes or not no:
        assert math.isnan(m.auc(y, p))
        return
    exact = sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))
    assert m.auc(y, p) == pytest.approx(exact, abs=1e-12)


@given(pairs)
def test_log_loss_and_brier_are_their_definitions(rows: list[tuple[int, float]]) -> None:
    y, p = split(rows)
    clipped = [min(max(b, m.TINY), 1 - m.TINY) for b in p]
    exact = -sum(math.log(b if a else 1 - b) for a, b in zip(y, clipped, strict=True)) / len(y)
    assert m.log_loss(y, p) == pytest.approx(exact, rel=1e-9, abs=1e-12)
    assert m.brier(y, p) == pytest.approx(sum((a - b) ** 2 for a, b in rows) / len(y), abs=1e-12)


@given(pairs)
def test_ece_is_at_most_one_and_zero_for_perfect_foresight(rows: list[tuple[int, float]]) -> None:
    y, p = split(rows)
    assert 0 <= m.ece(y, p) <= 1
    assert m.ece(y, y) == 0


def test_ece_weighs_bins_by_their_size() -> None:
    y, p = [1, 1, 0, 0, 1], [0.95, 0.95, 0.05, 0.05, 0.15]
    assert m.ece(y, p) == pytest.approx((2 * 0.05 + 2 * 0.05 + 0.85) / 5)


def test_a_prediction_of_exactly_one_falls_into_the_last_bin() -> None:
    assert m.ece([1, 0], [1.0, 0.95]) == pytest.approx(abs(1 - 1.95) / 2)


@pytest.mark.parametrize("measure", [m.auc, m.log_loss, m.brier, m.ece])
def test_lists_that_do_not_fit_are_refused(measure: m.Callable[..., float]) -> None:
    with pytest.raises(ValueError, match="one length"):
        measure([1, 0], [0.5])
    with pytest.raises(ValueError, match="nothing"):
        measure([], [])


def test_the_bootstrap_covers_the_truth_and_is_seeded() -> None:
    rng = np.random.default_rng(5)
    p = rng.uniform(size=3000)
    y = (rng.uniform(size=3000) < p).astype(float)
    truth = 0.5 + 1 / 3  # of a uniform probability: 1/2 + E|difference|/(4·mean·(1-mean)) = 5/6
    low, high = m.bootstrap(m.auc, y, p, np.random.default_rng(1))
    assert low < truth < high
    assert high - low < 0.05
    assert (low, high) == m.bootstrap(m.auc, y, p, np.random.default_rng(1))


def test_drawing_whole_learners_widens_the_interval_where_their_answers_are_alike() -> None:
    rng = np.random.default_rng(2)
    learners = np.repeat(np.arange(40), 50)
    y = np.repeat(rng.integers(0, 2, 40), 50).astype(float)
    p = np.clip(0.5 + 0.2 * (y - 0.5) + np.repeat(rng.normal(0, 0.2, 40), 50), 0, 1)
    low, high = m.bootstrap(m.brier, y, p, np.random.default_rng(3))
    wide = m.bootstrap(m.brier, y, p, np.random.default_rng(3), clusters=learners)
    assert wide[1] - wide[0] > 2 * (high - low)


def test_an_undefined_measure_has_no_interval() -> None:
    assert all(math.isnan(bound) for bound in m.bootstrap(m.auc, [1, 1], [0.2, 0.3], np.random.default_rng(1)))


def test_the_gap_between_groups_is_that_of_their_biases() -> None:
    y, p, groups = [1, 0, 1, 0], [0.6, 0.6, 0.5, 0.5], ["a", "a", "b", "b"]
    assert m.calibration_gap(y, p, groups) == pytest.approx(0.1)
    assert m.calibration_by_group(y, p, groups)["a"]["bias"] == pytest.approx(0.1)


def test_groups_too_small_to_say_anything_are_left_out() -> None:
    assert m.calibration_gap([1, 0, 1], [0.5, 0.5, 0.0], ["a", "a", "b"], least=2) == 0
    assert set(m.calibration_by_group([1, 0, 1], [0.5, 0.5, 0.0], ["a", "a", "b"], least=2)) == {"a"}
