"""Measures of ranked lists, against counts by hand."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.metrics import ranking

RELEVANT = sp.csr_matrix(np.array([[1, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]]))
SCORES = np.array([[5.0, 4, 3, 2, 1], [1, 2, 3, 4, 5], [1, 1, 1, 1, 1]])
COUNTS = np.array([2, 0, 1])


def test_lists_are_best_first_and_equal_scores_go_by_number() -> None:
    assert ranking.top(SCORES, 3).tolist() == [[0, 1, 2], [4, 3, 2], [0, 1, 2]]


def test_known_items_are_left_out_and_short_lists_end_with_nothing() -> None:
    known = sp.csr_matrix(np.array([[1, 1, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]))
    assert ranking.top(SCORES, 3, known).tolist() == [[3, 4, -1], [4, 3, 2], [0, 1, 2]]


def test_recall_and_gain_are_those_counted_by_hand() -> None:
    hits = ranking.hits(ranking.top(SCORES, 5), RELEVANT)
    assert ranking.recall(hits, COUNTS, 1).tolist() == [1, 0]
    assert ranking.recall(hits, COUNTS, 3).tolist() == [0.5, 1]
    ideal = 1 + 1 / np.log2(3)
    assert ranking.ndcg(hits, COUNTS, 4) == pytest.approx([(1 + 1 / np.log2(5)) / ideal, 1 / np.log2(3)])


def test_the_ideal_list_is_cut_as_well() -> None:
    hits = np.ones((1, 20), bool)
    assert ranking.ndcg(hits, np.array([500]), 10) == pytest.approx([1])
    assert ranking.recall(hits, np.array([500]), 20).tolist() == [1]


def test_coverage_and_unevenness() -> None:
    assert ranking.coverage(np.array([[0, 1], [1, -1]]), 4) == 0.5
    assert ranking.gini(np.array([[0, 1, 2, 3]]), 4) == pytest.approx(0)
    assert ranking.gini(np.array([[0], [0]]), 4) == pytest.approx(0.75)
    assert ranking.gini(np.array([[-1]]), 4) == 0


def test_the_interval_holds_the_mean_and_is_the_same_for_the_same_seed() -> None:
    values = np.random.default_rng(0).random(200)
    low, high = ranking.interval(values, np.random.default_rng(1))
    assert low < values.mean() < high
    assert (low, high) == ranking.interval(values, np.random.default_rng(1))
    assert ranking.interval(np.zeros(0), np.random.default_rng(1)) == (0, 0)


@given(st.integers(0, 50), st.integers(1, 30))
def test_no_list_is_better_than_the_relevant_items_first(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    relevant = sp.csr_matrix((rng.random((6, 25)) < 0.3).astype(float))
    counts = np.diff(relevant.indptr)
    best = ranking.hits(ranking.top(np.asarray(relevant.todense()), k), relevant)
    assert ranking.ndcg(best, counts, k) == pytest.approx(np.ones((counts > 0).sum()))
    drawn = ranking.hits(ranking.top(rng.random((6, 25)), k), relevant)
    assert (ranking.ndcg(drawn, counts, k) <= 1 + 1e-12).all()
    assert (ranking.recall(drawn, counts, k) <= 1).all()
