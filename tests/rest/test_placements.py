"""Placements and reviews over the wire."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.rest.conftest import Caller, Company
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence, Memory, Skip
from wayfare.people.models import Person
from wayfare.rest.placement_schemas import Placed, Placement, Reviews


@pytest.fixture
def bank(company: Company) -> Company:
    """Put enough questions into the bank for a test to end; right is always option 0."""
    for level in (3.0, 3.5, 4.0, 4.5):
        for _ in range(3):
            factories.question(company.skill, level=level)
    return company


def begin(caller: Caller, kind: str, subject: int) -> dict[str, Any]:
    response = caller.post("/placements", {"kind": kind, "subject": subject})
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    Placement.model_validate(body)
    return body


def give(caller: Caller, placement: dict[str, Any], response: list[int], **more: Any) -> Any:
    body = {
        "attempt_id": str(uuid.uuid4()),
        "question_version": placement["next"]["question"]["version"],
        "response": response,
        **more,
    }
    return caller.post(f"/placements/{placement['id']}/answers", body)


def test_a_placement_says_what_is_asked_and_why(bank: Company, as_alice: Caller) -> None:
    body = begin(as_alice, "skill", bank.skill.id)
    assert isinstance(body["id"], str), "a JSON number of 19 digits is not exact in JavaScript"
    assert (body["kind"], body["subject"], body["answers"], body["ended_at"]) == ("skill", bank.skill.id, 0, None)
    assert body["next"]["why"]["code"] == "first-look"
    assert body["next"]["why"]["values"]["wanted"] == 4.0
    assert body["next"]["skill"] == {"id": bank.skill.id, "name": "Reading charts"}
    assert not {"correct", "explanation", "slip"} & set(body["next"]["question"])
    assert body["found"][0]["verdict"] == "open"


def test_beginning_again_goes_on_with_the_same(bank: Company, as_alice: Caller) -> None:
    first = begin(as_alice, "role", bank.role.id)
    assert begin(as_alice, "role", bank.role.id) == first
    assert as_alice.get(f"/placements/{first['id']}").json() == first


def test_right_answers_end_in_a_skip(bank: Company, as_alice: Caller) -> None:
    placement = begin(as_alice, "item", bank.item.id)
    for _ in range(8):
        body = give(as_alice, placement, [0]).json()
        Placed.model_validate(body)
        assert body["verdict"]["right"]
        assert body["after"]["mean"] > body["before"]["mean"]
        placement = body["placement"]
        if placement["next"] is None:
            break
    assert placement["ended_at"] is not None
    assert [one["verdict"] for one in placement["found"]] == ["yes"]
    assert Skip.objects.get().item_id == bank.item.id


def test_a_resent_answer_changes_nothing(bank: Company, as_alice: Caller) -> None:
    placement, attempt = begin(as_alice, "skill", bank.skill.id), str(uuid.uuid4())
    first, second = (give(as_alice, placement, [0], attempt_id=attempt).json() for _ in range(2))
    assert (first["resent"], second["resent"]) == (False, True)
    assert {**first, "resent": True} == second
    assert Evidence.objects.count() == 1


def test_only_the_question_that_is_asked_counts(bank: Company, as_alice: Caller) -> None:
    placement = begin(as_alice, "skill", bank.skill.id)
    response = give(as_alice, placement, [0], question_version=bank.practice.id)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    give(as_alice, placement, [0])
    assert give(as_alice, placement, [0]).status_code == 409
    assert Evidence.objects.count() == 1


def test_stopping_keeps_what_is_known_and_doing_it_twice_changes_nothing(bank: Company, as_alice: Caller) -> None:
    placement = begin(as_alice, "skill", bank.skill.id)
    give(as_alice, placement, [])
    first, second = (as_alice.post(f"/placements/{placement['id']}/stop").json() for _ in range(2))
    assert first == second
    assert (first["next"], first["answers"]) == (None, 1)
    assert first["ended_at"] is not None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "planet", "subject": 1}, 422),
        ({"kind": "skill", "subject": 10**9}, 404),
        ({"kind": "item", "subject": 10**9}, 404),
        ({"kind": "role", "subject": 10**9}, 404),
        ({"kind": "skill", "subject": 0}, 422),
        ({"kind": "skill", "subject": True}, 422),
        ({"kind": "skill"}, 422),
    ],
)
def test_what_cannot_begin_says_so(bank: Company, as_alice: Caller, body: object, status: int) -> None:
    response = as_alice.post("/placements", body)
    assert response.status_code == status
    assert set(response.json()) == {"code", "message", "next", "details"}


def test_a_skill_without_questions_is_a_conflict_with_advice(bank: Company, as_alice: Caller) -> None:
    response = as_alice.post("/placements", {"kind": "skill", "subject": factories.skill("Knots").id})
    assert response.status_code == 409
    assert response.json()["next"] == "Say your own level, or ask a colleague."


@pytest.mark.parametrize("path", ["", "/answers", "/stop"])
def test_a_placement_of_somebody_else_looks_unknown(
    bank: Company, as_alice: Caller, bob: Person, caller: Any, path: str
) -> None:
    placement = begin(as_alice, "skill", bank.skill.id)
    other = caller(bob)
    version = placement["next"]["question"]["version"]
    body = {"attempt_id": str(uuid.uuid4()), "question_version": version, "response": [0]}
    for number in (placement["id"], "4611686018"):
        address = f"/placements/{number}{path}"
        response = other.post(address, body if path == "/answers" else None) if path else other.get(address)
        assert (response.status_code, response.json()["code"]) == (404, "not-found")
    assert not Evidence.objects.exists()


def test_reviews_hold_what_is_due_and_what_stays(bank: Company, as_alice: Caller, alice: Person) -> None:
    empty = as_alice.get("/reviews").json()
    assert empty == {"due": [], "next_due": None, "retention": []}
    long_ago = clock.now() - timedelta(days=200)
    answered(alice, bank, long_ago)
    body = as_alice.get("/reviews").json()
    Reviews.model_validate(body)
    assert {one["why"] for one in body["due"]} == {"fading"}
    assert {one["skill"]["name"] for one in body["due"]} == {"Reading charts"}
    assert datetime.fromisoformat(body["next_due"]) < clock.now()
    (kept,) = body["retention"]
    assert [one["days"] for one in kept["forecast"]] == list(learner.AHEAD)
    recalls = [one["recall"] for one in kept["forecast"]]
    assert recalls == sorted(recalls, reverse=True)


def test_reviews_can_be_for_a_moment_ahead(bank: Company, as_alice: Caller, alice: Person) -> None:
    answered(alice, bank, clock.now())
    assert as_alice.get("/reviews").json()["due"] == []
    later = (clock.now() + timedelta(days=60)).isoformat()
    (due,) = as_alice.get("/reviews", by=later).json()["due"]
    assert (due["skill"]["name"], due["why"]) == ("Reading charts", "ahead")
    for wrong in ("soon", "2001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "2027-01-01T00:00:00"):
        response = as_alice.get("/reviews", by=wrong)
        assert (response.status_code, response.json()["code"]) == (422, "invalid")


def answered(person: Person, company: Company, at: datetime) -> None:
    learner.answer(person_id=person.id, version_id=company.question.id, response=[0], attempt_id=uuid.uuid4(), now=at)


def test_an_answer_may_say_how_long_it_took(company: Company, as_alice: Caller) -> None:
    assert as_alice.answer(company.question, [0], seconds=12.5).status_code == 200
    assert Evidence.objects.get().seconds == 12.5
    assert Memory.objects.exists()


@pytest.mark.parametrize("seconds", [0, -1, 3601, True, "12"])
def test_a_time_that_makes_no_sense_is_refused(company: Company, as_alice: Caller, seconds: object) -> None:
    assert as_alice.answer(company.question, [0], seconds=seconds).status_code == 422
    assert not Evidence.objects.exists()
