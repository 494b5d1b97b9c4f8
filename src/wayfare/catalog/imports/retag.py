"""Tag known items again, after skills have changed. Nothing is tagged twice, and what people settled stays."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db import transaction

from wayfare.catalog.imports import tags
from wayfare.catalog.imports.drafts import ItemDraft, SegmentDraft
from wayfare.catalog.imports.tagging import Proposals
from wayfare.catalog.models import LIVE, Item, ItemSkill, Segment
from wayfare.core import facts
from wayfare.core.imports import Batch, Report
from wayfare.core.imports.run import Renew, opened
from wayfare.core.models import ImportBatch
from wayfare.core.versions import touch_epoch

CHUNK = 500
FACT = "catalogue tagged with"
_READ = ("kind", "title", "summary", "language", "level", "rating", "ratings", "learners", "labels")
_SETTLED = {"skill_id": "skill", "level": "level", "confidence": "confidence"}


def retag(proposals: Proposals, terms: str, now: datetime) -> Report:
    """Tag all items whose skills no author named; ``terms`` is the digest of what hints at the skills.

    Everything becomes visible at once; a retag that is killed leaves nothing behind. Raises Conflict during an import.
    """
    report = Report()
    if facts.get(FACT) == terms:
        return report
    with opened("retag", "", "skills") as (batch, renew):
        _stage(batch, proposals, report, renew)
        with transaction.atomic():
            for rows in batch.chunks("tags", CHUNK):
                tags.write(row.payload for row in rows)
            for rows in batch.chunks("segments", CHUNK):
                for row in rows:
                    Segment.objects.filter(id=int(row.key)).update(**row.payload)
            if report.created or report.updated:
                touch_epoch("catalog", now)
            facts.put(FACT, terms)
            ImportBatch.objects.filter(id=batch.id).update(applied_at=now, read=report.read, created=report.created)
        report.applied = True
    return report


def _stage(batch: Batch, proposals: Proposals, report: Report, renew: Renew) -> None:
    for items in _pages():
        cut = _segments([item.pk for item in items])
        drafts = [_draft(item, [segment for _, segment in cut.get(item.pk, ())]) for item in items]
        done = dict(zip([item.pk for item in items], proposals.taught(drafts), strict=True))
        found = tags.differences({item_id: taught for item_id, (_, taught) in done.items()}, batch.id)
        changes = {item_id: change for item_id, change in found.items() if change != tags.Change()}
        batch.add(("tags", 0, str(item_id), "", msgspec.to_builtins(change)) for item_id, change in changes.items())
        batch.add(
            ("segments", 0, str(number), "", {name: getattr(after, column) for name, column in _SETTLED.items()})
            for item_id, own in cut.items()
            for (number, before), after in zip(own, done[item_id][0].segments, strict=True)
            if before != after
        )
        report.read += len(items)
        report.updated += len(changes)
        renew()
    report.created = ItemSkill.objects.filter(batch_id=batch.id).count()
    if report.read:
        report.notes = {
            "looked at again": report.read,
            "skills proposed anew": report.created,
            "changed": report.updated,
        }


def _draft(item: Item, segments: list[SegmentDraft]) -> ItemDraft:
    return ItemDraft(**{name: getattr(item, name) for name in _READ}, segments=tuple(segments))


def _segments(item_ids: list[int]) -> dict[int, list[tuple[int, SegmentDraft]]]:
    """Return by item the segments whose skill no author named, with their ids."""
    found: dict[int, list[tuple[int, SegmentDraft]]] = {}
    rows = Segment.objects.filter(item_id__in=item_ids, origin=Segment.Origin.TAGGER).order_by("item_id", "position")
    for row in rows:
        draft = SegmentDraft(
            anchor=row.anchor,
            title=row.title,
            text=row.text,
            skill=row.skill_id,
            level=row.level,
            minutes=row.minutes,
            origin=row.origin,
            confidence=row.confidence,
        )
        found.setdefault(row.item_id, []).append((row.pk, draft))
    return found


def _pages() -> Iterator[list[Item]]:
    """Yield the items that may be tagged, some at a time, by key: no cursor stays open while others write."""
    last = 0
    while True:
        rows = Item.objects.filter(LIVE, id__gt=last, retired_at=None).exclude(labels="").order_by("id")
        page = list(rows.only("id", *_READ)[:CHUNK])
        if not page:
            return
        last = page[-1].pk
        yield page
