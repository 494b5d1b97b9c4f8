"""The learning team's queue of proposed skills over the API."""

import pytest

from tests import factories
from wayfare.catalog.models import ItemSkill
from wayfare.core import clock
from wayfare.people import api as people


@pytest.fixture
def rows(company):
    """Three proposals about one skill, the surest first."""
    return [
        factories.proposal(factories.item(f"Charts {number}"), company.skill, confidence=0.9 - number / 10)
        for number in range(3)
    ]


@pytest.fixture
def team(company, charlie, caller):
    """Return Charlie, who belongs to the learning team, as a caller."""
    people.set_learning_team(person_id=charlie.id, member=True, now=clock.now())
    return caller(charlie)


def test_others_are_refused_and_told_whom_to_ask(as_alice, rows):
    answer = as_alice.post("/proposals/decisions", {"approved": [rows[0].id]})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "learning-team" in answer.json()["next"]
    assert ItemSkill.objects.get(id=rows[0].id).state == "proposed"


def test_what_waits_comes_page_by_page(team, rows):
    first = team.get("/proposals", limit=2).json()
    assert ([one["id"] for one in first["proposals"]], first["waiting"]) == ([row.id for row in rows[:2]], 3)
    assert first["proposals"][0] | {"id": 0, "item": 0, "skill": 0} == {
        "id": 0,
        "item": 0,
        "skill": 0,
        "title": "Charts 0",
        "provider": "",
        "skill_name": "Reading charts",
        "level": 2.0,
        "confidence": 0.9,
        "words": "“reading charts”",
        "origin": "tagger",
    }
    rest = team.get("/proposals", limit=2, after=first["next_after"]).json()
    assert ([one["id"] for one in rest["proposals"]], rest["next_after"]) == ([rows[2].id], None)


def test_what_waits_is_counted_by_skill(team, rows, company):
    found = team.get("/proposals/heaps").json()
    assert found["heaps"] == [{"id": company.skill.id, "name": "Reading charts", "count": 3, "surest": 0.9}]
    assert found["teaching"] == {"approved": 0, "rejected": 0, "needed": 20, "learned_at": None}
    assert team.get("/proposals/heaps", by="item", limit=2).json()["next_offset"] == 2


def test_many_are_decided_in_one_go_and_taken_back(team, rows):
    body = {"approved": [rows[0].id, rows[1].id], "rejected": [rows[2].id, 10**12]}
    assert team.post("/proposals/decisions", body).json() == {"changed": 3}
    assert team.post("/proposals/decisions", body).json() == {"changed": 0}
    assert team.get("/proposals").json()["waiting"] == 0
    assert team.post("/proposals/undo", body).json() == {"changed": 3}
    assert team.get("/proposals").json()["waiting"] == 3


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "..:1"}, {"least": 2}, {"origin": "author"}, {"limit": 0}])
def test_what_makes_no_sense_is_refused_or_read_as_the_beginning(team, rows, query):
    answer = team.get("/proposals", **query)
    assert answer.status_code == (200 if query == {"after": "..:1"} else 422)
