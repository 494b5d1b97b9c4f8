"""From what the rooms return to what goes over the wire."""

import math
import uuid
from typing import Any, Literal

import msgspec

from wayfare.audit.api import DecisionView
from wayfare.catalog.api import Graded, ItemView, QuestionView
from wayfare.engine.types import Gaussian
from wayfare.learner.api import Outcome, Snapshot
from wayfare.people.api import RoleView
from wayfare.recommend.api import FeedView, Pick
from wayfare.rest import schemas
from wayfare.rest.schemas import BAND
from wayfare.skills import api as skills
from wayfare.skills.api import SkillView, Target

State = Literal["started", "finished", "dismissed", "restored"]


def belief(x: Gaussian) -> dict[str, float]:
    """Return mean, standard deviation and the 80 % band of a level."""
    sd = math.sqrt(x.variance)
    return {"mean": x.mean, "sd": sd, "low": x.mean - BAND * sd, "high": x.mean + BAND * sd}


def pick(row: Pick) -> dict[str, Any]:
    """Return a pick as plain values."""
    return msgspec.structs.asdict(row) | {"decision": str(row.decision)}


def next_pick(view: FeedView) -> schemas.Pick | None:
    """Return the next step of a feed."""
    return None if view.next is None else schemas.Pick(**pick(view.next))


def feed(view: FeedView) -> dict[str, Any]:
    """Return a feed as plain values, without passing the schema: this is read at every turn."""
    return {
        "id": str(view.id),
        "next": None if view.next is None else pick(view.next),
        "picks": [pick(row) for row in view.picks],
        "continuing": view.continuing,
        "role": view.role,
        "role_state": view.role_state,
        "note": view.note,
    }


def outcome(attempt_id: uuid.UUID, found: Outcome, view: FeedView) -> dict[str, Any]:
    """Return what an answer changed, as plain values."""
    return {
        "attempt_id": str(attempt_id),
        "n": found.n,
        "resent": found.resent,
        "verdict": verdict(found.graded),
        "skill": _skill(found.graded.skill_id),
        "before": None if found.before is None else belief(found.before),
        "after": None if found.after is None else belief(found.after),
        "next": None if view.next is None else pick(view.next),
        "note": view.note,
    }


def _skill(skill_id: int | None) -> dict[str, Any] | None:
    return None if skill_id is None else {"id": skill_id, "name": skills.skill(skill_id=skill_id).name}


def verdict(graded: Graded) -> dict[str, Any]:
    """Return how an answer was graded, as plain values."""
    segment = {"id": graded.segment_id, "title": graded.segment_title, "item": graded.item_id}
    return {
        "right": graded.score == 1,
        "score": graded.score,
        "correct": graded.right,
        "explanation": graded.explanation,
        "slip": graded.slip,
        "segment": None if graded.segment_id is None else segment,
    }


def question(row: QuestionView) -> schemas.Question:
    """Return a question without its key."""
    return schemas.Question(
        version=row.version_id,
        stem=row.stem,
        options=list(row.options),
        multi=row.multi,
        skill_id=row.skill_id,
        level=row.level,
        item=row.item_id,
    )


def item(row: ItemView, questions: list[QuestionView], started: bool, finished: bool) -> schemas.Item:
    """Return an item with its questions and a person's progress."""
    return schemas.Item(
        **{name: getattr(row, name) for name in schemas.Item.model_fields if hasattr(row, name) and name != "segments"},
        started=started,
        finished=finished,
        segments=[schemas.Segment.model_validate(part) for part in row.segments],
        questions=[question(one) for one in questions],
    )


def decision(row: DecisionView) -> schemas.Decision:
    """Return a decision as it was written down."""
    return schemas.Decision(
        id=str(row.id),
        kind=row.kind,
        feed=str(row.feed_id),
        rank=row.rank,
        item=row.subject_id,
        score=row.score,
        propensity=row.propensity,
        policy=row.policy,
        artefact=row.artefact,
        input_hash=row.input_hash,
        made_at=row.made_at,
        pick={name: value for name, value in row.payload.items() if name != "decision"},
    )


def step(item_id: int, state: State, view: FeedView) -> schemas.Step:
    """Return what was done about an item, and the next step."""
    return schemas.Step(item=item_id, state=state, next=next_pick(view), note=view.note)


def role(row: RoleView | None) -> schemas.Role | None:
    """Return a role, or None."""
    return None if row is None else schemas.Role.model_validate(row)


def own_skill(row: SkillView, snapshot: Snapshot, target: Target | None) -> schemas.OwnSkill:
    """Return what is believed about one skill."""
    return schemas.OwnSkill(
        id=row.id,
        name=row.name,
        belief=schemas.Belief(**belief(snapshot.belief(row.id))),
        answers=snapshot.answers.get(row.id, 0),
        target=target.level if target else None,
        importance=target.importance if target else None,
    )
