"""What people say about a level: of themselves, or of a colleague who asked them. Evidence like any other, believed less."""

import math
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wayfare.audit import api as audit
from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.ids import row_id
from wayfare.core.versions import bump
from wayfare.engine.types import Gaussian
from wayfare.inbox import api as inbox
from wayfare.inbox.api import RequestView
from wayfare.learner import artefacts, changes, rows, rules
from wayfare.learner.models import Evidence
from wayfare.people import api as people
from wayfare.skills import api as skills

AGAIN = timedelta(days=7)
LOWEST, HIGHEST = 1.0, 5.0
LEVEL_REQUEST = "level"
_SUBJECT = "skill:"


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim changed; ``resent`` where the same was said before."""

    n: int
    before: Gaussian
    after: Gaussian
    resent: bool


def say(*, person_id: int, skill_id: int, level: float, attempt_id: uuid.UUID, now: datetime) -> Claimed:
    """Keep what somebody says of their own level. It moves the estimate a little and overwrites nothing.

    Raises NotFound for an unknown skill, Invalid for a level off the scale, and Conflict where they said something about this
    skill within the last seven days, or used ``attempt_id`` for something else.
    """
    skills.skill(skill_id=skill_id)
    with transaction.atomic():
        return _keep(person_id, skill_id, level, rules.SELF, person_id, attempt_id, now)


def ask_about(*, person_id: int, skill_id: int, asked_id: int, now: datetime, note: str = "") -> RequestView:
    """Ask one's manager or a colleague at which level they see one. Raises NotFound and what ``inbox.ask`` raises."""
    skill = skills.skill(skill_id=skill_id)
    return inbox.ask(
        asker_id=person_id,
        asked_id=asked_id,
        kind=LEVEL_REQUEST,
        subject=f"{_SUBJECT}{skill_id}",
        title=skill.name,
        note=note,
        now=now,
    )


def vouch(*, request_id: int, by: int, level: float, now: datetime) -> RequestView:
    """Answer such a request with a level; what is said becomes evidence about the asker.

    The asker sees who said it. Raises NotFound, Conflict or Invalid as ``inbox.answer`` and ``say`` do.
    """
    with transaction.atomic():
        found = inbox.request(request_id=request_id, person_id=by, now=now)
        if found.kind != LEVEL_REQUEST:
            raise NotFound("There is no such request about a level.", request=request_id)
        known = found.state == "answered"
        done = inbox.answer(request_id=request_id, by=by, answer={"level": _level(level)}, now=now)
        if not known:
            boss = people.person(person_id=found.asker_id).manager_id == by
            source = rules.MANAGER if boss else rules.COLLEAGUE
            attempt = uuid.uuid5(uuid.NAMESPACE_URL, rules.iri("requests", request_id))
            skill_id = row_id(found.subject.removeprefix(_SUBJECT))
            _keep(found.asker_id, skill_id, level, source, by, attempt, now)
    return done


def _keep(
    person_id: int, skill_id: int, level: float, source: str, by: int, attempt_id: uuid.UUID, now: datetime
) -> Claimed:
    level = _level(level)
    rows.lock(person_id, artefacts.params(artefacts.active_hash()))
    if known := rows.answered(person_id, attempt_id):
        return _resent(known, skill_id, level, attempt_id)
    _not_again(person_id, skill_id, source, by, now)
    n, before, after = changes.keep_word(
        person_id, skill_id, level, score=1.0, source=source, by=by, attempt_id=attempt_id, now=now
    )
    audit.note_act(actor_id=by, verb="said-level", subject=f"person:{person_id}", now=now)
    bump(person_id)
    return Claimed(n, before, after, resent=False)


def _level(level: float) -> float:
    if not (math.isfinite(level) and LOWEST <= level <= HIGHEST):
        raise Invalid("A level is a number from 1 to 5.", level=str(level))
    return float(level)


def _resent(known: rows.Answered, skill_id: int, level: float, attempt_id: uuid.UUID) -> Claimed:
    same = known.version_id is None and known.skill_id == skill_id and known.level == level
    if not same or known.before is None or known.after is None:
        raise Conflict(
            "This attempt was already used for something else.",
            advice="Use a new attempt id.",
            attempt=str(attempt_id),
        )
    return Claimed(known.n, known.before, known.after, resent=True)


def _not_again(person_id: int, skill_id: int, source: str, by: int, now: datetime) -> None:
    """Saying it ten times makes nothing truer. Raises Conflict."""
    earlier = Evidence.objects.filter(person_id=person_id, skill_id=skill_id, source=source, by_id=by)
    if earlier.filter(received_at__gt=now - AGAIN).exists():
        raise Conflict(
            "This was said within the last seven days already.",
            advice="A question or two say more than saying it again.",
            skill=skill_id,
        )
