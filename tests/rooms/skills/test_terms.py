"""The words that hint at each skill."""

import tomllib
from pathlib import Path

import pytest

from wayfare.core.imports import Options
from wayfare.engine.matching.tagging import Texts
from wayfare.skills import api

DEMO = Path(api.__file__).parent.parent / "cli" / "demo_company"


@pytest.mark.django_db
def test_own_skills_are_found_by_name_and_alias(tmp_path: Path) -> None:
    (tmp_path / "skills.toml").write_text('[[skill]]\nid = "f"\nname = "Giving feedback"\naliases = ["Praising"]\n')
    api.import_skills(path=tmp_path, form=None, mapping=None, options=Options())
    tagger, ids = api.tagger(), api.ids_of(source="wayfare")
    for title in ("Giving Feedback: a half-day", "Praising people"):
        assert [tag.skill for tag in tagger.tag(Texts(title))] == [ids["f"]]


@pytest.mark.django_db
def test_every_skill_of_the_demo_company_finds_itself() -> None:
    api.import_skills(path=DEMO, form="wayfare", mapping=None, options=Options())
    tagger, ids = api.tagger(), api.ids_of(source="wayfare")
    for skill in tomllib.loads((DEMO / "skills.toml").read_text())["skill"]:
        assert ids[skill["id"]] in {tag.skill for tag in tagger.tag(Texts(skill["name"]))}
