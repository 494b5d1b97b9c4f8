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
        page = api.proposals(most=2, after=page[-1].place)
    assert seen == [rows[at].pk for at in (1, 0, 2, 3, 4)]


def test_one_skill_can_be_asked_for(skill: Skill) -> None:
    proposed(factories.skill("Rowing"), 0.5)
    own = proposed(skill, 0.4)
    assert [one.id for one in api.proposals(most=5, of=api.Narrowed(skill_id=skill.pk))] == [own.pk]


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


def test_heaps_stand_by_how_much_waits(skill: Skill) -> None:
    other = factories.skill("Rowing")
    for sure in (0.3, 0.8):
        proposed(skill, sure)
    factories.proposal(Item.objects.first() or item(), other, confidence=0.5)
    heaps, total, waiting = api.proposal_heaps(by="skill", most=1)
    assert (heaps, total, waiting) == ([api.Heap(skill.pk, "Sailing", 2, 0.8)], 2, 3)
    by_item, items, _ = api.proposal_heaps(by="item", most=5)
    assert [(heap.name, heap.count) for heap in by_item] == [("Sail", 2), ("Sail", 1)]
    assert items == 2
    assert api.proposal_heaps(by="skill", most=5, offset=1)[0][0].id == other.pk


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        (api.Narrowed(least=0.5), 2),
        (api.Narrowed(least=0.5, below=0.8), 1),
        (api.Narrowed(origin=Origin.PROVIDER), 1),
        (api.Narrowed(text="SAIL"), 3),
        (api.Narrowed(text="100%"), 0),
        (api.Narrowed(item_id=10**12), 0),
    ],
)
def test_what_waits_is_narrowed_down(skill: Skill, narrowed: api.Narrowed, count: int) -> None:
    for sure, origin in ((0.3, Origin.TAGGER), (0.6, Origin.PROVIDER), (0.8, Origin.TAGGER)):
        proposed(skill, sure, origin=origin)
    assert api.proposals_waiting(of=narrowed) == count
    assert len(api.proposals(most=10, of=narrowed)) == count


def test_decisions_are_taken_back_where_nobody_decided_since(skill: Skill, alice: Person, now: datetime) -> None:
    yes, no, changed = (proposed(skill, 0.6) for _ in range(3))
    author = proposed(skill, 1.0, state=State.APPROVED, origin=Origin.AUTHOR)
    api.decide(approved=[yes.pk, changed.pk], rejected=[no.pk], by=alice.pk, now=now)
    api.decide(approved=[], rejected=[changed.pk], by=None, now=now)
    back = api.reopen(approved=[yes.pk, changed.pk, author.pk], rejected=[no.pk], by=alice.pk, now=now)
    assert back == 2
    states = dict(ItemSkill.objects.values_list("id", "state"))
    assert states == {
        yes.pk: State.PROPOSED,
        no.pk: State.PROPOSED,
        changed.pk: State.REJECTED,
        author.pk: State.APPROVED,
    }
    assert Act.objects.get(verb="untagged").details == {"reopened": 2}
