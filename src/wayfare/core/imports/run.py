"""The order of an import: read and stage, look for repeats, compare, apply, report."""

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from django.db import transaction

from wayfare.core import leases
from wayfare.core.clock import now as clock_now
from wayfare.core.errors import Invalid
from wayfare.core.ids import digest
from wayfare.core.imports.readers import RawRow
from wayfare.core.imports.report import Report, RowError
from wayfare.core.imports.staging import Batch, Counts, turn
from wayfare.core.models import ImportBatch, StagedRow

_CHUNK = 500
_SLOW = 5.0
_HOPELESS = 1_000
LEASE = "import"
Renew = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Record:
    """What a row becomes: a row of a named staging table, with the key that identifies it in its source.

    ``digest`` is what is compared with what is stored; left out, it is the digest of the payload.
    """

    table: str
    key: str
    payload: dict[str, object]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """How an import is run. ``progress`` is told how many bytes were read."""

    dry_run: bool = False
    keep_going: bool = False
    progress: Callable[[int], None] = lambda offset: None


class Importer(Protocol):
    """What a room brings to import one kind of thing from one format."""

    kind: str
    format: str
    source_name: str

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of the source."""

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return what a row becomes. Raises RowError."""

    def check(self, batch: Batch, report: Report) -> None:
        """Look at the whole batch: repeated keys, loops, missing references. May add rejections and warnings."""

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would create, update and leave unchanged."""

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the staged rows visible; runs in one transaction, and has to be quick."""


@runtime_checkable
class Prepares(Protocol):
    """An importer that writes rows ahead of the apply step, where one transaction for all would block others for too long.

    Such rows carry the batch (a foreign key to ImportBatch) and must be invisible until ``applied_at`` is set.
    """

    def prepare(self, batch: Batch, report: Report, renew: Renew) -> None:
        """Write invisible rows in short transactions; call ``renew`` at least every half minute."""


def run(importer: Importer, options: Options) -> Report:
    """Run an import and return its report.

    Without ``keep_going`` a single rejected row leaves everything as it was. A dry run never changes anything.
    Raises Invalid and its kin where the file as a whole cannot be read; nothing is changed then either.
    """
    with opened(importer.kind, importer.format, importer.source_name) as (batch, renew):
        return _staged(importer, batch, options, renew)


@contextmanager
def opened(kind: str, form: str, source_name: str) -> Iterator[tuple[Batch, Renew]]:
    """Open a batch, alone in the whole installation, and yield it with a function that keeps the right to it.

    Whatever carries the batch is deleted at the end unless the batch was marked as applied. Raises Conflict while another
    one is open.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}"
    with leases.held(LEASE, holder, "Another import is running. Wait for it to end."):
        _clear_leftovers()
        row = ImportBatch.objects.create(kind=kind, format=form, source_name=source_name[:255], started_at=clock_now())
        batch = Batch(row)
        try:
            yield batch, lambda: leases.renew(LEASE, holder)
        finally:
            batch.clear()
            if ImportBatch.objects.filter(id=batch.id, applied_at=None).exists():
                _discard(batch)


def _staged(importer: Importer, batch: Batch, options: Options, renew: Renew) -> Report:
    report = Report()
    _stage(importer, batch, report, options, renew)
    importer.check(batch, report)
    if report.rejected and not options.keep_going:
        return report
    counts = importer.compare(batch)
    report.created, report.updated, report.unchanged = counts.created, counts.updated, counts.unchanged
    if options.dry_run:
        return report
    if isinstance(importer, Prepares) and (report.created or report.updated):
        importer.prepare(batch, report, renew)
    with transaction.atomic():
        if report.created or report.updated:
            importer.apply(batch, clock_now(), report)
        ImportBatch.objects.filter(id=batch.id).update(
            applied_at=clock_now(),
            read=report.read,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=report.rejected_total,
        )
    report.applied = True
    return report


def _stage(importer: Importer, batch: Batch, report: Report, options: Options, renew: Renew) -> None:
    pending: list[tuple[str, int, str, str, object]] = []
    since = time.monotonic()
    for row in importer.rows():
        report.read += 1
        try:
            if row.error is not None:
                raise row.error
            pending += [
                (record.table, row.line, record.key, record.digest or digest(record.payload), record.payload)
                for record in importer.records(row, report)
            ]
        except RowError as error:
            report.reject(row.line, error, str(row.cells.get("__file__", "")))
            _refuse_if_hopeless(importer, report)
        if len(pending) >= _CHUNK or time.monotonic() - since > _SLOW:  # a row may be a file that takes seconds to read
            since = time.monotonic()
            batch.add(pending)
            pending.clear()
            renew()
            options.progress(row.offset)
    batch.add(pending)
    if report.read == 0:
        raise Invalid(f"{importer.source_name} holds no rows. Nothing was imported.", advice="Is this the right file?")


def _refuse_if_hopeless(importer: Importer, report: Report) -> None:
    """Stop where a file begins with nothing but bad rows: it is not what it was taken for. Raises Invalid."""
    if report.rejected_total == report.read == _HOPELESS:
        raise Invalid(
            f"The first {_HOPELESS:,} rows of {importer.source_name} are all bad. Nothing was imported. "
            f"The first: {report.rejected[0].error}",
            advice="Is this the right file, and the right --format?",
        )


def reject_repeats(batch: Batch, table: str, report: Report) -> None:
    """Reject rows whose key stands earlier in the file; identical ones are counted once and named in a warning."""
    for key, line, first, same in batch.repeats(table):
        error = RowError("id", key, f"This id stands in line {first} already.")
        if same:
            report.warn(line, RowError("id", key, f"The same row stands in line {first}; it was counted once."))
        else:
            report.reject(line, error)
        batch.drop(table, [line])


def _clear_leftovers() -> None:
    """Delete what a killed import left behind; nobody ever saw it."""
    for row in ImportBatch.objects.filter(applied_at=None):
        _discard(Batch(row))
    for row in ImportBatch.objects.filter(id__in=StagedRow.objects.values("batch_id")):
        Batch(row).clear()


def _discard(batch: Batch) -> None:
    """Delete a batch that was never applied with all rows that carry it, in short transactions."""
    batch.clear()
    for relation in ImportBatch._meta.related_objects:
        rows: Any = relation.related_model
        waiting = rows.objects.filter(**{relation.field.name: batch.id}).order_by("-pk")
        while ids := list(waiting.values_list("pk", flat=True)[:_CHUNK]):
            with turn():
                rows.objects.filter(pk__in=ids).delete()
    batch.row.delete()


def sweep() -> None:
    """Delete leftovers of killed imports, unless an import is running."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    if leases.take(LEASE, holder):
        try:
            _clear_leftovers()
        finally:
            leases.release(LEASE, holder)
