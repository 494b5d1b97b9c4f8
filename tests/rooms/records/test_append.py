"""Statements: valid xAPI, kept byte for byte, one for each thing that happened."""

import re
import uuid
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from django.db import transaction

from tests import factories
from wayfare.core.errors import Conflict
from wayfare.learner import api as learner
from wayfare.people.models import Person
from wayfare.records import api as records
from wayfare.records.models import Actor, Statement

IRI = re.compile(r"^https?://[^\s]+$")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")


def _check(raw: bytes) -> dict[str, object]:
    """Check a statement against what xAPI 1.0.3 (part two, section 2) asks of it."""
    body = msgspec.json.decode(raw)
    assert set(body) <= {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "version"}
    assert uuid.UUID(body["id"]).version == 7
    account = body["actor"]["account"]
    assert body["actor"] == {"objectType": "Agent", "account": account}
    assert set(account) == {"homePage", "name"}
    assert IRI.match(account["homePage"])
    assert isinstance(account["name"], str)
    assert IRI.match(body["verb"]["id"])
    assert all(isinstance(name, str) for name in body["verb"]["display"].values())
    assert body["object"]["objectType"] == "Activity"
    assert IRI.match(body["object"]["id"])
    assert TIME.match(body["timestamp"])
    assert TIME.match(body["stored"])
    assert body["version"] == "1.0.3"
    result = body.get("result", {})
    assert set(result) <= {"success", "score", "response", "completion", "duration"}
    assert isinstance(result.get("success", True), bool)
    assert -1 <= result.get("score", {"scaled": 0})["scaled"] <= 1
    assert isinstance(result.get("response", ""), str)
    return body


def test_an_answer_leaves_a_valid_statement(alice: Person, now: datetime) -> None:
    question = factories.question(factories.skill("Reading charts"), correct=(0, 2))
    learner.answer(person_id=alice.id, version_id=question.id, response=[2, 0], attempt_id=uuid.uuid4(), now=now)
    row = Statement.objects.get()
    body = _check(bytes(row.raw))
    assert body["result"] == {"success": True, "score": {"scaled": 1.0}, "response": "0,2"}
    assert (row.n, row.verb, row.timestamp, row.stored) == (1, records.ANSWERED, now, now)
    assert str(body["object"]["id"]).endswith(f"/questions/{question.id}")  # type: ignore[index]


@pytest.mark.parametrize("verb", [records.INITIALIZED, records.COMPLETED])
def test_what_is_not_an_answer_is_valid_too(alice: Person, now: datetime, verb: str) -> None:
    records.append(person_id=alice.id, verb=verb, object_id="https://wayfare.example/items/1", occurred_at=now, now=now)
    assert "result" not in _check(bytes(Statement.objects.get().raw))


def test_the_bytes_are_kept_as_they_were_written(alice: Person, now: datetime) -> None:
    number = records.append(
        person_id=alice.id,
        verb=records.COMPLETED,
        object_id="https://wayfare.example/items/ä?x=\u2028",
        occurred_at=now,
        now=now,
    )
    row = Statement.objects.get(id=number)
    again = Statement.objects.get(object_id="https://wayfare.example/items/ä?x=\u2028")
    assert bytes(row.raw) == bytes(again.raw)
    assert msgspec.json.decode(bytes(row.raw))["id"] == str(number)
    assert msgspec.json.encode(msgspec.json.decode(bytes(row.raw))) == bytes(row.raw)


def test_a_statement_knows_when_it_happened_and_when_it_came(alice: Person, now: datetime) -> None:
    happened = (now - timedelta(days=30)).astimezone(timezone(timedelta(hours=2)))
    records.append(
        person_id=alice.id,
        verb=records.COMPLETED,
        object_id="https://wayfare.example/items/1",
        occurred_at=happened,
        now=now,
    )
    row = Statement.objects.get()
    assert (row.timestamp, row.stored) == (happened.astimezone(UTC), now)


def test_an_actor_is_mapped_once_and_its_key_tells_no_number(alice: Person, bob: Person, now: datetime) -> None:
    for person in (alice, bob, alice):
        records.append(
            person_id=person.id,
            verb=records.COMPLETED,
            object_id="https://wayfare.example/items/1",
            occurred_at=now,
            now=now,
        )
    assert dict(Actor.objects.values_list("person_id", "actor_key")) == {
        alice.id: records.actor_key(alice.id),
        bob.id: records.actor_key(bob.id),
    }
    assert (records.count(person_id=alice.id), records.count(person_id=bob.id)) == (2, 1)


def test_a_statement_goes_with_the_transaction_it_was_written_in(alice: Person, now: datetime) -> None:
    with transaction.atomic():
        records.append(
            person_id=alice.id,
            verb=records.COMPLETED,
            object_id="https://wayfare.example/items/1",
            occurred_at=now,
            now=now,
        )
        transaction.set_rollback(True)
    assert Statement.objects.count() == 0


@pytest.mark.parametrize("scaled", [-0.1, 1.1, float("nan")])
def test_an_impossible_score_is_refused(alice: Person, now: datetime, scaled: float) -> None:
    with pytest.raises(Conflict):
        records.append(
            person_id=alice.id,
            verb=records.ANSWERED,
            object_id="https://wayfare.example/questions/1",
            occurred_at=now,
            now=now,
            result=records.Result(scaled=scaled),
        )
    assert Statement.objects.count() == 0
