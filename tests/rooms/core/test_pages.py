"""Pages by the last id seen: every row once, whatever the size of a page."""

from hypothesis import given
from hypothesis import strategies as st

from wayfare.core.pages import MOST, page


def _same(number: int) -> int:
    return number


@given(ids=st.sets(st.integers(1, 10_000), max_size=60), limit=st.integers(1, 70))
def test_all_pages_together_hold_every_row_once_in_order(ids: set[int], limit: int) -> None:
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        part = page(ids, _same, after, limit)
        assert len(part.rows) <= limit
        seen += part.rows
        after = part.next_after
    assert seen == sorted(ids)


@given(limit=st.integers(-5, 10**9))
def test_a_page_has_at_least_one_row_and_at_most_five_hundred(limit: int) -> None:
    assert 1 <= len(page(range(1, 2000), _same, 0, limit).rows) <= MOST


def test_a_row_that_goes_away_between_two_pages_hides_no_other() -> None:
    first = page([1, 2, 3, 4], _same, 0, 2)
    assert page([1, 3, 4], _same, first.next_after or 0, 2).rows == [3, 4]


def test_after_the_last_row_there_is_nothing() -> None:
    assert page([1, 2], _same, 2).rows == []
    assert page([1, 2], _same, 2).next_after is None
