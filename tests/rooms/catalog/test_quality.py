"""How good an item is likely to be."""

from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.quality import FLOOR, quality

COUNTS = st.none() | st.integers(0, 10**9)


def test_ten_thousand_good_ratings_beat_three_perfect_ones() -> None:
    assert quality(4.7, 10_000, 80_000) > quality(5.0, 3, 20)


def test_what_many_learnt_with_comes_before_what_nobody_tried() -> None:
    assert quality(None, None, 500_000) > quality(None, None, None)


def test_a_badly_rated_course_comes_after_an_unknown_one() -> None:
    assert quality(2.5, 5_000, None) < quality(4.2, 5_000, None)
    assert quality(2.0, 400, 0) < quality(None, None, 0)


def test_a_rating_without_a_count_weighs_little() -> None:
    assert quality(5.0, None, None) - quality(None, None, None) < 0.05


@given(st.none() | st.floats(0, 5), COUNTS, COUNTS)
def test_quality_stays_within_its_bounds(rating: float | None, ratings: int | None, learners: int | None) -> None:
    assert FLOOR <= quality(rating, ratings, learners) <= 1


@given(st.floats(0, 4.9), COUNTS, COUNTS)
def test_a_better_rating_never_lowers_quality(rating: float, ratings: int | None, learners: int | None) -> None:
    assert quality(rating, ratings, learners) <= quality(rating + 0.1, ratings, learners)


@given(st.none() | st.floats(0, 5), st.integers(0, 10**6), st.integers(0, 10**8))
def test_more_learners_never_lower_quality(rating: float | None, ratings: int, learners: int) -> None:
    assert quality(rating, ratings, learners) <= quality(rating, ratings, 2 * learners)
