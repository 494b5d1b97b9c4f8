"""Searching by REST."""

import pytest

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.people import api as people
from wayfare.skills import api as skills


@pytest.fixture
def indexed(company, as_alice, bob):
    for room in (catalog, skills, people):
        room.refresh_search(now=clock.now())
    return as_alice


def test_words_find_items_skills_and_people_with_counts(indexed):
    body = indexed.get("/search", q="charts").json()
    assert [one["title"] for one in body["items"]] == ["Charts in five minutes"]
    assert [one["name"] for one in body["skills"]] == ["Reading charts"]
    assert body["totals"] == {"items": 1, "skills": 1, "people": 0}
    assert body["facets"]["provider"] == [{"value": "Ours", "name": "", "count": 1}]
    assert body["next_offset"] is None


def test_somebody_is_found_with_what_everybody_may_see_and_no_more(indexed):
    (found,) = indexed.get("/search", q="bob").json()["people"]
    assert set(found) == {"id", "name", "job_title", "team"}


def test_a_slip_is_forgiven_and_said(indexed):
    body = indexed.get("/search", q="chrats ").json()
    assert body["items"][0]["title"] == "Charts in five minutes"
    assert body["read_as"] == {"chrat": "chart"}


def test_labels_narrow_down(indexed, company):
    assert indexed.get("/search", skill=company.skill.id).json()["totals"]["items"] == 1
    assert indexed.get("/search", q="charts", provider="Theirs").json()["totals"]["items"] == 0


def test_pages_follow_by_offset(indexed):
    for number in range(7):
        factories.item(f"Rope work {number}")
    catalog.refresh_search(now=clock.now())
    first = indexed.get("/search", q="rope", limit=5).json()
    rest = indexed.get("/search", q="rope", limit=5, offset=first["next_offset"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_offset"]) == (5, 2, None)
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in rest["items"]}


@pytest.mark.parametrize(
    "query", [{"level": 6}, {"minutes": "7"}, {"format": "film"}, {"limit": 0}, {"offset": -1}, {"q": "x" * 201}]
)
def test_what_makes_no_sense_is_refused(indexed, query):
    response = indexed.get("/search", **query)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"


def test_a_search_in_vain_is_counted_once_and_names_nobody(indexed):
    indexed.get("/search", q="underwater welding")
    indexed.get("/search", q="underwater welding", offset=20)
    assert catalog.demand_total(today=clock.now().date()) == 1
