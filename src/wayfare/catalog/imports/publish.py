"""Make staged items visible without keeping others waiting.

New rows are written in short transactions and carry the batch, so that no reader sees them; what changed is worked out
ahead and staged. The apply step then writes the changes, and marking the batch as applied shows everything at once.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from wayfare.catalog.imports import tags
from wayfare.catalog.imports.drafts import COLUMNS, ItemDraft, SegmentDraft, Taught
from wayfare.catalog.models import Item, ItemSkill, Segment
from wayfare.core.imports import Batch, Counts
from wayfare.core.imports.run import Renew
from wayfare.core.imports.staging import Staged
from wayfare.core.versions import touch_epoch

CHUNK = 500
_UPDATE = f"UPDATE catalog_item SET {', '.join(f'{name} = %s' for name in COLUMNS)}, parent_id = %s, digest = %s WHERE id = %s"
Tagging = Callable[[Sequence[ItemDraft]], list[tuple[Taught, ...]]]


def compare(batch: Batch, source: str) -> Counts:
    """Return what publishing would create, update and leave unchanged."""
    return batch.counts("item", "catalog_item", "t.source = %s AND t.source_id = s.key", [source])


def prepare(batch: Batch, source: str, tagging: Tagging, renew: Renew) -> None:
    """Write new items invisibly and stage the changes of known ones, in short transactions."""
    for rows in batch.chunks("item", CHUNK):
        known = _known(source, [row.key for row in rows])
        pending = [row for row in rows if known.get(row.key, (0, ""))[1] != row.digest]
        drafts = [msgspec.convert(row.payload, ItemDraft) for row in pending]
        taught = tagging(drafts)
        new = [entry for entry in zip(pending, drafts, taught, strict=True) if entry[0].key not in known]
        old = [entry for entry in zip(pending, drafts, taught, strict=True) if entry[0].key in known]
        with transaction.atomic():
            _insert(batch, source, new)
        batch.add(_changes(batch, old, {key: item_id for key, (item_id, _) in known.items()}))
        renew()


def apply(batch: Batch, source: str, now: datetime) -> None:
    """Write the staged changes and touch the epoch. Runs in the transaction that marks the batch as applied."""
    for rows in batch.chunks("change", CHUNK):
        drafts = [msgspec.convert(row.payload["item"], ItemDraft) for row in rows]
        parents = _known(source, [draft.parent for draft in drafts if draft.parent])
        values = [
            (*(getattr(draft, name) for name in COLUMNS), _parent(draft, parents), row.payload["digest"], int(row.key))
            for row, draft in zip(rows, drafts, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, values)
        for row, draft in zip(rows, drafts, strict=True):
            _replace_segments(int(row.key), draft.segments)
        tags.write(msgspec.convert(row.payload["tags"], tags.Change) for row in rows)
    touch_epoch("catalog", now)


def _known(source: str, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return id and digest of those items of a source that exist, by the source's own id."""
    rows = Item.objects.filter(source=source, source_id__in=set(keys)).values_list("source_id", "id", "digest")
    return {key: (item_id, mark) for key, item_id, mark in rows}


def _parent(draft: ItemDraft, parents: dict[str, tuple[int, str]]) -> int | None:
    return parents[draft.parent][0] if draft.parent in parents else None


def _insert(batch: Batch, source: str, entries: Sequence[tuple[Staged, ItemDraft, tuple[Taught, ...]]]) -> None:
    """Insert items, whole courses before their parts, with segments and skills; all carry the batch or hang on one that does."""
    for parts in (False, True):
        group = [entry for entry in entries if (entry[1].parent is not None) is parts]
        parents = _known(source, [draft.parent for _, draft, _ in group if draft.parent])
        made = Item.objects.bulk_create(
            Item(
                source=source,
                source_id=row.key,
                parent_id=_parent(draft, parents),
                batch_id=batch.id,
                digest=row.digest,
                **{name: getattr(draft, name) for name in COLUMNS},
            )
            for row, draft, _ in group
        )
        Segment.objects.bulk_create(
            segment
            for item, (_, draft, _) in zip(made, group, strict=True)
            for segment in _segments(item.id, draft.segments)
        )
        ItemSkill.objects.bulk_create(
            tags.row(item.id, taught, batch.id)
            for item, (_, _, all_taught) in zip(made, group, strict=True)
            for taught in all_taught
        )


def _changes(
    batch: Batch, entries: Sequence[tuple[Staged, ItemDraft, tuple[Taught, ...]]], ids: dict[str, int]
) -> list[tuple[str, int, str, str, object]]:
    """Return what is staged for known items: their new values, and what is to happen to their skills."""
    changes = tags.differences({ids[row.key]: taught for row, _, taught in entries}, batch.id)
    return [
        ("change", row.line, str(ids[row.key]), "", _change(row, draft, changes[ids[row.key]]))
        for row, draft, _ in entries
    ]


def _change(row: Staged, draft: ItemDraft, change: tags.Change) -> dict[str, Any]:
    return {"item": msgspec.to_builtins(draft), "digest": row.digest, "tags": msgspec.to_builtins(change)}


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
        )
        for position, draft in enumerate(drafts)
    ]


def _replace_segments(item_id: int, drafts: Sequence[SegmentDraft]) -> None:
    """Keep the segments whose anchor stays, because questions and people's places point to them."""
    old = {row.anchor: row for row in Segment.objects.filter(item_id=item_id)} if drafts else {}
    for row in _segments(item_id, drafts):
        if row.anchor in old:
            row.pk = old.pop(row.anchor).pk
        row.save()
    Segment.objects.filter(id__in=[row.pk for row in old.values()]).delete()
