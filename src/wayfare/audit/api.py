"""The door of audit: write down what the machine decided and what people did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection

from wayfare.audit.models import Act, Decision
from wayfare.audit.sealing import damage, seal, unsealed_since
from wayfare.core.clock import moment
from wayfare.core.errors import NotFound
from wayfare.core.ids import ordered_id

__all__ = [
    "Choice",
    "DecisionView",
    "damage",
    "decision",
    "note_act",
    "note_choices",
    "seal",
    "unsealed_since",
]

_INSERT = """
INSERT INTO audit_decision
  (person_id, id, kind, feed_id, rank, subject_id, score, propensity, policy, artefact, input_hash, payload, made_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One pick of a feed, as it is to be written down. ``payload`` is a JSON value: terms, factors, reason."""

    rank: int
    subject_id: int
    score: float
    propensity: float
    payload: object


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as it was written down."""

    id: int
    kind: str
    feed_id: int
    rank: int
    subject_id: int
    score: float
    propensity: float
    policy: str
    artefact: str
    input_hash: str
    payload: dict[str, object]
    made_at: datetime


def note_choices(
    *,
    person_id: int,
    kind: str,
    feed_id: int,
    choices: Sequence[Choice],
    policy: str,
    artefact: str,
    input_hash: str,
    now: datetime,
) -> list[int]:
    """Write the shown choices of one feed in one batch and return their ids, in order."""
    first = ordered_id(now)
    ids = [first + place for place in range(len(choices))]  # consecutive: drawn one by one, two could be the same
    at = moment(now)
    rows = [
        (
            *(person_id, number, kind, feed_id, choice.rank, choice.subject_id, choice.score, choice.propensity),
            *(policy, artefact, input_hash, msgspec.json.encode(choice.payload).decode(), at),
        )
        for number, choice in zip(ids, choices, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
    return ids


def decision(*, person_id: int, decision_id: int) -> DecisionView:
    """Return one decision about a person. Raises NotFound."""
    row = Decision.objects.filter(person_id=person_id, id=decision_id).first()
    if row is None:
        raise NotFound("There is no such decision about you.", decision=decision_id)
    return DecisionView(
        id=row.id,
        kind=row.kind,
        feed_id=row.feed_id,
        rank=row.rank,
        subject_id=row.subject_id,
        score=row.score,
        propensity=row.propensity,
        policy=row.policy,
        artefact=row.artefact,
        input_hash=row.input_hash,
        payload=msgspec.json.decode(row.payload),
        made_at=row.made_at,
    )


def note_act(*, actor_id: int | None, verb: str, subject: str, now: datetime, **details: object) -> None:
    """Write down something a person did; ``actor_id`` is None for the command line."""
    Act.objects.create(actor_id=actor_id, verb=verb, subject=subject, details=details, at=now)
