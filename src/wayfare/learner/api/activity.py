"""Activity from elsewhere: enrolments and completions, merged into what people have started and finished."""

from datetime import timedelta
from pathlib import Path

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options, Report
from wayfare.core.imports.run import opened
from wayfare.core.models import ImportBatch
from wayfare.learner.activity import merging, readers, writing
from wayfare.learner.activity.columns import Columns, number_of
from wayfare.people import api as people

CSV, INTERACTIONS = "csv", "mooccubex"
AHEAD = timedelta(minutes=10)


def import_activity(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import who started and finished which items, and return the report.

    The first start and the first completion of somebody in an item count, from whichever import, so the same rows again change
    nothing. Late rows are normal; a time more than ten minutes ahead is rejected, and so is a person or item that is not known
    here. Without ``keep_going`` one rejected row leaves everything as it was. Raises Invalid, NotFound or TooLarge for an
    unusable file. Rows are written in many short transactions: what a killed import has written stays, and importing again adds
    the rest.
    """
    chosen = _form(path, form)
    said = readers.plan(mapping)
    with opened("activity", chosen, path.name) as (batch, renew):
        report = Report()
        found = _read(path, chosen, said, report, options)
        renew()
        now = clock.now()
        merged = merging.merge(
            found,
            people.ids_named(names=found.people.all(), source=said.people),
            catalog.ids_named(names=found.items.all(), source=said.items),
            number_of(now + AHEAD),
            path.name,
            report,
        )
        if report.rejected and not options.keep_going:
            return report
        counts = writing.merge_in(merged, now, renew, dry_run=options.dry_run)
        report.created, report.updated, report.unchanged = counts.created, counts.updated, counts.unchanged
        if not options.dry_run:
            _close(batch.id, report)
    return report


def _form(path: Path, form: str | None) -> str:
    if form not in (None, CSV, INTERACTIONS):
        raise Invalid(f"Activity is not imported from “{form}”.", advice=f"Use --format {CSV} or {INTERACTIONS}.")
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}.", advice="Check the path.")
    return form or (INTERACTIONS if path.is_dir() or path.suffix == ".txt" else CSV)


def _read(path: Path, form: str, said: readers.Plan, report: Report, options: Options) -> Columns:
    """Read the whole file before anything is written. Raises Invalid where it holds no rows."""
    if form == CSV:
        found = readers.read_rows(path, said, report, options.progress)
    else:
        found = readers.read_interactions(path, report, options.progress)
    if not report.read:
        raise Invalid(f"{path.name} holds no rows. Nothing was imported.", advice="Is this the right file?")
    return found


def _close(batch_id: int, report: Report) -> None:
    ImportBatch.objects.filter(id=batch_id).update(
        applied_at=clock.now(),
        read=report.read,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected_total,
    )
    report.applied = True
