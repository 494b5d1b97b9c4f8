import re

import pytest

from tests import factories
from tests.web.test_items import believed
from tests.web.test_practice import text_of
from wayfare.engine.types import Gaussian
from wayfare.web.views.check import said


def begin(client, skill):
    answer = client.get(f"/skills/{skill.id}/check")
    assert answer.status_code == 302
    return answer.headers["Location"]


def version(address):
    return int(re.match(r"/questions/(\d+)/", address)[1])


def test_i_know_this_is_offered_where_there_are_questions(client, world):
    assert f"/skills/{world.charts.id}/check" in client.get("/").content.decode()
    text = client.get("/skills").content.decode()
    assert f"/skills/{world.charts.id}/check" in text
    assert f"/skills/{world.feedback.id}/check" not in text


def test_a_check_asks_nearest_to_what_the_role_needs_and_nothing_twice(client, world):
    asked = []
    for _ in world.questions:
        address = begin(client, world.charts)
        asked.append(version(address))
        client.post(address, {"unknown": "1"})
    assert asked[0] == world.questions[2].id, "the role needs level 4, and this is the hardest"
    assert sorted(asked) == sorted(question.id for question in world.questions)
    own = f"/skills/{world.charts.id}"
    assert begin(client, world.charts) == own
    assert "You have answered all questions that we have about Reading charts." in client.get(own).content.decode()


def test_a_check_leads_from_question_to_question_and_can_end_at_any_time(client, world):
    address = begin(client, world.charts)
    assert "stop at any time" in text_of(client.get(address))
    text = text_of(client.post(address, {"unknown": "1"}))
    assert f'href="/skills/{world.charts.id}/check"' in text
    assert "Enough, to my home page" in text
    assert "level 4" in text


def test_right_answers_take_what_is_known_out_of_the_feed(client, world, analyst):
    believed(analyst, world.charts, 4.4, variance=0.3)
    for number in range(4):
        factories.question(world.charts, level=4.0, options=[f"Right {number}", "No", "Never", "Not"])
    for _ in range(4):
        text = text_of(client.post(begin(client, world.charts), {"option": "0"}))
    assert "That is clear: you are at level 4, which your role needs." in text
    assert world.lesson.title not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("mean", "words", "clear"),
    [(4.5, "That is clear", True), (1.5, "still ahead of you", True), (3.0, "Not clear yet", False)],
)
def test_what_is_said_goes_by_the_chance(mean, words, clear):
    sentence, enough = said(Gaussian(mean, 0.4), 3.0)
    assert words in sentence
    assert enough is clear


def test_a_skill_that_no_role_of_mine_needs_can_be_checked_too(client):
    knots = factories.skill("Knots")
    factories.question(knots, level=2.0)
    text = text_of(client.post(begin(client, knots), {"option": "0"}))
    assert "Knots" in text
    assert "likely" in text


def test_a_skill_that_does_not_exist_is_a_404(client):
    assert client.get(f"/skills/{10**9}/check").status_code == 404
