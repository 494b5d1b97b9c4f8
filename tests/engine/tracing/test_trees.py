"""Trees as flat arrays say what LightGBM says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.tracing import trees


def data(seed: int, rows: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(size=(rows, 4)), rng.integers(0, 3, rows), np.zeros(rows)])
    logit = x[:, 0] * x[:, 1] + np.where(x[:, 4] == 2, 1.5, -0.5)
    return x, (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(float)


@pytest.fixture(scope="module")
def fitted() -> tuple[list[object], np.ndarray, np.ndarray]:
    x, y = data(1)
    half = np.arange(len(y)) % 2 == 0
    return trees.fit(x, y, [half, ~half], 25, seed=3), x, y


def test_a_forest_is_the_mean_of_its_boosters(fitted: tuple) -> None:
    boosters, x, _ = fitted
    forest = trees.export(boosters)
    expected = np.mean([booster.predict(x, raw_score=True) for booster in boosters], 0)
    assert np.abs(forest.scores(x) - expected).max() < 1e-9


def test_one_row_at_a_time_is_the_same(fitted: tuple) -> None:
    boosters, x, _ = fitted
    forest = trees.export(boosters)
    many = forest.scores(x[:300], block=70)
    assert np.abs(np.array([forest.score(row) for row in x[:300]]) - many).max() < 1e-12


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=6))
def test_values_never_seen_in_training_are_the_same_too(fitted: tuple, values: list[float]) -> None:
    boosters, _, _ = fitted
    row = np.array(values)
    expected = np.mean([booster.predict(row[None], raw_score=True)[0] for booster in boosters])
    assert abs(trees.export(boosters).score(row) - expected) < 1e-9


def test_values_exactly_at_a_threshold_go_the_same_way(fitted: tuple) -> None:
    boosters, x, _ = fitted
    forest = trees.export(boosters)
    for node in range(min(40, forest.feature.size)):
        row = x[0].copy()
        row[forest.feature[node]] = forest.threshold[node]
        expected = np.mean([booster.predict(row[None], raw_score=True)[0] for booster in boosters])
        assert abs(forest.score(row) - expected) < 1e-9


def test_equal_seeds_give_equal_trees() -> None:
    x, y = data(2)
    everything = [np.ones(len(y), bool)]
    one, two = (trees.export(trees.fit(x, y, everything, 8, seed=5)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one.arrays().values(), two.arrays().values(), strict=True))


def test_a_tree_that_found_no_split_is_a_leaf() -> None:
    x, y = np.zeros((60, 2)), np.array([0.0, 1.0] * 30)
    forest = trees.export(trees.fit(x, y, [np.ones(60, bool)], 3, seed=1))
    assert not np.isfinite(forest.threshold).any()
    assert forest.score(np.zeros(2)) == pytest.approx(0.0, abs=1e-9)
