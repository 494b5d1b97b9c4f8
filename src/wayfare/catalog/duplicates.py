"""Which items are the same one, listed twice: found after an import, kept with the items, read wherever items are listed."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import connection

from wayfare.catalog.models import LIVE, Item
from wayfare.core.imports.staging import turn
from wayfare.core.sql import fetch, marks
from wayfare.core.versions import touch_epoch
from wayfare.engine.matching.duplicates import MOST_IN_BUCKET, Listing, groups, title_key

_READ = ("id", "title", "summary", "organisation", "language")
_MANY = 400


def find(now: datetime) -> int:
    """Find the near-duplicates of the whole catalogue anew; return how many items changed."""
    wanted: dict[int, int] = {}
    for listings in _alike():
        for group in groups(listings):
            wanted |= dict.fromkeys(group, group[0])
    had = dict(Item.objects.exclude(same_as=None).values_list("id", "same_as"))
    changes = [
        (wanted.get(item), item) for item in sorted(had.keys() | wanted.keys()) if wanted.get(item) != had.get(item)
    ]
    for start in range(0, len(changes), _MANY):
        with turn(), connection.cursor() as cursor:
            cursor.executemany("UPDATE catalog_item SET same_as = %s WHERE id = %s", changes[start : start + _MANY])
    if changes:
        touch_epoch("catalog", now)
    return len(changes)


def _alike() -> Iterator[list[Listing]]:
    """Yield items whose titles say the same, some hundred at a time, all of one title together."""
    by_title: dict[int, list[int]] = {}
    rows = Item.objects.filter(LIVE, retired_at=None).order_by("id").values_list("id", "title")
    for item, title in rows.iterator(chunk_size=2_000):
        if key := title_key(title):
            by_title.setdefault(hash(key), []).append(item)
    some: list[int] = []
    for items in by_title.values():
        if len(items) > 1:
            some += items[:MOST_IN_BUCKET]
        if len(some) >= _MANY:
            yield _listings(some)
            some = []
    yield _listings(some)


def _listings(items: list[int]) -> list[Listing]:
    found: dict[int, Listing] = {}
    for start in range(0, len(items), _MANY):
        rows = Item.objects.filter(id__in=items[start : start + _MANY]).values_list(*_READ)
        found |= {row[0]: Listing(*row) for row in rows}
    return [found[item] for item in items]


def group_by_item(item_ids: Collection[int]) -> dict[int, int]:
    """Return the group of those items that have near-duplicates; a group is called by the id of one of them."""
    found: dict[int, int] = {}
    items = list(item_ids)
    for start in range(0, len(items), _MANY):
        some = items[start : start + _MANY]
        query = f"SELECT id, same_as FROM catalog_item WHERE id IN ({marks(some)}) AND same_as IS NOT NULL"
        found.update(fetch(query, some))
    return found
