"""Shelves: read once, and read again as soon as the catalogue has changed."""

from datetime import datetime

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from wayfare.catalog import api, shelves
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core.versions import touch_epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def rope() -> Skill:
    return factories.skill("Rope work")


def titles(skill: Skill, most: int = 5) -> list[str]:
    return [entry.title for entry in api.candidates(skill_ids=[skill.pk], per_skill=most, language="en")]


def test_what_was_read_is_not_read_again_until_the_catalogue_changes(rope: Skill, now: datetime) -> None:
    knots = factories.item("Knots", teaches={rope: 2.0})
    assert titles(rope) == ["Knots"]
    with CaptureQueriesContext(connection) as asked:
        assert titles(rope) == ["Knots"]
        assert [entry.title for entry in api.offers(item_ids=[knots.pk], language="en")] == ["Knots"]
        assert [entry.title for entry in api.offers(item_ids=[knots.pk], language="en")] == ["Knots"]
    assert len(asked) == 3 + 1  # the state three times, and one item once: it has no segments to be read
    api.retire(item_ids=[knots.pk], now=now)
    assert titles(rope) == []
    assert not api.offers(item_ids=[knots.pk], language="en")


def test_an_item_that_was_not_there_is_found_once_it_is(rope: Skill, now: datetime) -> None:
    gone = factories.item("Gone", retired_at=now)
    assert not api.offers(item_ids=[gone.pk], language="en")
    gone.retired_at = None
    gone.save()
    touch_epoch("catalog", now)
    assert [entry.title for entry in api.offers(item_ids=[gone.pk], language="en")] == ["Gone"]


def test_a_deeper_look_finds_more_than_a_shallow_one(rope: Skill) -> None:
    for number in range(30):
        item = factories.item(f"Knot {number:02}", teaches={rope: 2.0})
        ItemSkill.objects.filter(item=item).update(strength=1 - number / 100)
    assert len(titles(rope, 3)) == 3
    assert titles(rope, 30)[:3] == titles(rope, 3)
    assert len(titles(rope, 30)) == 30


def test_too_much_is_forgotten(rope: Skill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "MOST_SHELVES", 3)
    monkeypatch.setattr(shelves, "MOST_ITEMS", 3)
    items = [factories.item(f"Knot {number}", teaches={factories.skill(f"S{number}"): 2.0}) for number in range(9)]
    for item in items:
        assert api.candidates(
            skill_ids=list(item.teaches.values_list("skill_id", flat=True)), per_skill=5, language="en"
        )
        assert api.offers(item_ids=[item.pk], language="en")
    assert len(shelves._kept.now().shelves) <= 4
    assert len(shelves._kept.now().items) <= 4


def test_some_of_a_shelf_keep_what_they_teach(rope: Skill) -> None:
    sails = factories.skill("Sails")
    for number in range(4):
        factories.item(f"Item {number}", teaches={rope: 1.0 + number, sails: 2.0} if number % 2 else {rope: 3.0})
    whole = api.candidates(skill_ids=[rope.pk, sails.pk], per_skill=5, language="en")
    some = whole.rows(np.array([1, 3]))
    assert [some.parts(row) for row in range(2)] == [whole.parts(1), whole.parts(3)]
    again = shelves.joined([some, whole])
    assert sorted(again.items.tolist()) == sorted(whole.items.tolist())
    assert [len(again.parts(row)) for row in range(2)] == [2 * len(whole.parts(1)), 2 * len(whole.parts(3))]


def test_nothing_joined_is_nothing() -> None:
    assert len(shelves.joined([])) == 0
    assert len(shelves.joined([shelves.Shelf.of((), ())])) == 0


def test_people_with_the_same_needs_share_a_shelf_that_none_of_them_changes(rope: Skill) -> None:
    items = [factories.item(f"Knot {number}", teaches={rope: 2.0}) for number in range(3)]
    one = api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")
    left = api.once(one, shelves.joined([]), without=[items[0].pk])
    assert sorted(left.items.tolist()) == [items[1].pk, items[2].pk]
    again = api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")
    assert again is one
    assert sorted(again.items.tolist()) == [item.pk for item in items]


def test_what_comes_beside_a_shelf_keeps_what_it_teaches_and_near_duplicates_stand_once(
    rope: Skill, now: datetime
) -> None:
    sails = factories.skill("Sails")
    first, second, twin, gone = (factories.item(title, teaches={rope: 2.0}) for title in ("One", "Two", "Twin", "Gone"))
    other, same = factories.item("Other", teaches={sails: 3.0}), factories.item("Same", teaches={sails: 1.0})
    Item.objects.filter(id__in=[second.pk, same.pk]).update(same_as=second.pk)
    Item.objects.filter(id__in=[twin.pk, gone.pk]).update(same_as=gone.pk)
    touch_epoch("catalog", now)
    shelf = api.candidates(skill_ids=[rope.pk], per_skill=9, language="en")
    beside = api.offers(item_ids=[other.pk, same.pk], language="en")
    found = api.once(shelf, beside, without=[gone.pk])
    assert sorted(found.items.tolist()) == [first.pk, second.pk, other.pk]
    row = found.items.tolist().index(other.pk)
    assert [(part.skill_id, part.level) for part in found.parts(row)] == [(sails.pk, 3.0)]
    assert found.owner.tolist() == sorted(found.owner.tolist())


def test_too_many_shelves_are_forgotten(rope: Skill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "MOST_JOINED", 2)
    factories.item("Knots", teaches={rope: 2.0})
    for most in range(1, 9):
        assert titles(rope, most) == ["Knots"]
    assert len(shelves._kept.now().joined) <= 3


@pytest.mark.parametrize(
    ("spoken", "offered"), [("", True), ("en", True), ("en-GB", True), ("eng", False), ("de", False)]
)
def test_both_ways_to_an_item_ask_for_the_same_language(rope: Skill, spoken: str, offered: bool) -> None:
    item = factories.item("Knots", teaches={rope: 2.0}, language=spoken)
    assert bool(titles(rope)) is offered
    assert bool(api.offers(item_ids=[item.pk], language="en-US")) is offered


def test_what_an_item_does_not_say_is_told_by_its_twin(rope: Skill, now: datetime) -> None:
    silent = factories.item("Knots", teaches={rope: 2.0}, minutes=None)
    twin = factories.item("Knots again", minutes=40.0, level=2.0)
    other = factories.item("Splices", teaches={rope: 2.0}, minutes=None)
    Item.objects.filter(pk__in=[silent.pk, twin.pk]).update(same_as=silent.pk)
    found = {entry.item_id: entry for entry in api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")}
    assert (found[silent.pk].minutes, found[silent.pk].level) == (40.0, 2.0)
    assert (found[other.pk].minutes, found[other.pk].level) == (None, None)
    api.retire(item_ids=[twin.pk], now=now)
    (entry,) = api.offers(item_ids=[silent.pk], language="en")
    assert (entry.minutes, entry.level) == (None, None)
