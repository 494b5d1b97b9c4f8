"""Skills and roles from O*NET files."""

from datetime import datetime
from pathlib import Path

import pytest

from tests import factories
from tests.rooms.skills import onet
from tests.rooms.skills.onet import CLERK, FINANCE, OFFICER, TREASURER, VET, Files
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options, Report
from wayfare.core.models import StagedRow
from wayfare.core.versions import epoch
from wayfare.people import api as people
from wayfare.people.models import Role
from wayfare.skills import api
from wayfare.skills.importers import onet_scale
from wayfare.skills.models import RoleTarget, Skill

pytestmark = pytest.mark.django_db


def skills(folder: Path, **options: bool) -> Report:
    return api.import_skills(path=folder, form=None, mapping=None, options=Options(**options))


def roles(folder: Path, **options: bool) -> Report:
    return api.import_roles(path=folder, form="onet", mapping=None, options=Options(**options))


def both(folder: Path, rows: Files) -> Report:
    onet.write(folder, rows)
    assert skills(folder).applied
    return roles(folder)


def wanted(code: str) -> dict[str, tuple[float, float]]:
    rows = RoleTarget.objects.filter(role__source_id=code).select_related("skill")
    return {row.skill.name: (round(row.level, 2), round(row.importance, 2)) for row in rows}


def test_elements_and_technologies_become_skills_of_three_kinds(tmp_path: Path) -> None:
    found = skills(onet.write(tmp_path, onet.files()))
    assert (found.applied, found.rejected) == (True, [])
    assert found.notes == {
        "generic skills": 1,
        "knowledge skills": 3,
        "technology skills": 5,
        "technology examples": 7,
    }
    money = Skill.objects.get(source_id="2.C.1.c")
    assert (money.kind, money.area, money.description) == (
        "knowledge",
        "Business and Management",
        "About Economics and Accounting.",
    )
    assert Skill.objects.get(source_id="2.A.1.a").kind == "generic"
    assert not StagedRow.objects.exists()


def test_level_anchors_land_on_our_five_levels(tmp_path: Path) -> None:
    skills(onet.write(tmp_path, onet.files()))
    ids = api.ids_of(source="onet")
    assert api.skill(skill_id=ids["2.C.1.c"]).levels == (
        "",
        "Can answer billing questions.",
        "Can develop investment programs.",
        "Can keep a corporation's records.",
        "",
    )
    assert api.skill(skill_id=ids["2.C.4.a"]).levels == ()


def test_spellings_of_a_technology_are_one_skill_with_aliases(tmp_path: Path) -> None:
    skills(onet.write(tmp_path, onet.files()))
    sql = Skill.objects.get(source_id="technology/structured-query-language-sql")
    assert {"SQL", "Structured query language", "Structure query language SQL"} <= set(sql.aliases)
    assert "Excel" in Skill.objects.get(name="Microsoft Excel").aliases
    assert "Spreadsheet programs" in Skill.objects.get(name="Spreadsheet software").aliases


def test_ratings_become_targets_on_our_scale(tmp_path: Path) -> None:
    both(tmp_path, onet.files())
    found = wanted(FINANCE)
    assert found["Economics and Accounting"][0] == 4.0  # 1 + 4 × 5.25 / 7
    assert found["Economics and Accounting"][1] > found["English Language"][1]
    assert found["English Language"][1] < 4.0  # nearly every role needs it
    target = api.targets(role_id=Role.objects.get(source_id=FINANCE).id)[0]
    assert target.basis == "O*NET importance 4.6 of 5, level 5.2 of 7"


def test_technologies_in_demand_count_more_than_hot_and_listed_ones(tmp_path: Path) -> None:
    both(tmp_path, onet.files())
    found = wanted(FINANCE)
    assert found["SAP software"] == (3.5, onet_scale.IN_DEMAND)
    assert found["Tableau"] == (3.5, onet_scale.HOT)
    everyday = max(onet_scale.LOWEST, onet_scale.IN_DEMAND - onet_scale.EVERYDAY_DISCOUNT)
    assert found["Microsoft Excel"] == (onet_scale.EVERYDAY_LEVEL, everyday)
    assert found["Structured query language SQL"] == (onet_scale.EVERYDAY_LEVEL, onet_scale.LOWEST)
    assert wanted(CLERK)["Microsoft Excel"][0] == 2.5  # job zone 2


def test_suppressed_and_irrelevant_ratings_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = onet.files()
    for row in rows["Knowledge"]:
        if (row[onet.CODE], row["Element ID"], row["Scale ID"]) == (VET, "2.C.1.c", "LV"):
            row["Not Relevant"] = "Y"
        if (row[onet.CODE], row["Element ID"], row["Scale ID"]) == (VET, "2.C.4.a", "IM"):
            row["Recommend Suppress"] = "Y"
    found = both(tmp_path, rows)
    assert found.notes["ratings left out: not relevant"] == found.notes["ratings left out: too imprecise"] == 1
    assert wanted(VET).keys() & {"Economics and Accounting", "Mathematics", "English Language"} == {"English Language"}


def test_a_role_without_ratings_borrows_from_its_closest_ones(tmp_path: Path) -> None:
    both(tmp_path, onet.files())
    assert wanted(TREASURER)["Economics and Accounting"][0] == pytest.approx(3.1)  # between both lenders
    basis = RoleTarget.objects.get(role__source_id=TREASURER, skill__source_id="2.C.1.c").basis
    assert basis.endswith("; as in Financial Managers, Bookkeeping Clerks")


def test_civilian_roles_stand_in_for_military_ones(tmp_path: Path) -> None:
    both(tmp_path, onet.files())
    basis = RoleTarget.objects.filter(role__source_id=OFFICER, skill__kind="knowledge").first()
    assert basis is not None
    assert basis.basis.endswith("as in Emergency Management Directors")


def test_roles_carry_titles_zones_and_relations(tmp_path: Path) -> None:
    found = both(tmp_path, onet.files())
    assert (found.created, found.notes["roles"]) == (6, 6)
    role = Role.objects.get(source_id=FINANCE)
    assert (role.zone, role.description) == (4, "Financial Managers do it.")
    assert set(role.titles.values_list("title", flat=True)) == {
        "Financial Managers",
        "Finance Director (FD)",
        "FD",
        "Comptroller",
    }
    related = Role.objects.get(source_id=TREASURER).related.order_by("position")
    assert [(each.other.source_id, each.tier) for each in related] == [
        (FINANCE, "Primary-Short"),
        (CLERK, "Primary-Long"),
    ]


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    both(tmp_path, onet.files())
    before = list(RoleTarget.objects.values_list())
    stamp = epoch("catalog")
    assert (skills(tmp_path).unchanged, roles(tmp_path).unchanged) == (9, 6)
    assert list(RoleTarget.objects.values_list()) == before
    assert epoch("catalog") == stamp


def test_a_changed_rating_updates_one_role_and_makes_feeds_stale(tmp_path: Path) -> None:
    rows = onet.files()
    both(tmp_path, rows)
    stamp, before = epoch("catalog"), wanted(VET)
    rows["Alternate Titles"].append({onet.CODE: VET, "Alternate Title": "Animal Doctor", "Short Title": ""})
    onet.write(tmp_path, rows)
    found = roles(tmp_path)
    assert (found.created, found.updated, found.unchanged) == (0, 1, 5)
    assert wanted(VET) == before
    assert epoch("catalog") == stamp + 1


def test_people_are_matched_to_new_roles_by_their_title(tmp_path: Path, now: datetime) -> None:
    alice = factories.person("Alice", job_title="Comptroller")
    found = both(tmp_path, onet.files())
    assert found.notes["people whose role changed"] == 1
    held = people.role_of(person_id=alice.id)
    assert held is not None
    assert held.title == "Financial Managers"


def test_roles_before_skills_are_refused_with_advice(tmp_path: Path) -> None:
    found = roles(onet.write(tmp_path, onet.files()))
    assert not found.applied
    assert "Import the skills of this folder first" in found.rejected[0].error
    assert not Role.objects.exists()


def spoil(rows: Files, file: str, place: int, column: str, value: object) -> Files:
    rows[file][place][column] = value
    return rows


@pytest.mark.parametrize(
    ("file", "place", "column", "value", "says"),
    [
        ("Knowledge", 1, "Data Value", "high", "hold a number"),
        ("Knowledge", 1, "Data Value", 7.5, "from 0 to 7"),
        ("Knowledge", 0, "Data Value", 0.5, "from 1 to 5"),
        ("Knowledge", 0, "Recommend Suppress", "maybe", "Y or N"),
        ("Knowledge", 0, onet.CODE, "99-9999.99", "no such occupation"),
        ("Job Zones", 0, "Job Zone", 6, "from 1 to 5"),
        ("Occupation Data", 1, onet.CODE, FINANCE, "stands in line 2 already"),
        ("Occupation Data", 1, "Title", "", "is empty"),
        ("Alternate Titles", 0, "Alternate Title", "x" * 201, "200 characters"),
        ("Related Occupations", 0, "Related O*NET-SOC Code", "99-9999.99", "no such occupation"),
        ("Technology Skills", 0, "In Demand", "yes", "Y or N"),
    ],
)
def test_a_bad_row_is_named_and_leaves_everything_as_it_was(
    tmp_path: Path, file: str, place: int, column: str, value: object, says: str
) -> None:
    skills(onet.write(tmp_path, onet.files()))
    found = roles(onet.write(tmp_path, spoil(onet.files(), file, place, column, value)))
    assert not found.applied
    assert not Role.objects.exists()
    first = found.rejected[0]
    assert (first.file, first.line) == (f"{file}.csv", place + 2)
    assert says in first.error


def test_good_rows_come_in_where_somebody_says_keep_going(tmp_path: Path) -> None:
    skills(onet.write(tmp_path, onet.files()))
    found = roles(onet.write(tmp_path, spoil(onet.files(), "Job Zones", 0, "Job Zone", 9)), keep_going=True)
    assert (found.applied, found.created, len(found.rejected)) == (True, 6, 1)
    assert Role.objects.get(source_id=FINANCE).zone is None


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path) -> None:
    skills(onet.write(tmp_path, onet.files()))
    found = roles(tmp_path, dry_run=True)
    assert (found.created, found.applied) == (6, False)
    assert not Role.objects.exists()


def test_missing_files_are_all_named(tmp_path: Path) -> None:
    onet.write(tmp_path, onet.files())
    (tmp_path / "Knowledge.csv").unlink()
    (tmp_path / "Job Zones.csv").unlink()
    with pytest.raises(NotFound, match=r"“Job Zones\.csv”, “Knowledge\.csv”"):
        roles(tmp_path)
    with pytest.raises(NotFound):
        api.import_skills(path=tmp_path / "Skills.csv" / "x", form="onet", mapping=None, options=Options())


def test_another_table_under_the_right_name_is_refused(tmp_path: Path) -> None:
    rows = onet.files()
    rows["Technology Skills"] = [{"a": 1, "b": 2}]
    with pytest.raises(Invalid, match="has no column"):
        skills(onet.write(tmp_path, rows))
    assert not Skill.objects.exists()


def test_a_file_cut_inside_a_row_is_refused(tmp_path: Path) -> None:
    onet.write(tmp_path, onet.files())
    path = tmp_path / "Content Model Reference.csv"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Invalid, match="in the middle of a row"):
        skills(tmp_path)
    assert not Skill.objects.exists()


def test_a_row_with_too_few_cells_is_named(tmp_path: Path) -> None:
    onet.write(tmp_path, onet.files())
    with (tmp_path / "Content Model Reference.csv").open("a") as file:
        file.write("2.C.9\n")
    found = skills(tmp_path)
    assert found.rejected[0].line == 13
    assert "1 cells, the header 3" in found.rejected[0].error


def test_a_file_cut_between_two_rows_is_noticed(tmp_path: Path) -> None:
    rows = onet.files()
    both(tmp_path, rows)
    del rows["Knowledge"][-2:]
    found = roles(onet.write(tmp_path, rows))
    assert not found.applied
    assert "Is the file cut off?" in found.rejected[0].error


def test_text_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    rows = onet.files()
    rows["Technology Skills"][0]["Example"] = "Café software"
    onet.write(tmp_path, rows)
    path = tmp_path / "Technology Skills.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    found = skills(tmp_path)
    assert not found.applied
    assert (found.rejected[0].file, found.rejected[0].line) == ("Technology Skills.csv", 2)
    assert "UTF-8" in found.rejected[0].error


@pytest.mark.realdata
@pytest.mark.slow
def test_the_whole_release_gives_each_occupation_a_sensible_number_of_targets(realdata: Path) -> None:
    found = skills(realdata / "onet")
    assert (found.rejected, found.notes["knowledge skills"], found.notes["generic skills"]) == ([], 33, 35)
    assert found.notes["technology skills"] < found.notes["technology examples"] == 8775
    found = roles(realdata / "onet")
    assert (found.rejected, found.created, found.notes["roles without any target"]) == ([], 1016, 0)
    for title, first in EXPECTED.items():
        role = Role.objects.get(source="onet", title=title)
        targets = api.targets(role_id=role.id)
        assert 8 <= len(targets) <= 36, title
        named = api.named(skill_ids=[target.skill_id for target in targets])
        best = [named[target.skill_id].name for target in targets if target.kind == "knowledge"][:3]
        assert first in best, (title, best)


EXPECTED = {
    "Financial Managers": "Economics and Accounting",
    "Lawyers": "Law and Government",
    "Human Resources Managers": "Personnel and Human Resources",
    "Public Relations Managers": "Communications and Media",
    "Computer and Information Systems Managers": "Computers and Electronics",
    "Statisticians": "Mathematics",
    "Political Scientists": "Law and Government",
    "Veterinarians": "Medicine and Dentistry",
    "Infantry Officers": "Public Safety and Security",
    "Purchasing Managers": "Administration and Management",
    "Property, Real Estate, and Community Association Managers": "Economics and Accounting",
}
