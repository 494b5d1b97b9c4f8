"""ESCO: skills with their labels, what contains what, occupations as roles, and skills that O*NET has as well."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests import factories
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options, Report
from wayfare.core.models import StagedRow
from wayfare.people.models import Role, RoleTitle
from wayfare.skills import api, terms
from wayfare.skills.importers import esco_scale, onet_skills, shared
from wayfare.skills.models import Edge, OtherSource, RoleTarget, Skill

pytestmark = pytest.mark.django_db
SKILLS = ("conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "description")
GROUPS = ("conceptUri", "preferredLabel")
BROADER = ("conceptType", "conceptUri", "broaderType", "broaderUri")
OCCUPATIONS = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description")
RELATIONS = ("occupationUri", "relationType", "skillUri")
S, G = "KnowledgeSkillCompetence", "SkillGroup"
Row = tuple[str, ...]


def write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a release with four skills, two groups, and two occupations."""
    skills = [
        (
            "s:code",
            "skill/competence",
            "cross-sector",
            "write code",
            "program\nwrite programs\nwrite code\n",
            "Make it run.",
        ),
        ("s:python", "knowledge", "sector-specific", "Python (computer programming)", "Python 3", "A language."),
        ("s:listen", "skill/competence", "transversal", "listen to others", "", "Hear them out."),
        ("s:maths", "knowledge", "cross-sector", "mathematics", "maths", "Numbers."),
    ]
    write(tmp_path / "skills_en.csv", SKILLS, skills)
    write(tmp_path / "skillGroups_en.csv", GROUPS, [("g:ict", "working with computers"), ("g:all", "skills")])
    broader = [
        (S, "s:code", G, "g:ict"),
        (S, "s:python", S, "s:code"),
        (G, "g:ict", G, "g:all"),
        (S, "s:maths", G, "g:gone"),
    ]
    write(tmp_path / "broaderRelationsSkillPillar.csv", BROADER, broader)
    occupations = [
        ("o:dev", "2512", "software developer", "programmer\ncoder", "Writes software."),
        ("o:help", "9112", "office cleaner", "", "Cleans."),
    ]
    write(tmp_path / "occupations_en.csv", OCCUPATIONS, occupations)
    relations = [
        ("o:dev", "essential", "s:code"),
        ("o:dev", "optional", "s:python"),
        ("o:dev", "optional", "s:listen"),
        ("o:help", "essential", "s:listen"),
        ("o:dev", "essential", "s:gone"),
        ("o:gone", "essential", "s:code"),
    ]
    write(tmp_path / "occupationSkillRelations.csv", RELATIONS, relations)
    return tmp_path


def skills(path: Path, *, keep_going: bool = False) -> Report:
    return api.import_skills(path=path, form=None, mapping=None, options=Options(keep_going=keep_going))


def roles(path: Path, *, keep_going: bool = False) -> Report:
    return api.import_roles(path=path, form="esco", mapping=None, options=Options(keep_going=keep_going))


def again(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")


def onet(name: str, key: str = "2.C.4.a") -> Skill:
    return Skill.objects.create(source="onet", source_id=key, name=name, kind="knowledge", digest="1")


def test_skills_come_with_labels_kinds_and_areas(folder: Path) -> None:
    report = skills(folder)
    assert (report.created, report.rejected_total, report.warnings_total) == (4, 0, 1)
    code = Skill.objects.get(source="esco", source_id="s:code")
    assert (code.name, code.kind, code.area) == ("write code", "practice", "working with computers")
    assert (code.aliases, code.description) == (["program", "write programs"], "Make it run.")
    kinds = dict(Skill.objects.values_list("source_id", "kind"))
    assert kinds == {"s:code": "practice", "s:python": "knowledge", "s:listen": "generic", "s:maths": "knowledge"}
    assert Skill.objects.get(source_id="s:python").area == "working with computers"
    assert Skill.objects.get(source_id="s:listen").area == ""


def test_what_contains_a_skill_is_an_edge(folder: Path) -> None:
    skills(folder)
    edge = Edge.objects.get()
    assert (edge.skill.source_id, edge.other.source_id, edge.kind) == ("s:python", "s:code", "broader")


def test_a_relation_to_a_group_that_is_not_there_is_left_out_and_named(folder: Path) -> None:
    report = skills(folder)
    (warning,) = report.warnings
    assert (warning.line, warning.column, warning.value) == (5, "broaderUri", "g:gone")


def test_importing_again_changes_nothing(folder: Path) -> None:
    onet("Mathematics")
    skills(folder), roles(folder)
    before = [list(model.objects.order_by("pk").values()) for model in (Skill, OtherSource, Edge, Role, RoleTarget)]
    for report in (skills(folder), roles(folder)):
        assert (report.created, report.updated) == (0, 0)
        assert report.unchanged in (2, 4)
    after = [list(model.objects.order_by("pk").values()) for model in (Skill, OtherSource, Edge, Role, RoleTarget)]
    assert after == before
    assert not StagedRow.objects.exists()


def test_a_newer_release_changes_what_differs_and_keeps_ids(folder: Path) -> None:
    skills(folder)
    ids = api.ids_of(source="esco")
    again(folder / "skills_en.csv", lambda text: text.replace("Make it run.", "Make it run well."))
    again(folder / "broaderRelationsSkillPillar.csv", lambda text: text.replace(f"{S},s:python,{S},s:code\n", ""))
    report = skills(folder)
    assert (report.created, report.updated, report.unchanged) == (0, 2, 2)
    assert api.ids_of(source="esco") == ids
    assert Skill.objects.get(source_id="s:code").description == "Make it run well."
    assert not Edge.objects.exists()


def test_a_circle_is_refused_by_name_and_nothing_changes(folder: Path) -> None:
    again(
        folder / "broaderRelationsSkillPillar.csv",
        lambda text: text + f"{S},s:code,{S},s:listen\n{S},s:listen,{S},s:python\n",
    )
    report = skills(folder)
    (rejection,) = report.rejected
    for name in ("write code", "listen to others", "Python (computer programming)"):
        assert name in rejection.error
    assert (rejection.file, report.applied, Skill.objects.count()) == ("broaderRelationsSkillPillar.csv", False, 0)
    report = skills(folder, keep_going=True)
    assert (report.applied, report.rejected_total, Edge.objects.count()) == (True, 1, 2)


def test_a_circle_of_groups_and_a_skill_within_itself_are_refused(folder: Path) -> None:
    again(
        folder / "broaderRelationsSkillPillar.csv",
        lambda text: text + f"{G},g:all,{G},g:ict\n{S},s:maths,{S},s:maths\n",
    )
    report = skills(folder)
    assert sorted(rejection.value for rejection in report.rejected) == [
        "mathematics → mathematics",
        "skills → working with computers → skills",
    ]
    assert not Skill.objects.exists()


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        ("skills_en.csv", "s:new,knowledge,,,,", "preferredLabel"),
        ("skills_en.csv", "s:new,knowledge,,{long},,", "name"),
        ("skills_en.csv", "s:code,knowledge,,Code,,", "conceptUri"),
        ("skills_en.csv", ",knowledge,,Code,,", "conceptUri"),
        ("broaderRelationsSkillPillar.csv", f"{S},s:code,{S},s:nowhere", "broaderUri"),
        ("broaderRelationsSkillPillar.csv", f"{S},s:code", ""),
    ],
)
def test_a_bad_row_is_named_and_nothing_changes(folder: Path, file: str, row: str, column: str) -> None:
    again(folder / file, lambda text: text + row.format(long="x" * 201) + "\n")
    report = skills(folder)
    (rejection,) = report.rejected
    assert (rejection.file, rejection.column, report.applied) == (file, column, False)
    assert rejection.line == len((folder / file).read_text("utf-8").splitlines())
    assert not Skill.objects.exists()


def test_missing_files_and_columns_are_named(folder: Path) -> None:
    (folder / "skillGroups_en.csv").rename(folder / "other.csv")
    with pytest.raises(NotFound) as missing:
        skills(folder)
    assert missing.value.details == {"missing": ["skillGroups_en.csv"]}
    (folder / "other.csv").rename(folder / "skillGroups_de.csv")
    assert skills(folder).applied
    again(folder / "skills_en.csv", lambda text: text.replace("altLabels", "labels"))
    with pytest.raises(Invalid):
        skills(folder)


# --- one skill with two sources
@pytest.mark.parametrize("name", ["Mathematics", "MATHEMATICS"])
def test_equal_labels_are_one_skill_with_two_sources(folder: Path, name: str) -> None:
    maths = onet(name)
    report = skills(folder)
    assert (report.created, report.notes["skills that O*NET has as well"]) == (4, 1)
    assert Skill.objects.count() == 4
    assert api.ids_of(source="esco")["s:maths"] == api.ids_of(source="onet")["2.C.4.a"] == maths.pk
    assert api.sources(skill_id=maths.pk) == [
        api.Source("onet", "2.C.4.a", name),
        api.Source("esco", "s:maths", "mathematics"),
    ]
    kept = OtherSource.objects.get()
    assert (kept.aliases, kept.description) == (["maths"], "Numbers.")
    maths.refresh_from_db()
    assert (maths.name, maths.digest) == (name, "1")


def test_a_qualifier_does_not_hide_that_labels_are_equal(folder: Path) -> None:
    python, snake = onet("Python", "t1"), onet("Python (snake)", "t2")
    skills(folder)
    assert api.ids_of(source="esco")["s:python"] == python.pk != snake.pk


def test_a_label_that_two_skills_have_joins_neither(folder: Path) -> None:
    onet("Mathematics", "1"), onet("mathematics", "2")
    skills(folder)
    assert not OtherSource.objects.exists()
    assert Skill.objects.count() == 6


def test_an_organisations_own_skill_stays_its_own(folder: Path) -> None:
    own = factories.skill("mathematics")
    skills(folder)
    assert own.pk not in api.ids_of(source="esco").values()


def test_edges_and_targets_reach_the_shared_skill(folder: Path) -> None:
    python = onet("Python")
    again(folder / "broaderRelationsSkillPillar.csv", lambda text: text + f"{S},s:maths,{S},s:python\n")
    skills(folder), roles(folder)
    assert Edge.objects.filter(skill=python, other__source_id="s:code").exists()
    assert Edge.objects.filter(skill__source_id="s:maths", other=python).exists()
    assert RoleTarget.objects.filter(role__source_id="o:dev", skill=python).exists()
    again(folder / "broaderRelationsSkillPillar.csv", lambda text: text.replace(f"{S},s:python,{S},s:code\n", ""))
    assert skills(folder).updated == 2  # the area of mathematics came by way of it
    assert not Edge.objects.filter(skill=python).exists()
    assert Edge.objects.filter(other=python).exists()


def test_whichever_comes_first_there_is_one_skill_and_its_id_stays(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    skills(folder), roles(folder)
    before = api.ids_of(source="esco")
    release = tmp_path_factory.mktemp("onet")
    write(
        release / "Content Model Reference.csv",
        ("Element ID", "Element Name", "Description"),
        [("2.C.4.a", "Mathematics", "Arithmetic and algebra.")],
    )
    anchors = ("Element ID", "Scale ID", "Anchor Value", "Anchor Description")
    write(release / "Level Scale Anchors.csv", anchors, [])
    technology = ("O*NET-SOC Code", "Example", "Commodity Title", "Hot Technology", "In Demand")
    write(release / "Technology Skills.csv", technology, [("15-1252.00", "Python", "Languages", "Y", "Y")])
    report = api.import_skills(path=release, form=None, mapping=None, options=Options())
    assert (report.created, report.notes["skills that ESCO had already"]) == (2, 2)
    assert api.ids_of(source="esco") == before
    maths = Skill.objects.get(source="onet", source_id="2.C.4.a")
    assert (maths.pk, maths.name, maths.description) == (before["s:maths"], "Mathematics", "Arithmetic and algebra.")
    assert [one.source for one in api.sources(skill_id=maths.pk)] == ["onet", "esco"]
    assert Skill.objects.count() == 4
    assert api.import_skills(path=release, form=None, mapping=None, options=Options()).unchanged == 2
    assert (skills(folder).created, skills(folder).unchanged) == (0, 4)
    assert RoleTarget.objects.filter(skill_id=before["s:python"]).exists()
    assert shared.PARTNERS[onet_skills.SOURCE] == ("esco",)


def test_labels_of_one_word_are_no_hint_for_tagging(folder: Path) -> None:
    skills(folder)
    phrases = {one.skill: {phrase.text for phrase in one.phrases} for one in terms.of(Skill.objects.all())}
    assert phrases[api.ids_of(source="esco")["s:code"]] == {"write code", "write programs"}


# --- roles
def test_occupations_are_roles_with_titles_and_targets(folder: Path) -> None:
    skills(folder)
    report = roles(folder)
    assert (report.created, report.rejected_total, report.warnings_total) == (2, 0, 2)
    role = Role.objects.get(source="esco", source_id="o:dev")
    assert (role.title, role.zone, role.description) == ("software developer", 5, "Writes software.")
    assert set(RoleTitle.objects.filter(role=role).values_list("title", flat=True)) == {
        "software developer",
        "programmer",
        "coder",
    }
    targets = api.targets(role_id=role.pk)
    names = {number: key for key, number in api.ids_of(source="esco").items()}
    assert [(names[one.skill_id], one.level, one.basis) for one in targets] == [
        ("s:code", 4.0, "ESCO: essential"),
        ("s:python", 3.0, "ESCO: optional"),
        ("s:listen", 3.0, "ESCO: optional"),
    ]
    assert {(one.value, one.error.startswith("ESCO's files")) for one in report.warnings} == {
        ("s:gone", True),
        ("o:gone", True),
    }


def test_roles_wait_for_their_skills(folder: Path) -> None:
    report = roles(folder)
    assert not report.applied
    assert "Import the skills" in report.rejected[0].error
    assert not Role.objects.exists()


def test_a_relation_is_essential_or_optional(folder: Path) -> None:
    skills(folder)
    again(folder / "occupationSkillRelations.csv", lambda text: text + "o:dev,maybe,s:maths\n")
    report = roles(folder)
    assert [(one.line, one.column, one.value) for one in report.rejected] == [(8, "relationType", "maybe")]
    assert not Role.objects.exists()


@pytest.mark.parametrize(
    ("isco", "zone"),
    [("2512", 5), ("1412", 4), ("1120", 5), ("3112", 4), ("7411", 3), ("5223", 2), ("9112", 1), ("0310", 2), ("", 3)],
)
def test_a_job_zone_follows_from_the_skill_level_of_isco(isco: str, zone: int) -> None:
    assert esco_scale.zone(isco) == zone


@pytest.mark.parametrize("occupations", [1, 2, 50, 3007])
def test_essential_counts_more_than_optional_and_rare_more_than_common(occupations: int) -> None:
    users = sorted({1, max(1, occupations // 2), occupations})
    essential = [esco_scale.importance(True, number, occupations) for number in users]
    optional = [esco_scale.importance(False, number, occupations) for number in users]
    assert essential == sorted(essential, reverse=True)
    assert optional == sorted(optional, reverse=True)
    assert min(essential) > max(optional)
    assert all(1 <= value <= 5 for value in (*essential, *optional))
    for zone in range(1, 6):
        assert 1 <= esco_scale.level(False, zone) < esco_scale.level(True, zone) <= 5


@pytest.mark.realdata
def test_the_real_release(realdata: Path) -> None:
    first, second = skills(realdata / "esco"), roles(realdata / "esco")
    assert (first.created, first.rejected_total, Edge.objects.count()) == (13_896, 0, 6_565)
    assert (second.created, second.rejected_total, second.notes["roles without any target"]) == (3_007, 0, 0)
    assert RoleTarget.objects.count() == second.notes["targets"] == 123_788
    assert skills(realdata / "esco").unchanged == 13_896
