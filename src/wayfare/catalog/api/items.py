"""Reading items: candidates for skills, single items, the parts of a course."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from wayfare.catalog import shelves
from wayfare.catalog.api.views import ItemView, SegmentView
from wayfare.catalog.models import LIVE, Item
from wayfare.catalog.search.source import SHAPE
from wayfare.catalog.shelf import Shelf
from wayfare.catalog.visible import applied
from wayfare.core.errors import NotFound
from wayfare.core.search import forget
from wayfare.core.sql import fetch, marks, pieces
from wayfare.core.sql import ids_named as named_rows
from wayfare.core.versions import touch_epoch

_SHOWN = f"""
SELECT i.id, i.kind, i.title, i.summary, i.provider, i.organisation, i.url, i.language, i.level, i.minutes,
       i.rating, i.ratings, i.learners, i.parent_id
FROM catalog_item i
WHERE i.retired_at IS NULL AND {applied("i")}
"""


def ids_named(*, names: Collection[str], source: str = "") -> dict[str, int]:
    """Return the items of many names: ``SOURCE:ID``, or an id of ``source`` (empty: of any). Retired ones count too.

    A name of no item, or of more than one, is left out.
    """
    found = named_rows("catalog_item", names, source, applied("t"))
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def kinds() -> tuple[str, ...]:
    """Return the kinds that items come in: what somebody may accept or not."""
    return tuple(Item.Kind.values)


def candidates(*, skill_ids: Sequence[int], per_skill: int | Mapping[int, int], language: str) -> Shelf:
    """Return the strongest ``per_skill`` items of each skill with what they teach of these skills, segments first.

    ``per_skill`` is one number for all, or one for each.
    Items in other languages than ``language`` (a tag such as ``en`` or ``en-GB``) are left out, those of an unknown one are not.
    """
    most = per_skill if isinstance(per_skill, Mapping) else dict.fromkeys(skill_ids, per_skill)
    return shelves.of_skills(skill_ids, most, language)


def offers(*, item_ids: Sequence[int], language: str) -> Shelf:
    """Return these items, as ``candidates`` does, with all that they teach; that may be nothing."""
    return shelves.of_items(item_ids, language)


def is_empty() -> bool:
    """Say whether there is nothing at all to learn from."""
    return not Item.objects.filter(LIVE, retired_at=None).exists()


def asked_about() -> frozenset[int]:
    """Return the skills that there are questions about, so that what is learned of them comes back in reviews."""
    return shelves.asked()


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
SELECT skill_id, level FROM catalog_segment
WHERE item_id = %s AND skill_id IS NOT NULL AND level IS NOT NULL AND origin = 'author'
UNION SELECT skill_id, level FROM catalog_itemskill t
WHERE t.item_id = %s AND t.state = 'approved' AND NOT EXISTS (
  SELECT 1 FROM catalog_segment s WHERE s.item_id = t.item_id AND s.skill_id IS NOT NULL AND s.origin = 'author')
ORDER BY 1, 2
"""


def taught(*, item_id: int) -> list[tuple[int, float]]:
    """Return (skill, level) of what an item teaches for certain: by its segments, else as a person approved. Raises NotFound."""
    ensure_item(item_id=item_id)
    return [(skill, level) for skill, level in fetch(_TAUGHT, [item_id, item_id])]


_ON = """
SELECT DISTINCT item_id, skill_id FROM catalog_segment WHERE skill_id IN ({skills}) AND origin = 'author'
UNION SELECT item_id, skill_id FROM catalog_itemskill WHERE skill_id IN ({skills}) AND state = 'approved'
"""


def lessons_on(*, skill_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return by skill the items that teach it for certain: by a segment of theirs, or as a person approved. Retired ones too."""
    found: dict[int, set[int]] = {skill: set() for skill in skill_ids}
    for some in pieces(list(found)):
        for item_id, skill in fetch(_ON.format(skills=marks(some)), [*some, *some]):
            found[skill].add(item_id)
    return {skill: frozenset(items) for skill, items in found.items()}


def lessons() -> list[ItemView]:
    """Return all lessons with their segments, in the order they were imported."""
    return _with_segments(_views("AND i.kind = %s ORDER BY i.id", [Item.Kind.LESSON]))


def _views(where: str, params: Sequence[Any]) -> list[ItemView]:
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN + where, params)
        return [ItemView(*row) for row in cursor.fetchall()]


_OF_ITEMS = f"""
SELECT s.item_id, s.id, s.anchor, s.title, s.text, CASE WHEN {shelves.REFUSED} THEN NULL ELSE s.skill_id END, s.level, s.minutes
FROM catalog_segment s WHERE s.item_id IN ({{items}}) ORDER BY s.item_id, s.position
"""


def _with_segments(views: Sequence[ItemView]) -> list[ItemView]:
    segments: dict[int, list[SegmentView]] = {view.id: [] for view in views}
    for row in fetch(_OF_ITEMS.format(items=marks(segments)), list(segments)) if segments else ():
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
