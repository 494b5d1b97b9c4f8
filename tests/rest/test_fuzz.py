"""The whole API under generated requests, good and bad: never a 5xx, and every answer as the description has it."""

import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.rest.conftest import API, Caller, Company
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence
from wayfare.people.models import Person
from wayfare.rest.schemas import Error

schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", get_wsgi_application())
BOUNDED = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def no_limit(settings: Any) -> None:
    """Answer as fast as a machine."""
    settings.ANSWERS_PER_MINUTE = 1_000_000


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's own connection open from request to request, as Django's test client does."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection", "no_limit")
@schema.parametrize()
@BOUNDED
def test_every_operation_holds_what_the_description_promises(case: Case, as_alice: Caller) -> None:
    # ignored_auth leaves out the one sign-in that it generated itself; the next test looks at that. What an answer may hold
    # depends on its question and on the time, which no schema says; nor does one say that a deadline or the day to be ready for
    # lies ahead, or that a skill stands once.
    unsaid = case.path.endswith(("/answers", "/reviews")) or "/me/" in case.path
    besides = [ignored_auth, *([positive_data_acceptance] if unsaid else [])]
    response = case.call_and_validate(
        headers={"authorization": as_alice.headers["authorization"]}, excluded_checks=besides
    )
    assert response.status_code < 500


@pytest.mark.usefixtures("one_connection")
@schema.parametrize()
@settings(BOUNDED, max_examples=8)
def test_without_a_token_every_operation_is_refused(case: Case, company: Company) -> None:
    response = case.call(headers={"authorization": "Bearer wf_nobody"})
    assert response.status_code in (401, 404, 405, 413, 415, 429)
    Error.model_validate(response.json())


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.uuids().map(str)
    | st.datetimes().map(lambda at: at.isoformat() + "Z")
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner)
)


@settings(BOUNDED, max_examples=200)
@given(
    attempt=st.uuids().map(str) | anything,
    question=st.sampled_from(["asked", "practice"]) | anything,
    response=st.lists(st.integers(0, 4), max_size=5) | anything,
    occurred_at=st.datetimes().map(lambda at: at.isoformat() + "+02:00") | anything,
    more=st.dictionaries(st.text(max_size=12), anything, max_size=3),
)
def test_the_answer_door_takes_what_is_right_and_refuses_the_rest(
    company: Company,
    alice: Person,
    as_alice: Caller,
    no_limit: None,
    attempt: object,
    question: object,
    response: object,
    occurred_at: object,
    more: dict[str, object],
) -> None:
    named = {"asked": company.question.id, "practice": company.practice.id}
    version = named.get(question, question) if isinstance(question, str) else question
    body = {
        **more,
        "attempt_id": attempt,
        "question_version": version,
        "response": response,
        "occurred_at": occurred_at,
    }
    before = Evidence.objects.count()
    raw = json.dumps(body).encode("utf-8", "surrogatepass")
    got = as_alice.client.post(f"{API}/answers", raw, content_type="application/json", headers=as_alice.headers)
    assert got.status_code in (200, 400, 404, 409, 422), got.content
    new = got.status_code == 200 and not got.json()["resent"]
    assert Evidence.objects.count() == before + new
    assert learner.matches_replay(person_id=alice.id)


@settings(BOUNDED, max_examples=200)
@given(raw=st.binary(max_size=300))
def test_the_answer_door_survives_any_bytes(as_alice: Caller, raw: bytes) -> None:
    got = as_alice.client.post(f"{API}/answers", raw, content_type="application/json", headers=as_alice.headers)
    assert got.status_code in (400, 422)
    Error.model_validate(got.json())


@settings(BOUNDED, max_examples=100)
@given(
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    method=st.sampled_from(["get", "post", "delete"]),
)
def test_no_address_breaks_anything(as_alice: Caller, path: str, method: str) -> None:
    got = getattr(as_alice.client, method)(f"{API}/items/{quote(path)}", headers=as_alice.headers)
    assert got.status_code < 500


def test_an_attempt_is_found_again_whatever_the_form_of_its_id(company: Company, as_alice: Caller) -> None:
    attempt = uuid.uuid4()
    forms = [str(attempt), attempt.hex, str(attempt).upper(), f"urn:uuid:{attempt}", f"{{{attempt}}}"]
    told = [as_alice.answer(company.question, [0], attempt_id=form).json() for form in forms]
    assert [one["resent"] for one in told] == [False, True, True, True, True]
    assert {one["attempt_id"] for one in told} == {str(attempt)}
