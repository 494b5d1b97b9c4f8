"""The table of who did what."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.behaviour.worlds import world
from wayfare.engine.matching.behaviour.matrix import Interactions

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=60)


@given(pairs)
def test_a_pair_counts_once_and_rows_are_in_order(found: list[tuple[int, int]]) -> None:
    people, items = np.array(found, int).reshape(-1, 2).T
    data = Interactions.of(people, items, (7, 10))
    for person in range(7):
        assert data.history(person).tolist() == sorted({item for one, item in found if one == person})


def test_of_a_pair_with_two_times_the_last_is_kept() -> None:
    data = Interactions.of(np.array([0, 0, 0]), np.array([2, 1, 2]), (1, 3), np.array([9.0, 5.0, 7.0]))
    assert data.history(0).tolist() == [1, 2]
    assert data.times is not None
    assert data.times.tolist() == [5.0, 9.0]


@given(st.sampled_from([0, 1, 3, 10, 0.8]), st.integers(0, 5))
def test_a_fold_parts_everybody_s_items(known: float, seed: int) -> None:
    data = world()
    kept, rest = data.folded(known, np.random.default_rng(seed))
    assert (kept.table + rest.table != data.table).nnz == 0
    assert not kept.table.multiply(rest.table).nnz
    wanted = np.round(known * data.lengths) if 0 < known < 1 else np.full(data.lengths.size, known)
    assert (kept.lengths == np.minimum(wanted, np.maximum(data.lengths - 1, 0))).all()


def test_folds_of_one_seed_are_the_same() -> None:
    one, two = (world().folded(3, np.random.default_rng(4))[0] for _ in range(2))
    assert (one.table != two.table).nnz == 0


def test_joining_counts_what_is_in_both_once() -> None:
    one, two = world(0), world(1)
    joined = one.joined(two)
    assert joined.table.nnz == one.table.nnz + two.table.nnz - one.table.multiply(two.table).nnz
    assert set(joined.table.data) == {1}
