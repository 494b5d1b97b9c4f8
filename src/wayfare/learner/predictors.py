"""The fitted predictor in serving: its bytes in the database, a mapped file on each machine, a state for each person.

A state moves with each answer, inside the transaction that keeps it. Under another predictor it is stepped anew from the evidence
when it is first wanted, so that what is read is always what a replay gives.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

import msgspec
from django.db import connection

from wayfare.core import blobs
from wayfare.core.clock import read_moment
from wayfare.core.errors import NotFound
from wayfare.core.sql import fetch, one
from wayfare.engine.memory.scheduling import DAY

if TYPE_CHECKING:
    from wayfare.engine.tracing.answers import Answer
    from wayfare.engine.tracing.predictor import Predictor
    from wayfare.engine.tracing.state import State

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
DAYS = (1, 3, 7, 14, 30, 60, 120)


def keep(content: bytes, now: datetime) -> str:
    """Keep the bytes of a predictor and return their name."""
    return blobs.put("predictor", content, now)


@lru_cache(maxsize=2)
def load(name: str) -> "Predictor":
    """Return a predictor. Raises NotFound, also for a damaged one or one of another version."""
    from wayfare.engine.artefact import Damaged
    from wayfare.engine.tracing.predictor import Predictor

    try:
        return Predictor.load(blobs.file(name))
    except Damaged as error:
        raise NotFound("That predictor was made by another version.", predictor=name) from error


def state(person_id: int, name: str, before: int = _NEVER) -> "State":
    """Return how a predictor sees somebody from the evidence numbered below ``before``."""
    from wayfare.engine.tracing.state import State

    predictor, kept = load(name), one(_KEPT, [person_id, name])
    n, found = (0, predictor.start()) if kept is None else (kept[0], State.from_json(msgspec.json.decode(kept[1])))
    return reduce(predictor.step, _answers(person_id, n, before), found)


def replayed(person_id: int, name: str) -> "State":
    """Return how a predictor sees somebody, from the evidence alone."""
    predictor = load(name)
    return reduce(predictor.step, _answers(person_id, 0, _NEVER), predictor.start())


def step(person_id: int, name: str, n: int, question_id: int, skill_id: int, score: float, now: datetime) -> "State":
    """Move a person's state by the answer that is evidence number ``n``, in the caller's transaction, and return it."""
    moved = load(name).step(state(person_id, name, n), _answer(question_id, skill_id, score, now))
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [person_id, name, n, msgspec.json.encode(moved.as_json()).decode()])
    return moved


def sure_for(state: "State", name: str, skill_id: int, taught: bool, now: datetime, aim: float) -> int:
    """Return for how many days (one of DAYS, or 0) a question of a skill not seen before is likely right, P ≥ ``aim``."""
    from wayfare.engine.tracing.answers import UNKNOWN, Question

    predictor, sure = load(name), 0
    for days in DAYS:
        if predictor.predict(state, Question(UNKNOWN, (skill_id,), day(now) + days, taught)) < aim:
            break
        sure = days
    return sure


def _answers(person_id: int, after: int, before: int) -> "Iterable[Answer]":
    for question, skill, score, at in fetch(_ANSWERS, [person_id, after, before]):
        yield _answer(question, skill, score, read_moment(at))


def _answer(question_id: int, skill_id: int, score: float, at: datetime) -> "Answer":
    from wayfare.engine.tracing.answers import Answer

    return Answer(question_id, (skill_id,), score, day(at))


def day(at: datetime) -> float:
    """Return a moment in days, as predictors count them."""
    return at.timestamp() / DAY
