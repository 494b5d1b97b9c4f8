"""What a row of a source becomes before it is a row of the catalogue."""

from typing import Any

import msgspec

from wayfare.catalog.models import ItemSkill, Segment


class SegmentDraft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch of a lesson or of a file; of a file's the tagger says what it is about."""

    anchor: str
    title: str
    text: str
    skill: int | None
    level: float | None
    minutes: float
    origin: str = Segment.Origin.AUTHOR
    confidence: float = 1.0


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """That an item teaches a skill: ``strength`` orders the candidates of a skill, best first."""

    skill: int
    level: float
    confidence: float
    strength: float
    origin: str = ItemSkill.Origin.AUTHOR
    state: str = ItemSkill.State.APPROVED
    words: str = ""


class Labels(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A source's own words on what an item is about, for tagging."""

    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    category: str = ""
    syllabus: str = ""


_NONE = Labels()
_labels = msgspec.json.Decoder(Labels).decode


def labels_of(kept: str) -> Labels:
    """Return labels as an item keeps them; empty ones where it keeps none."""
    return _labels(kept) if kept else _NONE


class ItemDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An item; ``parent`` is the source's id of the course that a lesson is part of."""

    kind: str
    title: str
    provider: str = ""
    organisation: str = ""
    url: str = ""
    language: str = ""
    level: float | None = None
    minutes: float | None = None
    rating: float | None = None
    ratings: int | None = None
    learners: int | None = None
    position: int = 0
    summary: str = ""
    labels: str = ""
    parent: str | None = None
    segments: tuple[SegmentDraft, ...] = ()
    teaches: tuple[Taught, ...] = ()


class QuestionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its key. ``skill``, ``level`` and ``segment`` are its place, the rest its wording."""

    stem: str
    options: tuple[str, ...]
    correct: tuple[int, ...]
    multi: bool = False
    explanation: str = ""
    slip: str = ""
    licence: str = ""
    topic: str = ""
    skill: int | None = None
    level: float | None = None
    segment: int | None = None


WORDING = ("stem", "options", "correct", "multi", "explanation", "slip", "licence")
PLACE = ("topic", "skill", "level", "segment")
TEXTS = ("kind", "title", "provider", "organisation", "url", "language", "position", "summary", "labels")
NUMBERS = ("level", "minutes", "rating", "ratings", "learners")
COLUMNS = (*TEXTS, *NUMBERS)


def payload(draft: msgspec.Struct) -> dict[str, object]:
    """Return a draft as JSON types, to be staged."""
    plain: dict[str, Any] = msgspec.to_builtins(draft)
    return plain
