"""What goes over the wire about placements and reviews."""

import uuid
from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from wayfare.rest.schemas import (
    ANSWERED,
    MOST_OPTIONS,
    Answered,
    BodyId,
    Number,
    Option,
    Question,
    SkillName,
    example,
)

_QUESTION: dict[str, Any] = {
    "version": 7,
    "stem": "The axis begins at 90. What does that do to the bars?",
    "options": ["It makes differences look larger", "Nothing", "It makes them look smaller"],
    "multi": False,
    "skill_id": 4,
    "level": 2.5,
    "item": 12,
}
_SKILL = {"id": 4, "name": "Reading charts"}
_PLACEMENT: dict[str, Any] = {
    "id": "1035627420057608193",
    "kind": "skill",
    "subject": 4,
    "begun_at": "2026-11-02T09:00:00Z",
    "ended_at": None,
    "answers": 1,
    "next": {
        "question": _QUESTION,
        "skill": _SKILL,
        "why": {"code": "decides-level", "values": {"before": 0.62, "wanted": 2.5, "level": 2.5, "drop": 0.04}},
    },
    "found": [{"skill": _SKILL, "level": 2.5, "chance": 0.62, "verdict": "open", "asked": True}],
}


class Begin(Schema):
    """What is to be shown: a skill, an item, or the role that the person holds."""

    model_config = example(kind="skill", subject=4)

    kind: Literal["skill", "item", "role"]
    subject: BodyId


class Why(Schema):
    """Why a question is asked: a stable code, and the numbers that go with it."""

    code: str
    values: dict[str, float]


class Asked(Schema):
    """The question that is asked now, without its key."""

    question: Question
    skill: SkillName
    why: Why


class Found(Schema):
    """What is known by now of one skill at one level. ``asked`` is false where it follows from other answers."""

    skill: SkillName
    level: float
    chance: float = Field(description="P(the person is at this level).")
    verdict: Literal["yes", "no", "open"]
    asked: bool


class Placement(Schema):
    """A placement. ``next`` is null once it has ended; ``found`` is what is known by now, also while it is under way."""

    model_config = example(**_PLACEMENT)

    id: Number
    kind: Literal["skill", "item", "role"]
    subject: int
    begun_at: datetime
    ended_at: datetime | None
    answers: int
    next: Asked | None
    found: list[Found]


class PlacementAnswer(Schema):
    """An answer to the question that a placement asks now. The same ``attempt_id`` sent again changes nothing."""

    model_config = example(attempt_id="018f8e3a-6c1e-7c3a-9d53-0a3b5c7d9e1f", question_version=7, response=[0])

    attempt_id: uuid.UUID = Field(description="Made by the sender, new for each answer.")
    question_version: BodyId
    response: list[Option] = Field(
        max_length=MOST_OPTIONS, description="Indices of the chosen options, from 0; empty means “I don't know”."
    )


class Placed(Answered):
    """What an answer within a placement changed, and the placement as it is now."""

    model_config = example(**ANSWERED, placement=_PLACEMENT)

    placement: Placement


class Due(Schema):
    """A question that is due again: ``fading``, of a skill that was ``skipped`` and is looked at again, or not sure ``ahead``."""

    question: Question
    skill: SkillName
    since: datetime
    why: Literal["fading", "skipped", "ahead"]


class Recall(Schema):
    """How likely a skill is recalled after so many days without practice."""

    days: float
    recall: float


class Retention(Schema):
    """How long what is known of a skill is likely to stay, and when it is due."""

    skill: SkillName
    forecast: list[Recall]
    due: datetime


class Reviews(Schema):
    """What is due for review, when the next is, and how long what is known is likely to stay."""

    model_config = example(
        due=[{"question": _QUESTION, "skill": _SKILL, "since": "2026-11-01T09:00:00Z", "why": "fading"}],
        next_due="2026-11-01T09:00:00Z",
        retention=[
            {
                "skill": _SKILL,
                "forecast": [{"days": 0.0, "recall": 0.89}, {"days": 7.0, "recall": 0.78}],
                "due": "2026-11-01T09:00:00Z",
            }
        ],
    )

    due: list[Due]
    next_due: datetime | None = Field(description="When something is due next, whether or not that is past.")
    retention: list[Retention]
