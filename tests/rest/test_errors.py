"""Whatever goes wrong, the answer is JSON of one form, with a stable code, and never a traceback."""

import json
import uuid
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.rest.conftest import API, Caller, Company
from wayfare.core.errors import RateLimited
from wayfare.rest import middleware
from wayfare.rest.operations import feed as feed_operations
from wayfare.rest.schemas import Error

BIG = [2**63, 2**64, 10**30]


def _error(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"].startswith("application/json")
    body: dict[str, Any] = response.json()
    Error.model_validate(body)
    assert set(body) == {"code", "message", "next", "details"}
    assert body["code"] == code
    assert body["message"]
    assert "Traceback" not in response.content.decode()
    return body


def _raw(caller: Caller, body: bytes, content_type: str = "application/json") -> Any:
    return caller.client.post(f"{API}/answers", body, content_type=content_type, headers=caller.headers)


@pytest.mark.parametrize(
    "path", ["/nope", "/items", "/items/1/nope", "/", "/items/1/start/", "/docs", "/../../healthz"]
)
def test_an_unknown_address_is_json_too(as_alice: Caller, path: str) -> None:
    _error(as_alice.get(path), 404, "not-found")


def test_an_address_outside_any_version_is_json_too(client: Client) -> None:
    _error(client.get("/api/"), 404, "not-found")
    _error(client.get("/api/v2/me"), 404, "not-found")


def test_a_wrong_method_names_the_right_ones(as_alice: Caller) -> None:
    response = as_alice.get("/answers")
    _error(response, 405, "wrong-method")
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b"nope", b'{"a": NaN}', b'{"a": Infinity}', b'"\\ud800"', b'{"x":"\\udfff"}', b"'a'", b"{}{}"],
)
def test_what_is_not_json_is_malformed(as_alice: Caller, body: bytes) -> None:
    _error(_raw(as_alice, body), 400, "malformed")


@pytest.mark.parametrize("depth", [900, 20_000])
def test_a_deep_nest_is_refused(as_alice: Caller, depth: int) -> None:
    response = _raw(as_alice, b"[" * depth + b"]" * depth)
    assert response.status_code in (400, 422)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"1", b'"text"', b"{}", b'{"a":"\\u0000"}'])
def test_what_lacks_fields_is_invalid_and_says_which(as_alice: Caller, body: bytes) -> None:
    assert _error(_raw(as_alice, body), 422, "invalid")["details"]["problems"]


def test_a_body_over_the_limit_is_refused_before_it_is_read(as_alice: Caller) -> None:
    _error(_raw(as_alice, b" " * (middleware.MAX_BODY + 1)), 413, "too-large")
    _error(_raw(as_alice, b" " * middleware.MAX_BODY), 400, "malformed")


@pytest.mark.parametrize("declared", ["-1", "many", "9" * 40, "1e3"])
def test_a_length_that_makes_no_sense_is_refused(as_alice: Caller, declared: str) -> None:
    response = as_alice.client.generic(
        "POST", f"{API}/answers", b"{}", "application/json", headers=as_alice.headers, CONTENT_LENGTH=declared
    )
    _error(response, 413, "too-large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_that_is_not_declared_as_json_is_refused(as_alice: Caller, kind: str) -> None:
    _error(_raw(as_alice, b"{}", kind), 415, "wrong-type")


def test_json_may_name_its_charset(as_alice: Caller, company: Company) -> None:
    body = {"attempt_id": str(uuid.uuid4()), "question_version": company.question.id, "response": [0]}
    assert _raw(as_alice, json.dumps(body).encode(), "application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("attempt_id", "x"),
        ("attempt_id", "\x00" * 36),
        ("attempt_id", None),
        ("question_version", True),
        ("question_version", "1"),
        ("question_version", 1.5),
        ("question_version", 0),
        ("question_version", -1),
        *(("question_version", big) for big in BIG),
        ("response", [True]),
        ("response", ["0"]),
        ("response", [-1]),
        ("response", [64]),
        ("response", [0] * 65),
        ("response", [2**70]),
        ("response", 0),
        ("response", None),
        ("occurred_at", "yesterday"),
        ("occurred_at", "2026-11-02T09:00:00"),
        ("occurred_at", "0001-01-01T00:00:00+14:00"),
        ("occurred_at", "9999-12-31T23:59:59-14:00"),
        ("occurred_at", 1e300),
        ("occurred_at", 1_700_000_000),
        ("occurred_at", "1700000000"),
    ],
)
def test_a_field_that_cannot_be_is_invalid(as_alice: Caller, company: Company, field: str, value: object) -> None:
    body = {"attempt_id": str(uuid.uuid4()), "question_version": company.question.id, "response": [0], field: value}
    _error(as_alice.post("/answers", body), 422, "invalid")


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "%00", "%ff", "１", *map(str, BIG), "9" * 400])
@pytest.mark.parametrize("path", ["/items/{}", "/questions/{}", "/why/{}"])
def test_an_id_that_cannot_be_is_like_one_that_is_not(as_alice: Caller, path: str, number: str) -> None:
    _error(as_alice.get(path.format(number)), 404, "not-found")


@pytest.mark.parametrize("path", ["/items/{}", "/questions/{}", "/why/{}"])
def test_the_biggest_id_is_looked_up_and_not_found(as_alice: Caller, path: str) -> None:
    _error(as_alice.get(path.format(2**63 - 1)), 404, "not-found")


def test_the_biggest_id_in_a_body_is_looked_up_and_not_found(as_alice: Caller, company: Company) -> None:
    body = {"attempt_id": str(uuid.uuid4()), "question_version": 2**63 - 1, "response": [0]}
    _error(as_alice.post("/answers", body), 404, "not-found")
    _error(as_alice.post("/dismissals", {"item": 2**63 - 1}), 404, "not-found")
    _error(as_alice.delete(f"/dismissals/{2**63 - 1}"), 404, "not-found")
    _error(as_alice.post("/role", {"role": 2**63 - 1, "verdict": "confirm"}), 404, "not-found")
    _error(as_alice.post(f"/items/{2**63 - 1}/finish"), 404, "not-found")


def test_a_failure_nobody_expected_shows_an_incident_and_nothing_else(
    as_alice: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_given: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(feed_operations.recommend, "feed", fail)
    body = _error(as_alice.get("/feed"), 500, "unexpected")
    incident = body["details"]["incident"]
    assert "hunter2" not in str(body)
    assert any(incident in record.getMessage() for record in caplog.records)
    assert any(record.exc_info or "hunter2" in record.getMessage() for record in caplog.records)


def test_a_failure_outside_the_operations_is_json_too(as_alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, request: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("django.middleware.locale.LocaleMiddleware.process_request", fail)
    client = Caller(None)
    response = client.get("/me")
    assert "hunter2" not in response.content.decode()
    assert _error(response, 500, "unexpected")["details"]["incident"]


def test_a_database_that_does_not_answer_is_worth_another_try(
    as_alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(feed_operations.recommend, "feed", fail)
    assert "Try again" in _error(as_alice.get("/feed"), 503, "busy")["next"]


def test_a_limit_says_when_to_come_back(as_alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_given: object) -> None:
        raise RateLimited("Too much.", retry_after=7)

    monkeypatch.setattr(feed_operations.recommend, "feed", fail)
    response = as_alice.get("/feed")
    _error(response, 429, "rate-limited")
    assert response.headers["Retry-After"] == "7"


def test_answers_are_not_kept_by_anything_in_between(as_alice: Caller) -> None:
    for response in (as_alice.get("/me"), as_alice.get("/nope"), _raw(as_alice, b"x" * 100_000)):
        assert response.headers["Cache-Control"] == "no-store, private"


def test_too_many_answers_are_stopped(as_alice: Caller, company: Company, settings: Any) -> None:
    settings.ANSWERS_PER_MINUTE = 3
    for _ in range(3):
        assert as_alice.answer(company.question, [0]).status_code == 200
    response = as_alice.answer(company.question, [0])
    _error(response, 429, "rate-limited")
    assert 0 < int(response.headers["Retry-After"]) <= 60
