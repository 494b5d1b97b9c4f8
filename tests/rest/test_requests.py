"""Requests by REST: whom one may ask, who sees what, how a request ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.rest.conftest import Caller, Company
from tests.rest.test_openapi import _schema
from wayfare.core import clock
from wayfare.inbox.models import Request
from wayfare.people.models import Person

NOTE = "You were there when I read the delay report."
Sign = Callable[[Person], Caller]


@pytest.fixture
def dora(company: Company) -> Person:
    """Return Dora, in Alice's team and nobody's manager."""
    return factories.person("Dora", team=factories.team("Support"))


@pytest.fixture
def asked(as_alice: Caller, company: Company, bob: Person) -> dict[str, Any]:
    """Alice asks Bob, her manager."""
    response = as_alice.post(f"/skills/{company.skill.id}/requests", {"asked": bob.id, "note": NOTE})
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def test_colleagues_are_the_manager_and_the_team(as_alice: Caller, bob: Person, dora: Person, charlie: Person) -> None:
    body = as_alice.get("/colleagues").json()
    _schema("Colleagues").validate(body)
    assert {row["name"]: row["manager"] for row in body["colleagues"]} == {"Bob": True, "Dora": False}


def test_colleagues_come_in_pages(as_alice: Caller, bob: Person, dora: Person) -> None:
    first = as_alice.get("/colleagues", limit=1).json()
    second = as_alice.get("/colleagues", limit=1, after=first["next_after"]).json()
    assert {row["name"] for row in first["colleagues"] + second["colleagues"]} == {"Bob", "Dora"}
    assert second["next_after"] is None


def test_a_request_is_seen_by_its_two_parties_and_nobody_else(
    asked: dict[str, Any], as_alice: Caller, bob: Person, dora: Person, charlie: Person, caller: Sign
) -> None:
    _schema("Request").validate(asked)
    assert (asked["asker"]["name"], asked["asked"]["name"], asked["note"]) == ("Alice", "Bob", NOTE)
    assert (asked["state"], asked["level"], asked["skill"]["name"]) == ("open", None, "Reading charts")
    assert as_alice.get("/requests").json() == {"received": [], "sent": [asked]}
    assert caller(bob).get("/requests").json() == {"received": [asked], "sent": []}
    for other in (dora, charlie):
        assert caller(other).get("/requests").json() == {"received": [], "sent": []}


def test_the_asked_learns_nothing_of_what_is_believed(
    as_alice: Caller, company: Company, bob: Person, caller: Sign
) -> None:
    as_alice.answer(company.question, [0])
    made = as_alice.post(f"/skills/{company.skill.id}/requests", {"asked": bob.id}).json()
    mean = str(as_alice.get(f"/skills/{company.skill.id}").json()["belief"]["mean"])
    mine = caller(bob)
    done = mine.post(f"/requests/{made['id']}/answer", {"level": 3})
    for response in (mine.get("/requests"), done):
        text = response.content.decode()
        assert mean not in text
        assert "belief" not in text
        assert "evidence" not in text
    assert set(done.json()) == set(made)


@pytest.mark.parametrize("verb", ["answer", "decline", "withdraw"])
def test_only_the_right_party_settles(
    asked: dict[str, Any], as_alice: Caller, bob: Person, dora: Person, charlie: Person, caller: Sign, verb: str
) -> None:
    def settle(who: Caller) -> Any:
        path = f"/requests/{asked['id']}"
        if verb == "withdraw":
            return who.delete(path)
        return who.post(f"{path}/{verb}", {"level": 4} if verb == "answer" else None)

    right, wrong = (as_alice, caller(bob)) if verb == "withdraw" else (caller(bob), as_alice)
    for other in (wrong, caller(dora), caller(charlie)):
        refused = settle(other)
        assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
    done = settle(right)
    states = {"answer": "answered", "decline": "declined", "withdraw": "withdrawn"}
    assert (done.status_code, done.json()["state"]) == (200, states[verb])
    assert done.json()["level"] == (4 if verb == "answer" else None)
    assert settle(right).json() == done.json(), "the same again changes nothing"
    (sent,) = as_alice.get("/requests").json()["sent"]
    assert sent == done.json()


def test_another_answer_to_what_is_settled_is_a_conflict(asked: dict[str, Any], bob: Person, caller: Sign) -> None:
    mine, path = caller(bob), f"/requests/{asked['id']}"
    mine.post(f"{path}/decline")
    body = mine.post(f"{path}/answer", {"level": 4})
    assert (body.status_code, body.json()["code"]) == (409, "conflict")


def test_an_expired_request_says_so(asked: dict[str, Any], as_alice: Caller, bob: Person, caller: Sign) -> None:
    Request.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert caller(bob).get("/requests").json()["received"] == []
    assert as_alice.get("/requests").json()["sent"][0]["state"] == "expired"
    assert caller(bob).post(f"/requests/{asked['id']}/answer", {"level": 4}).status_code == 409


def test_strangers_oneself_and_nobody_cannot_be_asked(
    as_alice: Caller, company: Company, alice: Person, charlie: Person
) -> None:
    for number in (charlie.id, alice.id, 10**9):
        response = as_alice.post(f"/skills/{company.skill.id}/requests", {"asked": number})
        assert (response.status_code, response.json()["code"]) == (403, "not-allowed")
    assert not Request.objects.exists()


def test_asking_twice_is_one_request_and_ten_are_enough(
    asked: dict[str, Any], as_alice: Caller, company: Company, bob: Person
) -> None:
    again = as_alice.post(f"/skills/{company.skill.id}/requests", {"asked": bob.id, "note": "Again"}).json()
    assert again == asked
    for number in range(9):
        as_alice.post(f"/skills/{factories.skill(f'Skill {number}').id}/requests", {"asked": bob.id})
    refused = as_alice.post(f"/skills/{factories.skill('One more').id}/requests", {"asked": bob.id})
    assert (refused.status_code, refused.json()["code"]) == (429, "rate-limited")
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "body",
    [{}, {"asked": "x"}, {"asked": True}, {"asked": 2**63}, {"asked": 1, "note": "x" * 501}, {"asked": 1, "note": 3}],
)
def test_a_request_that_makes_no_sense_is_invalid(as_alice: Caller, company: Company, body: dict[str, object]) -> None:
    assert as_alice.post(f"/skills/{company.skill.id}/requests", body).status_code == 422


def test_a_character_that_no_database_holds_is_left_out(as_alice: Caller, company: Company, bob: Person) -> None:
    body = as_alice.post(f"/skills/{company.skill.id}/requests", {"asked": bob.id, "note": "a\x00b"}).json()
    assert body["note"] == "ab"


@pytest.mark.parametrize("level", [0, 6, "3", None, False])
def test_an_answer_is_a_level_on_the_scale(asked: dict[str, Any], bob: Person, caller: Sign, level: object) -> None:
    assert caller(bob).post(f"/requests/{asked['id']}/answer", {"level": level}).status_code == 422
    assert Request.objects.get().state == "open"
