"""Reading items: candidates for skills, single items, the parts of a course."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from wayfare.catalog.api.views import ItemView, Offer, Part, SegmentView
from wayfare.catalog.focus import focus
from wayfare.catalog.models import LIVE, Item, Segment
from wayfare.catalog.quality import worth
from wayfare.catalog.search.source import SHAPE
from wayfare.core.errors import NotFound
from wayfare.core.search import forget
from wayfare.core.sql import fetch, marks
from wayfare.core.sql import ids_named as named_rows
from wayfare.core.versions import touch_epoch

# one ordered, limited read of the index (skill, strength) for each skill: the cost does not grow with the catalogue
_BEST = """
SELECT * FROM (
  SELECT t.item_id, t.skill_id, t.level, t.confidence, t.words,
         i.kind, i.title, i.provider, i.minutes, i.rating, i.ratings, i.learners
  FROM catalog_itemskill t JOIN catalog_item i ON i.id = t.item_id
  WHERE t.skill_id = %s AND t.state <> 'rejected' AND t.confidence >= %s AND i.retired_at IS NULL AND i.kind <> 'practice'
    AND (i.language IN ('', %s) OR i.language LIKE %s)
    AND (t.batch_id IS NULL
         OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = t.batch_id AND b.applied_at IS NOT NULL))
  ORDER BY t.strength DESC, t.item_id LIMIT %s
) best
"""
_APPLIED = """(t.batch_id IS NULL
  OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = t.batch_id AND b.applied_at IS NOT NULL))"""
SURE_ENOUGH = 0.4
AT_ONCE = 100  # SQLite takes no more than 500 parts in one statement
_SHOWN = """
SELECT i.id, i.kind, i.title, i.summary, i.provider, i.organisation, i.url, i.language, i.level, i.minutes,
       i.rating, i.ratings, i.learners, i.parent_id
FROM catalog_item i
WHERE i.retired_at IS NULL AND (i.batch_id IS NULL
  OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = i.batch_id AND b.applied_at IS NOT NULL))
"""


def ids_named(*, names: Collection[str], source: str = "") -> dict[str, int]:
    """Return the items of many names: ``SOURCE:ID``, or an id of ``source`` (empty: of any). Retired ones count too.

    A name of no item, or of more than one, is left out.
    """
    found = named_rows("catalog_item", names, source, _APPLIED)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def kinds() -> tuple[str, ...]:
    """Return the kinds that items come in: what somebody may accept or not."""
    return tuple(Item.Kind.values)


def candidates(*, skill_ids: Sequence[int], per_skill: int | Mapping[int, int], language: str) -> list[Offer]:
    """Return the strongest ``per_skill`` items of each skill with what they teach of these skills, segments first.

    ``per_skill`` is one number for all, or one for each.
    Items in other languages than ``language`` (a tag such as ``en`` or ``en-GB``) are left out, those of an unknown one are not.
    """
    if not skill_ids:
        return []
    primary = language.partition("-")[0]
    most = per_skill if isinstance(per_skill, Mapping) else dict.fromkeys(skill_ids, per_skill)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(skill_ids), AT_ONCE):
        some = skill_ids[start : start + AT_ONCE]
        arguments = [value for one in some for value in (one, SURE_ENOUGH, primary, f"{primary}-%", most[one])]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([_BEST] * len(some)), arguments)
            rows += cursor.fetchall()
    by_segment = _segment_parts({row[0] for row in rows}, skill_ids)
    offers: dict[int, Offer] = {}
    for item_id, skill_id, level, confidence, hints, kind, title, provider, minutes, *liked in rows:
        if item_id not in offers:
            offers[item_id] = Offer(item_id, kind, title, provider, minutes, worth(title, *liked), [])
        own = by_segment.get((item_id, skill_id)) or [
            Part(skill_id, level, confidence * focus(title, hints), None, None)
        ]
        offers[item_id].parts.extend(own)
    return list(offers.values())


_SOME = """
SELECT i.id, i.kind, i.title, i.provider, i.minutes, i.rating, i.ratings, i.learners FROM catalog_item i
WHERE i.id IN ({items}) AND i.retired_at IS NULL AND i.kind <> 'practice' AND (i.language IN ('', %s) OR i.language LIKE %s)
  AND (i.batch_id IS NULL
       OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = i.batch_id AND b.applied_at IS NOT NULL))
ORDER BY i.id
"""
_OF_SOME = """
SELECT t.item_id, t.skill_id, t.level, t.confidence, t.words FROM catalog_itemskill t
WHERE t.item_id IN ({items}) AND t.state <> 'rejected' AND t.confidence >= %s
  AND (t.batch_id IS NULL
       OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = t.batch_id AND b.applied_at IS NOT NULL))
ORDER BY t.item_id, t.skill_id
"""


def offers(*, item_ids: Sequence[int], language: str) -> list[Offer]:
    """Return these items, as ``candidates`` does, with all that they teach; that may be nothing."""
    if not item_ids:
        return []
    primary, some = language.partition("-")[0], marks(item_ids)
    found: dict[int, Offer] = {}
    for number, kind, title, provider, minutes, *liked in fetch(
        _SOME.format(items=some), [*item_ids, primary, f"{primary}-%"]
    ):
        found[number] = Offer(number, kind, title, provider, minutes, worth(title, *liked), [])
    by_segment = _segment_parts(set(found))
    for number, skill, level, confidence, hints in fetch(_OF_SOME.format(items=some), [*item_ids, SURE_ENOUGH]):
        if number in found and (number, skill) not in by_segment:
            sure = confidence * focus(found[number].title, hints)
            found[number].parts.append(Part(skill, level, sure, None, None))
    for (number, _), parts in by_segment.items():
        found[number].parts.extend(parts)
    return list(found.values())


_SEGMENTS = """
SELECT item_id, skill_id, level, id, minutes FROM catalog_segment
WHERE item_id IN ({items}) AND {of} AND level IS NOT NULL ORDER BY item_id, position
"""


def _segment_parts(item_ids: set[int], skill_ids: Sequence[int] | None = None) -> dict[tuple[int, int], list[Part]]:
    found: dict[tuple[int, int], list[Part]] = {}
    if not item_ids:
        return found
    of = "skill_id IS NOT NULL" if skill_ids is None else f"skill_id IN ({marks(skill_ids)})"
    sql = _SEGMENTS.format(items=marks(item_ids), of=of)
    for item_id, skill_id, level, segment_id, minutes in fetch(sql, [*item_ids, *(skill_ids or ())]):
        found.setdefault((item_id, skill_id), []).append(Part(skill_id, level, 1.0, segment_id, minutes))
    return found


def item(*, item_id: int) -> ItemView:
    """Return an item with its segments. Raises NotFound, also for a retired one."""
    found = _views("AND i.id = %s", [item_id])
    if not found:
        raise NotFound("There is no such item.", item=item_id)
    return _with_segments(found)[0]


def ensure_item(*, item_id: int) -> None:
    """Raise NotFound for an item that is not there or retired."""
    if not Item.objects.filter(LIVE, id=item_id, retired_at=None).exists():
        raise NotFound("There is no such item.", item=item_id)


def items(*, item_ids: Iterable[int]) -> dict[int, ItemView]:
    """Return the items with these ids that can be shown, by id, without segments."""
    wanted = sorted(set(item_ids))
    if not wanted:
        return {}
    return {view.id: view for view in _views(f"AND i.id IN ({marks(wanted)})", wanted)}


def items_of_course(*, item_id: int) -> list[ItemView]:
    """Return the parts of a course that can be shown, in their order, without segments."""
    return _views("AND i.parent_id = %s ORDER BY i.position, i.id", [item_id])


_TAUGHT = """
SELECT skill_id, level FROM catalog_segment WHERE item_id = %s AND skill_id IS NOT NULL AND level IS NOT NULL
UNION SELECT skill_id, level FROM catalog_itemskill t
WHERE t.item_id = %s AND t.state = 'approved' AND NOT EXISTS (
  SELECT 1 FROM catalog_segment s WHERE s.item_id = t.item_id AND s.skill_id IS NOT NULL)
ORDER BY 1, 2
"""


def taught(*, item_id: int) -> list[tuple[int, float]]:
    """Return (skill, level) of what an item teaches for certain: by its segments, else as a person approved. Raises NotFound."""
    ensure_item(item_id=item_id)
    return [(skill, level) for skill, level in fetch(_TAUGHT, [item_id, item_id])]


def lessons() -> list[ItemView]:
    """Return all lessons with their segments, in the order they were imported."""
    return _with_segments(_views("AND i.kind = %s ORDER BY i.id", [Item.Kind.LESSON]))


def _views(where: str, params: Sequence[Any]) -> list[ItemView]:
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN + where, params)
        return [ItemView(*row) for row in cursor.fetchall()]


def _with_segments(views: Sequence[ItemView]) -> list[ItemView]:
    segments: dict[int, list[SegmentView]] = {view.id: [] for view in views}
    rows = Segment.objects.filter(item_id__in=list(segments)).order_by("item_id", "position")
    for row in rows.values_list("item_id", "id", "anchor", "title", "text", "skill_id", "level", "minutes"):
        segments[row[0]].append(SegmentView(*row[1:]))
    return [replace(view, segments=tuple(segments[view.id])) for view in views]


def retire(*, item_ids: Iterable[int], now: datetime) -> int:
    """Take items out of every list; what people did with them stays. Return how many were taken out."""
    with transaction.atomic():
        found = set(item_ids)
        gone = Item.objects.filter(id__in=found, retired_at=None).update(retired_at=now)
        if gone:
            touch_epoch("catalog", now)  # a feed computed before would still show them
            forget(SHAPE, ids=found, now=now)
    return gone
