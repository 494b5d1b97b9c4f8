"""What goes over the wire about proposed skills of items."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from wayfare.core.ids import BIGGEST
from wayfare.rest.schemas import BodyId, example

MOST_IDS = 1_000
Ids = Annotated[list[BodyId], Field(max_length=MOST_IDS)]
SkillId = Annotated[int, Field(ge=1, le=BIGGEST, description="Only what is proposed about this skill.")]
ItemId = Annotated[int, Field(ge=1, le=BIGGEST, description="Only what is proposed for this item.")]
Origin = Literal["provider", "tagger"]
Grouping = Literal["skill", "item"]
Share = Annotated[float, Field(ge=0, le=1)]
_PROPOSAL: dict[str, Any] = {
    "id": 991,
    "item": 12,
    "title": "How to be a good boss",
    "provider": "Learnwell",
    "skill": 4,
    "skill_name": "Leadership",
    "level": 2.0,
    "confidence": 0.53,
    "words": "“good boss”",
    "origin": "tagger",
}


class Proposal(Schema):
    """That an item is about a skill, how sure that is, and the words it rests on, quoted."""

    model_config = example(**_PROPOSAL)

    id: int
    item: int
    title: str
    provider: str
    skill: int
    skill_name: str
    level: float
    confidence: float = Field(description="From 0 to 1.")
    words: str
    origin: str = Field(description="provider: the provider names that skill itself; tagger: other words, or meaning.")


class Proposals(Schema):
    """What waits for a decision, surest first."""

    model_config = example(proposals=[_PROPOSAL], waiting=1, next_after=None)

    proposals: list[Proposal]
    waiting: int = Field(description="How many wait in all that are like this.")
    next_after: str | None = Field(description="Where the next page begins; null at the end.")


class Heap(Schema):
    """What waits about one skill or one item."""

    id: int
    name: str
    count: int
    surest: float = Field(description="The highest confidence among them.")


class Teaching(Schema):
    """How much was decided so far, and how much of each is needed before anything is learned from it."""

    approved: int
    rejected: int
    needed: int
    learned_at: datetime | None


class Heaps(Schema):
    """What waits by skill or by item, where most waits first, and what decisions have taught so far."""

    model_config = example(
        heaps=[{"id": 4, "name": "Leadership", "count": 12, "surest": 0.91}],
        total=1,
        teaching={"approved": 31, "rejected": 24, "needed": 20, "learned_at": None},
        next_offset=None,
    )

    heaps: list[Heap]
    total: int
    teaching: Teaching
    next_offset: int | None


class Decisions(Schema):
    """Proposals by their ids. One that is in both is rejected."""

    model_config = example(approved=[991, 992], rejected=[1004])

    approved: Ids = []
    rejected: Ids = []


class Changed(Schema):
    """How many proposals changed; what was as it should be did not."""

    model_config = example(changed=3)

    changed: int
