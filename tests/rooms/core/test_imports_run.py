"""The order of an import: all or nothing, nothing twice, and nothing left behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from wayfare.core.errors import Conflict, Invalid
from wayfare.core.imports import Batch, Counts, Options, RawRow, Record, Report, RowError, run
from wayfare.core.imports.run import reject_repeats
from wayfare.core.models import Fact, ImportBatch, Lease, StagedRow

pytestmark = pytest.mark.django_db


@dataclass
class Facts:
    """Imports facts: small enough to see everything that happens."""

    given: list[RawRow]
    kind: str = "facts"
    format: str = "test"
    source_name: str = "facts.csv"
    breaks: bool = False
    applied: list[datetime] = field(default_factory=list)

    def rows(self) -> Iterator[RawRow]:
        yield from self.given

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        name = str(row.cells["name"])
        if not name:
            raise RowError("name", name, "Give it a name.")
        report.count("named")
        yield Record("fact", name, {"name": name, "value": row.cells["value"]})

    def check(self, batch: Batch, report: Report) -> None:
        reject_repeats(batch, "fact", report)

    def compare(self, batch: Batch) -> Counts:
        known = dict(Fact.objects.values_list("name", "value"))
        rows = list(batch.rows("fact"))
        created = sum(row.key not in known for row in rows)
        same = sum(known.get(row.key) == row.payload["value"] for row in rows)
        return Counts(created, len(rows) - created - same, same)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        self.applied.append(now)
        for row in batch.rows("fact"):
            Fact.objects.update_or_create(name=row.key, defaults={"value": row.payload["value"]})
        if self.breaks:
            raise RuntimeError


def rows(*pairs: tuple[str, str]) -> list[RawRow]:
    return [RawRow(line, {"name": name, "value": value}) for line, (name, value) in enumerate(pairs, start=2)]


def stored() -> dict[str, str]:
    return dict(Fact.objects.values_list("name", "value"))


def nothing_is_left() -> bool:
    return (
        not StagedRow.objects.exists()
        and not ImportBatch.objects.filter(applied_at=None).exists()
        and not Lease.objects.exists()
    )


def test_good_rows_become_visible_and_are_counted() -> None:
    report = run(Facts(rows(("a", "1"), ("b", "2"))), Options())
    assert (report.read, report.created, report.updated, report.unchanged, report.applied) == (2, 2, 0, 0, True)
    assert stored() == {"a": "1", "b": "2"}
    assert report.notes == {"named": 2}
    assert nothing_is_left()


def test_a_second_run_changes_nothing_and_does_not_even_apply() -> None:
    run(Facts(rows(("a", "1"))), Options())
    again = Facts(rows(("a", "1")))
    report = run(again, Options())
    assert (report.created, report.updated, report.unchanged, report.applied) == (0, 0, 1, True)
    assert again.applied == []


def test_one_bad_row_leaves_everything_as_it_was() -> None:
    report = run(Facts(rows(("a", "1"), ("", "2"))), Options())
    assert not report.applied
    assert stored() == {}
    assert [(bad.line, bad.column, bad.error) for bad in report.rejected] == [(3, "name", "Give it a name.")]
    assert nothing_is_left()


def test_with_keep_going_the_good_rows_come_in() -> None:
    report = run(Facts(rows(("a", "1"), ("", "2"), ("c", "3"))), Options(keep_going=True))
    assert report.applied
    assert stored() == {"a": "1", "c": "3"}
    assert len(report.rejected) == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing() -> None:
    run(Facts(rows(("a", "1"))), Options())
    report = run(Facts(rows(("a", "2"), ("b", "1"))), Options(dry_run=True))
    assert (report.created, report.updated, report.applied) == (1, 1, False)
    assert stored() == {"a": "1"}
    assert nothing_is_left()


def test_an_id_twice_with_other_content_is_rejected_with_both_lines() -> None:
    report = run(Facts(rows(("a", "1"), ("a", "2"))), Options())
    assert not report.applied
    assert [(bad.line, bad.value) for bad in report.rejected] == [(3, "a")]
    assert "line 2" in report.rejected[0].error


def test_the_very_same_row_twice_is_counted_once_and_said() -> None:
    report = run(Facts(rows(("a", "1"), ("a", "1"))), Options())
    assert report.applied
    assert report.created == 1
    assert [warning.line for warning in report.warnings] == [3]


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(Invalid, match="holds no rows"):
        run(Facts([]), Options())
    assert nothing_is_left()


def test_a_file_of_nothing_but_bad_rows_is_refused_early() -> None:
    importer = Facts(rows(*[("", "x")] * 30_000))
    with pytest.raises(Invalid, match="are all bad"):
        run(importer, Options(keep_going=True))
    assert nothing_is_left()


def test_what_breaks_while_it_is_applied_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError):
        run(Facts(rows(("a", "1")), breaks=True), Options())
    assert stored() == {}
    assert nothing_is_left()


def test_a_row_that_could_not_be_read_is_rejected_with_its_own_words() -> None:
    broken = RawRow(5, error=RowError("", "…", "This line is not valid JSON."))
    report = run(Facts([*rows(("a", "1")), broken]), Options(keep_going=True))
    assert [(bad.line, bad.error) for bad in report.rejected] == [(5, "This line is not valid JSON.")]
    assert stored() == {"a": "1"}


def test_two_imports_at_once_are_refused() -> None:
    class Inner(Facts):
        def rows(self) -> Iterator[RawRow]:
            Lease.objects.filter(name="import").update(holder="elsewhere:1")
            with pytest.raises(Conflict, match="Another import"):
                run(Facts(rows(("x", "1"))), Options())
            yield from self.given

    run(Inner(rows(("a", "1"))), Options())
    assert stored() == {"a": "1"}


def test_what_a_killed_import_left_is_swept_away_by_the_next_one(now: datetime) -> None:
    dead = ImportBatch.objects.create(kind="facts", format="test", source_name="old", started_at=now)
    StagedRow.objects.create(batch=dead, table="fact", line=2, key="old", digest="", payload="{}")
    run(Facts(rows(("a", "1"))), Options())
    assert stored() == {"a": "1"}
    assert nothing_is_left()


def test_progress_is_told_while_it_reads() -> None:
    many = [RawRow(n + 2, {"name": f"n{n}", "value": "1"}, offset=n * 10) for n in range(1_200)]
    seen: list[int] = []
    run(Facts(many), Options(progress=seen.append))
    assert seen == sorted(seen)
    assert len(seen) >= 2


def test_the_report_keeps_its_size_however_bad_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wayfare.core.imports.report.MAX_LISTED", 3)
    report = run(Facts(rows(("a", "1"), *[("", str(n)) for n in range(10)])), Options(keep_going=True))
    assert len(report.rejected) == 3
    assert report.rejected_total == 10


def test_a_long_value_is_cut_in_the_report() -> None:
    error = RowError("name", "x" * 10_000, "Too long.")
    assert len(error.value) < 200
    assert error.value.endswith("…")


def test_a_value_that_is_no_text_can_be_reported() -> None:
    assert RowError("name", "caf\udce9", "Not UTF-8.").value == "caf\\udce9"
