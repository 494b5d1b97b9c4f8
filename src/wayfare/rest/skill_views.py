"""From what the rooms return about one skill and about requests to what goes over the wire."""

from datetime import datetime
from typing import cast

from wayfare.core.ids import row_id
from wayfare.engine.types import Gaussian
from wayfare.inbox.api import RequestView
from wayfare.learner import api as learner
from wayfare.people.api import PersonView
from wayfare.rest import skill_schemas as wire
from wayfare.rest.schemas import Belief, SkillName
from wayfare.rest.views import belief
from wayfare.skills.api import SkillView, Target


def _belief(x: Gaussian) -> Belief:
    return Belief(**belief(x))


def skill(who: PersonView, row: SkillView, target: Target | None, now: datetime) -> wire.SkillDetail:
    """Return what is believed about a person's level in a skill, what it rests on and what would change it."""
    snapshot = learner.snapshot(person_id=who.id)
    ahead = learner.prospect(snapshot=snapshot, skill_id=row.id)
    level = target.level if target else None
    right = learner.right_now(snapshot=snapshot, skill_id=row.id, level=level, now=now)
    return wire.SkillDetail(
        id=row.id,
        name=row.name,
        description=row.description,
        levels=list(row.levels),
        belief=_belief(snapshot.belief(row.id)),
        known=row.id in snapshot.answers,
        answers=snapshot.answers.get(row.id, 0),
        target=level,
        importance=target.importance if target else None,
        moved_at=learner.last_evidence(person_id=who.id).get(row.id),
        right_now=wire.RightNow(level=right.level, chance=right.chance),
        evidence=[_piece(one) for one in learner.evidence(person_id=who.id, skill_id=row.id)],
        prospect=wire.Prospect(
            level=ahead.level,
            right=_belief(ahead.right),
            wrong=_belief(ahead.wrong),
            manager=_belief(ahead.manager),
        ),
    )


def _piece(row: learner.Piece) -> wire.Piece:
    return wire.Piece(
        n=row.n,
        source=row.source,
        by=row.by,
        question_version=row.version_id,
        level=row.level,
        score=row.score,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        before=_belief(row.before),
        after=_belief(row.after),
        shift=row.shift,
        weight=row.weight,
    )


def claimed(given: wire.OwnLevel, done: learner.Claimed) -> wire.Claimed:
    """Return what a person's own word changed."""
    return wire.Claimed(
        attempt_id=given.attempt_id,
        n=done.n,
        resent=done.resent,
        before=_belief(done.before),
        after=_belief(done.after),
    )


def colleague(who: PersonView, row: PersonView) -> wire.Colleague:
    """Return somebody whom a person may ask."""
    return wire.Colleague(id=row.id, name=row.name, job_title=row.job_title, manager=row.id == who.manager_id)


def request(row: RequestView) -> wire.Request:
    """Return a request as its two parties see it."""
    level = row.answer.get("level") if isinstance(row.answer, dict) else None
    return wire.Request(
        id=row.id,
        kind=row.kind,
        asker=wire.Named(id=row.asker_id, name=row.asker),
        asked=wire.Named(id=row.asked_id, name=row.asked),
        skill=SkillName(id=row_id(row.subject.rpartition(":")[2]), name=row.title),
        note=row.note,
        state=cast("wire.State", row.state),
        level=level,
        made_at=row.made_at,
        expires_at=row.expires_at,
        settled_at=row.settled_at,
    )
