"""The door of records: keep statements, exactly as they came."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection

from wayfare.core.clock import moment
from wayfare.core.errors import Conflict
from wayfare.core.ids import uuid7
from wayfare.records.models import Statement

__all__ = ["ANSWERED", "COMPLETED", "HOME_PAGE", "INITIALIZED", "Result", "append", "count"]

HOME_PAGE = "https://wayfare.example/people"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"

_INSERT_STATEMENT = """
INSERT INTO records_statement (id, actor_key, n, verb, object_id, timestamp, stored, raw)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_INSERT_ACTOR = "INSERT INTO records_actor (actor_key, person_id) VALUES (%s, %s) ON CONFLICT (actor_key) DO NOTHING"


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a statement (xAPI 1.0.3, 4.1.5): success, scaled score in [0, 1], the response as text."""

    success: bool | None = None
    scaled: float | None = None
    response: str | None = None


def actor_key(person_id: int) -> str:
    """Return the hash of a person's canonical identifier: an account on our home page."""
    return hashlib.sha256(f"account:{HOME_PAGE}|{person_id}".encode()).hexdigest()


def append(
    *,
    person_id: int,
    verb: str,
    object_id: str,
    occurred_at: datetime,
    now: datetime,
    n: int | None = None,
    result: Result | None = None,
) -> uuid.UUID:
    """Store one statement about a person in the caller's transaction and return its id.

    The stored bytes are valid xAPI 1.0.3. ``n`` is the sequence number of the evidence it belongs to.
    """
    statement_id = uuid7(now)
    key = actor_key(person_id)
    raw = _statement(statement_id, person_id, verb, object_id, occurred_at, now, result)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ACTOR, [key, person_id])
        cursor.execute(
            _INSERT_STATEMENT,
            [
                statement_id if connection.vendor == "postgresql" else statement_id.hex,
                *(key, n, verb, object_id, moment(occurred_at), moment(now), raw),
            ],
        )
    return statement_id


def count(*, person_id: int) -> int:
    """Return how many statements there are about a person."""
    return Statement.objects.filter(actor_key=actor_key(person_id)).count()


def _statement(
    statement_id: uuid.UUID,
    person_id: int,
    verb: str,
    object_id: str,
    occurred_at: datetime,
    now: datetime,
    result: Result | None,
) -> bytes:
    body: dict[str, object] = {
        "id": str(statement_id),
        "actor": {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": str(person_id)}},
        "verb": {"id": verb, "display": {"en": verb.rsplit("/", 1)[-1]}},
        "object": {"objectType": "Activity", "id": object_id},
        "timestamp": occurred_at.isoformat(),
        "stored": now.isoformat(),
        "version": "1.0.3",
    }
    if result is not None:
        if result.scaled is not None and not 0 <= result.scaled <= 1:
            raise Conflict("A scaled score lies between 0 and 1.", scaled=result.scaled)
        fields = {"success": result.success, "response": result.response}
        body["result"] = {name: value for name, value in fields.items() if value is not None}
        if result.scaled is not None:
            body["result"] |= {"score": {"scaled": result.scaled}}  # type: ignore[operator]
    return msgspec.json.encode(body)
