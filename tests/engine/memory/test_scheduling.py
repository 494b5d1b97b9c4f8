"""FSRS-6: the published formulas, and what time and ratings may and may not do."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import fsrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wayfare.engine.memory import scheduling
from wayfare.engine.memory.scheduling import AGAIN, DAY, EASY, GOOD, HARD, Calibration, OutOfRange, Params
from wayfare.engine.types import MemoryState

PARAMS = Params()
CALIBRATED = Params(calibration=Calibration(0.4, 0.7, 0.1, -0.2, 0.2, -1.5, -0.7))
START = datetime(2026, 1, 1, tzinfo=UTC)

ratings = st.integers(1, 4)
# Whole days, or minutes: what py-fsrs and we read alike (it counts whole days only).
whole = st.one_of(st.integers(1, 400).map(float), st.floats(0.0, 0.49))
histories = st.lists(st.tuples(ratings, st.floats(0, 400)), min_size=1, max_size=12)
states = st.builds(
    MemoryState,
    stability=st.floats(0.001, 5000),
    difficulty=st.floats(1, 10),
    at=st.floats(0, 2e9),
    rating=ratings,
    reviews=st.integers(1, 50),
    lapses=st.integers(0, 1),
)
weights = st.tuples(*(st.floats(low, high) for low, high in zip(scheduling.LOWEST, scheduling.HIGHEST, strict=True)))


def after(history: list[tuple[int, float]], params: Params = PARAMS, start: float = 0.0) -> MemoryState:
    """Review so many days after the review before."""
    state, at = None, start
    for rating, days in history:
        at += days * DAY
        state = scheduling.review(state, rating, at, params)
    assert state is not None
    return state


def oracle(history: list[tuple[int, float]], weights: tuple[float, ...]) -> tuple[fsrs.Card, datetime, fsrs.Scheduler]:
    scheduler = fsrs.Scheduler(parameters=weights, enable_fuzzing=False, learning_steps=(), relearning_steps=())
    card, at = fsrs.Card(card_id=1, due=START), START
    for rating, days in history:
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
    return card, at, scheduler


@settings(deadline=None)
@given(st.lists(st.tuples(ratings, whole), min_size=1, max_size=12), st.integers(0, 1000))
def test_states_equal_those_of_py_fsrs(history: list[tuple[int, float]], later: int) -> None:
    card, at, scheduler = oracle(history, scheduling.DEFAULTS)
    ours = after(history, start=START.timestamp())
    assert (card.stability, card.difficulty) == pytest.approx((ours.stability, ours.difficulty), rel=1e-6)
    shown = scheduler.get_card_retrievability(card, at + timedelta(days=later))
    assert scheduling.retrievability(ours, ours.at + later * DAY, PARAMS) == pytest.approx(shown, abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.tuples(ratings, whole), min_size=1, max_size=6), weights)
def test_states_equal_those_of_py_fsrs_under_other_weights(
    history: list[tuple[int, float]], weights: tuple[float, ...]
) -> None:
    assume(weights[10] > 1e-6)  # below, the oracle subtracts 1 from a power that is nearly 1, and has no digits left
    card, _, _ = oracle(history, weights)
    ours = after(history, Params(weights=weights))
    assert card.stability is not None
    kept = min(card.stability, scheduling.MOST_STABILITY)
    if card.stability <= scheduling.MOST_STABILITY:
        assert (kept, card.difficulty) == pytest.approx((ours.stability, ours.difficulty), rel=1e-6)


@pytest.mark.parametrize("wanted", [0.7, 0.8, 0.9, 0.95])
def test_intervals_round_to_those_of_py_fsrs(wanted: float) -> None:
    scheduler = fsrs.Scheduler(desired_retention=wanted, enable_fuzzing=False, learning_steps=(), relearning_steps=())
    for stability in (0.3, 1.0, 7.3, 90.0, 1234.5):
        theirs = scheduler._next_interval(stability=stability)
        ours = scheduling.interval(MemoryState(stability, 5, 0, GOOD), PARAMS, wanted)
        assert max(1, round(ours)) == theirs


# Rating and days since the review before → stability, difficulty, retrievability ten days later, days until .8 is left.
GOLDEN = [
    ([(GOOD, 0)], 2.3065, 2.118103970459015, 0.7743669167614039, 7.648261246941758),
    ([(AGAIN, 0)], 0.212, 6.4133, 0.5518454978750336, 1.0),
    (
        [(GOOD, 0), (GOOD, 0.01), (GOOD, 1.99), (AGAIN, 28), (GOOD, 0.01), (EASY, 4.99), (HARD, 25)],
        32.08826886067569,
        7.653022571649363,
        0.9597241168419903,
        106.4034091517684,
    ),
    ([(EASY, 0), (EASY, 10), (EASY, 90), (EASY, 900)], 3135.8681225496744, 1.0, 0.9995188021249595, 10398.412589298367),
]


@pytest.mark.parametrize(("history", "stability", "difficulty", "recalled", "days"), GOLDEN)
def test_golden_vectors(
    history: list[tuple[int, float]], stability: float, difficulty: float, recalled: float, days: float
) -> None:
    state = after(history)
    assert (state.stability, state.difficulty) == pytest.approx((stability, difficulty), rel=1e-9)
    assert scheduling.retrievability(state, state.at + 10 * DAY, PARAMS) == pytest.approx(recalled, rel=1e-9)
    assert scheduling.interval(state, PARAMS, 0.8) == pytest.approx(days, rel=1e-9)


def test_nine_in_ten_are_left_after_as_many_days_as_stability_says() -> None:
    state = MemoryState(12.5, 5, 0, GOOD)
    assert scheduling.retrievability(state, 12.5 * DAY, PARAMS) == pytest.approx(0.9)
    assert scheduling.due(state, PARAMS, 0.9) == pytest.approx(12.5 * DAY)


@given(histories, st.floats(0, 5000), st.floats(0, 5000), st.sampled_from([PARAMS, CALIBRATED]))
def test_what_is_shown_falls_with_time(
    history: list[tuple[int, float]], days: float, more: float, params: Params
) -> None:
    state = after(history, params)
    now, later = (scheduling.recall(state, state.at + d * DAY, params) for d in (days, days + more))
    assert 0 <= later <= now <= 1


@given(states, st.floats(0.0, 400), st.sampled_from([PARAMS, CALIBRATED]))
def test_a_better_rating_never_shortens_the_interval(state: MemoryState, days: float, params: Params) -> None:
    at = state.at + days * DAY
    waits = [scheduling.interval(scheduling.review(state, rating, at, params), params) for rating in (1, 2, 3, 4)]
    assert all(worse <= better * (1 + 1e-9) for worse, better in pairwise(waits))


@given(states, st.sampled_from([HARD, GOOD, EASY]), st.floats(1, 400), st.floats(0, 400))
def test_a_recall_after_longer_is_remembered_for_longer(
    state: MemoryState, rating: int, days: float, more: float
) -> None:
    sooner, later = (scheduling.review(state, rating, state.at + d * DAY, PARAMS) for d in (days, days + more))
    assert sooner.stability <= later.stability * (1 + 1e-9)


@given(states, st.floats(0.51, 400))
def test_a_lapse_never_leaves_more_than_there_was(state: MemoryState, days: float) -> None:
    lapsed = scheduling.review(state, AGAIN, state.at + days * DAY, PARAMS)
    assert lapsed.stability <= state.stability
    assert (lapsed.reviews, lapsed.lapses, lapsed.rating) == (state.reviews + 1, state.lapses + 1, AGAIN)


@given(states, ratings, st.floats(0, 1e6))
def test_time_going_backwards_counts_as_none(state: MemoryState, rating: int, seconds: float) -> None:
    back = scheduling.review(state, rating, state.at - seconds, PARAMS)
    assert back == scheduling.review(state, rating, state.at, PARAMS)
    assert back.at == state.at
    assert scheduling.retrievability(state, state.at - seconds, PARAMS) == 1.0


def test_reviews_of_one_day_grow_stability_little() -> None:
    state = after([(GOOD, 0), (GOOD, 3)])
    soon, later = (scheduling.review(state, GOOD, state.at + days * DAY, PARAMS) for days in (0.1, 3))
    assert state.stability <= soon.stability < later.stability
    assert after([(GOOD, 0), (AGAIN, 0.001)]).stability < after([(GOOD, 0)]).stability


@given(states, st.floats(0.05, 0.98), st.sampled_from([PARAMS, CALIBRATED]))
def test_what_is_wanted_is_left_when_the_review_is_due(state: MemoryState, wanted: float, params: Params) -> None:
    days = scheduling.interval(state, params, wanted)
    left = scheduling.recall(state, scheduling.due(state, params, wanted), params)
    if days == params.least_days:
        assert left <= wanted + 1e-6
    elif days == params.most_days:
        assert left >= wanted - 1e-6
    else:
        assert left == pytest.approx(wanted, abs=1e-5)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_who_may_forget_more_is_asked_later(one: float, other: float) -> None:
    state = after([(GOOD, 0), (GOOD, 3)])
    strict, lax = (scheduling.interval(state, PARAMS, wanted) for wanted in (max(one, other), min(one, other)))
    assert strict <= lax


def test_a_constant_calibration_shows_the_constant_and_leaves_intervals_to_fsrs() -> None:
    params = Params(calibration=Calibration(intercept=math.log(3), slope=0.0))
    state = after([(GOOD, 0), (GOOD, 3)])
    assert scheduling.recall(state, state.at + 50 * DAY, params) == pytest.approx(0.75)
    assert scheduling.interval(state, params) == scheduling.interval(state, PARAMS)


def test_a_forecast_is_the_mean_over_the_states() -> None:
    some = [after([(GOOD, 0)]), after([(EASY, 0)])]
    ahead = scheduling.forecast(some, 0, (0, 10, 100), PARAMS)
    assert ahead[0] == 1.0
    assert ahead == sorted(ahead, reverse=True)
    assert ahead[1] == pytest.approx(sum(scheduling.recall(state, 10 * DAY, PARAMS) for state in some) / 2)
    assert scheduling.forecast([], 0, (0, 10), PARAMS) == []


@pytest.mark.parametrize(
    ("score", "seconds", "usual", "expected"),
    [
        (0.0, 5, 10, AGAIN),
        (0.59, 1, 10, AGAIN),
        (0.6, 10, 10, HARD),
        (0.84, 2, 10, HARD),
        (0.85, 10, 10, GOOD),
        (1.0, 10, 10, GOOD),
        (1.0, 21, 10, HARD),
        (1.0, 4, 10, EASY),
        (0.9, 4, 10, GOOD),
        (1.0, None, 10, GOOD),
        (1.0, 4, None, GOOD),
        (1.0, 4, 0, GOOD),
        (1.0, -4, 10, GOOD),
    ],
)
def test_a_rating_comes_from_the_score_and_the_pace(
    score: float, seconds: float | None, usual: float | None, expected: int
) -> None:
    assert scheduling.rating(score, seconds, usual) == expected


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 50))
def test_a_higher_score_or_a_quicker_answer_never_lowers_the_rating(
    one: float, other: float, quick: float, slow: float, usual: float
) -> None:
    low, high = sorted((one, other))
    quick, slow = sorted((quick, slow))
    assert scheduling.rating(low, quick, usual) <= scheduling.rating(high, quick, usual)
    assert scheduling.rating(low, slow, usual) <= scheduling.rating(low, quick, usual)


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_that_is_none_is_refused(rating: int) -> None:
    with pytest.raises(OutOfRange, match="rating"):
        scheduling.review(None, rating, 0, PARAMS)


@pytest.mark.parametrize("at", [math.nan, math.inf])
def test_a_time_that_is_none_is_refused(at: float) -> None:
    with pytest.raises(OutOfRange, match="time"):
        scheduling.review(None, GOOD, at, PARAMS)
    with pytest.raises(OutOfRange, match="time"):
        scheduling.review(after([(GOOD, 0)]), GOOD, at, PARAMS)


@pytest.mark.parametrize("wanted", [0, 1, -0.5, 1.5, math.nan])
def test_a_retention_that_is_none_is_refused(wanted: float) -> None:
    with pytest.raises(OutOfRange, match="retention"):
        scheduling.due(after([(GOOD, 0)]), PARAMS, wanted)


@pytest.mark.parametrize("score", [-0.1, 1.1, math.nan])
def test_a_score_that_is_none_is_refused(score: float) -> None:
    with pytest.raises(OutOfRange, match="score"):
        scheduling.rating(score)


def test_weights_outside_their_bounds_are_refused() -> None:
    with pytest.raises(OutOfRange, match="21 weights"):
        Params(weights=scheduling.DEFAULTS[:19])
    with pytest.raises(OutOfRange, match="weight 20"):
        Params(weights=(*scheduling.DEFAULTS[:20], 0.9))
    with pytest.raises(OutOfRange, match="weight 3"):
        Params(weights=(1.0, 1.0, 1.0, math.nan, *scheduling.DEFAULTS[4:]))


@pytest.mark.parametrize("params", [PARAMS, CALIBRATED, Params(same_day=1.0, least_days=2)])
def test_parameters_come_back_from_json_values(params: Params) -> None:
    assert scheduling.from_dict(params.as_dict()) == params
