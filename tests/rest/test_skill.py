"""The open learner model by REST: what an estimate rests on, what would change it, and one's own word."""

import uuid
from collections.abc import Callable

import pytest

from tests import factories
from tests.rest.conftest import Caller, Company
from tests.rest.test_openapi import _schema
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence
from wayfare.people.models import Person


def say(caller: Caller, company: Company, level: object = 4, attempt: object = None) -> tuple[int, dict]:
    body = {"level": level, "attempt_id": str(attempt or uuid.uuid4())}
    response = caller.post(f"/skills/{company.skill.id}/level", body)
    return response.status_code, response.json()


def test_a_skill_shows_estimate_target_evidence_and_prospect(as_alice: Caller, company: Company, alice: Person) -> None:
    outcome = as_alice.answer(company.question, [0]).json()
    body = as_alice.get(f"/skills/{company.skill.id}").json()
    _schema("SkillDetail").validate(body)
    assert (body["name"], body["target"], body["answers"], body["known"]) == ("Reading charts", 4.0, 1, True)
    assert body["belief"] == outcome["after"]
    (piece,) = body["evidence"]
    assert (piece["source"], piece["by"], piece["question_version"]) == ("answer", None, company.question.id)
    assert (piece["before"], piece["after"]) == (outcome["before"], outcome["after"])
    assert piece["shift"] == pytest.approx(outcome["after"]["mean"] - outcome["before"]["mean"])
    assert piece["weight"] == 1.0
    assert body["moved_at"] == piece["received_at"]
    ahead = body["prospect"]
    assert ahead["wrong"]["mean"] < body["belief"]["mean"] < ahead["right"]["mean"]
    found = learner.prospect(snapshot=learner.snapshot(person_id=alice.id), skill_id=company.skill.id)
    assert ahead["right"]["mean"] == found.right.mean


def test_without_evidence_the_belief_is_a_guess(as_alice: Caller, company: Company) -> None:
    body = as_alice.get(f"/skills/{company.skill.id}").json()
    assert (body["known"], body["answers"], body["moved_at"], body["evidence"]) == (False, 0, None, [])


def test_a_skill_is_always_ones_own(
    as_alice: Caller, company: Company, bob: Person, charlie: Person, caller: Callable[[Person], Caller]
) -> None:
    as_alice.answer(company.question, [0])
    for other in (bob, charlie):
        body = caller(other).get(f"/skills/{company.skill.id}").json()
        assert (body["evidence"], body["known"]) == ([], False)


def test_ones_own_word_moves_the_estimate_and_counts_once(as_alice: Caller, company: Company, alice: Person) -> None:
    attempt = uuid.uuid4()
    status, first = say(as_alice, company, 4.5, attempt)
    assert (status, first["resent"], first["n"]) == (200, False, 1)
    assert first["before"]["mean"] < first["after"]["mean"]
    assert say(as_alice, company, 4.5, attempt)[1] == {**first, "resent": True}
    (piece,) = as_alice.get(f"/skills/{company.skill.id}").json()["evidence"]
    assert (piece["source"], piece["by"], piece["level"]) == ("self", alice.id, 4.5)
    listed = {row["id"]: row for row in as_alice.get("/skills").json()["skills"]}[company.skill.id]
    assert (listed["answers"], listed["belief"]) == (0, first["after"])


def test_saying_it_again_within_a_week_and_another_attempt_are_conflicts(as_alice: Caller, company: Company) -> None:
    attempt = uuid.uuid4()
    say(as_alice, company, 4, attempt)
    for level, again in ((5, None), (3, attempt)):
        status, body = say(as_alice, company, level, again)
        assert (status, body["code"]) == (409, "conflict")
        assert body["next"]
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("level", [0, 5.1, -3, True, "4", None, [4], 1e300])
def test_a_level_is_a_number_from_one_to_five(as_alice: Caller, company: Company, level: object) -> None:
    status, body = say(as_alice, company, level)
    assert (status, body["code"]) == (422, "invalid")
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("number", [10**9, 2**63, "x", 0])
def test_an_unknown_skill_is_not_found(as_alice: Caller, number: object) -> None:
    body = {"level": 3, "attempt_id": str(uuid.uuid4())}
    assert as_alice.get(f"/skills/{number}").status_code == 404
    assert as_alice.post(f"/skills/{number}/level", body).status_code == 404
    assert as_alice.post(f"/skills/{number}/requests", {"asked": 1}).status_code == 404


def test_somebodys_word_names_them(
    as_alice: Caller, company: Company, alice: Person, bob: Person, caller: Callable[[Person], Caller]
) -> None:
    made = as_alice.post(f"/skills/{company.skill.id}/requests", {"asked": bob.id}).json()
    caller(bob).post(f"/requests/{made['id']}/answer", {"level": 3.5})
    (piece,) = as_alice.get(f"/skills/{company.skill.id}").json()["evidence"]
    assert (piece["source"], piece["by"], piece["level"]) == ("manager", bob.id, 3.5)


def test_a_skill_without_a_role_has_no_target(
    company: Company, charlie: Person, caller: Callable[[Person], Caller]
) -> None:
    body = caller(charlie).get(f"/skills/{factories.skill('Knots', levels=['a', 'b', 'c', 'd', 'e']).id}").json()
    assert (body["target"], body["importance"], body["levels"]) == (None, None, ["a", "b", "c", "d", "e"])
