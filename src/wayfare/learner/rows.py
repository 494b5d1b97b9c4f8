"""Raw reads and writes of the answer path: one person's state, locked, and back again."""

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from wayfare.catalog import api as catalog
from wayfare.core.clock import moment, read_moment
from wayfare.core.sql import fetch, marks
from wayfare.engine.tracing.gaussian import Params
from wayfare.engine.types import Gaussian, LearnerState

_LOCK = """
INSERT INTO learner_learner (person_id, n, mean, variance) VALUES (%s, 0, 0, %s)
ON CONFLICT (person_id) DO UPDATE SET n = learner_learner.n
RETURNING n, mean, variance
"""
_ANSWERED = """
SELECT id, question_version_id, response, skill_id, level, score, before, after
FROM learner_evidence WHERE person_id = %s AND attempt_id = %s
"""
_SKILL = "SELECT mean, variance, updated_at FROM learner_skillstate WHERE person_id = %s AND skill_id = %s"
_RECEIVED = "SELECT received_at FROM learner_evidence WHERE person_id = %s AND id = %s"
_SAVE_LEARNER = "UPDATE learner_learner SET n = %s, mean = %s, variance = %s WHERE person_id = %s"
_SAVE_SKILL = """
INSERT INTO learner_skillstate (person_id, skill_id, mean, variance, answers, updated_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (person_id, skill_id) DO UPDATE
SET mean = excluded.mean, variance = excluded.variance, answers = learner_skillstate.answers + excluded.answers,
    updated_at = excluded.updated_at
"""
_SAVE_EVIDENCE = """
INSERT INTO learner_evidence
  (person_id, id, source, by_id, attempt_id, skill_id, question_id, question_version_id, response, score, level, options, seconds,
   occurred_at, received_at, statement_id, artefact, prior, before, after)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


_EXPOSED = """
INSERT INTO learner_exposure (version_id, skill_id, times) VALUES (%s, %s, 1)
ON CONFLICT (version_id) DO UPDATE SET times = learner_exposure.times + 1
"""


def lock(person_id: int, params: Params) -> tuple[int, Gaussian]:
    """Lock a person's learner row, making it where it is missing; return its last number and the ability."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [person_id, params.ability_variance])
        n, mean, variance = cursor.fetchone()
    return n, Gaussian(mean, variance)


@dataclass(frozen=True, slots=True)
class Answered:
    """An attempt that was answered before, as the evidence has it."""

    n: int
    version_id: int | None
    response: list[int]
    skill_id: int | None
    level: float | None
    score: float
    before: Gaussian | None
    after: Gaussian | None


def answered(person_id: int, attempt_id: uuid.UUID) -> Answered | None:
    """Return what an attempt was answered with, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [person_id, _native(attempt_id)])
        row = cursor.fetchone()
    if row is None:
        return None
    n, version_id, response, skill_id, level, score, before, after = row
    return Answered(n, version_id, json.loads(response), skill_id, level, score, _belief(before), _belief(after))


def skill_state(person_id: int, skill_id: int) -> tuple[Gaussian, datetime] | None:
    """Return one skill's state and when it last changed, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_SKILL, [person_id, skill_id])
        row = cursor.fetchone()
    return None if row is None else (Gaussian(row[0], row[1]), read_moment(row[2]))


_STATES = """
SELECT NULL AS skill_id, mean, variance, n FROM learner_learner WHERE person_id = %s
UNION ALL SELECT skill_id, mean, variance, answers FROM learner_skillstate WHERE person_id = %s
"""


def states(person_id: int) -> tuple[tuple[int, Gaussian] | None, list[tuple[int, float, float, int]]]:
    """Return a person's last number and ability; then skill, mean, variance and number of answers of each skill with any.

    The first is None for somebody without evidence.
    """
    learner, found = None, []
    for skill, mean, variance, times in fetch(_STATES, [person_id, person_id]):
        if skill is None:
            learner = times, Gaussian(mean, variance)
        else:
            found.append((skill, mean, variance, times))
    return learner, found


def changed_at(person_id: int) -> dict[int, datetime]:
    """Return when each skill's state last changed."""
    found = fetch("SELECT skill_id, updated_at FROM learner_skillstate WHERE person_id = %s", [person_id])
    return {skill: read_moment(at) for skill, at in found}


def real_answers(most: int) -> int:
    """Return how many graded answers there are that were not simulated; counting stops at ``most``."""
    sql = "SELECT 1 FROM learner_evidence WHERE question_id IS NOT NULL AND source <> 'simulated' LIMIT %s"
    return len(fetch(sql, [most]))


def exposures(skill_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return for each question of these skills that a placement has put its skill, and how often."""
    sql = f"SELECT version_id, skill_id, times FROM learner_exposure WHERE skill_id IN ({marks(skill_ids)})"
    return {version: (skill, times) for version, skill, times in fetch(sql, list(skill_ids))} if skill_ids else {}


def count_exposure(version_id: int, skill_id: int) -> None:
    """Count that a placement has put a question."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPOSED, [version_id, skill_id])


def progress(person_id: int) -> list[tuple[int, bool]]:
    """Return each item that a person has started, in the order of their starts, and whether it is finished."""
    sql = """
    SELECT item_id, finished_at IS NOT NULL FROM learner_itemprogress WHERE person_id = %s ORDER BY started_at, item_id
    """
    return [(item, bool(done)) for item, done in fetch(sql, [person_id])]


def taught(person_id: int, skill_ids: Collection[int]) -> frozenset[int]:
    """Return those skills that a person has begun a lesson on."""
    begun = {item for item, _ in progress(person_id)}
    return frozenset(skill for skill, items in catalog.lessons_on(skill_ids=skill_ids).items() if items & begun)


def answered_since(person_id: int, since: datetime) -> frozenset[int]:
    """Return the wordings of questions that a person answered from a moment on."""
    found = fetch(
        "SELECT DISTINCT question_version_id FROM learner_evidence "
        "WHERE person_id = %s AND received_at >= %s AND question_version_id IS NOT NULL",
        [person_id, moment(since)],
    )
    return frozenset(version for (version,) in found)


def received_at(person_id: int, n: int) -> datetime | None:
    """Return when a person's n-th evidence arrived, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [person_id, n])
        row = cursor.fetchone()
    return None if row is None else read_moment(row[0])


def save_states(
    person_id: int, n: int, state: LearnerState, skill_id: int | None, now: datetime, answers: int = 1
) -> None:
    """Write the learner row and, where one changed, a skill's state; ``answers`` more answers are about that skill."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_LEARNER, [n, state.ability.mean, state.ability.variance, person_id])
        if skill_id is not None:
            offset = state.skills[skill_id]
            cursor.execute(_SAVE_SKILL, [person_id, skill_id, offset.mean, offset.variance, answers, moment(now)])


def save_evidence(
    *,
    person_id: int,
    n: int,
    source: str,
    by_id: int | None = None,
    attempt_id: uuid.UUID,
    skill_id: int | None,
    question_id: int | None = None,
    version_id: int | None,
    response: object,
    score: float,
    level: float | None,
    options: int,
    seconds: float | None = None,
    occurred_at: datetime,
    now: datetime,
    statement_id: uuid.UUID | None,
    artefact: str,
    prior: float | None,
    before: Gaussian | None,
    after: Gaussian | None,
) -> None:
    """Append one evidence row."""
    values = [
        *(person_id, n, source, by_id, _native(attempt_id), skill_id, question_id, version_id, json.dumps(response)),
        *(score, level, options, seconds, moment(occurred_at), moment(now)),
        *(_native(statement_id) if statement_id else None, artefact),
        *(prior, _json(before), _json(after)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_EVIDENCE, values)


def _json(belief: Gaussian | None) -> str | None:
    return None if belief is None else json.dumps([belief.mean, belief.variance])


def _belief(pair: str | None) -> Gaussian | None:
    return None if pair is None else Gaussian(*json.loads(pair))


def _native(value: uuid.UUID) -> uuid.UUID | str:
    """Return a UUID as the database stores it."""
    return value if connection.vendor == "postgresql" else value.hex
