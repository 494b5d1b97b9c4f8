"""People from somebody else's file, by a map."""

from itertools import permutations
from pathlib import Path

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.rooms.people.files import MAP, POST, import_posts, people_file
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options
from wayfare.people import api as people
from wayfare.people.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _starters(db: None) -> None:
    for title in ("Lawyers", "Bosses"):
        factories.role(title)


def keys() -> list[str]:
    return sorted(Person.objects.values_list("source_id", flat=True))


def post(ref: str) -> Person:
    return Person.objects.get(source_id=ref)


def test_a_map_composes_ids_labels_and_constants(tmp_path: Path) -> None:
    assert import_posts(tmp_path, [{"ref": "1", "Group": "Law"}]).applied
    person = post("dept/1")
    assert (person.source, person.name, person.job_title) == ("posts", "Director, Finance", "Director")
    assert (person.time_zone, person.group, person.team.source_id) == ("Europe/London", "Law", "dept/Finance")
    assert person.starter_role == "lawyers"


def test_a_label_leaves_out_what_is_empty(tmp_path: Path) -> None:
    import_posts(tmp_path, [{"Unit": "N/A"}])
    assert post("dept/1").name == "Director"


def test_the_same_reference_in_two_bodies_is_two_people_with_bosses_of_their_own(tmp_path: Path) -> None:
    rows = [{"body": body, "ref": ref, "boss": boss} for body in ("x", "y") for ref, boss in (("1", "XX"), ("2", "1"))]
    assert import_posts(tmp_path, rows).created == 4
    assert post("x/2").manager == post("x/1")
    assert post("y/2").manager == post("y/1")


@pytest.mark.parametrize("value", ["XX", "xx", "", "N/A"])
def test_what_means_nobody_means_nobody(tmp_path: Path, value: str) -> None:
    report = import_posts(tmp_path, [{"boss": value}])
    assert not report.warnings
    assert post("dept/1").manager is None


def test_left_out_rows_are_counted(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{"ref": "1"}, {"ref": "2", "Job Title": "NOT IN POST"}])
    assert (report.created, report.rejected_total) == (1, 0)
    assert report.notes["left out: Job Title is not in post"] == 1


def test_a_manager_who_is_missing_is_left_empty_and_reported(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{"ref": "1", "boss": "99"}])
    assert [(row.line, row.column, row.value) for row in report.warnings] == [(2, "boss", "dept/99")]
    assert "add that person" in report.warnings[0].error
    assert report.applied


def test_a_manager_in_other_capitals_is_taken_and_reported(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{"ref": "DfE-1"}, {"ref": "2", "boss": "DFE-1"}])
    assert post("dept/2").manager == post("dept/DfE-1")
    assert "DfE-1" in report.warnings[0].error


def test_somebody_who_would_report_to_themselves_reports_to_nobody(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{"ref": "1", "boss": "1"}])
    assert post("dept/1").manager is None
    assert "themselves" in report.warnings[0].error


def test_a_circle_of_managers_is_reported_and_its_links_are_left_empty(tmp_path: Path) -> None:
    rows = [{"ref": ref, "boss": boss} for ref, boss in (("1", "2"), ("2", "3"), ("3", "1"), ("4", "1"))]
    report = import_posts(tmp_path, rows)
    assert [row.line for row in report.warnings] == [2, 3, 4]
    assert "dept/1 → dept/2 → dept/3 → dept/1" in report.warnings[0].error
    assert Person.objects.filter(manager=None).count() == 3
    assert post("dept/4").manager == post("dept/1")


def test_a_circle_through_people_of_an_earlier_file_is_found(tmp_path: Path) -> None:
    import_posts(tmp_path, [{"ref": "1"}, {"ref": "2", "boss": "1"}])
    report = import_posts(tmp_path, [{"ref": "1", "boss": "2"}])
    assert len(report.warnings) == 1
    assert post("dept/1").manager is None
    assert post("dept/2").manager == post("dept/1")


def test_a_mended_circle_is_mended_by_the_next_import(tmp_path: Path) -> None:
    rows = [{"ref": "1", "boss": "2"}, {"ref": "2", "boss": "1"}]
    import_posts(tmp_path, rows)
    report = import_posts(tmp_path, [rows[0], {"ref": "2", "boss": "XX"}])
    assert not report.warnings
    assert post("dept/1").manager == post("dept/2")


def test_people_who_share_an_id_are_kept_apart_and_all_reported(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{"Share": "0.4"}, {"Share": "0.6"}, {"ref": "2"}])
    assert report.created == 3
    assert sorted(row.line for row in report.warnings) == [2, 3]
    assert all(row.value == "dept/1" and "Kept apart" in row.error for row in report.warnings)
    assert [key.split("~")[0] for key in keys()] == ["dept/1", "dept/1", "dept/2"]


def test_people_who_differ_in_nothing_that_is_kept_are_numbered(tmp_path: Path) -> None:
    rows = [{"Salary (£)": "1"}, {"Salary (£)": "2"}]
    report = import_posts(tmp_path, rows)
    first, second = keys()
    assert second == f"{first}~2"
    assert len(report.warnings) == 2
    assert import_posts(tmp_path, rows[::-1]).unchanged == 2


def test_wholly_identical_rows_are_one_person_and_reported(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{}, {}, {"Share": "0.5"}])
    assert report.created == 2
    said = sorted((row.line, "counted once" in row.error) for row in report.warnings)
    assert said == [(2, False), (3, True), (4, False)]


def test_the_order_of_the_file_does_not_matter_to_shared_ids(tmp_path: Path) -> None:
    rows = [{"Share": "0.4"}, {"Share": "0.6"}, {"Share": "0.6", "Unit": "People"}, {"Share": "0.6", "Salary (£)": "1"}]
    import_posts(tmp_path, rows)
    for order in permutations(rows):
        report = import_posts(tmp_path, list(order))
        assert (report.created, report.updated) == (0, 0)


def test_a_shared_id_is_nobodys_manager(tmp_path: Path) -> None:
    report = import_posts(tmp_path, [{"Share": "0.4"}, {"Share": "0.6"}, {"ref": "2", "boss": "1"}])
    assert post("dept/2").manager is None
    assert "Several people" in report.warnings[-1].error


def test_a_role_nobody_imported_yet_is_reported_once(tmp_path: Path) -> None:
    Role.objects.all().delete()
    report = import_posts(tmp_path, [{"ref": str(n), "Group": "Law"} for n in range(5)])
    assert [(row.column, row.value) for row in report.warnings] == [("[groups]", "lawyers")]


@pytest.mark.parametrize(
    "text",
    [
        MAP.replace('unit = "Unit"', 'unit = "Unit"\ngrade = "Salary (£)"', 1),
        MAP.replace('unit = "Unit"', 'unit = "Unit"\nsalary = "Salary (£)"', 1),
        MAP.replace("{Unit}", "{Salary (£)}"),
        MAP.replace('"Share"', '"Salary (£)"'),
        MAP.replace('"Job Title" = ["Not', '"Salary (£)" = ["Not'),
        MAP.replace('["body", "Unit"]', '["body", "Basic Pay"]'),
    ],
)
def test_a_map_that_names_pay_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid, match="pay"):
        import_posts(tmp_path, [{}], text)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source = ", "not valid TOML"),
        ("[columns]\nname = 'Job Title'", "needs a source"),
        ("source = 'Not a name!'", "needs a source"),
        ("source = 'x'\nid = 'ref'", "must be a table"),
        ("source = 'x'\n[id]\ncolumns = 'ref'", "list of texts"),
        ("source = 'x'\n[id]\nrepeats = 'apart'", "apart_by"),
        ("source = 'x'\n[colums]\nname = 'Job Title'", "colums"),
        ("source = 'x'\n[columns]\nshoe_size = 'Shoes'", "shoe_size"),
        ("source = 'x'\n[columns]\nname = 5", "must be text"),
        (MAP.replace('"Job Title" = ["Not', '"Jobtitel" = ["Not'), "Jobtitel"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        import_posts(tmp_path, [{}], text)


def test_a_map_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = people_file(tmp_path, [POST])
    with pytest.raises(NotFound, match="nowhere"):
        people.import_people(path=path, form=None, mapping=tmp_path / "nowhere.toml", options=Options())


SECRET = "87654.32"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.sampled_from(["Salary", "basePay", "Actual Pay Floor (£)", "annual_wage", "Jahresgehalt", "Bonus 2011"]),
    broken=st.booleans(),
    twice=st.booleans(),
)
def test_pay_is_stored_nowhere_and_stands_in_no_report(tmp_path: Path, header: str, broken: bool, twice: bool) -> None:
    cell = SECRET + ("\udcff" if broken else "")
    rows = [{**POST, header: cell}, {**POST, header: "1"} if twice else {**POST, "ref": "2", header: cell}]
    path = tmp_path / "pay.csv"
    lines = [",".join(f'"{value}"' for value in values) for values in (rows[0], *(row.values() for row in rows))]
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    plan = tmp_path / "map.toml"
    plan.write_text(MAP, encoding="utf-8")
    report = people.import_people(path=path, form=None, mapping=plan, options=Options())
    assert report.applied
    assert report.notes["pay columns dropped"] == 1
    assert SECRET not in repr(report)
    for model in apps.get_models():
        assert SECRET not in repr(list(model.objects.values()))
    Person.objects.all().delete()


def test_a_change_of_pay_alone_changes_nobody(tmp_path: Path) -> None:
    import_posts(tmp_path, [{"Salary (£)": "1"}])
    assert import_posts(tmp_path, [{"Salary (£)": "2"}]).unchanged == 1
