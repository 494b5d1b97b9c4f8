"""Near-duplicates: the same course listed twice."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import harness
from wayfare.engine.matching.duplicates import Listing, groups

ABOUT = "Learn how teams plan their work together, what a backlog is, and how to hold meetings that everybody leaves in time."
OTHER = "A tour of the paintings of the Dutch golden age, from Rembrandt to Vermeer, with a look at who paid for them and why."


def listed(*rows: dict[str, str]) -> list[list[int]]:
    return groups([Listing(number, **row) for number, row in enumerate(rows)])


def test_the_same_title_and_maker_is_the_same_item() -> None:
    assert listed({"title": "Agile Basics", "maker": "Acme"}, {"title": "Agile basics!", "maker": "ACME"}) == [[0, 1]]


def test_two_makers_with_one_title_are_two_items() -> None:
    assert listed({"title": "Psychology", "maker": "Oslo"}, {"title": "Psychology", "maker": "Graz"}) == []


def test_a_title_alone_says_nothing_unless_it_is_long() -> None:
    assert listed({"title": "Psychology"}, {"title": "Psychology"}) == []
    long = "Farm to Fork: Sustainable Food Production in a Changing Environment"
    assert listed({"title": long}, {"title": long, "maker": "EIT Food"}) == [[0, 1]]


def test_near_descriptions_settle_it() -> None:
    near = ABOUT.replace("in time", "on time")
    assert listed({"title": "Agile", "body": ABOUT}, {"title": "Agile", "body": near, "maker": "Acme"}) == [[0, 1]]
    assert listed({"title": "Agile", "body": ABOUT}, {"title": "Agile", "body": OTHER}) == []


def test_close_vectors_settle_it_where_words_differ() -> None:
    listings = [Listing(1, "Agile", ABOUT), Listing(2, "Agile", OTHER)]
    close = {1: np.array([1, 0], np.float32), 2: np.array([0.96, 0.28], np.float32)}
    far = {1: np.array([1, 0], np.float32), 2: np.array([0, 1], np.float32)}
    assert groups(listings, close) == [[1, 2]]
    assert groups(listings, far) == []
    assert groups(listings, {1: close[1]}) == []


@pytest.mark.parametrize("other", ["Statistics Part 2", "Statistics Part II", "Statistics Part Two"])
def test_part_one_is_not_part_two(other: str) -> None:
    assert listed({"title": "Statistics Part 1", "maker": "A"}, {"title": other, "maker": "A"}) == []
    assert listed({"title": "Statistics Part 2", "maker": "A"}, {"title": other, "maker": "A"}) == [[0, 1]]


def test_one_text_under_a_whole_series_makes_no_duplicates() -> None:
    rows = [{"title": f"Teaching: Being a {name}", "maker": "A", "body": ABOUT} for name in ("Teacher", "Professional")]
    assert listed(*rows) == []


def test_the_same_in_another_language_is_another_item() -> None:
    rows = [{"title": "Ikigai", "maker": "A", "language": tag} for tag in ("en", "de", "en-GB", "")]
    assert listed(*rows[:2]) == []
    assert listed(rows[0], rows[2], rows[3]) == [[0, 1, 2]]


def test_three_are_one_group_in_the_order_given() -> None:
    row = {"title": "Agile Basics", "maker": "Acme"}
    assert listed(row, {"title": "Other", "maker": "Acme"}, row, row) == [[0, 2, 3]]


def test_items_without_a_title_are_never_the_same() -> None:
    assert listed({"title": ""}, {"title": ""}, {"title": "…"}, {"title": "…"}) == []


@given(st.lists(st.tuples(st.sampled_from(["a", "b c", "b, c", ""]), st.sampled_from(["", "x", "y"])), max_size=12))
def test_no_item_is_in_two_groups(rows: list[tuple[str, str]]) -> None:
    found = [number for group in groups([Listing(n, *row) for n, row in enumerate(rows)]) for number in group]
    assert len(found) == len(set(found))


@pytest.mark.realdata
def test_groups_of_the_real_catalogue_are_small() -> None:
    path = harness.DATA / "catalog" / "courses.jsonl"
    if not path.is_file():
        pytest.skip(f"no catalogue at {path}; name its folder in WAYFARE_DATA")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    named = [(number, row) for number, row in enumerate(rows) if row["title"] not in (None, "", "null")]
    listings = [
        Listing(number, row["title"], row["description"] or "", row["org"] or "", row["language"] or "")
        for number, row in named
    ]
    found = groups(listings)
    assert 2_800 < len(found) < 3_600
    assert max(map(len, found)) <= 8
