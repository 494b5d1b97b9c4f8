"""Reading items: what is offered for a skill, in which order, and what is never shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill
from wayfare.catalog.shelves import AT_ONCE
from wayfare.core.errors import NotFound
from wayfare.core.models import ImportBatch
from wayfare.core.versions import epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def rope(db: None) -> Skill:
    return factories.skill("Rope work")


def offered(*skills: Skill, number: int = 10, language: str = "en") -> list[str]:
    """Return the titles that are offered for skills, strongest first."""
    ids = [skill.pk for skill in skills]
    return [offer.title for offer in api.candidates(skill_ids=ids, per_skill=number, language=language)]


def batch(now: datetime, *, applied: bool) -> ImportBatch:
    return ImportBatch.objects.create(
        kind="catalog", format="courses", source_name="x", started_at=now, applied_at=now if applied else None
    )


def taught(item: Item, skill: Skill, **values: Any) -> None:
    ItemSkill.objects.filter(item=item, skill=skill).update(**values)


def test_nothing_is_offered_for_nothing() -> None:
    assert not api.candidates(skill_ids=[], per_skill=5, language="en")


def test_nothing_is_offered_for_a_skill_that_is_not_there(rope: Skill) -> None:
    assert not api.candidates(skill_ids=[rope.pk + 1], per_skill=5, language="en")


def test_the_strongest_come_first_and_equal_ones_by_age(rope: Skill) -> None:
    for title, strength in {"Splices": 0.2, "Knots": 0.9, "Bends": 0.5, "Hitches": 0.5}.items():
        taught(factories.item(title, teaches={rope: 2.0}), rope, strength=strength)
    assert offered(rope) == ["Knots", "Bends", "Hitches", "Splices"]
    assert offered(rope, number=2) == ["Knots", "Bends"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"state": "proposed"}, True),
        ({"state": "approved"}, True),
        ({"state": "rejected"}, False),
        ({"confidence": 0.4}, True),
        ({"confidence": 0.39}, False),
        ({"state": "rejected", "confidence": 1.0}, False),
    ],
)
def test_what_was_rejected_or_is_unsure_is_not_offered(rope: Skill, values: dict[str, Any], shown: bool) -> None:
    taught(factories.item("Knots", teaches={rope: 2.0}), rope, **values)
    assert bool(offered(rope)) is shown


@pytest.mark.parametrize(("kind", "shown"), [("course", True), ("lesson", True), ("practice", False)])
def test_practice_is_no_candidate(rope: Skill, kind: str, shown: bool) -> None:
    factories.item("Knots", teaches={rope: 2.0}, kind=kind)
    assert bool(offered(rope)) is shown


@pytest.mark.parametrize(
    ("written", "read", "shown"),
    [
        ("en", "en", True),
        ("en-GB", "en", True),
        ("en", "en-GB", True),
        ("en-US", "en-GB", True),
        ("", "en", True),
        ("", "de", True),
        ("de", "en", False),
        ("und", "en", False),
        ("enm", "en", False),
        ("de-CH", "de-AT", True),
    ],
)
def test_items_are_offered_to_those_who_can_read_them(rope: Skill, written: str, read: str, shown: bool) -> None:
    factories.item("Knots", teaches={rope: 2.0}, language=written)
    assert bool(offered(rope, language=read)) is shown


def test_an_item_that_teaches_two_skills_is_offered_once_with_both(rope: Skill) -> None:
    sails = factories.skill("Sails")
    factories.item("Rigging", teaches={rope: 2.0, sails: 3.0})
    found = api.candidates(skill_ids=[rope.pk, sails.pk], per_skill=5, language="en")
    assert {(part.skill_id, part.level) for part in found.parts(0)} == {(rope.pk, 2.0), (sails.pk, 3.0)}


def test_what_else_an_item_teaches_is_left_out(rope: Skill) -> None:
    sails = factories.skill("Sails")
    factories.item("Rigging", teaches={rope: 2.0, sails: 3.0})
    found = api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")
    assert [part.skill_id for part in found.parts(0)] == [rope.pk]


def test_segments_stand_for_the_whole_where_they_teach_the_skill(rope: Skill) -> None:
    item = factories.item("Knots", teaches={rope: 2.0})
    first = factories.segment(item, "Reef", about=rope, level=1.5, minutes=2.0)
    factories.segment(item, "History", about=None)
    second = factories.segment(item, "Bowline", about=rope, level=2.5, minutes=3.0)
    found = api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")
    assert [tuple(part) for part in found.parts(0)] == [
        (rope.pk, 1.5, 1.0, first.pk, 2.0),
        (rope.pk, 2.5, 1.0, second.pk, 3.0),
    ]


def test_a_whole_item_carries_its_confidence(rope: Skill) -> None:
    taught(factories.item("Knots", teaches={rope: 2.0}), rope, confidence=0.55)
    found = api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")
    assert [tuple(part) for part in found.parts(0)] == [(rope.pk, 2.0, 0.55, None, None)]


def test_an_offer_carries_what_a_ranking_asks_for(rope: Skill) -> None:
    item = factories.item(
        "Knots",
        teaches={rope: 2.0},
        kind="course",
        provider="Harbour",
        minutes=90,
        rating=4.9,
        ratings=900,
        learners=9_000,
    )
    (offer,) = api.candidates(skill_ids=[rope.pk], per_skill=5, language="en")
    assert (offer.item_id, offer.kind, offer.provider, offer.minutes) == (item.pk, "course", "Harbour", 90.0)
    assert offer.quality == pytest.approx(0.3 + 0.3 * 0.92 + 0.4 * 0.659, abs=0.02)


def test_many_skills_are_asked_for_in_few_statements(rope: Skill) -> None:
    factories.item("Knots", teaches={rope: 2.0})
    ids = [*range(10**6, 10**6 + 2 * AT_ONCE), rope.pk]
    with CaptureQueriesContext(connection) as asked:
        found = api.candidates(skill_ids=ids, per_skill=3, language="en")
    assert [offer.title for offer in found] == ["Knots"]
    assert len(asked) == 5


@pytest.mark.parametrize("applied", [False, True])
def test_what_an_import_is_still_writing_is_nowhere(rope: Skill, now: datetime, applied: bool) -> None:
    item = factories.item("Knots", teaches={rope: 2.0}, batch=batch(now, applied=applied))
    taught(item, rope, batch=item.batch)
    part = factories.item("Reef", parent=item)
    assert bool(offered(rope)) is applied
    assert bool(api.items(item_ids=[item.pk])) is applied
    assert ("Knots" in [view.title for view in api.lessons()]) is applied
    if applied:
        assert api.item(item_id=item.pk).title == "Knots"
        api.ensure_item(item_id=item.pk)
    else:
        for ask in (api.item, api.ensure_item):
            with pytest.raises(NotFound):
                ask(item_id=item.pk)
    assert [view.id for view in api.items_of_course(item_id=item.pk)] == [part.pk]


def test_a_new_skill_of_an_old_item_waits_for_its_import(rope: Skill, now: datetime) -> None:
    item = factories.item("Knots", teaches={rope: 2.0})
    taught(item, rope, batch=batch(now, applied=False))
    assert offered(rope) == []
    assert api.item(item_id=item.pk).title == "Knots"


def test_a_retired_item_is_nowhere(rope: Skill, now: datetime) -> None:
    course = factories.item("Ropes", kind="course")
    item = factories.item("Knots", teaches={rope: 2.0}, parent=course)
    assert api.retire(item_ids=[item.pk, item.pk], now=now) == 1
    assert offered(rope) == []
    assert api.items(item_ids=[item.pk]) == {}
    assert api.items_of_course(item_id=course.pk) == []
    assert api.lessons() == []
    for ask in (api.item, api.ensure_item):
        with pytest.raises(NotFound, match="no such item") as raised:
            ask(item_id=item.pk)
        assert raised.value.details == {"item": item.pk}


def test_retiring_twice_changes_nothing_more(now: datetime) -> None:
    item = factories.item("Knots")
    api.retire(item_ids=[item.pk], now=now)
    before = epoch("catalog")
    assert api.retire(item_ids=[item.pk], now=now + timedelta(days=1)) == 0
    assert Item.objects.get().retired_at == now
    assert epoch("catalog") == before == 1


@pytest.mark.parametrize("ids", [[], [10**9]])
def test_retiring_nothing_is_no_news(now: datetime, ids: Sequence[int]) -> None:
    assert api.retire(item_ids=ids, now=now) == 0
    assert epoch("catalog") == 0


def test_an_item_comes_with_its_segments_in_their_order(rope: Skill) -> None:
    item = factories.item("Knots")
    for title in ("Reef", "Bowline", "Sheet bend"):
        factories.segment(item, title, about=rope)
    item.segments.filter(anchor="reef").update(position=9)
    view = api.item(item_id=item.pk)
    assert [part.anchor for part in view.segments] == ["bowline", "sheet-bend", "reef"]
    assert view.segments[0].text == "All about Bowline."
    assert (view.segments[0].skill_id, view.segments[0].minutes) == (rope.pk, 2.0)


def test_several_items_come_by_id_and_without_segments() -> None:
    one, two = factories.item("One"), factories.item("Two")
    factories.segment(one, "A")
    found = api.items(item_ids=[two.pk, one.pk, one.pk, 10**9])
    assert {number: view.title for number, view in found.items()} == {one.pk: "One", two.pk: "Two"}
    assert found[one.pk].segments == ()


def test_no_items_are_asked_for_without_a_question() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert api.items(item_ids=[]) == {}
    assert len(asked) == 0


def test_the_parts_of_a_course_come_in_their_order() -> None:
    course = factories.item("Ropes", kind="course")
    for title, position in {"Last": 3, "First": 1, "Second": 2, "Also second": 2}.items():
        factories.item(title, parent=course, position=position)
    factories.item("Of no course")
    found = api.items_of_course(item_id=course.pk)
    assert [view.title for view in found] == ["First", "Second", "Also second", "Last"]
    assert {view.parent_id for view in found} == {course.pk}


def test_lessons_are_lessons_with_their_segments() -> None:
    factories.item("A course", kind="course")
    factories.segment(factories.item("A lesson"), "Part")
    factories.item("Another")
    assert [(view.title, len(view.segments)) for view in api.lessons()] == [("A lesson", 1), ("Another", 0)]


def test_reading_lessons_costs_two_statements_however_many_there_are() -> None:
    for number in range(5):
        factories.segment(factories.item(f"Lesson {number}"), "Part")
    with CaptureQueriesContext(connection) as asked:
        assert len(api.lessons()) == 5
    assert len(asked) == 2
