"""Review: what is due and why, one question after the other; when nothing is due, when, and what stays."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from tests.web.test_placement import begin, through
from tests.web.test_practice import text_of
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence, Memory, Skip
from wayfare.web import texts
from wayfare.web.views import review

HX = {"HX-Request": "true"}


def answered(person, question, days=200, option=0):
    learner.answer(
        person_id=person.id,
        version_id=question.id,
        response=[option],
        attempt_id=uuid.uuid4(),
        now=clock.now() - timedelta(days=days),
    )


@pytest.fixture
def faded(analyst, world):
    """Alice answered a question about charts and one about feedback long ago."""
    for question in (world.questions[0], factories.question(world.feedback)):
        answered(analyst, question)
    return world


def form(client):
    found = re.search(r'<form class="question" method="post" action="([^"]+)"', text_of(client.get("/review")))
    return found and found[1]


def test_without_any_answer_it_says_how_it_begins(client):
    text = text_of(client.get("/review"))
    assert "Nothing to review yet: it begins with your first answer." in text
    assert "To my next step" in text
    assert "What stays" not in text


def test_nothing_due_says_when_and_what_stays(client, analyst, world):
    answered(analyst, world.questions[0], days=0)
    text = text_of(client.get("/review"))
    assert re.search(r"Nothing due\. Next (today|tomorrow|on \w+)", text)
    assert "What stays without practice" in text
    for when in ("now", "in 7 days", "in 14 days", "in 30 days"):
        assert f'<span class="small">{when}</span>' in text
    assert '<th scope="row">Reading charts</th>' in text
    shares = [int(share) for share in re.findall(r'<b class="num">(\d+) %</b>', text)]
    assert len(shares) == 4
    assert shares == sorted(shares, reverse=True)


def test_what_fades_is_asked_with_the_reason(client, faded):
    text = text_of(client.get("/review"))
    assert "question 1 of 2" in text
    assert "Why now?" in text
    assert "It fades: by our forecast it began to slip" in text
    assert "I don’t know" in text
    assert "Because it is." not in text, "the key stays with the server"


def test_a_skip_is_looked_at_again_and_says_so(client, world, analyst):
    for _ in range(8):
        factories.question(world.charts, level=4.0)
    through(client, begin(client, "skill", world.charts.id), {"option": ["0"]})
    assert Skip.objects.update(verify_after=clock.now() - timedelta(days=1)) == 1
    Memory.objects.all().delete()
    text = text_of(client.get("/review"))
    assert "You showed this and skipped it. One question sees whether it held (due yesterday)." in text
    client.post(form(client), {"option": "0"})
    assert Skip.objects.get().held is True
    assert form(client) is None


def test_one_question_leads_to_the_next_until_all_are_done(client, faded):
    text = text_of(client.post(form(client), {"option": "0"}))
    assert 'id="verdict"' in text
    assert "Next question, 1 left" in text
    text = text_of(client.post(form(client), {"option": "0"}))
    assert "That was all. See what stays" in text
    text = text_of(client.get("/review"))
    assert "Nothing due. Next" in text
    assert "You reviewed 2 questions today." in text


def a_day(days):
    return (clock.now() + timedelta(days=days)).date().isoformat()


def test_a_day_ahead_asks_what_would_not_be_sure_then_and_keeps_to_it(client, analyst, world):
    for question in world.questions[:2]:
        answered(analyst, question, days=0, option=1)
    nothing = text_of(client.get("/review"))
    assert "Be ready for a day" in nothing
    text = text_of(client.get("/review", {"by": a_day(40)}))
    assert "On the day that you chose it would not be sure." in text
    found = re.search(r'<form class="question" method="post" action="([^"]+)"', text)
    assert found
    assert found[1].endswith(f"?by={a_day(40)}")
    verdict = text_of(client.post(found[1], {"option": "0"}))
    assert f'href="/review?by={a_day(40)}"' in verdict


def test_a_day_that_everything_is_sure_for_says_so(client, analyst, world):
    answered(analyst, factories.question(factories.skill("Not asked for by any role")), days=0)
    text = text_of(client.get("/review", {"by": a_day(3)}))
    assert "Ready for " in text
    assert "Be ready for a day" in text


@pytest.mark.parametrize("by", ["soon", "2026-13-40", "2001-01-01", "9999-12-31", "\0", "1" * 5000])
def test_a_day_that_is_none_or_not_ahead_is_refused_and_says_what_to_do(client, analyst, world, by):
    answered(analyst, world.questions[0], days=0)
    response = client.get("/review", {"by": by})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "Nothing due" not in response.text
    assert "Choose a day" in response.text or "Write it as" in response.text


def test_what_was_only_just_explained_is_not_asked_again_today(client, faded):
    asked = []
    for _ in range(5):
        if (to := form(client)) is None:
            break
        asked.append(to.split("/")[2])
        client.post(to, {"option": "1"})
    assert len(asked) == len(set(asked)) == 2


def test_after_a_sitting_a_pause_is_offered(client, faded, monkeypatch):
    monkeypatch.setattr(review, "SITTING", 1)
    text = text_of(client.post(form(client), {"option": "0"}))
    assert "A good moment to stop. The others wait." in text
    assert "Enough for today" in text
    assert "Next question, 1 left" in text


def test_nothing_chosen_is_said_and_not_counted(client, faded):
    answer = client.post(form(client), {})
    assert answer.status_code == 422
    assert "Choose an answer, or say that you do not know." in text_of(answer)
    assert Evidence.objects.count() == 2


def test_a_double_click_counts_once_and_a_second_answer_not_at_all(client, faded):
    to = form(client)
    for _ in range(2):
        assert client.post(to, {"option": "1"}).status_code == 200
    answer = client.post(to, {"option": "0"})
    assert answer.status_code == 409
    assert "Your first answer counts, and here it is." in text_of(answer)
    assert Evidence.objects.count() == 3
    assert 'id="verdict"' in text_of(client.get(to))


def test_an_attempt_that_was_not_made_leads_to_what_is_due(client, faded):
    assert client.get(f"/review/{faded.questions[0].id}/{uuid.uuid4()}").headers["Location"] == "/review"


def test_a_question_that_does_not_exist_is_a_404(client):
    for sent in ({}, {"option": "0"}):
        assert client.post(f"/review/{10**9}/{uuid.uuid4()}", sent).status_code == 404


def test_a_script_gets_only_the_inside(client, faded):
    text = text_of(client.post(form(client), {"unknown": "1"}, headers=HX))
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML"' in text
    assert "Not yet. Reading charts:" in text


def test_home_says_how_many_are_due_and_leads_there(client, faded):
    text = text_of(client.get("/"))
    assert "2 questions are due." in text
    assert '<a class="btn" href="/review">Review, 1 min</a>' in text


def test_home_is_silent_while_nothing_is_due(client):
    assert "due." not in text_of(client.get("/"))


def test_others_are_not_asked_what_i_forget(client, faded, signed_in, bob):
    assert "Nothing to review yet" in text_of(signed_in(bob).get("/review"))


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (3, "on Thursday"), (6, "on Sunday"), (7, "on 9 November"), (34, "on 6 December")],
)
def test_what_is_coming_is_said_by_the_calendar(days, words):
    monday = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert texts.coming(monday + timedelta(days=days), monday) == words
