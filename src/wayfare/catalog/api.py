"""The door of the catalogue: what can be learnt from, and questions that the server grades."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import Prefetch

from wayfare.catalog.models import Item, Question, QuestionVersion, Segment
from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.imports import Options, Report

__all__ = [
    "Graded",
    "ItemView",
    "Part",
    "QuestionView",
    "SegmentView",
    "candidates",
    "grade",
    "import_catalog",
    "import_questions",
    "item",
    "items",
    "key",
    "lessons",
    "question",
    "questions_of_item",
    "retire",
]


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


@dataclass(frozen=True, slots=True)
class Part:
    """That an item (or one segment of it) teaches a skill; the raw material of a candidate."""

    item_id: int
    skill_id: int
    level: float
    confidence: float
    segment_id: int | None
    segment_minutes: float | None


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


_BEST = """
SELECT item_id, skill_id, level, confidence FROM (
  SELECT t.item_id, t.skill_id, t.level, t.confidence,
         ROW_NUMBER() OVER (PARTITION BY t.skill_id ORDER BY t.strength DESC, t.item_id) AS place
  FROM catalog_itemskill t JOIN catalog_item i ON i.id = t.item_id
  WHERE t.skill_id IN ({skills}) AND t.state <> 'rejected' AND i.retired_at IS NULL
) best WHERE place <= %s
"""


def candidates(*, skill_ids: Sequence[int], per_skill: int) -> dict[int, list[Part]]:
    """Return, by item, what the strongest ``per_skill`` items of each skill teach of these skills, segments first."""
    if not skill_ids:
        return {}
    sql = _BEST.format(skills=", ".join(["%s"] * len(skill_ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*skill_ids, per_skill])
        rows = cursor.fetchall()
    parts: dict[int, list[Part]] = {}
    by_segment = _segment_parts({row[0] for row in rows}, set(skill_ids))
    for item_id, skill_id, level, confidence in rows:
        own = by_segment.get((item_id, skill_id)) or [Part(item_id, skill_id, level, confidence, None, None)]
        parts.setdefault(item_id, []).extend(own)
    return parts


def _segment_parts(item_ids: set[int], skill_ids: set[int]) -> dict[tuple[int, int], list[Part]]:
    rows = Segment.objects.filter(item_id__in=item_ids, skill_id__in=skill_ids, level__isnull=False).order_by(
        "item_id", "position"
    )
    found: dict[tuple[int, int], list[Part]] = {}
    for row in rows.values_list("item_id", "skill_id", "level", "id", "minutes"):
        item_id, skill_id, level, segment_id, minutes = row
        part = Part(item_id, skill_id, level or 0.0, 1.0, segment_id, minutes)
        found.setdefault((item_id, skill_id), []).append(part)
    return found


def item(*, item_id: int) -> ItemView:
    """Return an item with its segments. Raises NotFound, also for a retired one."""
    row = (
        Item.objects.filter(id=item_id, retired_at=None)
        .prefetch_related(Prefetch("segments", Segment.objects.order_by("position")))
        .first()
    )
    if row is None:
        raise NotFound("There is no such item.", item=item_id)
    segments = tuple(
        SegmentView(part.id, part.anchor, part.title, part.text, part.skill_id, part.level, part.minutes)
        for part in row.segments.all()
    )
    return _view(row, segments)


def items(*, item_ids: Iterable[int]) -> dict[int, ItemView]:
    """Return the items with these ids that can be shown, by id, without segments."""
    rows = Item.objects.filter(id__in=set(item_ids), retired_at=None)
    return {row.id: _view(row) for row in rows}


def _view(row: Item, segments: tuple[SegmentView, ...] = ()) -> ItemView:
    return ItemView(
        id=row.id,
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        provider=row.provider,
        organisation=row.organisation,
        url=row.url,
        language=row.language,
        level=row.level,
        minutes=row.minutes,
        rating=row.rating,
        ratings=row.ratings,
        learners=row.learners,
        parent_id=row.parent_id,
        segments=segments,
    )


def lessons() -> list[ItemView]:
    """Return all lessons with their segments, in the order they were imported."""
    rows = Item.objects.filter(kind=Item.Kind.LESSON, retired_at=None).order_by("id").values_list("id", flat=True)
    return [item(item_id=number) for number in rows]


def question(*, version_id: int) -> QuestionView:
    """Return a question as it is put. Raises NotFound."""
    row = _version(version_id)
    return _question_view(row)


def questions_of_item(*, item_id: int) -> list[QuestionView]:
    """Return the current questions whose teaching segment lies in an item, in the order of its segments."""
    rows = (
        QuestionVersion.objects.filter(question__segment__item_id=item_id, current=True, question__retired_at=None)
        .select_related("question__segment")
        .order_by("question__segment__position", "question__level", "question_id")
    )
    return [_question_view(row) for row in rows]


def _question_view(row: QuestionVersion) -> QuestionView:
    owner = row.question
    return QuestionView(
        version_id=row.id,
        question_id=owner.id,
        stem=row.stem,
        options=tuple(row.options),
        multi=row.multi,
        skill_id=owner.skill_id,
        level=owner.level,
        item_id=owner.segment.item_id if owner.segment else None,
    )


def _version(version_id: int) -> QuestionVersion:
    row = QuestionVersion.objects.select_related("question__segment").filter(id=version_id).first()
    if row is None:
        raise NotFound("There is no such question.", question=version_id)
    return row


def key(*, version_id: int) -> tuple[int, ...]:
    """Return the indices of the right options; never to be sent to somebody who has not answered. Raises NotFound."""
    return tuple(_version(version_id).correct)


def grade(*, version_id: int, response: Sequence[int]) -> Graded:
    """Grade a response: the indices of the chosen options, none for “I don't know”.

    Raises NotFound for an unknown version, Conflict for a retired question, Invalid for an impossible response.
    """
    row = _version(version_id)
    owner: Question = row.question
    if owner.retired_at is not None:
        raise Conflict("This question is no longer asked.", advice="Open the item again.", question=version_id)
    chosen = set(response)
    if not chosen <= set(range(len(row.options))) or (len(chosen) > 1 and not row.multi):
        raise Invalid("That is not one of the options.", response=sorted(chosen), options=len(row.options))
    return Graded(
        version_id=row.id,
        question_id=owner.id,
        skill_id=owner.skill_id,
        level=owner.level,
        options=len(row.options),
        score=1.0 if chosen == set(row.correct) else 0.0,
        right=tuple(row.correct),
        explanation=row.explanation,
        slip=row.slip,
        segment_id=owner.segment_id,
        segment_title=owner.segment.title if owner.segment else "",
        item_id=owner.segment.item_id if owner.segment else None,
    )


def retire(*, item_ids: Iterable[int], now: datetime) -> int:
    """Take items out of every list; what people did with them stays. Return how many were taken out."""
    return Item.objects.filter(id__in=set(item_ids), retired_at=None).update(retired_at=now)


def import_catalog(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import from a file or folder and return the report. Raises Invalid, NotFound or TooLarge for an unusable file."""
    raise NotImplementedError


def import_questions(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import from a file or folder and return the report. Raises Invalid, NotFound or TooLarge for an unusable file."""
    raise NotImplementedError
