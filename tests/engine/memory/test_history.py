"""A whole log at once gives the numbers of one review after the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.memory import scheduling
from wayfare.engine.memory.fitting import predictions
from wayfare.engine.memory.history import Review, history, states, upto
from wayfare.engine.memory.scheduling import DAY, Calibration, OutOfRange, Params
from wayfare.engine.types import MemoryState

DEFAULTS = np.array([scheduling.DEFAULTS])
# Times in any order: what arrives late counts as at the same moment.
logs = st.lists(
    st.builds(Review, card=st.integers(1, 4), rating=st.integers(1, 4), at=st.floats(0, 300 * DAY)), max_size=40
)


@settings(deadline=None)
@given(logs, st.sampled_from([None, Calibration(0.4, 0.7, 0.1, -0.2, 0.2, -1.5, -0.7)]))
def test_it_equals_one_review_after_the_other(log: list[Review], calibration: Calibration | None) -> None:
    params = Params(calibration=calibration)
    shown = predictions(history(log), params)
    kept: dict[int, MemoryState] = {}
    for number, (card, rating, at) in enumerate(log):
        if card in kept:
            assert shown[number] == pytest.approx(scheduling.recall(kept[card], at, params), abs=1e-9)
        else:
            assert np.isnan(shown[number])
        kept[card] = scheduling.review(kept.get(card), rating, at, params)


@settings(deadline=None)
@given(logs, st.integers(0, 40))
def test_what_comes_later_changes_no_earlier_prediction(log: list[Review], size: int) -> None:
    size = min(size, len(log))
    whole, first = (predictions(history(part), Params()) for part in (log, log[:size]))
    assert np.array_equal(whole[:size], first, equal_nan=True)
    assert np.array_equal(predictions(upto(history(log), size), Params()), first, equal_nan=True)


def test_sets_of_weights_do_not_touch_each_other() -> None:
    log = [Review(1, 3, 0), Review(1, 1, 5 * DAY), Review(2, 2, 6 * DAY), Review(1, 4, 9 * DAY)]
    other = DEFAULTS.copy()
    other[0, 2] = 9.0
    both = states(history(log), np.vstack([DEFAULTS, other]), 0.5)
    for number, weights in enumerate((DEFAULTS, other)):
        alone = states(history(log), weights, 0.5)
        assert np.array_equal(both.retrievability[number], alone.retrievability[0], equal_nan=True)
        assert np.array_equal(both.difficulty[number], alone.difficulty[0], equal_nan=True)


def test_counts_are_of_what_came_before() -> None:
    past = history(
        [Review(7, 1, 0), Review(7, 3, DAY), Review(8, 3, DAY), Review(7, 1, 3 * DAY), Review(7, 3, 2 * DAY)]
    )
    assert past.before.tolist() == [0, 1, 0, 2, 3]
    assert past.lapses.tolist() == [0, 1, 0, 1, 2]
    assert past.last.tolist() == [0, 1, 0, 3, 1]
    assert past.days[[1, 3, 4]].tolist() == [1.0, 2.0, 0.0]
    assert past.seen.tolist() == [1, 3, 4]
    assert past.right.tolist() == [0.0, 1.0, 1.0, 0.0, 1.0]


@pytest.mark.parametrize("review", [Review(1, 0, 0), Review(1, 5, 0), Review(1, 3, float("nan"))])
def test_what_is_no_review_is_refused(review: Review) -> None:
    with pytest.raises(OutOfRange):
        history([review])


def test_an_empty_log_is_a_history_too() -> None:
    assert predictions(history([]), Params()).size == 0
