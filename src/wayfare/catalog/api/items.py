"""Reading items: candidates for skills, single items, the parts of a course."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch

from wayfare.catalog.api.views import ItemView, Offer, Part, SegmentView
from wayfare.catalog.models import LIVE, Item, Segment
from wayfare.catalog.quality import quality
from wayfare.core.errors import NotFound
from wayfare.core.versions import touch_epoch

# one ordered, limited read of the index (skill, strength) for each skill: the cost does not grow with the catalogue
_BEST = """
SELECT * FROM (
  SELECT t.item_id, t.skill_id, t.level, t.confidence,
         i.kind, i.title, i.provider, i.minutes, i.rating, i.ratings, i.learners
  FROM catalog_itemskill t JOIN catalog_item i ON i.id = t.item_id
  WHERE t.skill_id = %s AND t.state <> 'rejected' AND t.confidence >= %s AND i.retired_at IS NULL AND i.kind <> 'practice'
    AND (i.language IN ('', %s) OR i.language LIKE %s)
    AND (t.batch_id IS NULL
         OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = t.batch_id AND b.applied_at IS NOT NULL))
  ORDER BY t.strength DESC, t.item_id LIMIT %s
) best
"""
SURE_ENOUGH = 0.4
MOST_SELECTS = 200  # SQLite joins at most 500 in one statement


def candidates(*, skill_ids: Sequence[int], per_skill: int, language: str) -> list[Offer]:
    """Return the strongest ``per_skill`` items of each skill with what they teach of these skills, segments first.

    Items in other languages than ``language`` (a tag such as ``en`` or ``en-GB``) are left out, those of an unknown one are not.
    """
    rows = [row for some in _batched(skill_ids) for row in _strongest(some, per_skill, language)]
    by_segment = _segment_parts({row[0] for row in rows}, skill_ids)
    offers: dict[int, Offer] = {}
    for item_id, skill_id, level, confidence, kind, title, provider, minutes, *liked in rows:
        if item_id not in offers:
            offers[item_id] = Offer(item_id, kind, title, provider, minutes, quality(*liked), [])
        own = by_segment.get((item_id, skill_id)) or [Part(skill_id, level, confidence, None, None)]
        offers[item_id].parts.extend(own)
    return list(offers.values())


def _batched(skill_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(skill_ids), MOST_SELECTS):
        yield skill_ids[start : start + MOST_SELECTS]


def _strongest(skill_ids: Sequence[int], per_skill: int, language: str) -> list[tuple[Any, ...]]:
    primary = language.partition("-")[0]
    arguments = [
        value for skill_id in skill_ids for value in (skill_id, SURE_ENOUGH, primary, f"{primary}-%", per_skill)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_BEST] * len(skill_ids)), arguments)
        return list(cursor.fetchall())


_SEGMENTS = """
SELECT item_id, skill_id, level, id, minutes FROM catalog_segment
WHERE item_id IN ({items}) AND skill_id IN ({skills}) AND level IS NOT NULL ORDER BY item_id, position
"""


def _segment_parts(item_ids: set[int], skill_ids: Sequence[int]) -> dict[tuple[int, int], list[Part]]:
    found: dict[tuple[int, int], list[Part]] = {}
    if not item_ids:
        return found
    marks = {"items": ", ".join(["%s"] * len(item_ids)), "skills": ", ".join(["%s"] * len(skill_ids))}
    with connection.cursor() as cursor:
        cursor.execute(_SEGMENTS.format(**marks), [*item_ids, *skill_ids])
        for item_id, skill_id, level, segment_id, minutes in cursor.fetchall():
            found.setdefault((item_id, skill_id), []).append(Part(skill_id, level, 1.0, segment_id, minutes))
    return found


def item(*, item_id: int) -> ItemView:
    """Return an item with its segments. Raises NotFound, also for a retired one."""
    row = (
        Item.objects.filter(LIVE, id=item_id, retired_at=None)
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


def ensure_item(*, item_id: int) -> None:
    """Raise NotFound for an item that is not there or retired."""
    if not Item.objects.filter(LIVE, id=item_id, retired_at=None).exists():
        raise NotFound("There is no such item.", item=item_id)


def items(*, item_ids: Iterable[int]) -> dict[int, ItemView]:
    """Return the items with these ids that can be shown, by id, without segments."""
    rows = Item.objects.filter(LIVE, id__in=set(item_ids), retired_at=None)
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
    rows = Item.objects.filter(LIVE, kind=Item.Kind.LESSON, retired_at=None).order_by("id").values_list("id", flat=True)
    return [item(item_id=number) for number in rows]


def retire(*, item_ids: Iterable[int], now: datetime) -> int:
    """Take items out of every list; what people did with them stays. Return how many were taken out."""
    with transaction.atomic():
        gone = Item.objects.filter(id__in=set(item_ids), retired_at=None).update(retired_at=now)
        if gone:
            touch_epoch("catalog", now)  # a feed computed before would still show them
    return gone
