"""Circles among reporting lines."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.people.lines import circles

_links = st.dictionaries(st.integers(-30, 30), st.integers(-30, 30), max_size=60)


def test_no_links_no_circles() -> None:
    assert circles([]) == []


def test_a_circle_begins_with_its_smallest_number() -> None:
    assert circles([(9, 4), (4, 7), (7, 9), (1, 9)]) == [[4, 7, 9]]


def test_who_reports_to_themselves_is_a_circle() -> None:
    assert circles([(1, 1), (2, 1)]) == [[1]]


def test_a_long_line_of_managers_is_no_circle() -> None:
    assert circles((n, n + 1) for n in range(100_000)) == []


@settings(deadline=None)
@given(_links)
def test_without_its_circles_every_line_ends(links: dict[int, int]) -> None:
    found = [number for circle in circles(links.items()) for number in circle]
    assert len(found) == len(set(found))
    left = {who: boss for who, boss in links.items() if who not in found}
    for who in left:
        line = [who]
        while line[-1] in left:
            line.append(left[line[-1]])
            assert len(line) <= len(links) + 1


@settings(deadline=None)
@given(_links)
def test_every_circle_closes_in_order(links: dict[int, int]) -> None:
    for circle in circles(links.items()):
        assert [links[who] for who in circle] == [*circle[1:], circle[0]]
        assert circle[0] == min(circle)
