"""Probabilities that mean what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import calibration


def overconfident(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    logit = rng.normal(0.5, 1, rows)
    return 2.5 * logit, (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(float)


def test_overconfidence_is_put_right_on_new_rows() -> None:
    curve = calibration.fit(*overconfident(20_000, 1))
    logit, score = overconfident(20_000, 2)
    before = measure.ece(score, 1 / (1 + np.exp(-logit)))
    assert measure.ece(score, curve.many(logit)) < 0.015 < 0.1 < before


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.integers(0, 1)), min_size=1, max_size=400),
    st.floats(-20, 20),
    st.floats(-20, 20),
)
def test_a_higher_score_never_means_a_lower_probability(rows: list[tuple[float, int]], a: float, b: float) -> None:
    curve = calibration.fit(np.array([x for x, _ in rows]), np.array([float(y) for _, y in rows]))
    low, high = sorted((a, b))
    assert 0 < curve(low) <= curve(high) < 1


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=20))
def test_one_at_a_time_is_all_at_once(points: list[float]) -> None:
    curve = calibration.fit(*overconfident(3000, 3))
    assert [curve(x) for x in points] == pytest.approx(curve.many(np.array(points)).tolist(), abs=1e-12)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 5)), min_size=1, max_size=30))
def test_pooling_gives_non_decreasing_means_of_the_same_total(rows: list[tuple[float, float]]) -> None:
    value, weight = np.array([v for v, _ in rows]), np.array([w for _, w in rows])
    pooled, size = calibration.pool(value, weight)
    assert np.all(np.diff(pooled) > 0)
    assert size.sum() == value.size
    spread = np.repeat(pooled, size)
    assert (spread * weight).sum() == pytest.approx((value * weight).sum())


def test_what_is_in_order_already_is_left_alone() -> None:
    pooled, size = calibration.pool(np.array([0.1, 0.4, 0.9]), np.ones(3))
    assert pooled.tolist() == [0.1, 0.4, 0.9]
    assert size.tolist() == [1, 1, 1]


def test_a_pooled_step_is_the_weighted_mean() -> None:
    pooled, _ = calibration.pool(np.array([0.8, 0.2]), np.array([1.0, 3.0]))
    assert pooled.tolist() == pytest.approx([0.35])
