"""Proposals are decided in bulk."""

from datetime import datetime

import pytest

from tests import factories
from wayfare.audit.models import Act
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core.versions import epoch
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
State, Origin = ItemSkill.State, ItemSkill.Origin


@pytest.fixture
def skill() -> Skill:
    return factories.skill("Sailing")


def proposed(skill: Skill, confidence: float, **values: str) -> ItemSkill:
    given = {"origin": Origin.TAGGER, "state": State.PROPOSED, "words": "“sail”", **values}
    return ItemSkill.objects.create(item=item(), skill=skill, level=2.0, confidence=confidence, strength=0.5, **given)


def item(title: str = "Sail", **values: str) -> Item:
    number = Item.objects.count()
    return Item.objects.create(
        source="test", source_id=str(number), kind="course", title=title, digest="", **{"language": "en", **values}
    )


def test_the_surest_stand_first_with_the_words_they_rest_on(skill: Skill) -> None:
    low, high = proposed(skill, 0.3), proposed(skill, 0.8)
    found = api.proposals(most=10)
    assert [one.id for one in found] == [high.pk, low.pk]
    assert (found[0].title, found[0].skill_id, found[0].words) == ("Sail", skill.pk, "“sail”")


def test_pages_follow_without_gap_or_repeat(skill: Skill) -> None:
    rows = [proposed(skill, confidence) for confidence in (0.5, 0.9, 0.5, 0.5, 0.2)]
    seen: list[int] = []
    page = api.proposals(most=2)
    while page:
        seen += [one.id for one in page]
        page = api.proposals(most=2, after=page[-1])
    assert seen == [rows[at].pk for at in (1, 0, 2, 3, 4)]


def test_one_skill_can_be_asked_for(skill: Skill) -> None:
    proposed(factories.skill("Rowing"), 0.5)
    own = proposed(skill, 0.4)
    assert [one.id for one in api.proposals(most=5, skill_id=skill.pk)] == [own.pk]


def test_what_is_settled_or_retired_waits_for_nobody(skill: Skill, now: datetime) -> None:
    proposed(skill, 0.5, state=State.APPROVED)
    api.retire(item_ids=[proposed(skill, 0.5).item_id], now=now)
    assert api.proposals(most=5) == []


def test_decisions_are_written_down_and_make_feeds_stale(skill: Skill, alice: Person, now: datetime) -> None:
    yes, no, both = (proposed(skill, 0.6) for _ in range(3))
    before = epoch("catalog")
    assert api.decide(approved=[yes.pk, both.pk], rejected=[no.pk, both.pk], by=alice.pk, now=now) == 3
    states = dict(ItemSkill.objects.values_list("id", "state"))
    assert states == {yes.pk: State.APPROVED, no.pk: State.REJECTED, both.pk: State.REJECTED}
    assert epoch("catalog") > before
    act = Act.objects.get(verb="tagged")
    assert (act.actor_id, act.details) == (alice.pk, {"approved": 1, "rejected": 2})
    offers = api.candidates(skill_ids=[skill.pk], per_skill=5, language="en")
    assert [offer.item_id for offer in offers] == [yes.item_id]


def test_the_same_decision_again_changes_nothing(skill: Skill, now: datetime) -> None:
    row = proposed(skill, 0.6)
    assert api.decide(approved=[row.pk], rejected=[], by=None, now=now) == 1
    before = epoch("catalog")
    assert api.decide(approved=[row.pk], rejected=[], by=None, now=now) == 0
    assert epoch("catalog") == before
    assert api.decide(approved=[], rejected=[row.pk], by=None, now=now) == 1


def test_an_authors_word_stays(skill: Skill, now: datetime) -> None:
    row = proposed(skill, 1.0, state=State.APPROVED, origin=Origin.AUTHOR)
    assert api.decide(approved=[], rejected=[row.pk, 10**9], by=None, now=now) == 0
    row.refresh_from_db()
    assert row.state == State.APPROVED


def test_near_duplicates_are_shown_as_the_first_of_them() -> None:
    first, other, third = item("Agile", organisation="A"), item("Go"), item("agile!", organisation="a")
    ids = [third.pk, other.pk, first.pk, third.pk, 10**9]
    assert api.shown_as(item_ids=ids) == {third.pk: third.pk, other.pk: other.pk, first.pk: third.pk}
    assert api.shown_as(item_ids=[]) == {}
