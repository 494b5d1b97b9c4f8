import re
import uuid

import pytest

from tests import factories
from wayfare.catalog.models import Question
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence
from wayfare.web.views.practice import tags

HX = {"HX-Request": "true"}


@pytest.fixture
def attempt(world):
    """Return the address of a new attempt at the first question: right is option 0."""
    return f"/questions/{world.questions[0].id}/{uuid.uuid4()}"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_question_is_put_with_its_options_and_i_do_not_know(client, attempt):
    text = text_of(client.get(attempt))
    assert text.count('type="radio"') == 4
    assert "I don’t know" in text
    assert "question 1 of 3" in text
    assert "Because it is." not in text, "the key stays with the server"


def test_several_right_options_are_checkboxes(client, world):
    text = text_of(client.get(f"/questions/{world.questions[2].id}/{uuid.uuid4()}"))
    assert text.count('type="checkbox"') == 4
    assert "More than one may be right." in text


@pytest.mark.parametrize("start", ["/questions/{}", "/items/{}/questions/1"])
def test_each_opening_is_a_new_attempt(client, world, start):
    address = start.format(world.questions[0].id if start[-2:] == "{}" else world.lesson.id)
    first, second = (client.get(address).headers["Location"] for _ in range(2))
    assert first != second
    assert client.get(first).status_code == 200


def test_who_never_read_the_lesson_and_is_wrong_is_told_that_reading_tells_more(client, world, attempt, analyst):
    for _ in range(4):
        question = factories.question(world.charts, level=2.0)
        learner.answer(
            person_id=analyst.id, version_id=question.pk, response=[1], attempt_id=uuid.uuid4(), now=clock.now()
        )
    text = text_of(client.post(attempt, {"option": "1"}))
    assert "Reading it tells you more than another question." in text
    assert f'href="/items/{world.lesson.id}"' in text


def test_who_has_begun_the_lesson_is_told_whether_another_question_pays(client, world, attempt, analyst):
    learner.start(person_id=analyst.id, item_id=world.lesson.id, now=clock.now())
    text = text_of(client.post(attempt, {"option": "1"}))
    assert "Another question pays." in text
    assert "In two weeks without practice" in text
    assert 'class="btn main" href="/items/' in text
    assert "Finish the lesson" not in text


def test_where_practice_is_enough_the_end_of_the_lesson_comes_before_the_next_question(client, world, analyst):
    learner.start(person_id=analyst.id, item_id=world.lesson.id, now=clock.now())
    for _ in range(12):
        question = factories.question(world.charts, level=2.0)
        learner.answer(
            person_id=analyst.id, version_id=question.pk, response=[0], attempt_id=uuid.uuid4(), now=clock.now()
        )
    text = text_of(client.post(f"/questions/{world.questions[0].id}/{uuid.uuid4()}", {"option": "0"}))
    assert "Enough for now." in text
    assert text.index("Finish the lesson") < text.index("Next question, 2 of 3")


@pytest.mark.parametrize("place", [0, 4, 99])
def test_there_is_no_question_beyond_the_last(client, world, place):
    assert client.get(f"/items/{world.lesson.id}/questions/{place}").status_code == 404


def test_a_right_answer_moves_the_bar_and_brings_the_next_step_in_the_same_answer(client, attempt):
    text = text_of(client.post(attempt, {"option": "0"}))
    assert re.search(r'<h2 id="verdict"[^>]*>.*?Right</h2>', text)
    assert "Your answer, right" in text
    assert "Because it is." in text
    assert "A common slip." not in text
    assert "Before" in text
    assert 'class="moving"' in text
    assert "next best step" in text
    assert "Next question, 2 of 3" in text


def test_a_wrong_answer_says_what_is_right_the_slip_and_where_it_is_taught(client, world, attempt):
    text = text_of(client.post(attempt, {"option": "3"}))
    assert "Not yet. Here is why" in text
    assert '<li class="opt right">' in text
    assert '<li class="opt yours">' in text
    assert "You read the bar, not the axis." in text
    assert f'href="/items/{world.lesson.id}#s-{world.easy.id}"' in text


def test_i_do_not_know_is_an_answer(client, attempt, analyst):
    text = text_of(client.post(attempt, {"unknown": "1", "option": "0"}))
    assert "Good to know. Here is the answer" in text
    assert Evidence.objects.get(person_id=analyst.id).response == []


def test_a_script_gets_only_the_inside_and_what_is_to_be_said(client, attempt):
    text = text_of(client.post(attempt, {"option": "0"}, headers=HX))
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML"' in text
    assert "Right. Reading charts:" in text
    assert "Your next best step now:" in text
    assert "autofocus" in text


def test_nothing_chosen_is_said_and_not_counted(client, attempt, analyst):
    answer = client.post(attempt, {})
    assert answer.status_code == 422
    assert "Choose an answer, or say that you do not know." in text_of(answer)
    assert not Evidence.objects.filter(person_id=analyst.id).exists()


@pytest.mark.parametrize("option", ["4", "-1", "x"])
def test_an_option_that_does_not_exist_is_refused(client, attempt, analyst, option):
    assert client.post(attempt, {"option": option}).status_code == 422
    assert not Evidence.objects.filter(person_id=analyst.id).exists()


def test_a_double_click_counts_once_and_shows_the_same(client, attempt, analyst):
    first, second = (text_of(client.post(attempt, {"option": "1"})) for _ in range(2))
    assert Evidence.objects.filter(person_id=analyst.id).count() == 1
    assert without_form_tokens(first) == without_form_tokens(second)


def without_form_tokens(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_the_back_button_shows_what_was_answered_and_no_new_form(client, attempt):
    client.post(attempt, {"option": "1"})
    text = text_of(client.get(attempt))
    assert 'id="verdict"' in text
    assert 'type="radio"' not in text


def test_a_second_different_answer_to_the_same_attempt_does_not_count(client, attempt, analyst):
    client.post(attempt, {"option": "1"})
    answer = client.post(attempt, {"option": "0"})
    assert answer.status_code == 409
    assert "Your first answer counts, and here it is." in text_of(answer)
    assert Evidence.objects.get(person_id=analyst.id).score == 0


def test_an_attempt_belongs_to_one_question(client, world, attempt):
    client.post(attempt, {"option": "1"})
    other = attempt.replace(f"/{world.questions[0].id}/", f"/{world.questions[1].id}/")
    assert client.post(other, {"option": "1"}).status_code == 409
    assert client.get(other).status_code == 409


def test_somebody_elses_attempt_shows_nothing_of_theirs(client, attempt, signed_in, bob):
    client.post(attempt, {"option": "1"})
    assert 'id="verdict"' not in text_of(signed_in(bob).get(attempt))


def test_the_last_question_leads_to_the_end_of_the_lesson(client, world):
    text = text_of(client.post(f"/questions/{world.questions[2].id}/{uuid.uuid4()}", {"option": ["0", "2"]}))
    assert "Finish the lesson" in text
    assert f"/items/{world.lesson.id}/finish" in text


def test_a_question_about_no_skill_says_that_it_changes_nothing(client, world):
    practice = factories.question(None)
    text = text_of(client.post(f"/questions/{practice.id}/{uuid.uuid4()}", {"option": "0"}))
    assert "This question is for practice only" in text
    assert 'class="moving"' not in text


def test_a_retired_question_is_not_asked(client, world, attempt):
    Question.objects.update(retired_at=clock.now())
    assert client.post(attempt, {"option": "0"}).status_code == 409


def test_more_answers_than_a_person_gives_are_stopped_in_words(client, world, settings):
    settings.ANSWERS_PER_MINUTE = 1
    client.post(f"/questions/{world.questions[0].id}/{uuid.uuid4()}", {"option": "0"})
    answer = client.post(f"/questions/{world.questions[1].id}/{uuid.uuid4()}", {"option": "0"})
    assert answer.status_code == 429
    assert "more answers in a minute" in text_of(answer)


def test_options_are_labelled_by_what_they_were():
    assert tags(4, (0, 2), (2, 3)) == ["right", "", "both", "yours"]
    assert tags(2, (1,), ()) == ["", "right"]
