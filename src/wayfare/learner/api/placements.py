"""Placement: show what you can do already, skip it, and have it checked again later."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from wayfare.audit import api as audit
from wayfare.catalog import api as catalog
from wayfare.catalog.api import Askable
from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.ids import digest, ordered_id
from wayfare.core.versions import bump
from wayfare.engine.placement.answers import Outcome as Came
from wayfare.engine.placement.answers import Verdict, Why
from wayfare.engine.placement.graph import Cycle
from wayfare.learner import artefacts, changes, rows, rules, skips
from wayfare.learner.api.answers import Outcome, answer
from wayfare.learner.api.beliefs import Snapshot, snapshot
from wayfare.learner.models import Placement
from wayfare.learner.placing import role, single
from wayfare.learner.placing.protocol import Found, Next, Sitting
from wayfare.people import api as people
from wayfare.skills import api as skills

KINDS = ("skill", "item", "role")
ALMOST = 0.1  # what was not asked about becomes evidence where it is at least this close to certain
A_STEP = 0.5
QUESTIONS_A_TEST, ENOUGH = 4, 40
"""About so many questions a test of one skill puts, and so many have to be put before shares of them say anything."""


@dataclass(frozen=True, slots=True)
class PlacementView:
    """A placement as its person sees it. ``found`` is what is known by now, also while it is under way."""

    id: int
    kind: str
    subject_id: int
    begun_at: datetime
    ended_at: datetime | None
    answers: int
    next: Next | None
    found: list[Found]


@dataclass(frozen=True, slots=True)
class Placed:
    """What an answer within a placement changed."""

    outcome: Outcome
    placement: PlacementView


def begin(*, person_id: int, kind: str, subject_id: int, now: datetime) -> PlacementView:
    """Begin to place somebody in a skill, an item or a role, or go on where it was left.

    Raises Invalid for another kind, NotFound for an unknown subject or a role the person does not hold, and Conflict where there
    is no question about it, or prerequisites form a cycle.
    """
    if kind not in KINDS:
        raise Invalid("A placement is about a skill, an item or a role.", kind=kind)
    known = Placement.objects.filter(person_id=person_id, kind=kind, subject_id=subject_id, ended_at=None).first()
    if known is not None:
        return _view(known)
    believed = snapshot(person_id=person_id)
    sitting = _new(believed, kind, subject_id)
    asking = _next(sitting)
    if asking is None:
        raise Conflict(
            "There are no questions about this yet.",
            advice="Say your own level, or ask a colleague.",
            subject=subject_id,
        )
    return _view(_create(person_id, kind, subject_id, sitting, asking, believed.artefact, now))


def _create(
    person_id: int, kind: str, subject_id: int, sitting: Sitting, asking: Next, artefact: str, now: datetime
) -> Placement:
    same: dict[str, Any] = {"person_id": person_id, "kind": kind, "subject_id": subject_id}
    try:
        with transaction.atomic():
            return Placement.objects.create(
                **same,
                id=ordered_id(now),
                state=sitting.as_dict(),
                asking=_kept(asking),
                artefact=artefact,
                begun_at=now,
                touched_at=now,
            )
    except IntegrityError:
        return Placement.objects.get(**same, ended_at=None)


def placement(*, person_id: int, placement_id: int) -> PlacementView:
    """Return a placement of a person. Raises NotFound."""
    return _view(_row(person_id, placement_id))


def place(
    *,
    person_id: int,
    placement_id: int,
    version_id: int,
    response: Sequence[int],
    attempt_id: uuid.UUID,
    now: datetime,
) -> Placed:
    """Answer the question that a placement asks next; none chosen means “I don't know”. The answer is evidence as any other.

    It ends the placement where nothing is left to find out. The same attempt resent changes nothing. Raises NotFound, Conflict
    for a question that this placement does not ask now, and what ``answer`` raises.
    """
    with transaction.atomic():
        rows.lock(person_id, artefacts.params(artefacts.active_hash()))
        row = _row(person_id, placement_id)
        if rows.answered(person_id, attempt_id) is None:
            question = _asked(row, version_id)
        outcome = answer(
            person_id=person_id,
            version_id=version_id,
            response=response,
            attempt_id=attempt_id,
            now=now,
            source=rules.PLACEMENT,
        )
        if not outcome.resent:
            _go_on(row, question, outcome, now)
    return Placed(outcome, _view(row))


def _asked(row: Placement, version_id: int) -> Askable:
    """Return the question that was put, as the bank has it. Raises Conflict."""
    following = None if row.ended_at else _following(row)
    if following is None or following.version_id != version_id:
        raise Conflict(
            "This placement does not ask that question now.",
            advice="Read the placement again.",
            question=version_id,
        )
    found = catalog.bank(skill_ids=[following.skill_id])[following.skill_id]
    return next(one for one in found if one.version_id == version_id)


def _go_on(row: Placement, question: Askable, outcome: Outcome, now: datetime) -> None:
    came = Came.UNKNOWN if not outcome.response else Came.RIGHT if outcome.graded.score == 1 else Came.WRONG
    sitting = _sitting(row).answered(question, came)
    rows.count_exposure(question.version_id, question.skill_id)
    asking = _next(sitting)
    row.state, row.asking, row.touched_at = sitting.as_dict(), _kept(asking), now
    _save(row)
    if asking is None:
        _end(row, sitting, now)


def stop(*, person_id: int, placement_id: int, now: datetime) -> PlacementView:
    """End a placement now, with what is known; doing it twice changes nothing. Raises NotFound."""
    with transaction.atomic():
        rows.lock(person_id, artefacts.params(artefacts.active_hash()))
        row = _row(person_id, placement_id)
        if row.ended_at is None:
            _end(row, _sitting(row), now)
    return _view(row)


def _end(row: Placement, sitting: Sitting, now: datetime) -> None:
    """Keep what was found: skips to be verified later, and as evidence what follows for skills that were not asked about."""
    found = sitting.found()
    row.ended_at, row.touched_at, row.asking = now, now, None
    row.result = {"found": [[one.skill_id, one.level, one.chance, one.verdict.value, one.asked] for one in found]}
    _save(row)
    shown = [one for one in found if one.verdict is Verdict.YES]
    item = row.subject_id if row.kind == "item" and len(shown) == len(found) else None
    skips.keep(row.person_id, row.id, [(one.skill_id, one.level) for one in shown], item, now)
    for one in found:
        if not one.asked and sitting.count() and min(one.chance, 1 - one.chance) <= ALMOST:
            _infer(row, one, now)
    audit.note_act(actor_id=row.person_id, verb="placed", subject=f"{row.kind}:{row.subject_id}", now=now)
    bump(row.person_id)


def _infer(row: Placement, found: Found, now: datetime) -> None:
    changes.keep_word(
        row.person_id,
        found.skill_id,
        found.level,
        score=1.0 if found.chance > 0.5 else 0.0,
        source=rules.INFERRED,
        by=None,
        attempt_id=uuid.uuid5(uuid.NAMESPACE_URL, rules.iri(f"placements/{row.id}/skills", found.skill_id)),
        now=now,
    )


def _new(believed: Snapshot, kind: str, subject_id: int) -> Sitting:
    """Return a placement that nothing was asked in yet; its seed follows from person and subject, and how much is known."""
    seed = int(digest([believed.person_id, kind, subject_id, believed.n])[:8], 16)
    params = artefacts.params(believed.artefact)
    if kind == "role":
        return _of_role(believed, subject_id, seed)
    if kind == "item":
        wanted = catalog.taught(item_id=subject_id)
    else:
        wanted = [(skills.skill(skill_id=subject_id).id, _wanted(believed, subject_id))]
    return single.begin(((skill, level, believed.belief(skill)) for skill, level in wanted), seed, params)


def _of_role(believed: Snapshot, role_id: int, seed: int) -> Sitting:
    held = people.role_of(person_id=believed.person_id)
    if held is None or held.id != role_id:
        raise NotFound("That is not your role.", advice="Settle your role first.", role=role_id)
    wanted = [(target.skill_id, target.level) for target in skills.targets(role_id=role_id)]
    if not wanted:
        raise Conflict("It is not known what this role needs.", role=role_id)
    try:
        return role.begin(wanted, skills.prerequisites(skill_ids=[skill for skill, _ in wanted]), seed)
    except Cycle as error:
        raise Conflict(
            str(error), advice="Import the skills again without this cycle.", cycle=list(error.path)
        ) from error


def _wanted(believed: Snapshot, skill_id: int) -> float:
    """Return the level to test: what the role needs, else the next half level above the estimate."""
    held = people.role_of(person_id=believed.person_id)
    targets = skills.targets(role_id=held.id) if held is not None and held.state != "proposed" else []
    needed = next((target.level for target in targets if target.skill_id == skill_id), None)
    above = round((believed.belief(skill_id).mean + A_STEP) * 2) / 2
    return needed if needed is not None else min(5.0, max(1.5, above))


def _sitting(row: Placement) -> Sitting:
    state: Mapping[str, Any] = row.state
    return role.resume(state) if row.kind == "role" else single.resume(state, artefacts.params(row.artefact))


def _next(sitting: Sitting) -> Next | None:
    """Return the question to put next; how often each was put before has a say, so this is worked out once and kept."""
    return sitting.next(catalog.bank(skill_ids=sitting.skills()), _exposures(sitting.skills()))


def _exposures(skill_ids: list[int]) -> dict[int, float]:
    """Return the share of earlier placements that put a question, once there were enough of them to say."""
    counted = rows.exposures(skill_ids)
    puts = Counter[int]()
    for skill, times in counted.values():
        puts[skill] += times
    return {
        version: min(1.0, times * QUESTIONS_A_TEST / puts[skill])
        for version, (skill, times) in counted.items()
        if puts[skill] >= ENOUGH
    }


def _following(row: Placement) -> Next | None:
    """Return the question that is put now; another one where it was retired meanwhile."""
    if (asking := row.asking) is not None:
        current = catalog.bank(skill_ids=[asking["skill"]]).get(asking["skill"], ())
        if asking["version"] in {one.version_id for one in current}:
            return Next(asking["version"], asking["skill"], Why(asking["code"], asking["values"]))
    return _next(_sitting(row))


def _kept(asking: Next | None) -> dict[str, Any] | None:
    if asking is None:
        return None
    code, values = asking.why.code, dict(asking.why.values)
    return {"version": asking.version_id, "skill": asking.skill_id, "code": code, "values": values}


def _row(person_id: int, placement_id: int) -> Placement:
    row = Placement.objects.filter(person_id=person_id, id=placement_id).first()
    if row is None:
        raise NotFound("There is no such placement.", placement=str(placement_id))
    return row


def _save(row: Placement) -> None:
    Placement.objects.filter(person_id=row.person_id, id=row.id).update(
        state=row.state, asking=row.asking, touched_at=row.touched_at, ended_at=row.ended_at, result=row.result
    )


def _view(row: Placement) -> PlacementView:
    sitting = _sitting(row)
    kept = row.result["found"] if row.result else None
    found = (
        [Found(s, level, p, Verdict(v), asked) for s, level, p, v, asked in kept]
        if kept is not None
        else sitting.found()
    )
    return PlacementView(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        answers=sitting.count(),
        next=None if row.ended_at else _following(row),
        found=found,
    )
