"""Answers: graded, kept, and what they change."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from wayfare.audit import api as audit
from wayfare.catalog import api as catalog
from wayfare.catalog.api import Graded
from wayfare.core.errors import Conflict, Invalid, RateLimited
from wayfare.core.versions import bump
from wayfare.engine.types import Attempt, Gaussian
from wayfare.learner import artefacts, changes, memory, predictors, rows, rules, skips
from wayfare.learner.models import Learner
from wayfare.learner.rules import iri
from wayfare.records import api as records

MAX_AHEAD = timedelta(minutes=10)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_log = structlog.get_logger(__name__)
LONGEST = 3600.0  # seconds; who needs longer for a question did something else meanwhile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer changed. ``before`` and ``after`` are None for a question without a skill: practice only."""

    n: int
    graded: Graded
    before: Gaussian | None
    after: Gaussian | None
    resent: bool
    response: tuple[int, ...] = ()


def answer(
    *,
    person_id: int,
    version_id: int,
    response: Sequence[int],
    attempt_id: uuid.UUID,
    now: datetime,
    occurred_at: datetime | None = None,
    source: str = "answer",
    seconds: float | None = None,
) -> Outcome:
    """Grade an answer, keep it, and update what is believed. The same attempt resent changes nothing.

    ``source`` is written on the evidence: ``answer``, or ``simulated`` for the demo company. ``seconds`` is how long the answer
    took, where that is known.

    Raises Conflict where ``attempt_id`` was used for something else, Invalid for a time more than ten minutes ahead,
    RateLimited for more answers within a minute than ``settings.ANSWERS_PER_MINUTE``, and what ``catalog.grade`` raises.
    """
    at = _clamped(occurred_at or now, now)
    try:
        return _answer(person_id, version_id, response, attempt_id, at, now, source, _plausible(seconds))
    except RateLimited:
        _flag(person_id, now)
        raise


def _answer(
    person_id: int,
    version_id: int,
    response: Sequence[int],
    attempt_id: uuid.UUID,
    at: datetime,
    now: datetime,
    source: str,
    seconds: float | None,
) -> Outcome:
    """Do all of it in one transaction."""
    with transaction.atomic():
        artefact = artefacts.active_hash()
        bundle = artefacts.bundle(artefact)
        n, ability = rows.lock(person_id, bundle.tracing)
        if known := rows.answered(person_id, attempt_id):
            return _resent(known, attempt_id, version_id, response)
        _not_too_many(person_id, n, now)
        graded = catalog.grade(version_id=version_id, response=response)
        graded = replace(graded, level=bundle.level(graded.question_id, graded.level))
        statement = records.append(
            person_id=person_id,
            verb=records.ANSWERED,
            object_id=iri("questions", graded.version_id),
            occurred_at=at,
            now=now,
            n=n + 1,
            result=records.Result(graded.score == 1, graded.score, ",".join(map(str, sorted(set(response))))),
        )
        change = changes.apply(person_id, graded.skill_id, _attempts(graded, source), ability, bundle.tracing, now)
        rows.save_evidence(
            person_id=person_id,
            n=n + 1,
            source=source,
            attempt_id=attempt_id,
            skill_id=graded.skill_id,
            question_id=graded.question_id,
            version_id=graded.version_id,
            response=sorted(set(response)),
            score=graded.score,
            level=graded.level,
            options=graded.options,
            seconds=seconds,
            occurred_at=at,
            now=now,
            statement_id=statement,
            artefact=artefact,
            prior=change.prior,
            before=change.before,
            after=change.after,
        )
        rows.save_states(person_id, n + 1, change.state, graded.skill_id, now)
        if graded.skill_id is not None and graded.level is not None:
            skips.verify(person_id, graded.skill_id, graded.level, graded.score == 1, now)
            sure = _foresee(person_id, graded, graded.skill_id, bundle, n + 1, now) if bundle.predictor else None
            _remember(person_id, graded, graded.skill_id, bundle, seconds, now, sure)
        bump(person_id)
    return Outcome(n + 1, graded, change.before, change.after, resent=False, response=tuple(sorted(set(response))))


def _clamped(occurred_at: datetime, now: datetime) -> datetime:
    """Return when it happened in UTC, at most now: a clock that is a little fast is put right."""
    if occurred_at > now + MAX_AHEAD:
        raise Invalid(
            "That time lies more than ten minutes ahead of ours.",
            advice="Check the clock of the device.",
            occurred_at=occurred_at.isoformat(),
        )
    try:
        return min(occurred_at.astimezone(UTC), now)
    except OverflowError as error:
        raise Invalid("That time lies before the first year.", occurred_at=occurred_at.isoformat()) from error


def _not_too_many(person_id: int, n: int, now: datetime) -> None:
    """Stop what no person does: more answers within one minute than ``settings.ANSWERS_PER_MINUTE``."""
    most: int = settings.ANSWERS_PER_MINUTE
    earliest = None if n < most else rows.received_at(person_id, n - most + 1)
    if earliest is not None and (wait := earliest + MINUTE - now) > timedelta(0):
        raise RateLimited(
            "That is more answers in a minute than a person gives.",
            advice="Wait a little and send it again with the same attempt id.",
            retry_after=math.ceil(wait.total_seconds()),
            per_minute=most,
        )


def _flag(person_id: int, now: datetime) -> None:
    """Write down, once an hour, that somebody answers faster than a person can: it may be a script, and is no learning."""
    lately = Q(flagged_at__gt=now - HOUR)
    if Learner.objects.filter(~lately | Q(flagged_at=None), person_id=person_id).update(flagged_at=now):
        _log.warning("answers faster than a person gives them", person=person_id)
        audit.note_act(actor_id=person_id, verb="answered-too-fast", subject=f"person:{person_id}", now=now)


def flagged(*, since: datetime) -> int:
    """Return how many people were stopped since then for answering faster than a person can."""
    return Learner.objects.filter(flagged_at__gte=since).count()


def _resent(known: rows.Answered, attempt_id: uuid.UUID, version_id: int, response: Sequence[int]) -> Outcome:
    """Return the outcome as it was, also where the question was retired or changed its skill meanwhile."""
    if known.version_id != version_id or known.response != sorted(set(response)):
        raise Conflict(
            "This attempt was already answered differently.",
            advice="Use a new attempt id for a new answer.",
            attempt=str(attempt_id),
        )
    graded = catalog.grade(version_id=version_id, response=response, retired_too=True)
    graded = replace(graded, skill_id=known.skill_id, level=known.level, score=known.score)
    return Outcome(known.n, graded, known.before, known.after, resent=True, response=tuple(known.response))


def answered(*, person_id: int, version_id: int, attempt_id: uuid.UUID) -> Outcome | None:
    """Return what an earlier answer changed, or None where this attempt was not made yet.

    Raises Conflict where the attempt belongs to another question.
    """
    known = rows.answered(person_id, attempt_id)
    return None if known is None else _resent(known, attempt_id, version_id, known.response)


def _attempts(graded: Graded, source: str) -> tuple[Attempt, ...]:
    """Return what an answer says to the filter: nothing, where the question is for practice only."""
    if graded.skill_id is None or graded.level is None:
        return ()
    return rules.attempts(graded.skill_id, graded.level, graded.options, graded.score, source)


def _plausible(seconds: float | None) -> float | None:
    return seconds if seconds is not None and 0 < seconds <= LONGEST else None


def _foresee(
    person_id: int, graded: Graded, skill_id: int, bundle: artefacts.Bundle, n: int, now: datetime
) -> datetime | None:
    """Move what the predictor sees, and return until when it takes the skill for sure."""
    state = predictors.step(person_id, bundle.predictor, n, graded.question_id, skill_id, graded.score, now)
    if n < rules.PREDICTED_FROM:
        return None
    taught = skill_id in rows.taught(person_id, [skill_id])
    return now + timedelta(days=predictors.sure_for(state, bundle.predictor, skill_id, taught, now, memory.AIM))


def _remember(
    person_id: int,
    graded: Graded,
    skill_id: int,
    bundle: artefacts.Bundle,
    seconds: float | None,
    now: datetime,
    sure_until: datetime | None,
) -> None:
    """Move the cards of the skill and of the question."""
    cards = memory.read(person_id, skill_id, graded.question_id)
    changed = memory.answered(
        cards, bundle, skill_id, graded.question_id, graded.version_id, graded.score, seconds, now
    )
    memory.save(person_id, changed, bundle, sure_until)
