"""The door of the learner room: answers in, beliefs out."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Graded
from wayfare.core.errors import Conflict, Invalid, RateLimited
from wayfare.core.versions import bump
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, Gaussian, LearnerState
from wayfare.learner import artefacts, priors, rows
from wayfare.learner.models import Evidence, ItemProgress, Learner
from wayfare.records import api as records

__all__ = [
    "Outcome",
    "Progress",
    "Snapshot",
    "active_artefact",
    "answer",
    "answered",
    "answered_versions",
    "artefact_problems",
    "everyone",
    "finish",
    "finished_since",
    "matches_replay",
    "progress",
    "replay",
    "snapshot",
    "start",
]

MAX_AHEAD = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
_IRI = "https://wayfare.example/{}/{}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer changed. ``before`` and ``after`` are None for a question without a skill: practice only."""

    n: int
    graded: Graded
    before: Gaussian | None
    after: Gaussian | None
    resent: bool
    response: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All beliefs about one person at one moment, on the level scale.

    ``answers`` counts the answers for each skill with any; what is believed about other skills comes from the role alone.
    """

    person_id: int
    n: int
    artefact: str
    state: LearnerState
    answers: dict[int, int]

    def belief(self, skill_id: int) -> Gaussian:
        """Return mean and variance of the person's level in a skill."""
        return gaussian.belief(self.state, skill_id, artefacts.params(self.artefact))

    def at_least(self, skill_id: int, level: float) -> float:
        """Return P(level of the person in the skill ≥ ``level``)."""
        return gaussian.at_least(self.belief(skill_id), level)


@dataclass(frozen=True, slots=True)
class Progress:
    """Which items a person has started, and which of them they have finished."""

    started: frozenset[int]
    finished: frozenset[int]


def answer(
    *,
    person_id: int,
    version_id: int,
    response: Sequence[int],
    attempt_id: uuid.UUID,
    now: datetime,
    occurred_at: datetime | None = None,
    source: str = "answer",
) -> Outcome:
    """Grade an answer, keep it, and update what is believed. The same attempt resent changes nothing.

    ``source`` is written on the evidence: ``answer``, or ``simulated`` for the demo company.

    Raises Conflict where ``attempt_id`` was used for something else, Invalid for a time more than ten minutes ahead,
    RateLimited for more answers within a minute than ``settings.ANSWERS_PER_MINUTE``, and what ``catalog.grade`` raises.
    """
    at = _clamped(occurred_at or now, now)
    with transaction.atomic():
        artefact = artefacts.active_hash()
        params = artefacts.params(artefact)
        n, ability = rows.lock(person_id, params)
        if known := rows.answered(person_id, attempt_id):
            return _resent(known, attempt_id, version_id, response)
        _not_too_many(person_id, n, now)
        graded = catalog.grade(version_id=version_id, response=response)
        statement = records.append(
            person_id=person_id,
            verb=records.ANSWERED,
            object_id=_IRI.format("questions", graded.version_id),
            occurred_at=at,
            now=now,
            n=n + 1,
            result=records.Result(graded.score == 1, graded.score, ",".join(map(str, sorted(set(response))))),
        )
        change = _apply(person_id, graded, ability, params, now)
        rows.save_evidence(
            person_id=person_id,
            n=n + 1,
            source=source,
            attempt_id=attempt_id,
            skill_id=graded.skill_id,
            version_id=graded.version_id,
            response=sorted(set(response)),
            score=graded.score,
            level=graded.level,
            options=graded.options,
            occurred_at=at,
            now=now,
            statement_id=statement,
            artefact=artefact,
            prior=change.prior,
            before=change.before,
            after=change.after,
        )
        rows.save_states(person_id, n + 1, change.state, graded.skill_id, now)
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


def answered_versions(*, person_id: int, skill_id: int) -> frozenset[int]:
    """Return the versions of questions about a skill that a person has answered."""
    rows_ = Evidence.objects.filter(person_id=person_id, skill_id=skill_id, question_version_id__isnull=False)
    return frozenset(number for number in rows_.values_list("question_version_id", flat=True) if number is not None)


@dataclass(frozen=True, slots=True)
class _Change:
    """The state after an answer, the belief about its skill before and after, and the prior where the skill was new."""

    state: LearnerState
    before: Gaussian | None = None
    after: Gaussian | None = None
    prior: float | None = None


def _apply(person_id: int, graded: Graded, ability: Gaussian, params: gaussian.Params, now: datetime) -> _Change:
    skill_id = graded.skill_id
    if skill_id is None or graded.level is None:
        return _Change(LearnerState(ability, {}))
    found, prior = rows.skill_state(person_id, skill_id), None
    if found is None:
        prior = priors.by_role(person_id, params).get(skill_id, params.prior_mean)
        state = gaussian.with_prior(LearnerState(ability, {}), skill_id, prior, params)
    else:
        state = gaussian.widen(LearnerState(ability, {skill_id: found[0]}), skill_id, _days(found[1], now), params)
    after = gaussian.update(state, Attempt(skill_id, graded.level, graded.options, graded.score), params)
    return _Change(after, gaussian.belief(state, skill_id, params), gaussian.belief(after, skill_id, params), prior)


def _days(earlier: datetime, later: datetime) -> float:
    return max(0.0, (later - earlier).total_seconds() / 86_400)


def active_artefact() -> str:
    """Return the hash of the parameters that beliefs are computed with now."""
    return artefacts.active_hash()


def snapshot(*, person_id: int) -> Snapshot:
    """Return everything believed about a person now. Somebody unknown gets the prior."""
    artefact = artefacts.active_hash()
    learner, states = rows.learner(person_id), rows.states(person_id)
    params = artefacts.params(artefact)
    n, ability = learner or (0, gaussian.start(params).ability)
    known = {skill: Gaussian(mean, variance) for skill, mean, variance, _ in states}
    roles = priors.by_role(person_id, params)
    assumed = {skill: Gaussian(mean, params.prior_variance) for skill, mean in roles.items()}
    return Snapshot(
        person_id=person_id,
        n=n,
        artefact=artefact,
        state=LearnerState(ability, assumed | known),
        answers={skill: answers for skill, _, _, answers in states},
    )


def replay(*, person_id: int, artefact: str | None = None) -> Snapshot:
    """Rebuild a person's beliefs from the evidence alone, in order of arrival.

    Each row is applied with the parameters it names, or all of them with ``artefact``.
    """
    params = artefacts.params(artefact or artefacts.active_hash())
    state, n = gaussian.start(params), 0
    changed: dict[int, datetime] = {}
    answers: dict[int, int] = {}
    for row in Evidence.objects.filter(person_id=person_id).order_by("id").iterator():
        n = row.id
        if row.skill_id is None or row.level is None:
            continue
        params = artefacts.params(artefact or row.artefact)
        if row.prior is not None:
            state = gaussian.with_prior(state, row.skill_id, row.prior, params)
        elif row.skill_id in changed:
            state = gaussian.widen(state, row.skill_id, _days(changed[row.skill_id], row.received_at), params)
        state = gaussian.update(state, Attempt(row.skill_id, row.level, row.options, row.score), params)
        changed[row.skill_id] = row.received_at.astimezone(UTC)
        answers[row.skill_id] = answers.get(row.skill_id, 0) + 1
    return Snapshot(person_id, n, artefact or artefacts.active_hash(), state, answers)


def start(*, person_id: int, item_id: int, now: datetime) -> None:
    """Note that a person has started an item. Doing it twice changes nothing. Raises NotFound."""
    catalog.ensure_item(item_id=item_id)
    with transaction.atomic():
        _, made = ItemProgress.objects.get_or_create(person_id=person_id, item_id=item_id, defaults={"started_at": now})
        if made:
            _record(person_id, records.INITIALIZED, item_id, now)


def finish(*, person_id: int, item_id: int, now: datetime) -> None:
    """Note that a person has finished an item. Doing it twice changes nothing. Raises NotFound."""
    catalog.ensure_item(item_id=item_id)
    with transaction.atomic():
        row, _ = ItemProgress.objects.get_or_create(person_id=person_id, item_id=item_id, defaults={"started_at": now})
        if row.finished_at is None:
            ItemProgress.objects.filter(person_id=person_id, item_id=item_id).update(finished_at=now)
            _record(person_id, records.COMPLETED, item_id, now)


def _record(person_id: int, verb: str, item_id: int, now: datetime) -> None:
    records.append(person_id=person_id, verb=verb, object_id=_IRI.format("items", item_id), occurred_at=now, now=now)
    bump(person_id)


def progress(*, person_id: int) -> Progress:
    """Return what a person has started and finished."""
    started = rows.progress(person_id)
    return Progress(frozenset(item for item, _ in started), frozenset(item for item, done in started if done))


def finished_since(*, person_id: int, since: datetime) -> list[int]:
    """Return the ids of the items that a person has finished from a moment on."""
    rows_ = ItemProgress.objects.filter(person_id=person_id, finished_at__gte=since).order_by("finished_at")
    return list(rows_.values_list("item_id", flat=True))


def everyone() -> list[int]:
    """Return the ids of all people with evidence."""
    return list(Learner.objects.filter(n__gt=0).order_by("person_id").values_list("person_id", flat=True))


def matches_replay(*, person_id: int) -> bool:
    """Say whether a person's stored beliefs are what replaying their evidence gives."""
    stored, rebuilt = snapshot(person_id=person_id), replay(person_id=person_id)
    if stored.answers != rebuilt.answers or stored.n != rebuilt.n:
        return False
    pairs = [(stored.state.ability, rebuilt.state.ability)]
    pairs += [(stored.state.skills[skill], rebuilt.state.skills[skill]) for skill in stored.answers]
    return all(abs(a.mean - b.mean) < 1e-9 and abs(a.variance - b.variance) < 1e-9 for a, b in pairs)


def artefact_problems() -> tuple[list[str], list[str]]:
    """Return the hashes of parameters that are damaged, and of those that evidence names and that are missing."""
    return artefacts.damaged(), artefacts.missing()
