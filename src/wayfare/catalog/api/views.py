"""What the catalogue shows to other rooms."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch of an item."""

    id: int
    anchor: str
    title: str
    text: str
    skill_id: int | None
    level: float | None
    minutes: float


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item without its text."""

    id: int
    kind: str
    title: str
    summary: str
    provider: str
    organisation: str
    url: str
    language: str
    level: float | None
    minutes: float | None
    rating: float | None
    ratings: int | None
    learners: int | None
    parent_id: int | None
    segments: tuple[SegmentView, ...] = ()


class Askable(NamedTuple):
    """The current wording of a question that a test may choose: the level that a right answer shows, how many options."""

    version_id: int
    question_id: int
    skill_id: int
    level: float
    options: int


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it is put: without its key."""

    version_id: int
    question_id: int
    stem: str
    options: tuple[str, ...]
    multi: bool
    skill_id: int | None
    level: float | None
    item_id: int | None


@dataclass(frozen=True, slots=True)
class Graded:
    """The server's verdict on a response."""

    version_id: int
    question_id: int
    skill_id: int | None
    level: float | None
    options: int
    score: float
    right: tuple[int, ...]
    explanation: str
    slip: str
    segment_id: int | None
    segment_title: str
    item_id: int | None
