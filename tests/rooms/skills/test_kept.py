"""What is kept of skills in memory: read once, and again as soon as an import has changed it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from wayfare.core.imports import Options
from wayfare.people.models import Role
from wayfare.skills import api
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db

SKILLS = """
[[skill]]
id = "knots"
name = "{name}"
kind = "practice"
[[skill]]
id = "sails"
name = "Sails"
kind = "practice"
prerequisites = [{before}]
"""
ROLES = """
[[role]]
id = "sailor"
title = "Sailor"
[[role.targets]]
skill = "knots"
level = {level}
importance = 3
"""


def put(folder: Path, name: str = "Knots", before: str = "", level: float = 2.0) -> None:
    (folder / "skills.toml").write_text(SKILLS.format(name=name, before=before))
    (folder / "roles.toml").write_text(ROLES.format(level=level))
    for run in (api.import_skills, api.import_roles):
        assert run(path=folder, form=None, mapping=None, options=Options()).applied


def test_a_skill_or_role_is_read_once() -> None:
    rope = factories.skill("Rope work", after=[factories.skill("Knots")])
    role = factories.role("Sailor", needs={rope: 3.0})
    with CaptureQueriesContext(connection) as asked:
        for _ in range(2):
            assert api.named(skill_ids=[rope.pk, 0])[rope.pk].name == "Rope work"
            assert [target.skill_id for target in api.targets(role_id=role.pk)] == [rope.pk]
            assert list(api.prerequisites(skill_ids=[rope.pk])) == [rope.pk]
    assert (
        len([query for query in asked if "core_epoch" not in query["sql"]]) == 3 + 1
    )  # what is not there is looked for


def test_what_is_handed_out_can_be_changed_without_harm() -> None:
    rope = factories.skill("Rope work", after=[factories.skill("Knots")])
    role = factories.role("Sailor", needs={rope: 3.0})
    api.targets(role_id=role.pk).clear()
    api.prerequisites(skill_ids=[rope.pk])[rope.pk].clear()
    assert api.targets(role_id=role.pk)
    assert api.prerequisites(skill_ids=[rope.pk])[rope.pk]


def test_an_import_is_seen_at_once(tmp_path: Path) -> None:
    put(tmp_path)
    role, (knots, sails) = Role.objects.get(), Skill.objects.order_by("source_id")
    assert [target.level for target in api.targets(role_id=role.pk)] == [2.0]
    assert (api.skill(skill_id=knots.pk).name, api.prerequisites(skill_ids=[sails.pk])) == ("Knots", {})
    put(tmp_path, name="Hitches", before='"knots"', level=3.5)
    assert [target.level for target in api.targets(role_id=role.pk)] == [3.5]
    assert api.skill(skill_id=knots.pk).name == "Hitches"
    assert api.prerequisites(skill_ids=[sails.pk]) == {sails.pk: [knots.pk]}


def test_too_much_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_NAMED", 2)
    monkeypatch.setattr(api, "MOST_ROLES", 2)
    for number in range(6):
        skill = factories.skill(f"Skill {number}")
        assert api.skill(skill_id=skill.pk).name == skill.name
        assert len(api.targets(role_id=factories.role(f"Role {number}", needs={skill: 2.0}).pk)) == 1
    assert len(api._kept.now().named) <= 3
    assert len(api._kept.now().targets) <= 3
