"""People from a CSV file with Wayfare's own columns."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.people.files import import_rows, people_file
from wayfare.core.errors import Invalid
from wayfare.core.imports import Options
from wayfare.core.models import ImportBatch, PersonVersion, StagedRow
from wayfare.core.versions import person_version
from wayfare.people import api as people
from wayfare.people import checks, importer
from wayfare.people.models import Person, Team

pytestmark = pytest.mark.django_db
DEMO = Path(people.__file__).parent.parent / "cli" / "demo_company" / "people.csv"
ALICE = {
    "id": "a",
    "name": "Alice",
    "email": "alice@example.org",
    "team": "Support",
    "manager": "b",
    "job_title": "Agent",
}
BOB = {"id": "b", "name": "Bob", "email": "bob@example.org", "team": "Support", "manager": "", "job_title": "Lead"}
CHARLIE = {"id": "c", "name": "Charlie", "email": "", "team": "Finance", "manager": "b", "job_title": "Clerk"}


def named(name: str) -> Person:
    return Person.objects.select_related("team", "manager").get(name=name)


def test_people_come_with_team_and_manager(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [ALICE, BOB, CHARLIE])
    assert (report.read, report.created, report.applied) == (3, 3, True)
    alice = named("Alice")
    assert alice.manager == named("Bob")
    assert alice.team.name == "Support"
    assert named("Bob").manager is None
    assert Team.objects.count() == 2


def test_only_an_id_and_a_name_are_needed(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [{"id": "a", "name": "Alice"}])
    assert report.applied
    alice = named("Alice")
    assert (alice.language, alice.time_zone, alice.weekly_minutes, alice.email) == ("en", "UTC", 45, "")


def test_the_demo_company_is_imported_whole() -> None:
    report = people.import_people(path=DEMO, form=None, mapping=None, options=Options())
    assert report.created == Person.objects.count() == 60
    assert Person.objects.filter(manager=None).count() == 1


def test_a_second_import_of_the_same_file_changes_nothing(tmp_path: Path) -> None:
    import_rows(tmp_path, [ALICE, BOB, CHARLIE])
    before = list(Person.objects.order_by("id").values()), list(PersonVersion.objects.values())
    report = import_rows(tmp_path, [ALICE, BOB, CHARLIE])
    assert (report.created, report.updated, report.unchanged, report.applied) == (0, 0, 3, True)
    assert (list(Person.objects.order_by("id").values()), list(PersonVersion.objects.values())) == before


def test_a_changed_row_changes_that_person_only(tmp_path: Path) -> None:
    import_rows(tmp_path, [ALICE, BOB, CHARLIE])
    alice, bob = named("Alice"), named("Bob")
    versions = person_version(alice.id), person_version(bob.id)
    report = import_rows(tmp_path, [{**ALICE, "job_title": "Senior Agent", "manager": ""}, BOB, CHARLIE])
    assert (report.created, report.updated, report.unchanged) == (0, 1, 2)
    assert named("Alice").job_title == "Senior Agent"
    assert named("Alice").manager is None
    assert person_version(alice.id) > versions[0]
    assert person_version(bob.id) == versions[1]


def test_what_a_file_does_not_say_stays_as_it_is(tmp_path: Path) -> None:
    import_rows(tmp_path, [ALICE, BOB])
    Person.objects.filter(name="Alice").update(weekly_minutes=20)
    import_rows(tmp_path, [{"id": "a", "name": "Alice A."}])
    alice = named("Alice A.")
    assert (alice.email, alice.weekly_minutes, alice.team.name) == ("alice@example.org", 20, "Support")
    assert alice.manager == named("Bob")


def test_an_empty_cell_empties_what_was_there(tmp_path: Path) -> None:
    import_rows(tmp_path, [ALICE, BOB])
    import_rows(tmp_path, [{**ALICE, "email": "", "team": "", "manager": ""}])
    alice = named("Alice")
    assert (alice.email, alice.team, alice.manager) == ("", None, None)


def test_a_manager_may_come_from_an_earlier_file(tmp_path: Path) -> None:
    import_rows(tmp_path, [BOB])
    report = import_rows(tmp_path, [ALICE])
    assert not report.warnings
    assert named("Alice").manager == named("Bob")


def test_a_dry_run_says_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [ALICE, BOB], dry_run=True)
    assert (report.created, report.applied) == (2, False)
    assert not Person.objects.exists()
    assert not StagedRow.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("column", "value", "advice"),
    [
        ("email", "alice at example.org", "Correct it, or leave it empty"),
        ("time_zone", "Europe/Atlantis", "Name it like Europe/London"),
        ("weekly_minutes", "-5", "from 0 to 2,400"),
        ("weekly_minutes", "2401", "from 0 to 2,400"),
        ("weekly_minutes", "an hour", "whole number"),
        ("language", "the Queen's", "Write it like en"),
        ("name", "", "Give every person a name"),
        ("id", "", "Give every person an id"),
        ("name", "A" * 201, "Shorten it"),
        ("email", "a\x07@example.org", "control characters"),
    ],
)
def test_a_bad_cell_is_named_by_line_column_and_value(tmp_path: Path, column: str, value: str, advice: str) -> None:
    more = {"time_zone": "UTC", "weekly_minutes": "45", "language": "en"}
    report = import_rows(tmp_path, [{**BOB, **more}, {**ALICE, **more, column: value}])
    (found,) = report.rejected
    assert (found.line, found.column) == (3, column)
    assert found.value.startswith(value[:100])
    assert advice in found.error
    assert not report.applied
    assert not Person.objects.exists()


def test_good_rows_come_in_beside_bad_ones_when_asked(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [{**ALICE, "email": "nonsense"}, BOB], keep_going=True)
    assert (report.created, report.rejected_total, report.applied) == (1, 1, True)
    assert list(Person.objects.values_list("name", flat=True)) == ["Bob"]


def test_a_repeated_id_is_rejected_where_the_rows_differ(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [ALICE, BOB, {**CHARLIE, "id": "a"}])
    assert [(row.line, row.column, row.value) for row in report.rejected] == [(4, "id", "a")]
    assert not Person.objects.exists()


def test_the_same_row_twice_counts_once_and_is_reported(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [ALICE, BOB, ALICE])
    assert report.applied
    assert report.created == 2
    assert [(row.line, row.value) for row in report.warnings] == [(4, "a")]


def test_an_address_of_two_people_is_reported(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [ALICE, BOB, {**CHARLIE, "email": "ALICE@example.org"}])
    assert report.applied
    assert [(row.line, row.column, row.value) for row in report.warnings] == [(4, "email", "ALICE@example.org")]


def test_only_csv_is_known() -> None:
    with pytest.raises(Invalid, match="xlsx"):
        people.import_people(path=DEMO, form="xlsx", mapping=None, options=Options())


def test_names_keep_their_letters_and_lose_doubled_spaces(tmp_path: Path) -> None:
    import_rows(tmp_path, [{"id": "a", "name": "  Siobhán   Ó\u00a0Kerrigan "}])
    assert Person.objects.get().name == "Siobhán Ó Kerrigan"


_rows = st.dictionaries(
    st.sampled_from("abcdef"),
    st.fixed_dictionaries(
        {
            "name": st.text("xyzäß'", min_size=1, max_size=8).filter(str.strip),
            "job_title": st.sampled_from(["", "Clerk", "Head of Support"]),
            "team": st.sampled_from(["", "Support", "Finance"]),
            "manager": st.sampled_from(["", *"abcdefz"]),
        }
    ),
    min_size=1,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_rows, second=_rows)
def test_importing_is_idempotent_and_the_last_file_wins(tmp_path: Path, first: dict, second: dict) -> None:
    for rows in (first, second):
        path = people_file(tmp_path, [{"id": key, **row} for key, row in rows.items()])
        people.import_people(path=path, form=None, mapping=None, options=Options())
        again = people.import_people(path=path, form=None, mapping=None, options=Options())
        assert (again.created, again.updated, again.unchanged) == (0, 0, len(rows))
        for key, row in rows.items():
            stored = Person.objects.get(source_id=key)
            assert (stored.name, stored.job_title) == (" ".join(row["name"].split()), row["job_title"])
    above = dict(Person.objects.values_list("id", "manager_id"))
    for person in above:
        line = [person]
        while above[line[-1]] is not None:
            line.append(above[line[-1]])
            assert line[-1] not in line[:-1]
    Person.objects.all().delete()


def test_a_file_of_many_spans_is_imported_like_one_of_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "_CHUNK", 2)
    monkeypatch.setattr(checks, "_PAGE", 2)
    rows = [
        {"id": str(n), "name": f"Person {n}", "email": f"p{n % 6}@example.org", "manager": str(n + 1) if n < 6 else ""}
        for n in range(7)
    ]
    report = import_rows(tmp_path, rows)
    assert report.created == 7
    assert [row.value for row in report.warnings] == ["p0@example.org"]
    assert Person.objects.filter(manager__isnull=False).count() == 6
    again = import_rows(tmp_path, [{**rows[0], "name": "Somebody else"}, *rows[1:]])
    assert (again.updated, again.unchanged) == (1, 6)
    assert named("Somebody else").manager == named("Person 1")
    assert not StagedRow.objects.exists()
