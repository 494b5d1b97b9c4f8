"""Reading items: candidates for skills, single items, the parts of a course."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch

from wayfare.catalog.api.views import ItemView, Part, SegmentView
from wayfare.catalog.models import LIVE, Item, Segment
from wayfare.core.errors import NotFound

_BEST = """
SELECT item_id, skill_id, level, confidence FROM (
  SELECT t.item_id, t.skill_id, t.level, t.confidence,
         ROW_NUMBER() OVER (PARTITION BY t.skill_id ORDER BY t.strength DESC, t.item_id) AS place
  FROM catalog_itemskill t JOIN catalog_item i ON i.id = t.item_id
  WHERE t.skill_id IN ({skills}) AND t.state <> 'rejected' AND i.retired_at IS NULL
    AND (t.batch_id IS NULL
         OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = t.batch_id AND b.applied_at IS NOT NULL))
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
    return Item.objects.filter(id__in=set(item_ids), retired_at=None).update(retired_at=now)
