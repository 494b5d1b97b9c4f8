"""Skills that items are about by their meaning, and what people's decisions teach."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.imports.decisions import decided
from wayfare.catalog.imports.tagging import tagger
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core.imports import Options
from wayfare.engine.matching import sentences
from wayfare.engine.matching.hybrid_tagging import ASKED_MOST
from wayfare.skills import api as skills
from wayfare.skills.models import Skill

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not sentences.installed(), reason="no model for sentences is installed"),
]
State = ItemSkill.State


def load(folder: Path, *titles: str) -> dict[str, Item]:
    path = folder / "courses.jsonl"
    path.write_text("\n".join(json.dumps({"id": title, "title": title}) for title in titles), encoding="utf-8")
    api.import_catalog(path=path, form=None, mapping=None, options=Options())
    return {row.title: row for row in Item.objects.all()}


def knowledge(name: str) -> Skill:
    return factories.skill(name, kind=Skill.Kind.KNOWLEDGE)


def test_what_only_the_model_finds_waits_for_a_person(tmp_path: Path) -> None:
    bread = knowledge("Bread baking")
    item = load(tmp_path, "Sourdough loaves, baked at home")["Sourdough loaves, baked at home"]
    found = ItemSkill.objects.filter(item=item, skill=bread).first()
    assert found is None or (found.state == State.PROPOSED and found.confidence <= ASKED_MOST)
    assert not api.candidates(skill_ids=[bread.pk], per_skill=5, language="en")


def test_words_that_are_sure_stay_as_they_are(tmp_path: Path) -> None:
    bread = knowledge("Bread baking")
    item = load(tmp_path, "Bread baking")["Bread baking"]
    assert ItemSkill.objects.get(item=item, skill=bread).confidence == 0.9


def test_products_are_no_matter_of_meaning(db: None) -> None:
    factories.skill("Python", kind=Skill.Kind.TECHNOLOGY)
    assert skills.matcher() is None
    bread = knowledge("Bread baking")
    found = skills.matcher()
    assert found is not None
    assert [label.id for label in found.labels] == [bread.pk]


def test_only_decisions_of_people_teach(tmp_path: Path, now: datetime) -> None:
    bread, sail = knowledge("Bread baking"), knowledge("Sailing")
    items = load(tmp_path, "Bread baking", "Sailing", "Sailing in a storm", "Sailing to bread baking")
    ItemSkill.objects.filter(item=items["Bread baking"]).update(state=State.APPROVED)
    ItemSkill.objects.filter(item=items["Sailing"]).update(state=State.REJECTED)
    ItemSkill.objects.filter(item=items["Sailing in a storm"]).update(
        state=State.APPROVED, origin=ItemSkill.Origin.AUTHOR
    )
    found = {draft.title: dict(own) for draft, own in decided()}
    assert found == {"Bread baking": {bread.pk: True}, "Sailing": {sail.pk: False}}
    api.retire(item_ids=[items["Sailing"].pk], now=now)
    assert [draft.title for draft, _ in decided()] == ["Bread baking"]


def decide(folder: Path, number: int) -> None:
    """Import courses with the same word about two things, approve the skill for one and reject it for the other."""
    names = [f"Sailing {word} {turn}" for turn in range(number) for word in ("a boat", "through your career")]
    items = load(folder, *names)
    for name in names:
        state = State.APPROVED if "boat" in name else State.REJECTED
        ItemSkill.objects.filter(item=items[name]).update(state=state)


def test_decisions_change_what_is_proposed(tmp_path: Path) -> None:
    sail = knowledge("Sailing")
    decide(tmp_path, 25)
    later = load(tmp_path, "Sailing a boat at night", "Sailing through your career in style")
    sure = {
        title: ItemSkill.objects.filter(item=later[title], skill=sail).values_list("confidence", flat=True).first() or 0
        for title in ("Sailing a boat at night", "Sailing through your career in style")
    }
    assert sure["Sailing a boat at night"] > 0.7
    assert sure["Sailing through your career in style"] < 0.4


def test_items_are_tagged_again_after_decisions(tmp_path: Path, now: datetime) -> None:
    sail = knowledge("Sailing")
    item = load(tmp_path, "Sailing through your career in style")["Sailing through your career in style"]
    assert api.retag(now=now).applied
    before = ItemSkill.objects.get(item=item, skill=sail).confidence
    decide(tmp_path, 3)
    assert not api.retag(now=now).applied  # too few to learn from
    decide(tmp_path, 25)
    report = api.retag(now=now)
    after = ItemSkill.objects.filter(item=item, skill=sail).values_list("confidence", flat=True).first() or 0
    assert report.applied
    assert after < before
    assert ItemSkill.objects.filter(state=State.APPROVED).count() == 25
    assert not api.retag(now=now).applied


def test_without_a_model_items_are_tagged_by_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge("Bread baking")
    monkeypatch.setattr(sentences, "shared", lambda: None)
    assert skills.matcher() is None
    assert tagger() is not None
