"""Rows written ahead of the apply step, and reading staged rows a few at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import pytest

from tests import factories
from wayfare.catalog.models import Item
from wayfare.core.errors import Conflict
from wayfare.core.imports import Batch, Counts, Options, RawRow, Record, Report, run
from wayfare.core.imports.run import Renew, opened
from wayfare.core.models import ImportBatch, Lease, StagedRow

pytestmark = pytest.mark.django_db


class Ahead:
    """An importer that writes items ahead, and breaks where it is told to."""

    kind, format, source_name = "catalog", "test", "test"

    def __init__(self, breaks: str = "", changes: int = 3) -> None:
        self.breaks, self.changes = breaks, changes
        self.steps: list[str] = []

    def rows(self) -> Iterator[RawRow]:
        yield from (RawRow(number, {"id": str(number)}) for number in range(3))

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        return [Record("item", str(row.cells["id"]), {"id": row.cells["id"]})]

    def check(self, batch: Batch, report: Report) -> None:
        self.steps.append("check")

    def compare(self, batch: Batch) -> Counts:
        return Counts(self.changes, 0, 3 - self.changes)

    def prepare(self, batch: Batch, report: Report, renew: Renew) -> None:
        self.steps.append("prepare")
        for row in batch.rows("item"):
            factories.item(f"Item {row.key}", batch_id=batch.id)
            renew()
        self._break("prepare")

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        self.steps.append("apply")
        self._break("apply")

    def _break(self, step: str) -> None:
        if self.breaks == step:
            raise Conflict("Broken on purpose.")


def test_rows_are_written_ahead_and_shown_with_their_batch() -> None:
    importer = Ahead()
    assert run(importer, Options()).applied
    assert importer.steps == ["check", "prepare", "apply"]
    assert Item.objects.filter(batch__applied_at__isnull=False).count() == 3


@pytest.mark.parametrize("step", ["prepare", "apply"])
def test_what_breaks_leaves_nothing_of_what_was_written_ahead(step: str) -> None:
    with pytest.raises(Conflict):
        run(Ahead(step), Options())
    assert not Item.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not StagedRow.objects.exists()


def test_nothing_is_written_ahead_in_a_dry_run_or_where_nothing_changes() -> None:
    for importer, options in ((Ahead(), Options(dry_run=True)), (Ahead(changes=0), Options())):
        run(importer, options)
        assert "prepare" not in importer.steps


def test_a_killed_import_s_rows_go_with_the_next_import_of_any_kind(now: datetime) -> None:
    dead = ImportBatch.objects.create(kind="catalog", format="courses", source_name="x", started_at=now)
    course = factories.item("Course", batch=dead)
    factories.item("Lesson", batch=dead, parent=course)
    kept = factories.item("Kept")
    with opened("people", "csv", "people.csv"):
        assert list(Item.objects.all()) == [kept]
        assert not ImportBatch.objects.filter(id=dead.pk).exists()
    assert not Lease.objects.exists()


def test_the_staged_rows_of_an_import_that_was_killed_after_it_applied_are_swept(now: datetime) -> None:
    done = ImportBatch.objects.create(kind="people", format="csv", source_name="x", started_at=now, applied_at=now)
    StagedRow.objects.create(batch=done, table="person", line=2, key="p1", digest="", payload="{}")
    with opened("people", "csv", "people.csv"):
        assert not StagedRow.objects.exists()
    assert ImportBatch.objects.filter(id=done.pk).exists()


def test_an_open_batch_keeps_others_out() -> None:
    with opened("people", "csv", "people.csv") as (batch, renew):
        Lease.objects.update(holder="elsewhere:1")
        with pytest.raises(Conflict), opened("skills", "", "y"):
            pass
        renew()
        assert ImportBatch.objects.filter(id=batch.id).exists()


@pytest.mark.parametrize("size", [1, 2, 100])
def test_staged_rows_come_in_their_order_whatever_stands_between(size: int, now: datetime) -> None:
    batch, other = (
        Batch(ImportBatch.objects.create(kind="x", format="", source_name="x", started_at=now)) for _ in range(2)
    )
    for number in range(5):
        batch.add([("one", number, f"k{9 - number}", "d", {"n": number}), ("two", number, "k", "d", {})])
        other.add([("one", number, "k", "d", {})])
    chunks = list(batch.chunks("one", size))
    assert [row.payload["n"] for rows in chunks for row in rows] == [0, 1, 2, 3, 4]
    assert max(map(len, chunks)) <= size
    assert list(batch.chunks("three", size)) == []
    assert [row.digest for row in batch.rows("one")] == ["d"] * 5
