"""Reading items and questions."""

from datetime import datetime

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Item, Question
from wayfare.core.errors import NotFound
from wayfare.core.models import ImportBatch
from wayfare.core.versions import epoch, touch_epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(now: datetime) -> ImportBatch:
    """Return a batch that is not applied yet: what carries it is not to be seen."""
    return ImportBatch.objects.create(kind="catalog", format="courses", source_name="x", started_at=now)


def offered(skill: Skill, number: int = 9, language: str = "en") -> list[str]:
    found = api.candidates(skill_ids=[skill.pk], per_skill=number, language=language)
    return [offer.title for offer in found]


def test_the_strongest_items_of_a_skill_are_offered_first() -> None:
    skill = factories.skill("Lifting")
    for title, strength in (("Weak", 0.2), ("Strong", 0.9), ("Middle", 0.5)):
        factories.item(title, teaches={skill: 2.0}).teaches.update(strength=strength)
    assert offered(skill) == ["Strong", "Middle", "Weak"]
    assert offered(skill, 2) == ["Strong", "Middle"]


def test_what_is_retired_rejected_unsure_or_in_another_language_is_not_offered(now: datetime) -> None:
    skill = factories.skill("Lifting")
    gone = factories.item("Gone", teaches={skill: 2.0})
    factories.item("Rejected", teaches={skill: 2.0}).teaches.update(state="rejected")
    factories.item("Unsure", teaches={skill: 2.0}).teaches.update(confidence=0.1)
    factories.item("Levantar", teaches={skill: 2.0}, language="es")
    factories.item("British", teaches={skill: 2.0}, language="en-GB")
    api.retire(item_ids=[gone.pk], now=now)
    assert offered(skill) == ["British"]
    assert offered(skill, language="es-MX") == ["Levantar"]


def test_what_an_import_is_still_writing_is_nowhere_to_be_seen(hidden: ImportBatch, now: datetime) -> None:
    skill = factories.skill("Lifting")
    seen = factories.item("Seen", teaches={skill: 2.0})
    secret = factories.item("Secret", teaches={skill: 2.0}, batch=hidden)
    secret.teaches.update(batch=hidden)
    segment = factories.segment(secret, "Part", about=skill)
    question = factories.question(skill, teaches=segment)
    Question.objects.update(batch=hidden)
    assert offered(skill) == ["Seen"]
    assert set(api.items(item_ids=[seen.pk, secret.pk])) == {seen.pk}
    assert [view.id for view in api.lessons()] == [seen.pk]
    assert api.questions_of_item(item_id=secret.pk) == []
    assert api.bank(skill_ids=[skill.pk]) == {}
    for read in (api.item, api.ensure_item):
        with pytest.raises(NotFound):
            read(item_id=secret.pk)
    ImportBatch.objects.update(applied_at=now)
    touch_epoch("catalog", now)
    assert sorted(offered(skill)) == ["Secret", "Seen"]
    assert api.item(item_id=secret.pk).segments[0].id == segment.pk
    assert [one.version_id for one in api.bank(skill_ids=[skill.pk])[skill.pk]] == [question.pk]


def test_a_skill_that_is_proposed_for_a_known_item_waits_for_its_batch(hidden: ImportBatch) -> None:
    skill = factories.skill("Lifting")
    factories.item("Known", teaches={skill: 2.0}).teaches.update(batch=hidden)
    assert offered(skill) == []


def test_many_skills_are_read_at_once() -> None:
    skills = [factories.skill(f"Skill {number}") for number in range(250)]
    factories.item("First", teaches={skills[0]: 2.0})
    factories.item("Last", teaches={skills[-1]: 2.0})
    found = api.candidates(skill_ids=[skill.pk for skill in skills], per_skill=3, language="en")
    assert [offer.title for offer in found] == ["First", "Last"]
    assert not api.candidates(skill_ids=[], per_skill=3, language="en")


def test_the_parts_of_a_course_come_in_their_order(now: datetime) -> None:
    course = factories.item("Course", kind=Item.Kind.COURSE)
    second = factories.item("Second", parent=course, position=2)
    first = factories.item("First", parent=course, position=1)
    gone = factories.item("Gone", parent=course, position=3)
    api.retire(item_ids=[gone.pk], now=now)
    assert [view.id for view in api.items_of_course(item_id=course.pk)] == [first.pk, second.pk]
    assert api.items_of_course(item_id=first.pk) == []


def test_lessons_are_read_in_a_fixed_number_of_queries(django_assert_num_queries: object) -> None:
    for number in range(5):
        factories.segment(factories.item(f"Lesson {number}"), "Part")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert [len(view.segments) for view in api.lessons()] == [1] * 5


def test_retiring_twice_counts_and_tells_once(now: datetime) -> None:
    item = factories.item("Old")
    before = epoch("catalog")
    assert api.retire(item_ids=[item.pk], now=now) == 1
    assert api.retire(item_ids=[item.pk], now=now) == 0
    assert epoch("catalog") == before + 1


def test_the_bank_of_a_skill_has_its_current_questions_with_their_levels(now: datetime) -> None:
    skill, other = factories.skill("Lifting"), factories.skill("Other")
    easy, middle, hard = (factories.question(skill, level=level) for level in (1.0, 3.0, 5.0))
    factories.question(other)
    factories.question(None)
    found = api.bank(skill_ids=[skill.pk])
    assert [(one.version_id, one.level) for one in found[skill.pk]] == [
        (easy.pk, 1.0),
        (middle.pk, 3.0),
        (hard.pk, 5.0),
    ]
    assert list(found) == [skill.pk]
    Question.objects.filter(pk=middle.question_id).update(retired_at=now)
    touch_epoch("catalog", now)
    assert len(api.bank(skill_ids=[skill.pk])[skill.pk]) == 2
