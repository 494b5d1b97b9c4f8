"""What goes over the wire about one skill of a person, and about what people ask of one another."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from wayfare.rest.schemas import NOW, Belief, BodyId, SkillName, example

LONGEST_NOTE = 500


def _number(value: object) -> object:
    """Let through what JSON Schema calls a number, but neither true nor "2"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    return value


State = Literal["open", "answered", "declined", "withdrawn", "expired"]
Level = Annotated[float, Field(ge=1, le=5, description="On the scale from 1 to 5."), BeforeValidator(_number)]
_MORE = {"mean": 2.6, "sd": 0.46, "low": 2.01, "high": 3.19}
_LESS = {"mean": 2.2, "sd": 0.46, "low": 1.61, "high": 2.79}
_AT = "2026-11-02T09:00:00Z"
_REQUEST: dict[str, Any] = {
    "id": 5,
    "kind": "level",
    "asker": {"id": 14, "name": "Alice Meyer"},
    "asked": {"id": 2, "name": "Bob Osei"},
    "skill": {"id": 4, "name": "Reading charts"},
    "note": "You saw the delay report on Tuesday.",
    "state": "answered",
    "level": 3.0,
    "made_at": _AT,
    "expires_at": "2026-11-16T09:00:00Z",
    "settled_at": "2026-11-03T10:30:00Z",
}


class Named(Schema):
    """A person by id and name."""

    id: int
    name: str


class Piece(Schema):
    """One piece of evidence about a skill, and how far it moved the estimate."""

    n: int = Field(description="Its number among all evidence about the person, in order of arrival.")
    source: str = Field(
        description="answer, placement, inferred, self, manager, colleague; simulated in the demo company."
    )
    by: int | None = Field(description="The id of the person whose word it is; null where the server graded an answer.")
    question_version: int | None
    level: float
    score: float
    occurred_at: datetime
    received_at: datetime
    before: Belief
    after: Belief
    shift: float = Field(description="By how many levels it moved the mean.")
    weight: float = Field(
        description="Its share, from 0 to 1, of all certainty that evidence about this skill brought."
    )


class Prospect(Schema):
    """What the estimate would become by one more piece of evidence at ``level``."""

    level: float
    right: Belief = Field(description="After a right answer to a question with four options.")
    wrong: Belief
    manager: Belief = Field(description="After the manager's word for this level.")


class RightNow(Schema):
    """How likely the person answers a question of this level right now: forgetting and guessing are counted in."""

    level: float
    chance: float


class SkillDetail(Schema):
    """What is believed about the person's level in one skill, what that rests on, and what would change it."""

    model_config = example(
        id=4,
        name="Reading charts",
        description="Seeing what a chart says, and what it does not.",
        levels=[],
        belief=NOW,
        known=True,
        answers=1,
        target=4.0,
        importance=4.5,
        moved_at=_AT,
        right_now={"level": 4.0, "chance": 0.43},
        evidence=[
            {
                "n": 18,
                "source": "answer",
                "by": None,
                "question_version": 7,
                "level": 2.5,
                "score": 1.0,
                "occurred_at": _AT,
                "received_at": _AT,
                "before": _LESS,
                "after": NOW,
                "shift": 0.2,
                "weight": 1.0,
            }
        ],
        prospect={"level": 3.0, "right": _MORE, "wrong": _LESS, "manager": _MORE},
    )

    id: int
    name: str
    description: str
    levels: list[str] = Field(description="What somebody can do at each of the five levels, or nothing.")
    belief: Belief
    known: bool = Field(description="False while there is no evidence, so that the belief is a guess from the role.")
    answers: int
    target: float | None
    importance: float | None
    moved_at: datetime | None = Field(description="When evidence last moved it.")
    right_now: RightNow = Field(description="At the level of the target, or else the one nearest to the estimate.")
    evidence: list[Piece] = Field(description="Newest first, at most fifty.")
    prospect: Prospect


class OwnLevel(Schema):
    """What the person says of their own level. The same ``attempt_id`` sent again changes nothing."""

    model_config = example(level=3.0, attempt_id="018f8e3a-6c1e-7c3a-9d53-0a3b5c7d9e1f")

    level: Level
    attempt_id: uuid.UUID = Field(description="Made by the sender, new for each time something is said.")


class Claimed(Schema):
    """What the person's own word changed."""

    model_config = example(
        attempt_id="018f8e3a-6c1e-7c3a-9d53-0a3b5c7d9e1f", n=19, resent=False, before=NOW, after=_MORE
    )

    attempt_id: uuid.UUID
    n: int = Field(description="The number of this evidence about the person, in order of arrival.")
    resent: bool
    before: Belief
    after: Belief


class Colleague(Schema):
    """Somebody whom the person may ask."""

    id: int
    name: str
    job_title: str
    manager: bool = Field(description="Whether this is the person's manager.")


class Colleagues(Schema):
    """One page of those whom the person may ask: their manager and their team, by id; go on with ``after=next_after``."""

    model_config = example(
        colleagues=[{"id": 2, "name": "Bob Osei", "job_title": "Team Lead", "manager": True}], next_after=None
    )

    colleagues: list[Colleague]
    next_after: int | None


class Asking(Schema):
    """Whom to ask at which level they see the person, and a note to them."""

    model_config = example(asked=2, note="You saw the delay report on Tuesday.")

    asked: BodyId
    note: str = Field(default="", max_length=LONGEST_NOTE)


class Seen(Schema):
    """The level at which one sees somebody who asked."""

    model_config = example(level=3.0)

    level: Level


class Request(Schema):
    """A request as its two parties see it. It holds nothing of what is believed about the asker."""

    model_config = example(**_REQUEST)

    id: int
    kind: str
    asker: Named
    asked: Named
    skill: SkillName
    note: str
    state: State
    level: float | None = Field(description="What was answered.")
    made_at: datetime
    expires_at: datetime
    settled_at: datetime | None


class Requests(Schema):
    """What others ask of the person and is open, oldest first; what the person asked, newest first. At most a hundred of each."""

    model_config = example(received=[], sent=[_REQUEST])

    received: list[Request]
    sent: list[Request]
