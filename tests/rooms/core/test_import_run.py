"""The order of an import: all of a file or nothing, one at a time, and nothing left behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from wayfare.core import leases
from wayfare.core.errors import Conflict, Invalid
from wayfare.core.imports import Batch, Counts, Options, RawRow, Record, Report, RowError, run
from wayfare.core.imports.run import LEASE, reject_repeats
from wayfare.core.imports.staging import upsert, value
from wayfare.core.models import ImportBatch, Lease, StagedRow
from wayfare.people.models import Role

pytestmark = pytest.mark.django_db
COLUMNS = {"source": "'toy'", "source_id": "s.key", "digest": "s.digest", "description": "''"}


@dataclass
class Titles:
    """An importer of roles from pairs of id and title; a title of “bad” is refused, one of “crash” ends the import."""

    pairs: list[tuple[str, str]]
    kind: str = "roles"
    format: str = "toy"
    source_name: str = "titles"
    seen: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[RawRow]:
        for line, (key, title) in enumerate(self.pairs, start=1):
            yield RawRow(line, {"id": key, "title": title}, offset=line)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        title = str(row.cells["title"])
        if title == "bad":
            raise RowError("title", title, "This title is bad.")
        if title == "crash":
            raise ZeroDivisionError
        return [Record("role", str(row.cells["id"]), {"title": title})]

    def check(self, batch: Batch, report: Report) -> None:
        reject_repeats(batch, "role", report)

    def compare(self, batch: Batch) -> Counts:
        return batch.counts("role", "people_role", "t.source = 'toy' AND t.source_id = s.key", [])

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        tail = "FROM core_stagedrow s WHERE s.batch_id = %s"
        columns = {**COLUMNS, "title": value("title")}
        batch.execute(upsert("people_role", ["source", "source_id"], columns, tail), [batch.id])


def titles() -> dict[str, str]:
    """Return what is visible."""
    return dict(Role.objects.values_list("source_id", "title"))


def nothing_is_left() -> bool:
    return not (
        StagedRow.objects.exists() or Lease.objects.exists() or ImportBatch.objects.filter(applied_at=None).exists()
    )


def numbers(report: Report) -> tuple[int, int, int, int, int]:
    return report.read, report.created, report.updated, report.unchanged, len(report.rejected)


def test_a_good_file_becomes_visible() -> None:
    report = run(Titles([("a", "Clerk"), ("b", "Driver")]), Options())
    assert numbers(report) == (2, 2, 0, 0, 0)
    assert report.applied
    assert titles() == {"a": "Clerk", "b": "Driver"}
    assert nothing_is_left()
    assert ImportBatch.objects.get().created == 2


def test_the_same_file_again_changes_nothing() -> None:
    importer = Titles([("a", "Clerk"), ("b", "Driver")])
    run(importer, Options())
    assert numbers(run(importer, Options())) == (2, 0, 0, 2, 0)


def test_only_what_changed_is_updated() -> None:
    run(Titles([("a", "Clerk"), ("b", "Driver")]), Options())
    assert numbers(run(Titles([("a", "Clerk"), ("b", "Pilot"), ("c", "Cook")]), Options())) == (3, 1, 1, 1, 0)
    assert titles() == {"a": "Clerk", "b": "Pilot", "c": "Cook"}


def test_one_bad_row_leaves_everything_as_it_was() -> None:
    report = run(Titles([("a", "Clerk"), ("b", "bad")]), Options())
    assert not report.applied
    assert titles() == {}
    assert (report.rejected[0].line, report.rejected[0].column, report.rejected[0].value) == (2, "title", "bad")
    assert nothing_is_left()


def test_the_good_rows_can_be_kept() -> None:
    report = run(Titles([("a", "Clerk"), ("b", "bad")]), Options(keep_going=True))
    assert report.applied
    assert titles() == {"a": "Clerk"}


def test_a_dry_run_says_what_would_happen_and_changes_nothing() -> None:
    run(Titles([("a", "Clerk")]), Options())
    report = run(Titles([("a", "Boss"), ("b", "Driver")]), Options(dry_run=True))
    assert numbers(report) == (2, 1, 1, 0, 0)
    assert not report.applied
    assert titles() == {"a": "Clerk"}
    assert nothing_is_left()


def test_the_same_row_twice_counts_once_and_two_rows_of_one_id_are_refused() -> None:
    same = run(Titles([("a", "Clerk"), ("a", "Clerk")]), Options())
    assert same.applied
    assert same.warnings[0].line == 2
    other = run(Titles([("a", "Clerk"), ("a", "Driver")]), Options())
    assert "stands in line 1 already" in other.rejected[0].error


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match="holds no rows"):
        run(Titles([]), Options())
    assert nothing_is_left()


def test_an_unexpected_error_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError):
        run(Titles([*((str(n), "Clerk") for n in range(1_200)), ("x", "crash")]), Options())
    assert titles() == {}
    assert nothing_is_left()


def test_two_imports_at_a_time_are_refused() -> None:
    with leases.held(LEASE, "elsewhere:1", "…"), pytest.raises(Conflict, match="Another import is running"):
        run(Titles([("a", "Clerk")]), Options())


def test_leftovers_of_a_killed_import_go_with_the_next(now: datetime) -> None:
    dead = ImportBatch.objects.create(kind="roles", format="toy", source_name="x", started_at=now)
    StagedRow.objects.create(batch=dead, table="role", line=1, key="z", digest="", payload='{"title": "Ghost"}')
    run(Titles([("a", "Clerk")]), Options())
    assert titles() == {"a": "Clerk"}
    assert nothing_is_left()


def test_progress_is_told_in_order() -> None:
    told: list[int] = []
    run(Titles([(str(n), "Clerk") for n in range(1_200)]), Options(progress=told.append))
    assert told
    assert told == sorted(told)
