"""What lists have to know of items that somebody did: titles, and which others are the same. Kept until the catalogue changes."""

from collections.abc import Collection
from typing import NamedTuple

from wayfare.catalog.visible import applied
from wayfare.core.sql import fetch, marks, padded
from wayfare.core.versions import Memory

MOST = 50_000
"""So many items are kept in memory; where there are more, it begins anew."""
_AT_ONCE = 400
_READ = f"""
SELECT i.id, CASE WHEN i.retired_at IS NULL AND {applied("i")} THEN i.title END,
  COALESCE(i.same_as, 0)
FROM catalog_item i WHERE i.id IN ({{items}})
"""


class _Told(NamedTuple):
    """A title, None where the item cannot be shown, and its group of near-duplicates, 0 where it has none."""

    title: str | None
    group: int


_NOTHING = _Told(None, 0)
_kept = Memory("catalog", dict[int, _Told], MOST)


def titles(*, item_ids: Collection[int]) -> dict[int, str]:
    """Return the titles of those of some items that can be shown."""
    return {item: told.title for item, told in _told(item_ids).items() if told.title is not None}


def groups_of(item_ids: Collection[int]) -> set[int]:
    """Return the groups of near-duplicates that these items belong to."""
    return {told.group for told in _told(item_ids).values() if told.group}


def _told(item_ids: Collection[int]) -> dict[int, _Told]:
    kept = _kept.now()
    found = {item: told for item in item_ids if (told := kept.get(item)) is not None}
    missing = [item for item in item_ids if item not in found]
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        read = dict.fromkeys(some, _NOTHING)
        wanted = padded(some)
        rows = fetch(_READ.format(items=marks(wanted)), wanted)
        read.update((item, _Told(title, group)) for item, title, group in rows)
        kept.update(read)
        found |= read
    return found
