"""Activity from elsewhere: what counts, what is refused, and that the same rows again change nothing."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wayfare.catalog.models import Item
from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.core.imports import Options, Report
from wayfare.core.models import ImportBatch
from wayfare.core.versions import person_version
from wayfare.learner import api
from wayfare.learner.activity import columns, merging
from wayfare.learner.models import ItemProgress
from wayfare.people.models import Person

pytestmark = pytest.mark.django_db
HEAD = "person,item,started,finished\n"
MAY, JUNE = datetime(2026, 5, 4, 8, 30, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def charts(db: None) -> Item:
    return factories.item("Charts")


@pytest.fixture
def feedback(db: None) -> Item:
    return factories.item("Feedback")


def bring(path: Path, *, mapping: Path | None = None, form: str | None = None, **options: bool) -> Report:
    return api.import_activity(path=path, form=form, mapping=mapping, options=Options(**options))


def csv(folder: Path, rows: Iterable[str], head: str = HEAD) -> Path:
    path = folder / "activity.csv"
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def stored() -> dict[tuple[str, str], tuple[datetime, datetime | None]]:
    names = dict(Person.objects.values_list("id", "name")), dict(Item.objects.values_list("id", "title"))
    return {
        (names[0][row.person_id], names[1][row.item_id]): (row.started_at, row.finished_at)
        for row in ItemProgress.objects.all()
    }


def test_enrolments_and_completions_become_progress(
    alice: Person, bob: Person, charts: Item, feedback: Item, tmp_path: Path
) -> None:
    rows = [
        "alice@example.org,charts,2026-05-04T10:30:00+02:00,2026-06-01",
        "test:alice,test:feedback,2026-05-04 08:30,",
        "bob,charts,,2026-06-01T00:00:00Z",
    ]
    report = bring(csv(tmp_path, rows))
    assert (report.read, report.created, report.updated, report.unchanged, report.applied) == (3, 3, 0, 0, True)
    assert stored() == {
        ("Alice", "Charts"): (MAY, JUNE),
        ("Alice", "Feedback"): (MAY, None),
        ("Bob", "Charts"): (JUNE, JUNE),
    }
    progress = api.progress(person_id=alice.pk)
    assert (progress.started, progress.finished) == ({charts.pk, feedback.pk}, {charts.pk})
    assert [person_version(who.pk) for who in (alice, bob)] == [1, 1]
    batch = ImportBatch.objects.get()
    assert (batch.kind, batch.format, batch.read, batch.created) == ("activity", "csv", 3, 3)
    assert batch.applied_at


def test_resent_rows_change_nothing(alice: Person, charts: Item, tmp_path: Path) -> None:
    path = csv(tmp_path, ["alice,charts,2026-05-04T08:30:00.000001,", "alice,charts,,"])
    bring(path)
    before = stored()
    report = bring(path)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert (stored(), person_version(alice.pk)) == (before, 1)


def test_the_first_start_and_the_first_completion_count(alice: Person, charts: Item, tmp_path: Path) -> None:
    api.finish(person_id=alice.pk, item_id=charts.pk, now=JUNE)
    assert bring(csv(tmp_path, ["alice,charts,2026-07-01,2026-07-02"])).unchanged == 1
    assert bring(csv(tmp_path, ["alice,charts,2026-05-04T08:30:00Z,"])).updated == 1
    assert stored() == {("Alice", "Charts"): (MAY, JUNE)}


def test_late_rows_are_normal_and_rows_of_the_future_are_refused(alice: Person, charts: Item, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    ahead = [(now + timedelta(minutes=minutes)).isoformat() for minutes in (5, 20)]
    report = bring(csv(tmp_path, [f"alice,charts,{ahead[1]},", f"alice,charts,1999-01-01,{ahead[1]}"]))
    assert [(row.line, row.column, row.file) for row in report.rejected] == [
        (2, "finished or started", "activity.csv"),
        (3, "finished or started", "activity.csv"),
    ]
    assert bring(csv(tmp_path, [f"alice,charts,1999-01-01,{ahead[0]}"])).created == 1
    assert stored()[("Alice", "Charts")][0] == datetime(1999, 1, 1, tzinfo=UTC)


def test_a_completion_before_its_start_is_taken_for_both_and_named(alice: Person, charts: Item, tmp_path: Path) -> None:
    report = bring(csv(tmp_path, ["alice,charts,2026-06-01,2026-05-04T08:30"]))
    assert [row.line for row in report.warnings] == [2]
    assert stored() == {("Alice", "Charts"): (MAY, MAY)}


def test_without_any_time_it_is_known_from_now_on(alice: Person, charts: Item, tmp_path: Path) -> None:
    path = tmp_path / "activity.csv"
    path.write_text("person,item\nalice,charts\n", encoding="utf-8")
    before = datetime.now(UTC)
    report = bring(path)
    assert report.notes == {"rows without any time": 1}
    (started, finished) = stored()[("Alice", "Charts")]
    assert before <= started <= datetime.now(UTC)
    assert finished is None
    assert bring(path).unchanged == 1


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("nobody,charts,,", "person", "nobody"),
        ("other:alice,charts,,", "person", "other:alice"),
        ("alice,nothing,,", "item", "nothing"),
        (",charts,,", "person", ""),
        ("alice,,,", "item", ""),
        ("alice,charts,yesterday,", "started", "yesterday"),
        ("alice,charts,,31.12.2026", "finished", "31.12.2026"),
        ("alice,charts,1969-12-31T23:59:59Z,", "started", "1969-12-31T23:59:59Z"),
        ("alice,charts,0001-01-01T00:00:00+14:00,", "started", "0001-01-01T00:00:00+14:00"),
        ("alice,charts,9999-12-31T23:59:59-14:00,", "finished or started", "charts"),
        ("alice,charts", "", "2 cells"),
    ],
)
def test_a_bad_row_is_named_and_nothing_changes(
    alice: Person, charts: Item, feedback: Item, tmp_path: Path, row: str, column: str, value: str
) -> None:
    path = csv(tmp_path, ["alice,feedback,,", row])
    report = bring(path)
    assert [(one.line, one.column, one.value) for one in report.rejected] == [(3, column, value)]
    assert (report.applied, stored(), person_version(alice.pk)) == (False, {}, 0)
    assert not ImportBatch.objects.exists()
    report = bring(path, keep_going=True)
    assert (report.applied, report.rejected_total, set(stored())) == (True, 1, {("Alice", "Feedback")})


def test_a_name_that_two_have_is_nobody_until_the_source_is_said(alice: Person, charts: Item, tmp_path: Path) -> None:
    Person.objects.create(source="other", source_id="alice", name="Alice Two", email="ALICE@example.org", digest="")
    report = bring(csv(tmp_path, ["alice,charts,,"]))
    assert "more than one" in report.rejected[0].error
    mapping = tmp_path / "map.toml"
    mapping.write_text('people = "other"\n[columns]\nperson = "user"\n', encoding="utf-8")
    path = csv(tmp_path, ["alice,charts"], head="user,item\n")
    assert bring(path, mapping=mapping).created == 1
    assert set(stored()) == {("Alice Two", "Charts")}


def test_those_who_left_are_nobody_and_retired_items_count(alice: Person, charts: Item, tmp_path: Path) -> None:
    Item.objects.update(retired_at=JUNE)
    assert bring(csv(tmp_path, ["alice,charts,,"]), dry_run=True).created == 1
    Person.objects.update(active=False)
    assert bring(csv(tmp_path, ["alice,charts,,"])).rejected_total == 1


def test_a_dry_run_says_what_would_change(alice: Person, charts: Item, tmp_path: Path) -> None:
    report = bring(csv(tmp_path, ["alice,charts,,"]), dry_run=True)
    assert (report.created, report.applied, stored()) == (1, False, {})
    assert not ImportBatch.objects.exists()


def test_unusable_files_are_refused(alice: Person, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        bring(tmp_path / "gone.csv")
    with pytest.raises(Invalid, match="no column"):
        bring(csv(tmp_path, [], head="who,what\n"))
    with pytest.raises(Invalid, match="no rows"):
        bring(csv(tmp_path, []))
    with pytest.raises(Invalid, match="not imported from"):
        bring(csv(tmp_path, []), form="xlsx")
    with pytest.raises(TooLarge):
        bring(csv(tmp_path, ["x" * 300_000]))


@pytest.mark.parametrize("text", ["people = 3", "colour = 'red'", "[columns]\nteam = 'x'", "columns = 3", "= ="])
def test_a_mapping_that_makes_no_sense_is_refused(alice: Person, tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match="mapping file"):
        bring(csv(tmp_path, ["alice,charts,,"]), mapping=mapping)


# --- interactions: a line for each person, local numbers, maps beside
@pytest.fixture
def split(alice: Person, bob: Person, charts: Item, feedback: Item, tmp_path: Path) -> Path:
    (tmp_path / "user_map.txt").write_text("alice 0\nbob 1\nstranger 2\n", encoding="utf-8")
    (tmp_path / "item_map.txt").write_text("charts 0\nfeedback 1\nunknown 2\n", encoding="utf-8")
    (tmp_path / "train.txt").write_text("0 1 0\n1 0\n", encoding="utf-8")
    (tmp_path / "test.txt").write_text("0 1\n1 1\n", encoding="utf-8")
    return tmp_path


def test_interactions_are_read_with_their_maps(split: Path) -> None:
    report = bring(split)
    assert (report.read, report.created, report.rejected_total) == (5, 4, 0)
    assert report.notes == {"rows without any time": 5, "rows about the same person and item as another": 1}
    assert set(stored()) == {(who, what) for who in ("Alice", "Bob") for what in ("Charts", "Feedback")}
    assert all(finished is None for _, finished in stored().values())
    assert bring(split / "train.txt").unchanged == 3


def test_what_cannot_be_mapped_is_rejected_with_line_and_reason(split: Path) -> None:
    (split / "train.txt").write_text("0 0 7\n9 0 1\n\n2 0\n1 2 0\n", encoding="utf-8")
    report = bring(split / "train.txt", keep_going=True)
    found = [(row.line, row.column, row.value, row.error.split(" ")[0]) for row in report.rejected]
    assert found == [
        (1, "item", "7", "item_map.txt"),
        (2, "user", "9", "user_map.txt"),
        (4, "person", "stranger", "No"),
        (5, "item", "unknown", "No"),
    ]
    assert report.read == 7
    assert set(stored()) == {("Alice", "Charts"), ("Bob", "Charts")}


@pytest.mark.parametrize("text", ["alice\n", "alice x\n", "alice 0\nbob 0\n", "\n", "a b c\n"])
def test_a_broken_map_is_refused(split: Path, text: str) -> None:
    (split / "user_map.txt").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=r"user_map\.txt"):
        bring(split)


def test_without_maps_or_parts_nothing_is_read(split: Path) -> None:
    (split / "item_map.txt").unlink()
    with pytest.raises(NotFound):
        bring(split)
    (split / "empty").mkdir()
    with pytest.raises(NotFound):
        bring(split / "empty")


# --- whatever the order
_days = st.none() | st.integers(0, 20)
_rows = st.lists(st.tuples(st.sampled_from(["alice", "bob"]), st.sampled_from(["charts", "feedback"]), _days, _days))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_rows.filter(bool), cut=st.integers(0, 8))
def test_in_whatever_order_and_pieces_rows_come_the_outcome_is_the_same(
    alice: Person,
    bob: Person,
    charts: Item,
    feedback: Item,
    tmp_path: Path,
    rows: list[tuple[str, str, int | None, int | None]],
    cut: int,
) -> None:
    def text(at: int | None) -> str:
        return "" if at is None else (MAY + timedelta(days=at)).isoformat()

    timed = [
        (who, what, text(0 if start is None and end is None else start), text(end)) for who, what, start, end in rows
    ]
    lines = [",".join(row) for row in timed]
    ItemProgress.objects.all().delete()
    bring(csv(tmp_path, lines))
    whole = stored()
    ItemProgress.objects.all().delete()
    for piece in (lines[cut:][::-1], lines[:cut], lines):
        if piece:
            bring(csv(tmp_path, piece))
    assert stored() == whole
    assert all(finished is None or started <= finished for started, finished in whole.values())


def test_pieces_hold_whole_people_and_stay_small() -> None:
    found = columns.Columns()
    people = {f"p{number}": number + 1 for number in range(900)}
    items = {f"i{number}": number + 1 for number in range(7)}
    for who in people:
        for what in items:
            found.add(1, found.people.number(who), found.items.number(what))
    merged = merging.merge(found, people, items, columns.NEVER, "", Report())
    pieces = list(merged.chunks())
    assert sum(map(len, pieces)) == 6_300
    assert all(len(piece) <= merging.ROWS_AT_ONCE + len(items) for piece in pieces)
    owners = [{row[0] for row in piece} for piece in pieces]
    assert all(not (one & other) for place, one in enumerate(owners) for other in owners[place + 1 :])
    assert max(map(len, owners)) <= merging.PEOPLE_AT_ONCE


@pytest.mark.realdata
def test_the_real_interactions(realdata: Path, db: None) -> None:
    folder = realdata / "interactions" / "mooccubex"
    users, items = ((folder / name).read_text("utf-8").split()[::2] for name in ("user_map.txt", "item_map.txt"))
    Person.objects.bulk_create(Person(source="mooc", source_id=key, name=key, digest="") for key in users)
    Item.objects.bulk_create(
        Item(source="mooc", source_id=key, kind="course", title=key, digest="") for key in items[:-1]
    )
    report = bring(folder, keep_going=True)
    assert report.read == 698_260 + 169_536
    assert report.created + report.rejected_total == report.read
    assert {row.value for row in report.rejected} == {items[-1]}
    assert ItemProgress.objects.count() == report.created
