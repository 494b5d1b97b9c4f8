"""POST /answers: verdict, belief before and after, and the new next step in one round trip."""

import uuid

import pytest

from tests.rest.conftest import Caller, Company
from wayfare.rest.schemas import BAND, Outcome


def test_a_right_answer_returns_verdict_belief_and_next_step(company: Company, as_alice: Caller) -> None:
    response = as_alice.answer(company.question, [0])
    assert response.status_code == 200, response.content
    body = response.json()
    Outcome.model_validate(body)
    assert body["verdict"] == {
        "right": True,
        "score": 1.0,
        "correct": [0],
        "explanation": "Because it is.",
        "slip": "You read the axis from one.",
        "segment": {
            "id": company.question.question.segment_id,
            "title": "Bars",
            "item": company.item.id,
        },
    }
    before, after = body["before"], body["after"]
    assert after["mean"] > before["mean"]
    assert after["sd"] < before["sd"]
    assert after["low"] == pytest.approx(after["mean"] - BAND * after["sd"])
    assert body["next"]["reason"]
    assert body["skill"] == {"id": company.skill.id, "name": "Reading charts"}
    assert body["n"] == 1


def test_i_dont_know_is_an_empty_response_and_counts_as_wrong(company: Company, as_alice: Caller) -> None:
    body = as_alice.answer(company.question, []).json()
    assert not body["verdict"]["right"]
    assert body["after"]["mean"] < body["before"]["mean"]


def test_a_resent_answer_returns_the_same_outcome(company: Company, as_alice: Caller) -> None:
    attempt = str(uuid.uuid4())
    first = as_alice.answer(company.question, [1], attempt_id=attempt).json()
    second = as_alice.answer(company.question, [1], attempt_id=attempt).json()
    assert (first["resent"], second["resent"]) == (False, True)
    assert {**first, "resent": True} == second
    assert as_alice.answer(company.question, [1]).json()["n"] == 2


def test_an_attempt_answered_differently_is_a_conflict(company: Company, as_alice: Caller) -> None:
    attempt = str(uuid.uuid4())
    as_alice.answer(company.question, [1], attempt_id=attempt)
    response = as_alice.answer(company.question, [2], attempt_id=attempt)
    assert response.status_code == 409
    assert response.json()["code"] == "conflict"


def test_a_clients_own_verdict_is_ignored(company: Company, as_alice: Caller) -> None:
    body = as_alice.answer(company.question, [1], correct=True, score=1).json()
    assert not body["verdict"]["right"]


def test_a_practice_question_changes_no_belief(company: Company, as_alice: Caller) -> None:
    body = as_alice.answer(company.practice, [0]).json()
    assert body["skill"] is body["before"] is body["after"] is None
    assert as_alice.get("/skills").json()["skills"][0]["answers"] == 0
