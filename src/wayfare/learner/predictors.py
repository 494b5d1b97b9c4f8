"""The fitted predictor in serving: its bytes in the database, a mapped file on each machine, a state for each person.

A state moves with each answer, inside the transaction that keeps it. Under another predictor it is stepped anew from the evidence
when it is first wanted, so that what is read is always what a replay gives.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import connection

from wayfare.core.clock import read_moment
from wayfare.core.errors import NotFound
from wayfare.core.sql import fetch, one
from wayfare.engine.memory.scheduling import DAY
from wayfare.learner.models import Predictor as Stored

if TYPE_CHECKING:
    from wayfare.engine.tracing.answers import Answer
    from wayfare.engine.tracing.predictor import Predictor
    from wayfare.engine.tracing.state import State

_log = structlog.get_logger(__name__)
_KEPT = "SELECT n, state FROM learner_predictorstate WHERE person_id = %s AND predictor = %s"
_ANSWERS = """
SELECT question_id, skill_id, score, received_at FROM learner_evidence
WHERE person_id = %s AND id > %s AND id < %s AND question_id IS NOT NULL AND skill_id IS NOT NULL AND level IS NOT NULL
ORDER BY id
"""
_SAVE = """
INSERT INTO learner_predictorstate (person_id, predictor, n, state) VALUES (%s, %s, %s, %s)
ON CONFLICT (person_id) DO UPDATE SET predictor = excluded.predictor, n = excluded.n, state = excluded.state
"""
_NEVER = 2**62
KEPT = 4


def keep(content: bytes, now: datetime) -> str:
    """Keep the bytes of a predictor and return their name. They are large: only the newest few are kept."""
    from wayfare.engine.tracing import artefact

    name = artefact.name_of(content)
    Stored.objects.update_or_create(hash=name, defaults={"content": content, "created_at": now})
    old = Stored.objects.order_by("-created_at").values_list("hash", flat=True)[KEPT:]
    Stored.objects.filter(hash__in=list(old)).delete()
    return name


@lru_cache(maxsize=2)
def load(name: str) -> "Predictor":
    """Return a predictor, mapped from this machine's copy, which is made anew where it is missing or damaged.

    Raises NotFound where the database has no bytes of that name either, or others.
    """
    from wayfare.engine.tracing import artefact
    from wayfare.engine.tracing.predictor import Predictor

    folder = Path(settings.WAYFARE_HOME) / "predictors"
    try:
        return Predictor.load(folder / (name + artefact.SUFFIX))
    except (artefact.Damaged, OSError) as error:
        row = Stored.objects.filter(hash=name).first()
        if row is None or artefact.name_of(bytes(row.content)) != name:
            raise NotFound("There is no such predictor, or it is damaged.", predictor=name) from error
        if not isinstance(error, FileNotFoundError):
            _log.error("the copy of the predictor is damaged and is made anew", predictor=name)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return Predictor.load(artefact.write(folder, bytes(row.content)))
        except artefact.Damaged as other:  # its bytes are whole: another version wrote them
            raise NotFound("That predictor was made by another version.", predictor=name) from other


def damaged() -> list[str]:
    """Return the names of predictors whose stored bytes are not what their name says."""
    from wayfare.engine.tracing import artefact

    rows = Stored.objects.order_by("hash").iterator()
    return [row.hash for row in rows if artefact.name_of(bytes(row.content)) != row.hash]


def state(person_id: int, name: str, before: int = _NEVER) -> "State":
    """Return how a predictor sees somebody from the evidence numbered below ``before``."""
    from wayfare.engine.tracing.state import State

    predictor, kept = load(name), one(_KEPT, [person_id, name])
    n, found = (0, predictor.start()) if kept is None else (kept[0], State.from_json(json.loads(kept[1])))
    for answer in _answers(person_id, n, before):
        found = predictor.step(found, answer)
    return found


def replayed(person_id: int, name: str) -> "State":
    """Return how a predictor sees somebody, from the evidence alone."""
    predictor = load(name)
    found = predictor.start()
    for answer in _answers(person_id, 0, _NEVER):
        found = predictor.step(found, answer)
    return found


def step(person_id: int, name: str, n: int, question_id: int, skill_id: int, score: float, now: datetime) -> None:
    """Move a person's state by the answer that is evidence number ``n``, in the caller's transaction."""
    moved = load(name).step(state(person_id, name, n), _answer(question_id, skill_id, score, now))
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [person_id, name, n, json.dumps(moved.as_json(), separators=(",", ":"))])


def _answers(person_id: int, after: int, before: int) -> "Iterable[Answer]":
    for question, skill, score, at in fetch(_ANSWERS, [person_id, after, before]):
        yield _answer(question, skill, score, read_moment(at))


def _answer(question_id: int, skill_id: int, score: float, at: datetime) -> "Answer":
    from wayfare.engine.tracing.answers import Answer

    return Answer(question_id, (skill_id,), score, day(at))


def day(at: datetime) -> float:
    """Return a moment in days, as predictors count them."""
    return at.timestamp() / DAY
