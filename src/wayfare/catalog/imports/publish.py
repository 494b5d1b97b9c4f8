"""Make staged items visible without keeping others waiting.

New rows are written in short transactions and carry the batch, so that no reader sees them; what changed is worked out
ahead and staged as the values of one statement. The apply step then only writes those, and marking the batch as applied
shows everything at once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from wayfare.catalog.imports import tags
from wayfare.catalog.imports.drafts import COLUMNS, NUMBERS, TEXTS, ItemDraft, SegmentDraft, Taught
from wayfare.catalog.models import Item, Segment
from wayfare.core.imports import Batch, Counts
from wayfare.core.imports.run import Renew
from wayfare.core.imports.staging import Staged, turn, value
from wayfare.core.versions import touch_epoch

CHUNK = 500
_WRITTEN = 2_000
_INSERT = (
    f"INSERT INTO catalog_item (source, batch_id, source_id, parent_id, digest, {', '.join(COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * (5 + len(COLUMNS)))})"
)
# without the parent, which stands in an index: naming it would make SQLite write that anew for every row
_UPDATE = f"UPDATE catalog_item SET {', '.join(f'{name} = %s' for name in COLUMNS)}, digest = %s WHERE id = %s"
Tagging = Callable[[Sequence[ItemDraft]], list[tuple[ItemDraft, tuple[Taught, ...]]]]
"""Returns the drafts, their segments tagged as well, each with the skills it teaches."""


class Entry(NamedTuple):
    """An item to be written: its staged row, what it says, and the skills it teaches."""

    row: Staged
    draft: ItemDraft
    taught: tuple[Taught, ...]


def compare(batch: Batch, source: str) -> Counts:
    """Return what publishing would create, update and leave unchanged."""
    return batch.counts("item", "catalog_item", "t.source = %s AND t.source_id = s.key", [source])


def prepare(batch: Batch, source: str, tagging: Tagging, renew: Renew) -> None:
    """Write new items invisibly and stage the changes of known ones, in short transactions."""
    for rows in batch.chunks("item", CHUNK):
        known = _known(source, [row.key for row in rows])
        pending = [row for row in rows if known.get(row.key, (0, ""))[1] != row.digest]
        drafts = [msgspec.convert(row.payload, ItemDraft) for row in pending]
        entries = [Entry(row, *tagged) for row, tagged in zip(pending, tagging(drafts), strict=True)]
        new = [entry for entry in entries if entry.row.key not in known]
        _insert(batch, source, [entry for entry in new if entry.draft.parent is None])
        _insert(batch, source, [entry for entry in new if entry.draft.parent is not None])
        _stage_changes(batch, source, [entry for entry in entries if entry.row.key in known], known)
        renew()


def apply(batch: Batch, now: datetime) -> None:
    """Write the staged changes and touch the epoch. Runs in the transaction that marks the batch as applied."""
    batch.execute(_renumbering(), [batch.id])
    for rows in batch.chunks("change", _WRITTEN):
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, [row.payload["values"] for row in rows if "values" in row.payload])
        tags.write(row.payload["tags"] for row in rows if "tags" in row.payload)
        for row in rows:
            if "part" in row.payload:
                _write_part(int(row.key), row.payload["part"])
    touch_epoch("catalog", now)


def _renumbering() -> str:
    """Return the statement for items that only differ in numbers, as nearly all of a catalogue do a month later."""
    kinds = {"ratings": "integer", "learners": "integer"}
    numbers = ", ".join(f"{name} = {value(name, kinds.get(name, 'real'))}" for name in NUMBERS)
    return (
        f"UPDATE catalog_item SET {numbers}, digest = s.digest FROM core_stagedrow s "
        "WHERE s.batch_id = %s AND s.\"table\" = 'numbers' AND catalog_item.id = CAST(s.key AS bigint)"
    )


def _known(source: str, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return id and digest of those items of a source that exist, by the source's own id."""
    rows = Item.objects.filter(source=source, source_id__in=set(keys)).values_list("source_id", "id", "digest")
    return {key: (item_id, mark) for key, item_id, mark in rows}


def _values(draft: ItemDraft, columns: Sequence[str] = COLUMNS) -> list[Any]:
    """Return the values of an item's columns, in their order."""
    return [getattr(draft, name) for name in columns]


def _parents(source: str, entries: Sequence[Entry]) -> dict[str | None, int]:
    """Return the ids of the courses that items are part of; whole courses are written before their parts."""
    keys = {entry.draft.parent for entry in entries if entry.draft.parent is not None}
    return {key: item_id for key, (item_id, _) in _known(source, keys).items()} if keys else {}


def _insert(batch: Batch, source: str, entries: Sequence[Entry]) -> None:
    """Insert items with segments and skills; all carry the batch or hang on one that does."""
    if not entries:
        return
    parents = _parents(source, entries)
    values = [
        [source, batch.id, row.key, parents.get(draft.parent), row.digest, *_values(draft)] for row, draft, _ in entries
    ]
    with turn(), connection.cursor() as cursor:
        cursor.executemany(_INSERT, values)
    made = _known(source, [entry.row.key for entry in entries])
    tags.insert({made[entry.row.key][0]: entry.taught for entry in entries}, batch.id)
    Segment.objects.bulk_create(
        segment for entry in entries for segment in _segments(made[entry.row.key][0], entry.draft.segments)
    )


def _stage_changes(batch: Batch, source: str, entries: Sequence[Entry], known: Mapping[str, tuple[int, str]]) -> None:
    """Stage what is to happen to known items: their new values, their segments, and the changes of their skills."""
    parents = _parents(source, entries)
    ids = {entry.row.key: known[entry.row.key][0] for entry in entries}
    changes = tags.differences({ids[entry.row.key]: entry.taught for entry in entries}, batch.id)
    texts = {number: old for number, *old in Item.objects.filter(id__in=ids.values()).values_list("id", *TEXTS)}
    cut = set(Segment.objects.filter(item_id__in=ids.values()).values_list("item_id", flat=True))
    staged: list[tuple[str, int, str, str, object]] = []
    for entry in entries:
        item_id = ids[entry.row.key]
        change: dict[str, Any] = {}
        if texts[item_id] == _values(entry.draft, TEXTS):
            numbers = dict(zip(NUMBERS, _values(entry.draft, NUMBERS), strict=True))
            staged.append(("numbers", entry.row.line, str(item_id), entry.row.digest, numbers))
        else:
            change["values"] = [*_values(entry.draft), entry.row.digest, item_id]
        if changes[item_id] != tags.Change():
            change["tags"] = msgspec.to_builtins(changes[item_id])
        if entry.draft.segments or entry.draft.parent is not None or item_id in cut:
            segments = msgspec.to_builtins(entry.draft.segments)
            change["part"] = {"parent": parents.get(entry.draft.parent), "segments": segments}
        if change:
            staged.append(("change", entry.row.line, str(item_id), "", change))
    batch.add(staged)


def _segments(item_id: int, drafts: Sequence[SegmentDraft]) -> list[Segment]:
    return [
        Segment(
            item_id=item_id,
            anchor=draft.anchor,
            position=position,
            title=draft.title,
            text=draft.text,
            skill_id=draft.skill,
            level=draft.level,
            minutes=draft.minutes,
            origin=draft.origin,
            confidence=draft.confidence,
        )
        for position, draft in enumerate(drafts)
    ]


def _write_part(item_id: int, part: Mapping[str, Any]) -> None:
    """Keep the segments whose anchor stays, because questions and people's places point to them."""
    Item.objects.filter(id=item_id).update(parent_id=part["parent"])
    drafts = msgspec.convert(part["segments"], list[SegmentDraft])
    old = {row.anchor: row for row in Segment.objects.filter(item_id=item_id)}
    for row in _segments(item_id, drafts):
        if row.anchor in old:
            row.pk = old.pop(row.anchor).pk
        row.save()
    Segment.objects.filter(id__in=[row.pk for row in old.values()]).delete()
