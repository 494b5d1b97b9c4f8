"""Tagging again after skills have changed."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core import leases
from wayfare.core.errors import Conflict
from wayfare.core.imports import Options
from wayfare.core.models import ImportBatch, StagedRow
from wayfare.core.versions import epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(tmp_path: Path, db: None) -> dict[str, Item]:
    path = tmp_path / "courses.jsonl"
    titles = {"py": "Python for everybody", "sql": "SQL in an hour", "art": "Watercolours"}
    path.write_text("\n".join(json.dumps({"id": key, "title": title}) for key, title in titles.items()), "utf-8")
    api.import_catalog(path=path, form=None, mapping=None, options=Options())
    return {row.source_id: row for row in Item.objects.all()}


def _technology(name: str) -> Skill:
    return factories.skill(name, kind=Skill.Kind.TECHNOLOGY)


def best(skill: Skill) -> list[int]:
    """Return the items that are offered for a skill."""
    return [offer.item_id for offer in api.candidates(skill_ids=[skill.pk], per_skill=5, language="en")]


def test_items_that_came_first_get_the_skills_that_came_later(items: dict[str, Item], now: datetime) -> None:
    assert not ItemSkill.objects.exists()
    python = _technology("Python")
    before = epoch("catalog")
    report = api.retag(now=now)
    assert (report.applied, report.read, report.created) == (True, 3, 1)
    assert best(python) == [items["py"].pk]
    assert epoch("catalog") == before + 1


def test_nothing_is_tagged_twice(items: dict[str, Item], now: datetime) -> None:
    _technology("Python")
    api.retag(now=now)
    rows = list(ItemSkill.objects.values())
    assert api.retag(now=now).read == 0
    _technology("SQL")
    report = api.retag(now=now)
    assert (report.read, report.created, report.updated) == (3, 1, 0)
    assert [row for row in ItemSkill.objects.values() if row in rows] == rows


def test_what_people_settled_stays(items: dict[str, Item], now: datetime) -> None:
    python, other = _technology("Python"), _technology("Gardening")
    api.retag(now=now)
    ItemSkill.objects.update(state="rejected")
    approved = ItemSkill.objects.create(
        item=items["art"], skill=other, level=4, confidence=1, origin="tagger", state="approved", strength=0.4
    )
    _technology("SQL")
    api.retag(now=now)
    assert ItemSkill.objects.get(skill=python).state == "rejected"
    assert ItemSkill.objects.get(pk=approved.pk).state == "approved"
    assert best(python) == []


def test_a_proposal_that_its_words_no_longer_bear_goes(items: dict[str, Item], now: datetime) -> None:
    skill = _technology("Watercolours")
    api.retag(now=now)
    skill.name = "Oil painting"
    skill.save()
    report = api.retag(now=now)
    assert (report.updated, ItemSkill.objects.exists()) == (1, False)


def test_items_whose_skills_an_author_named_are_left_alone(now: datetime) -> None:
    python = _technology("Python")
    factories.item("SQL for nurses", teaches={python: 2.0})
    _technology("SQL")
    assert api.retag(now=now).read == 0
    assert ItemSkill.objects.get().skill == python


def test_retired_items_are_left_alone(items: dict[str, Item], now: datetime) -> None:
    api.retire(item_ids=[items["py"].pk], now=now)
    _technology("Python")
    assert (api.retag(now=now).read, ItemSkill.objects.exists()) == (2, False)


def test_nothing_is_left_of_the_work(items: dict[str, Item], now: datetime) -> None:
    _technology("Python")
    api.retag(now=now)
    assert not StagedRow.objects.exists()
    assert not ImportBatch.objects.filter(applied_at=None).exists()


def test_it_waits_for_no_running_import(items: dict[str, Item], now: datetime) -> None:
    _technology("Python")
    with leases.held("import", "elsewhere:1", "busy"), pytest.raises(Conflict):
        api.retag(now=now)
    assert not ItemSkill.objects.exists()
