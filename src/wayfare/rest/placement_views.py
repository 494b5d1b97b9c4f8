"""From placements and reviews to what goes over the wire."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, cast

from wayfare.catalog import api as catalog
from wayfare.engine.types import Gaussian
from wayfare.learner import api as learner
from wayfare.rest import placement_schemas as wire
from wayfare.rest import views
from wayfare.rest.schemas import Belief, SkillName, Verdict
from wayfare.skills import api as skills
from wayfare.skills.api import SkillView

Kind = Literal["skill", "item", "role"]
Names = Mapping[int, SkillView]


def placement(row: learner.PlacementView) -> wire.Placement:
    """Return a placement with the question it asks now."""
    names = skills.named(skill_ids=[one.skill_id for one in row.found])
    return wire.Placement(
        id=str(row.id),
        kind=cast("Kind", row.kind),
        subject=row.subject_id,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        answers=row.answers,
        next=_asked(row, names),
        found=[
            wire.Found(
                skill=_name(names, one.skill_id),
                level=one.level,
                chance=one.chance,
                verdict=one.verdict.value,
                asked=one.asked,
            )
            for one in row.found
        ],
    )


def _asked(row: learner.PlacementView, names: Names) -> wire.Asked | None:
    if (asked := row.next) is None:
        return None
    return wire.Asked(
        question=views.question(catalog.question(version_id=asked.version_id)),
        skill=_name(names, asked.skill_id),
        why=wire.Why(code=asked.why.code, values=dict(asked.why.values)),
    )


def placed(attempt_id: uuid.UUID, row: learner.Placed) -> wire.Placed:
    """Return what an answer within a placement changed."""
    found = row.outcome
    skill_id = found.graded.skill_id
    return wire.Placed(
        attempt_id=attempt_id,
        n=found.n,
        resent=found.resent,
        verdict=Verdict.model_validate(views.verdict(found.graded)),
        skill=None if skill_id is None else SkillName(id=skill_id, name=skills.skill(skill_id=skill_id).name),
        before=_belief(found.before),
        after=_belief(found.after),
        placement=placement(row.placement),
    )


def _belief(x: Gaussian | None) -> Belief | None:
    return None if x is None else Belief(**views.belief(x))


def reviews(
    due: Sequence[learner.Due], next_due: datetime | None, retention: Sequence[learner.Retention]
) -> wire.Reviews:
    """Return what is due, when the next is, and how long what is known is likely to stay."""
    names = skills.named(skill_ids=[*(one.skill_id for one in due), *(one.skill_id for one in retention)])
    return wire.Reviews(
        due=[
            wire.Due(
                question=views.question(catalog.question(version_id=one.version_id)),
                skill=_name(names, one.skill_id),
                since=one.since,
                why=cast("Literal['fading', 'skipped', 'ahead']", one.why),
            )
            for one in due
        ],
        next_due=next_due,
        retention=[
            wire.Retention(
                skill=_name(names, one.skill_id),
                forecast=[
                    wire.Recall(days=days, recall=recall)
                    for days, recall in zip(learner.AHEAD, one.recall, strict=True)
                ],
                due=one.due,
            )
            for one in retention
        ],
    )


def _name(names: Names, skill_id: int) -> SkillName:
    """Return a skill by id and name; the name of one that is gone is empty."""
    return SkillName(id=skill_id, name=names[skill_id].name if skill_id in names else "")
