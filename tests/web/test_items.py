import pytest

from tests import factories
from wayfare.catalog.models import Item
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.learner.models import ItemProgress, SkillState


def page(client, item):
    answer = client.get(f"/items/{item.id}")
    assert answer.status_code == 200
    return answer.content.decode()


def believed(who, skill, level, variance=0.05):
    """Let the person be believed to be at a level of a skill."""
    found = learner.snapshot(person_id=who.id)
    SkillState.objects.create(
        person_id=who.id,
        skill_id=skill.id,
        mean=level - found.state.ability.mean,
        variance=variance,
        answers=9,
        updated_at=clock.now(),
    )


def test_a_lesson_shows_its_segments_with_minutes_and_questions(client, world):
    text = page(client, world.lesson)
    assert "<strong>both</strong>" in text
    assert "<table>" in text
    assert text.count('class="mins"') >= 3
    assert "3 questions." in text
    assert f"/items/{world.lesson.id}/questions/1" in text


def test_the_good_stuff_is_marked_and_what_is_known_is_folded_away(client, world, analyst):
    believed(analyst, world.charts, 3.4)
    text = page(client, world.lesson)
    assert "2 min of it teach what you need now." in text
    assert text.count("the good stuff") >= 2
    assert "You probably know this. Read it anyway" in text


def test_what_is_too_far_is_not_called_known(client, world, analyst):
    factories.segment(world.lesson, "Charts of charts", about=world.charts, level=5.0)
    believed(analyst, world.charts, 1.2)
    text = page(client, world.lesson)
    assert "One step further than you need now. Read it anyway" in text
    assert "You probably know this" not in text


def test_a_lesson_that_is_all_known_says_so_and_folds_nothing(client, world, analyst):
    believed(analyst, world.charts, 4.8)
    text = page(client, world.lesson)
    assert "Your answers say that you know this already." in text
    assert "<details" not in text


def test_a_lesson_about_something_else_is_simply_shown(client, world):
    item = factories.item("Knots")
    factories.segment(item, "Bowline", about=factories.skill("Knots"), level=2.0)
    text = page(client, item)
    assert "the good stuff" not in text
    assert "All about Bowline." in text


def test_somebody_without_a_role_just_reads(signed_in, charlie, world):
    text = page(signed_in(charlie), world.lesson)
    assert "the good stuff" not in text
    assert "<details" not in text


def test_a_lesson_names_the_course_it_belongs_to(client, world):
    parent = factories.item("Reading data", kind=Item.Kind.COURSE)
    Item.objects.filter(id=world.lesson.id).update(parent=parent)
    assert "Reading data" in page(client, world.lesson)


def test_finishing_is_thanked_for_with_minutes_and_shown_on_the_lesson(client, world):
    client.post(f"/items/{world.lesson.id}/finish")
    assert "is done, 5 min of your week." in client.get("/").content.decode()
    text = page(client, world.lesson)
    assert "finished" in text
    assert "I have finished it" not in text


def test_a_course_elsewhere_says_what_is_known_of_it_and_opens_in_a_new_tab(client, world, analyst):
    text = page(client, world.course)
    assert "Six weeks of statistics." in text
    assert "length unknown" in text
    assert "Open at Learnwell" in text
    assert 'href="https://courses.example.org/statistics" rel="noopener noreferrer external"' in text
    client.post(f"/items/{world.course.id}/finish")
    assert ItemProgress.objects.get(person_id=analyst.id, item_id=world.course.id).finished_at is not None
    assert "“Statistics, the long way” is done." in client.get("/").content.decode()


def test_ratings_of_a_course_come_with_their_number(client, world):
    Item.objects.filter(id=world.course.id).update(rating=4.6, ratings=1234)
    assert "4.6 of 5 from 1,234 learners there" in page(client, world.course).replace("\xa0", ",")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "", "ftp://example.org"])
def test_an_address_that_is_no_web_page_is_no_link(client, world, address):
    Item.objects.filter(id=world.course.id).update(url=address)
    text = page(client, world.course)
    assert "Open at" not in text
    assert "javascript:" not in text


def test_what_others_wrote_is_never_markup(client, world):
    Item.objects.filter(id=world.course.id).update(title="<script>x</script>", summary="<img src=x onerror=y>")
    world.easy.text = "<script>alert(1)</script> [go](javascript:alert(1))"
    world.easy.save()
    for item in (world.course, world.lesson):
        text = page(client, item)
        assert "<script>" not in text.replace("<script src=", "")
        assert "<img" not in text
        assert 'href="javascript' not in text


@pytest.mark.parametrize("retired", [True, False])
def test_an_item_that_is_not_there_is_a_404_in_words(client, world, retired):
    if retired:
        Item.objects.filter(id=world.lesson.id).update(retired_at=clock.now())
    answer = client.get(f"/items/{world.lesson.id if retired else 10**9}")
    assert answer.status_code == 404
    assert "There is no such item." in answer.content.decode()


def test_a_course_of_ours_lists_its_lessons(client, world):
    parent = factories.item("Reading data", kind=Item.Kind.COURSE)
    Item.objects.filter(id=world.lesson.id).update(parent=parent)
    text = page(client, parent)
    assert f'href="/items/{world.lesson.id}"' in text
    assert "It lives on another site" not in text
