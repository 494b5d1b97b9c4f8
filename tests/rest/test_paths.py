"""Goals, projects and the budget by REST."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.rest.conftest import Caller, Company
from tests.rest.test_openapi import _schema
from wayfare.core import clock
from wayfare.paths.models import Goal, Means, Project
from wayfare.people.models import Person
from wayfare.skills import finding

Sign = Callable[[Person], Caller]


@pytest.fixture(autouse=True)
def _fresh_words() -> None:
    """Forget the skills of other tests."""
    finding._tagger.cache_clear()


def day(ahead: int) -> str:
    return (clock.now() + timedelta(days=ahead)).date().isoformat()


def warehouse(company: Company, *members: Person, **more: object) -> dict[str, object]:
    needs = [{"skill": company.skill.id, "level": 4}]
    ids = [one.id for one in members]
    return {"title": "Warehouse", "starts_on": day(-3), "ends_on": day(30), "skills": needs, "members": ids, **more}


def test_a_goal_is_set_read_changed_and_dropped(as_alice: Caller, company: Company) -> None:
    made = as_alice.post("/me/goals", {"skill": company.skill.id, "level": 4, "deadline": day(30)}).json()
    _schema("Goal").validate(made)
    assert (made["title"], made["level"], made["importance"]) == ("Reading charts", 4.0, 3.0)
    assert as_alice.get("/me/goals").json() == {"goals": [made]}
    changed = as_alice.post(f"/me/goals/{made['id']}", {"importance": 5, "deadline": None}).json()
    assert changed == {**made, "importance": 5.0, "deadline": None}
    assert as_alice.post(f"/me/goals/{made['id']}", {}).json() == changed
    assert as_alice.get(f"/me/goals/{made['id']}").json() == changed
    dropped = as_alice.delete(f"/me/goals/{made['id']}").json()
    assert dropped["state"] == "dropped"
    assert dropped["settled_at"]
    assert as_alice.get("/me/wanted").json() == {"wanted": []}


def test_a_goal_may_be_a_role_or_a_few_words(as_alice: Caller, company: Company) -> None:
    role = as_alice.post("/me/goals", {"role": company.role.id}).json()
    assert (role["role"], role["skill"], role["level"]) == (
        {"id": company.role.id, "title": "Support Specialist"},
        None,
        None,
    )
    words = as_alice.post("/me/goals", {"text": "Finally get reading charts right"}).json()
    assert words["skill"] == {"id": company.skill.id, "name": "Reading charts"}
    wanted = as_alice.get("/me/wanted").json()
    _schema("WantedSkills").validate(wanted)
    assert {(row["skill"]["name"], row["title"]) for row in wanted["wanted"]} == {
        ("Reading charts", "Support Specialist"),
        ("Giving feedback", "Support Specialist"),
        ("Reading charts", "Finally get reading charts right"),
    }


def test_unclear_words_are_answered_with_suggestions(as_alice: Caller) -> None:
    refused = as_alice.post("/me/goals", {"text": "Reading charts and giving feedback"})
    body = refused.json()
    assert (refused.status_code, body["code"]) == (404, "unclear-goal")
    assert {one["name"] for one in body["details"]["skills"]} == {"Reading charts", "Giving feedback"}
    assert body["next"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"skill": 1, "level": 6}, 422, "invalid"),
        ({"skill": True}, 422, "invalid"),
        ({"skill": "1"}, 422, "invalid"),
        ({"skill": 2**63}, 422, "invalid"),
        ({"skill": 999_999}, 404, "not-found"),
        ({"text": "x" * 201}, 422, "invalid"),
        ({"text": "\x00"}, 422, "invalid"),
        ({"skill": "ours", "deadline": 1_800_000_000}, 422, "invalid"),
        ({"skill": "ours", "deadline": "tomorrow"}, 422, "invalid"),
        ({"skill": "ours", "deadline": "2026-12-24T10:00:00Z"}, 422, "invalid"),
        ({"skill": "ours", "deadline": "2001-01-01"}, 422, "bad-date"),
        ({"skill": "ours", "deadline": "9999-12-31"}, 422, "bad-date"),
        ({"role": "ours", "skill": "ours"}, 422, "invalid"),
    ],
)
def test_a_bad_goal_is_refused(
    as_alice: Caller, company: Company, body: dict[str, Any], status: int, code: str
) -> None:
    ours = {"skill": company.skill.id, "role": company.role.id}
    refused = as_alice.post("/me/goals", {name: ours[name] if at == "ours" else at for name, at in body.items()})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Goal.objects.exists()


def test_a_second_goal_about_the_same_is_a_conflict(as_alice: Caller, company: Company) -> None:
    first = as_alice.post("/me/goals", {"skill": company.skill.id}).json()
    assert as_alice.post("/me/goals", {"skill": company.skill.id}).json() == first
    other = as_alice.post("/me/goals", {"skill": company.skill.id, "level": 5})
    assert (other.status_code, other.json()["details"]) == (409, {"goal": first["id"]})


def test_goals_are_for_their_owner_alone(
    as_alice: Caller, company: Company, bob: Person, charlie: Person, caller: Sign
) -> None:
    made = as_alice.post("/me/goals", {"skill": company.skill.id}).json()
    for other in (caller(bob), caller(charlie)):
        assert other.get("/me/goals").json() == {"goals": []}
        for answer in (
            other.get(f"/me/goals/{made['id']}"),
            other.post(f"/me/goals/{made['id']}", {"state": "dropped"}),
            other.delete(f"/me/goals/{made['id']}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert as_alice.get("/me/goals").json() == {"goals": [made]}


def test_a_manager_makes_a_project_for_a_report(
    as_alice: Caller, company: Company, alice: Person, bob: Person, charlie: Person, caller: Sign
) -> None:
    manager = caller(bob)
    assert manager.get("/me/reports").json() == {"reports": [{"id": alice.id, "name": "Alice"}], "next_after": None}
    made = manager.post("/me/projects", warehouse(company, alice)).json()
    _schema("Project").validate(made)
    assert (made["mine"], made["members"]) == (True, [{"id": alice.id, "name": "Alice"}])
    assert as_alice.get("/me/projects").json() == {"projects": [{**made, "mine": False}]}
    assert as_alice.get("/me/wanted").json()["wanted"][0]["source"] == "project"
    for other, status in ((as_alice, 404), (caller(charlie), 404)):
        assert other.delete(f"/me/projects/{made['id']}").status_code == status
        assert other.post(f"/me/projects/{made['id']}", warehouse(company)).status_code == status
    changed = manager.post(f"/me/projects/{made['id']}", warehouse(company, alice, bob, title="Lake")).json()
    assert (changed["title"], len(changed["members"])) == ("Lake", 2)
    assert manager.delete(f"/me/projects/{made['id']}").json()["state"] == "ended"
    assert as_alice.get("/me/wanted").json() == {"wanted": []}


def test_nobody_makes_a_project_for_their_manager(
    as_alice: Caller, company: Company, alice: Person, bob: Person
) -> None:
    refused = as_alice.post("/me/projects", warehouse(company, alice, bob))
    assert (refused.status_code, refused.json()["details"]) == (403, {"members": [bob.id]})
    assert not Project.objects.exists()


def test_reports_come_in_pages(company: Company, alice: Person, bob: Person, caller: Sign) -> None:
    factories.person("Dora", manager=bob)
    first = caller(bob).get("/me/reports", limit=1).json()
    second = caller(bob).get("/me/reports", limit=1, after=first["next_after"]).json()
    assert [row["name"] for row in first["reports"] + second["reports"]] == ["Alice", "Dora"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": ""}, "invalid"),
        ({"title": "  "}, "invalid"),
        ({"ends_on": "2001-01-01"}, "bad-date"),
        ({"ends_on": 3}, "invalid"),
        ({"skills": []}, "invalid"),
        ({"skills": [{"skill": 1}] * 31}, "invalid"),
        ({"members": ["Alice"]}, "invalid"),
        ({"members": list(range(1, 202))}, "invalid"),
    ],
)
def test_a_bad_project_is_refused(as_alice: Caller, company: Company, more: dict[str, object], code: str) -> None:
    refused = as_alice.post("/me/projects", warehouse(company, **more))
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert not Project.objects.exists()


def test_what_one_has_to_learn_with_is_read_and_set(as_alice: Caller, bob: Person, caller: Sign) -> None:
    assert as_alice.get("/me/budget").json() == {"weekly_minutes": 45, "formats": [], "languages": ["en"], "own": False}
    body = {"weekly_minutes": 90, "formats": ["lesson"], "languages": ["de", "pt-BR"]}
    assert as_alice.post("/me/budget", body).json() == {**body, "own": True}
    assert as_alice.get("/me/budget").json() == {**body, "own": True}
    assert as_alice.get("/me").json()["weekly_minutes"] == 90
    assert caller(bob).get("/me/budget").json()["weekly_minutes"] == 45


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"weekly_minutes": -1},
        {"weekly_minutes": 2401},
        {"weekly_minutes": True},
        {"weekly_minutes": 30, "formats": ["song"]},
        {"weekly_minutes": 30, "languages": ["English"]},
        {"weekly_minutes": 30, "languages": ["en"] * 11},
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(as_alice: Caller, body: dict[str, object]) -> None:
    assert as_alice.post("/me/budget", body).status_code == 422
    assert not Means.objects.exists()
