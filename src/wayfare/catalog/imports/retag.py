"""Tag known items again, after skills have changed. Nothing is tagged twice, and what people settled stays."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db import transaction

from wayfare.catalog.imports import tags
from wayfare.catalog.imports.drafts import ItemDraft
from wayfare.catalog.imports.tagging import Proposals
from wayfare.catalog.models import LIVE, Item, ItemSkill
from wayfare.core import facts
from wayfare.core.imports import Batch, Report
from wayfare.core.imports.run import Renew, opened
from wayfare.core.models import ImportBatch
from wayfare.core.versions import touch_epoch

CHUNK = 500
FACT = "catalogue tagged with"
_READ = ("kind", "title", "summary", "language", "level", "rating", "ratings", "learners", "labels")


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
            if report.created or report.updated:
                touch_epoch("catalog", now)
            facts.put(FACT, terms)
            ImportBatch.objects.filter(id=batch.id).update(applied_at=now, read=report.read, created=report.created)
        report.applied = True
    return report


def _stage(batch: Batch, proposals: Proposals, report: Report, renew: Renew) -> None:
    for items in _pages():
        drafts = [ItemDraft(**{name: getattr(item, name) for name in _READ}) for item in items]
        wanted = {item.pk: taught for item, taught in zip(items, proposals.taught(drafts), strict=True)}
        found = tags.differences(wanted, batch.id)
        changes = {item_id: change for item_id, change in found.items() if change != tags.Change()}
        batch.add(("tags", 0, str(item_id), "", msgspec.to_builtins(change)) for item_id, change in changes.items())
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
