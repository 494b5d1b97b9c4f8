"""Skills and roles from Wayfare's own TOML."""

import re
from pathlib import Path

import pytest

from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options, Report
from wayfare.core.models import ImportBatch, StagedRow
from wayfare.people.models import Role, RoleTitle
from wayfare.skills import api
from wayfare.skills.importers.toml import cycle
from wayfare.skills.models import Edge, RoleTarget, Skill

pytestmark = pytest.mark.django_db
DEMO = Path(api.__file__).parent.parent / "cli" / "demo_company"
SKILLS = """
[[skill]]
id = "listening"
name = "Listening"
area = "people"
levels = ["one", "two", "three", "four", "five"]

[[skill]]
id = "feedback"
name = "Giving feedback"
aliases = ["Praise"]
prerequisites = ["listening"]
"""
ROLES = """
[[role]]
id = "lead"
title = "Team Lead"
alternate_titles = ["Team Leader", "Shift Lead"]
targets = [{skill="listening", level=4, importance=5}, {skill="feedback", level=3.5, importance=2}]

[[role]]
id = "clerk"
title = "Clerk"
related = ["lead"]
"""


def skills(folder: Path, text: str = SKILLS, **options: bool) -> Report:
    path = folder / "skills.toml"
    path.write_text(text, encoding="utf-8")
    return api.import_skills(path=path, form=None, mapping=None, options=Options(**options))


def roles(folder: Path, text: str = ROLES, **options: bool) -> Report:
    path = folder / "roles.toml"
    path.write_text(text, encoding="utf-8")
    return api.import_roles(path=path, form="wayfare", mapping=None, options=Options(**options))


def test_the_demo_company_is_imported_whole() -> None:
    found = api.import_skills(path=DEMO, form="wayfare", mapping=None, options=Options())
    assert found.applied
    assert found.created == Skill.objects.count() == 40
    found = api.import_roles(path=DEMO, form="wayfare", mapping=None, options=Options())
    assert (found.applied, found.created, found.rejected) == (True, 4, [])
    lead = Role.objects.get(source_id="team-lead")
    assert {"Team Lead", "Supervisor"} <= set(lead.titles.values_list("title", flat=True))
    assert api.targets(role_id=lead.id)[0].importance == 5
    assert not StagedRow.objects.exists()


def test_skills_keep_levels_aliases_and_prerequisites(tmp_path: Path) -> None:
    assert skills(tmp_path).created == 2
    ids = api.ids_of(source="wayfare")
    view = api.skill(skill_id=ids["listening"])
    assert view.levels == ("one", "two", "three", "four", "five")
    assert (view.kind, view.area) == ("practice", "people")
    assert Skill.objects.get(source_id="feedback").aliases == ["Praise"]
    assert api.prerequisites(skill_ids=ids.values()) == {ids["feedback"]: [ids["listening"]]}


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    skills(tmp_path)
    roles(tmp_path)
    before = [*Skill.objects.values_list(), *Edge.objects.values_list(), *RoleTarget.objects.values_list()]
    assert (skills(tmp_path).unchanged, roles(tmp_path).unchanged) == (2, 2)
    assert before == [*Skill.objects.values_list(), *Edge.objects.values_list(), *RoleTarget.objects.values_list()]


def test_a_changed_skill_keeps_its_id_and_only_its_new_prerequisites(tmp_path: Path) -> None:
    skills(tmp_path)
    ids = api.ids_of(source="wayfare")
    found = skills(tmp_path, SKILLS.replace('prerequisites = ["listening"]', "prerequisites = []"))
    assert (found.created, found.updated, found.unchanged) == (0, 1, 1)
    assert api.ids_of(source="wayfare") == ids
    assert api.prerequisites(skill_ids=ids.values()) == {}


def test_a_changed_role_keeps_only_its_new_targets_and_titles(tmp_path: Path) -> None:
    skills(tmp_path)
    roles(tmp_path)
    text = ROLES.replace(', {skill="feedback", level=3.5, importance=2}', "").replace('"Shift Lead"', '"Squad Lead"')
    assert roles(tmp_path, text).updated == 1
    lead = Role.objects.get(source_id="lead")
    assert len(api.targets(role_id=lead.id)) == 1
    assert set(lead.titles.values_list("title", flat=True)) == {"Team Lead", "Team Leader", "Squad Lead"}


def test_only_the_changed_target_level_is_enough_to_update(tmp_path: Path) -> None:
    skills(tmp_path)
    roles(tmp_path)
    assert roles(tmp_path, ROLES.replace("level=4", "level=2")).updated == 1
    assert {target.level for target in api.targets(role_id=Role.objects.get(source_id="lead").id)} == {2.0, 3.5}


def test_roles_carry_titles_made_comparable_and_relations(tmp_path: Path) -> None:
    skills(tmp_path)
    roles(tmp_path)
    assert RoleTitle.objects.get(title="Shift Lead").folded == "shift lead"
    assert Role.objects.get(source_id="clerk").related.get().other.source_id == "lead"


def test_a_loop_of_prerequisites_is_refused_and_named(tmp_path: Path) -> None:
    text = "".join(
        f'[[skill]]\nid = "{own}"\nname = "{own}"\nprerequisites = ["{other}"]\n' for own, other in ("ab", "bc", "ca")
    )
    found = skills(tmp_path, text)
    assert not found.applied
    assert not Skill.objects.exists()
    assert found.rejected[0].value == "a → b → c → a"
    assert (found.rejected[0].file, found.rejected[0].line) == ("skills.toml", 1)


@pytest.mark.parametrize(
    ("graph", "loop"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"], "d": ["c", "a"]}, []),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["c"]}, ["d", "c", "d"]),
        ({"a": ["a"]}, ["a", "a"]),
    ],
)
def test_cycle_finds_closed_walks_only(graph: dict[str, list[str]], loop: list[str]) -> None:
    assert cycle(graph) == loop


@pytest.mark.parametrize(
    ("old", "new", "column", "says"),
    [
        ('id = "listening"', 'id = ""', "id", "missing"),
        ('name = "Listening"', "name = 7", "name", "has to be a text"),
        ('area = "people"', f'area = "{"x" * 121}"', "area", "120 characters"),
        ('"five"]', '"five", "six"]', "levels", "five can-do sentences"),
        ('aliases = ["Praise"]', "aliases = [3]", "aliases", "list of texts"),
        ('prerequisites = ["listening"]', 'prerequisites = ["nowhere"]', "prerequisite", "no skill with this id"),
        ('prerequisites = ["listening"]', 'prerequisites = ["feedback"]', "prerequisites", "its own prerequisite"),
        ('aliases = ["Praise"]', 'alias = ["Praise"]', "alias", "not known"),
        ('aliases = ["Praise"]', 'kind = "talent"', "kind", "one of practice"),
        (
            'id = "feedback"\nname = "Giving feedback"',
            'id = "c"\nname = "C"\n[[skill]]\nid = "c"\nname = "D"',
            "id",
            "stands in",
        ),
    ],
)
def test_a_bad_skill_leaves_everything_as_it_was(tmp_path: Path, old: str, new: str, column: str, says: str) -> None:
    found = skills(tmp_path, SKILLS.replace(old, new))
    assert not found.applied
    assert not Skill.objects.exists()
    assert found.rejected[0].column == column
    assert says in found.rejected[0].error
    assert found.rejected[0].line in (2, 8, 11)


@pytest.mark.parametrize(
    ("old", "new", "column", "says"),
    [
        ('skill="listening"', 'skill="nowhere"', "targets", "Import the skills first"),
        ("level=4", "level=6", "level", "between 1 and 5"),
        ("importance=5", "importance=0", "importance", "between 1 and 5"),
        ("level=4", 'level="high"', "level", "a number"),
        ('skill="feedback"', 'skill="listening"', "targets", "twice"),
        ('title = "Clerk"', 'title = "Clerk"\nzone = 9', "zone", "from 1 to 5"),
    ],
)
def test_a_bad_role_leaves_everything_as_it_was(tmp_path: Path, old: str, new: str, column: str, says: str) -> None:
    skills(tmp_path)
    found = roles(tmp_path, ROLES.replace(old, new))
    assert not found.applied
    assert not Role.objects.exists()
    assert not RoleTarget.objects.exists()
    assert found.rejected[0].column == column
    assert says in found.rejected[0].error


def test_good_skills_come_in_where_somebody_says_keep_going(tmp_path: Path) -> None:
    found = skills(tmp_path, SKILLS.replace('["listening"]', '["nowhere"]'), keep_going=True)
    assert (found.applied, found.created, len(found.rejected)) == (True, 1, 1)
    assert list(Skill.objects.values_list("source_id", flat=True)) == ["listening"]


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path) -> None:
    found = skills(tmp_path, dry_run=True)
    assert (found.created, found.applied) == (2, False)
    assert not Skill.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("text", [SKILLS[:70], "", "[[role]]\nid = 1\n", "skill = 3"])
def test_a_cut_off_or_foreign_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid, match=re.escape("skills.toml")):
        skills(tmp_path, text)
    assert not Skill.objects.exists()


def test_text_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "skills.toml"
    path.write_bytes(SKILLS.replace("Listening", "Zuhören").encode("latin-1"))
    found = api.import_skills(path=path, form=None, mapping=None, options=Options())
    assert not found.applied
    assert (found.rejected[0].line, found.rejected[0].column) == (2, "name")
    assert "UTF-8" in found.rejected[0].error


def test_what_is_not_there_or_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        api.import_skills(path=tmp_path / "gone", form=None, mapping=None, options=Options())
    with pytest.raises(Invalid, match="does not look like"):
        api.import_skills(path=tmp_path, form=None, mapping=None, options=Options())
    with pytest.raises(Invalid, match="no format"):
        api.import_skills(path=tmp_path, form="case", mapping=None, options=Options())
    with pytest.raises(Invalid, match="no mapping"):
        api.import_skills(path=tmp_path, form="wayfare", mapping=tmp_path, options=Options())
    with pytest.raises(NotFound):
        api.import_skills(path=tmp_path, form="wayfare", mapping=None, options=Options())
