"""Items that are listed twice are shown once, and who finished one is never offered the other."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests import factories
from wayfare.catalog import api, duplicates
from wayfare.catalog.models import Item
from wayfare.core.imports import Options
from wayfare.core.versions import epoch
from wayfare.learner import api as learner
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
TEXT = "Learn to read charts as they are meant, from the axes to the bars, and say what they leave out."


@pytest.fixture
def skill(db: None) -> Skill:
    return factories.skill("Reading charts")


def twins(*providers: str, title: str = "Charts in a week", **fields: object) -> list[Item]:
    """Return the same course as several providers list it."""
    return [
        Item.objects.create(
            source="test",
            source_id=f"{title}-{provider}-{number}",
            kind=Item.Kind.COURSE,
            title=title if number % 2 else title.upper(),
            summary=TEXT,
            provider=provider,
            language="en",
            digest="",
            minutes=30.0,
            **fields,
        )
        for number, provider in enumerate(providers)
    ]


def teach(items: list[Item], skill: Skill) -> None:
    for place, item in enumerate(items):
        factories.proposal(item, skill, confidence=0.9, strength=0.9 - place / 100, level=3.0)


def test_the_first_of_the_same_stands_for_all(now: datetime) -> None:
    first, second = twins("A", "B")
    (other,) = twins("A", title="Something else")
    assert duplicates.find(now) == 2
    assert set(Item.objects.exclude(same_as=None).values_list("id", "same_as")) == {
        (first.pk, first.pk),
        (second.pk, first.pk),
    }
    ids = [second.pk, other.pk, first.pk, 10**9]
    assert api.shown_as(item_ids=ids) == {
        second.pk: second.pk,
        other.pk: other.pk,
        first.pk: second.pk,
        10**9: 10**9,
    }
    assert (api.shown_as(item_ids=[]), api.also_at(item_ids=[])) == ({}, {})


def test_finding_them_again_changes_nothing(now: datetime) -> None:
    twins("A", "B")
    duplicates.find(now)
    before = epoch("catalog")
    assert (duplicates.find(now), epoch("catalog")) == (0, before)


def test_what_is_no_longer_the_same_is_parted(now: datetime) -> None:
    _, second = twins("A", "B")
    duplicates.find(now)
    Item.objects.filter(pk=second.pk).update(title="Maps in a week")
    assert duplicates.find(now) == 2
    assert not Item.objects.exclude(same_as=None).exists()


def test_an_empty_catalogue_has_none(now: datetime) -> None:
    assert duplicates.find(now) == 0


def test_other_providers_are_named_once_and_never_one_s_own(now: datetime) -> None:
    items = twins("Beta", "Alpha", "Beta", "")
    duplicates.find(now)
    found = api.also_at(item_ids=[item.pk for item in items])
    assert [found.get(item.pk) for item in items] == [("Alpha",), ("Beta",), ("Alpha",), ("Alpha", "Beta")]
    api.retire(item_ids=[items[1].pk], now=now)
    assert items[0].pk not in api.also_at(item_ids=[items[0].pk])


def test_a_feed_shows_one_of_them(skill: Skill, alice: Person, now: datetime) -> None:
    factories.holds(alice, factories.role("Analyst", needs={skill: 4.0}))
    items = twins("A", "B", "C")
    teach(items, skill)
    duplicates.find(now)
    view = recommend.feed(person_id=alice.id, now=now)
    assert view.next is not None
    assert (view.next.item, view.picks) == (items[0].pk, [])


@pytest.mark.parametrize("did", ["finished", "dismissed"])
def test_who_finished_or_dismissed_one_is_never_offered_its_twin(
    skill: Skill, alice: Person, now: datetime, did: str
) -> None:
    factories.holds(alice, factories.role("Analyst", needs={skill: 4.0}))
    items = twins("A", "B")
    (other,) = twins("A", title="Something else")
    teach([*items, other], skill)
    duplicates.find(now)
    if did == "finished":
        learner.finish(person_id=alice.id, item_id=items[1].pk, now=now)
    else:
        recommend.dismiss(person_id=alice.id, item_id=items[1].pk, now=now)
    view = recommend.feed(person_id=alice.id, now=now)
    shown = [pick.item for pick in (view.next, *view.picks) if pick is not None]
    assert shown == [other.pk]


def test_a_search_shows_one_of_them(skill: Skill, now: datetime) -> None:
    items = twins("A", "B")
    duplicates.find(now)
    api.refresh_search(now=now)
    found = api.search(text="charts week", filters={}, wishes={}, language="en")
    assert len(found.items) == found.total == 1
    assert found.items[0].id in {item.pk for item in items}
    by_provider = api.search(text="charts week", filters={"provider": "B"}, wishes={}, language="en")
    assert [item.id for item in by_provider.items] == [items[1].pk]


def test_an_import_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "courses.jsonl"
    rows = [{"id": name, "title": "Charts in a week", "description": TEXT, "provider": name} for name in ("A", "B")]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    api.import_catalog(path=path, form=None, mapping=None, options=Options())
    first = Item.objects.order_by("id").first()
    assert first is not None
    assert api.also_at(item_ids=[first.pk]) == {first.pk: ("B",)}
