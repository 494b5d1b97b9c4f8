"""Raw reads and writes of the answer path: one person's state, locked, and back again."""

import json
import uuid
from datetime import datetime

from django.db import connection

from wayfare.core.clock import moment
from wayfare.engine.tracing.gaussian import Params
from wayfare.engine.types import Gaussian, LearnerState
from wayfare.learner.models import Evidence, SkillState

_LOCK = """
INSERT INTO learner_learner (person_id, n, mean, variance) VALUES (%s, 0, 0, %s)
ON CONFLICT (person_id) DO UPDATE SET n = learner_learner.n
RETURNING n, mean, variance
"""
_SAVE_LEARNER = "UPDATE learner_learner SET n = %s, mean = %s, variance = %s WHERE person_id = %s"
_SAVE_SKILL = """
INSERT INTO learner_skillstate (person_id, skill_id, mean, variance, answers, updated_at)
VALUES (%s, %s, %s, %s, 1, %s)
ON CONFLICT (person_id, skill_id) DO UPDATE
SET mean = excluded.mean, variance = excluded.variance, answers = learner_skillstate.answers + 1,
    updated_at = excluded.updated_at
"""
_SAVE_EVIDENCE = """
INSERT INTO learner_evidence
  (person_id, id, source, attempt_id, skill_id, question_version_id, response, score, level, options,
   occurred_at, received_at, statement_id, artefact, prior, before, after)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def lock(person_id: int, params: Params) -> tuple[int, Gaussian]:
    """Lock a person's learner row, making it where it is missing; return its last number and the ability."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [person_id, params.ability_variance])
        n, mean, variance = cursor.fetchone()
    return n, Gaussian(mean, variance)


def skill_state(person_id: int, skill_id: int) -> tuple[Gaussian, datetime] | None:
    """Return one skill's state and when it last changed, or None."""
    row = SkillState.objects.filter(person_id=person_id, skill_id=skill_id).first()
    return None if row is None else (Gaussian(row.mean, row.variance), row.updated_at)


def received_at(person_id: int, n: int) -> datetime | None:
    """Return when a person's n-th evidence arrived, or None."""
    return Evidence.objects.filter(person_id=person_id, id=n).values_list("received_at", flat=True).first()


def save_states(person_id: int, n: int, state: LearnerState, skill_id: int | None, now: datetime) -> None:
    """Write the learner row and, where one changed, a skill's state."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_LEARNER, [n, state.ability.mean, state.ability.variance, person_id])
        if skill_id is not None:
            offset = state.skills[skill_id]
            cursor.execute(_SAVE_SKILL, [person_id, skill_id, offset.mean, offset.variance, moment(now)])


def save_evidence(
    *,
    person_id: int,
    n: int,
    source: str,
    attempt_id: uuid.UUID,
    skill_id: int | None,
    version_id: int | None,
    response: object,
    score: float,
    level: float | None,
    options: int,
    occurred_at: datetime,
    now: datetime,
    statement_id: uuid.UUID,
    artefact: str,
    prior: float | None,
    before: Gaussian | None,
    after: Gaussian | None,
) -> None:
    """Append one evidence row."""
    native = connection.vendor == "postgresql"
    values = [
        *(person_id, n, source, attempt_id if native else attempt_id.hex, skill_id, version_id, json.dumps(response)),
        *(score, level, options, moment(occurred_at), moment(now)),
        *(statement_id if native else statement_id.hex, artefact),
        *(prior, _json(before), _json(after)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_EVIDENCE, values)


def _json(belief: Gaussian | None) -> str | None:
    return None if belief is None else json.dumps([belief.mean, belief.variance])
