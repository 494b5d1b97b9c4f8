"""Everything but answering: who I am, my role and skills, my feed and why, items and questions, no thank you."""

from collections.abc import Callable

import pytest

from tests import factories
from tests.rest.conftest import Caller, Company
from wayfare.catalog.models import QuestionVersion
from wayfare.core import clock
from wayfare.people.models import Person, PersonRole
from wayfare.records import api as records
from wayfare.rest.schemas import BAND
from wayfare.skills.models import Skill


def test_me_is_the_person_of_the_token(as_alice: Caller, alice: Person) -> None:
    body = as_alice.get("/me").json()
    assert (body["id"], body["name"], body["email"]) == (alice.id, "Alice", "alice@example.org")
    assert (body["team"], body["weekly_minutes"]) == ("Support", alice.weekly_minutes)


# --- role
def test_a_proposed_role_waits_until_it_is_confirmed(
    company: Company, alice: Person, caller: Callable[[Person], Caller]
) -> None:
    factories.holds(alice, company.role, PersonRole.State.PROPOSED, 0.7)
    mine = caller(alice)
    assert mine.get("/role").json()["role"]["settled"] is False
    assert mine.get("/feed").json()["next"] is None
    body = mine.post("/role", {"role": company.role.id, "verdict": "confirm"}).json()
    assert (body["role"]["state"], body["role"]["settled"]) == ("confirmed", True)
    assert body["next"]["reason"]
    assert mine.get("/feed").json()["next"] == body["next"]


def test_a_rejected_role_is_gone_at_once(as_alice: Caller, company: Company) -> None:
    assert as_alice.get("/feed").json()["next"] is not None
    body = as_alice.post("/role", {"role": company.role.id, "verdict": "reject"}).json()
    assert body["role"] is body["next"] is None
    assert body["note"]
    assert as_alice.get("/role").json() == {"role": None}


def test_only_a_role_on_file_can_be_rejected(as_alice: Caller) -> None:
    other = factories.role("Somebody else's")
    assert as_alice.post("/role", {"role": other.id, "verdict": "reject"}).status_code == 404


@pytest.mark.parametrize("verdict", ["yes", "", None, 1])
def test_a_verdict_is_one_of_two_words(as_alice: Caller, company: Company, verdict: object) -> None:
    assert as_alice.post("/role", {"role": company.role.id, "verdict": verdict}).status_code == 422


# --- skills
def test_skills_show_what_is_believed_and_what_the_role_asks(as_alice: Caller, company: Company) -> None:
    as_alice.answer(company.question, [0])
    rows = {row["id"]: row for row in as_alice.get("/skills").json()["skills"]}
    asked = rows[company.skill.id]
    assert (asked["name"], asked["answers"], asked["target"]) == ("Reading charts", 1, 4.0)
    belief = asked["belief"]
    assert belief["high"] - belief["low"] == pytest.approx(2 * BAND * belief["sd"])
    assert {row["answers"] for number, row in rows.items() if number != company.skill.id} == {0}


def test_skills_come_in_pages(as_alice: Caller, company: Company) -> None:
    for place in range(5):
        factories.target(company.role, factories.skill(f"Skill {place}"))
    seen: list[int] = []
    after = 0
    while after is not None:
        body = as_alice.get("/skills", after=after, limit=3).json()
        seen += [row["id"] for row in body["skills"]]
        after = body["next_after"]
    assert seen == sorted(Skill.objects.values_list("id", flat=True))


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 501}, {"after": -1}, {"after": "x"}, {"after": 2**63}])
def test_a_page_that_cannot_be_is_invalid(as_alice: Caller, query: dict[str, object]) -> None:
    assert as_alice.get("/skills", **query).status_code == 422


def test_of_somebody_without_a_role_only_what_was_answered_is_told(
    company: Company, bob: Person, caller: Callable[[Person], Caller]
) -> None:
    mine = caller(bob)
    assert mine.get("/skills").json() == {"skills": [], "next_after": None}
    mine.answer(company.question, [0])
    assert [row["target"] for row in mine.get("/skills").json()["skills"]] == [None]


# --- feed and why
def test_every_pick_can_be_asked_why(as_alice: Caller) -> None:
    body = as_alice.get("/feed").json()
    for rank, pick in enumerate([body["next"], *body["picks"]], start=1):
        told = as_alice.get(f"/why/{pick['decision']}").json()
        assert (told["id"], told["feed"], told["item"], told["rank"]) == (
            pick["decision"],
            body["id"],
            pick["item"],
            rank,
        )
        assert told["propensity"] == 1.0
        assert told["pick"]["terms"] == pick["terms"]
        assert told["pick"]["reason"] == pick["reason"]


def test_ids_too_long_for_javascript_travel_as_text(as_alice: Caller) -> None:
    body = as_alice.get("/feed").json()
    assert isinstance(body["id"], str)
    assert int(body["next"]["decision"]) > 2**53


def test_a_dismissed_item_is_replaced_at_once_and_comes_back_when_asked(as_alice: Caller) -> None:
    first = as_alice.get("/feed").json()["next"]["item"]
    body = as_alice.post("/dismissals", {"item": first}).json()
    assert (body["item"], body["state"]) == (first, "dismissed")
    assert body["next"]["item"] != first
    (aside,) = as_alice.get("/dismissals").json()["items"]
    assert (aside["item"], bool(aside["title"])) == (first, True)
    assert as_alice.delete(f"/dismissals/{first}").json()["next"]["item"] == first
    assert as_alice.get("/dismissals").json()["items"] == []
    assert as_alice.delete(f"/dismissals/{first}").status_code == 404


# --- items and questions
def test_an_item_comes_with_segments_and_questions_but_no_key(as_alice: Caller, company: Company) -> None:
    response = as_alice.get(f"/items/{company.item.id}")
    body = response.json()
    assert [segment["title"] for segment in body["segments"]] == ["Bars"]
    assert [question["version"] for question in body["questions"]] == [company.question.id]
    for text in (response.content.decode(), as_alice.get(f"/questions/{company.question.id}").content.decode()):
        assert "correct" not in text
        assert company.question.explanation not in text
        assert company.question.slip not in text


def test_starting_and_finishing_show_in_the_item_and_in_the_feed(
    as_alice: Caller, company: Company, alice: Person
) -> None:
    path = f"/items/{company.item.id}"
    for _ in range(2):
        body = as_alice.post(f"{path}/start").json()
        assert body["state"] == "started"
        assert body["next"]["item"] != company.item.id
    assert as_alice.get("/feed").json()["continuing"] == [company.item.id]
    assert as_alice.get(path).json()["started"] is True
    assert as_alice.post(f"{path}/finish").json()["state"] == "finished"
    assert as_alice.get(path).json()["finished"] is True
    assert as_alice.get("/feed").json()["continuing"] == []
    assert records.count(person_id=alice.id) == 2


@pytest.mark.parametrize("verb", ["", "/start", "/finish"])
def test_a_retired_item_is_not_found(as_alice: Caller, company: Company, verb: str) -> None:
    company.item.retired_at = clock.now()
    company.item.save()
    path = f"/items/{company.item.id}{verb}"
    assert (as_alice.post(path) if verb else as_alice.get(path)).status_code == 404


def test_a_retired_question_takes_no_new_answer(as_alice: Caller, company: Company) -> None:
    company.question.question.retired_at = clock.now()
    company.question.question.save()
    response = as_alice.answer(company.question, [0])
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_an_earlier_wording_can_still_be_answered(as_alice: Caller, company: Company) -> None:
    QuestionVersion.objects.filter(id=company.question.id).update(current=False)
    assert as_alice.get(f"/items/{company.item.id}").json()["questions"] == []
    assert as_alice.answer(company.question, [0]).status_code == 200


def test_my_week_is_within_my_minutes_and_says_when(as_alice: Caller, company: Company) -> None:
    body = as_alice.get("/week").json()
    assert body["planned_minutes"] <= body["weekly_minutes"] - body["done_minutes"]
    assert body["value"] <= body["bound"] + 1e-9
    assert body["targets"] > 0
    assert all(step["minutes"] <= step["of_minutes"] for step in body["steps"])
