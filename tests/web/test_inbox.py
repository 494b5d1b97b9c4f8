"""The inbox: what others ask of one, what one asked, and that nobody sees more than the request."""

import re
from datetime import timedelta

import pytest

from tests import factories
from tests.web.test_items import believed
from tests.web.test_skill import HX, text_of
from wayfare.core import clock
from wayfare.inbox import api as inbox
from wayfare.inbox.models import Request
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence

NOTE = "You were there when I read the delay report."


@pytest.fixture
def asked(analyst, bob, world):
    """Alice asks Bob about reading charts."""
    return learner.ask_about(
        person_id=analyst.id, skill_id=world.charts.id, asked_id=bob.id, note=NOTE, now=clock.now()
    )


@pytest.fixture
def bobs(signed_in, bob):
    """Return Bob's browser."""
    return signed_in(bob)


def page(client):
    return text_of(client.get("/inbox"))


def state(asked):
    return Request.objects.get(id=asked.id).state


# --- what others ask
def test_a_request_says_who_asks_about_what_with_which_note_and_until_when(bobs, asked):
    text = page(bobs)
    assert "Alice, about Reading charts" in text
    assert f'<blockquote class="said">{NOTE}</blockquote>' in text
    assert "asked today" in text
    assert re.search(r"until \d+ \w+", text)
    assert text.count('type="radio"') == 5
    assert "Can read a bar chart" in text


def test_whoever_is_asked_sees_nothing_of_what_is_believed(bobs, analyst, world, asked):
    bare = page(bobs)
    believed(analyst, world.charts, 3.37)
    learner.say(person_id=analyst.id, skill_id=world.charts.id, level=5, attempt_id=asked_attempt(), now=clock.now())
    assert without_tokens(page(bobs)) == without_tokens(bare), "her evidence changes nothing of what Bob sees"
    assert "likely" not in bare
    assert "sbar" not in bare


def asked_attempt():
    import uuid

    return uuid.uuid4()


def without_tokens(text):
    return re.sub(r'value="\w{64}"', "", text)


def test_the_navigation_says_how_many_wait(bobs, client, asked):
    assert '<span class="n">1<span class="vh"> waiting for your answer</span></span>' in text_of(bobs.get("/"))
    assert 'class="n"' not in text_of(client.get("/"))
    bobs.post(f"/inbox/{asked.id}", {"level": "3"})
    assert 'class="n"' not in text_of(bobs.get("/"))


def test_a_level_becomes_evidence_and_the_asker_sees_who_said_it(bobs, client, analyst, world, asked):
    answer = bobs.post(f"/inbox/{asked.id}", {"level": "4"})
    assert answer.headers["Location"] == "/inbox"
    assert "Thank you. Alice sees that you said level 4." in page(bobs)
    (piece,) = learner.evidence(person_id=analyst.id, skill_id=world.charts.id)
    assert (piece.source, piece.level) == ("manager", 4.0)
    assert "Bob sees you at level 4." in page(client)


def test_i_cannot_say_is_an_answer(bobs, client, asked):
    bobs.post(f"/inbox/{asked.id}", {"cannot": "1", "level": "4"})
    assert state(asked) == "declined"
    assert "Alice sees that you could not say." in page(bobs)
    assert "Bob could not say." in page(client)
    assert not Evidence.objects.exists()


def test_nothing_chosen_is_said_beside_the_request(bobs, asked):
    text = text_of(bobs.post(f"/inbox/{asked.id}", {}), 422)
    assert "Choose a level, or say that you cannot. Nothing was sent." in text
    assert state(asked) == "open"


@pytest.mark.parametrize("level", ["6", "0", "x", "2.5"])
def test_a_level_off_the_scale_is_refused(bobs, asked, level):
    assert bobs.post(f"/inbox/{asked.id}", {"level": level}).status_code == 422
    assert state(asked) == "open"


def test_the_same_answer_twice_is_one(bobs, asked):
    for _ in range(2):
        assert bobs.post(f"/inbox/{asked.id}", {"level": "4"}).status_code == 302
    assert Evidence.objects.count() == 1


def test_an_answer_to_what_was_taken_back_is_refused_in_words(bobs, client, asked):
    client.post(f"/inbox/{asked.id}/withdraw")
    text = text_of(bobs.post(f"/inbox/{asked.id}", {"level": "4"}), 409)
    assert "This request is withdrawn already." in text
    assert "Nobody waits for an answer of yours." in text


def test_a_request_whose_time_is_over_is_gone(bobs, client, asked):
    Request.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert "Nobody waits for an answer of yours." in page(bobs)
    assert 'class="n"' not in text_of(bobs.get("/"))
    assert "Bob did not answer in time." in page(client)
    assert "expired already" in text_of(bobs.post(f"/inbox/{asked.id}", {"level": "4"}), 409)


def test_a_second_word_within_a_week_is_refused_kindly_and_stays_open(bobs, analyst, bob, world, asked):
    bobs.post(f"/inbox/{asked.id}", {"level": "4"})
    again = learner.ask_about(person_id=analyst.id, skill_id=world.charts.id, asked_id=bob.id, now=clock.now())
    text = text_of(bobs.post(f"/inbox/{again.id}", {"level": "5"}), 409)
    assert "This was said within the last seven days already." in text
    assert state(again) == "open"


def test_nobody_else_answers_or_takes_back(client, signed_in, charlie, asked):
    stranger = signed_in(charlie)
    for other in (client, stranger):
        for form in ({"level": "3"}, {"cannot": "1"}):
            assert other.post(f"/inbox/{asked.id}", form).status_code == 404
    assert stranger.post(f"/inbox/{asked.id}", {}).status_code == 404
    assert stranger.post(f"/inbox/{asked.id}/withdraw").status_code == 404
    assert state(asked) == "open"
    assert "Alice" not in page(stranger)


# --- what one asked
def test_an_open_request_can_be_taken_back(client, bobs, asked):
    text = page(client)
    assert "You asked Bob." in text
    assert "open until" in text
    answer = client.post(f"/inbox/{asked.id}/withdraw")
    assert answer.headers["Location"] == "/inbox"
    text = page(client)
    assert "Taken back. Bob no longer sees it." in text
    assert "You took it back from Bob." in text
    assert f"/inbox/{asked.id}/withdraw" not in text
    assert "Alice" not in page(bobs)


def test_an_answered_request_cannot_be_taken_back(client, bobs, asked):
    bobs.post(f"/inbox/{asked.id}", {"level": "2"})
    assert "This request is answered already." in text_of(client.post(f"/inbox/{asked.id}/withdraw"), 409)


def test_an_empty_inbox_has_a_way_on(client):
    text = page(client)
    assert "Nobody waits for an answer of yours." in text
    assert "You have asked nobody yet." in text
    assert 'href="/skills">My skills</a>' in text


def test_a_script_gets_the_inside_with_the_message(bobs, asked):
    text = text_of(bobs.post(f"/inbox/{asked.id}", {"level": "3"}, headers=HX))
    assert "<html" not in text
    assert "Thank you. Alice sees" in text


def test_a_note_is_shown_as_it_was_typed_and_runs_nothing(bobs, analyst, bob, world):
    learner.ask_about(
        person_id=analyst.id, skill_id=world.feedback.id, asked_id=bob.id, note="<script>x</script>", now=clock.now()
    )
    assert "&lt;script&gt;x&lt;/script&gt;" in bobs.get("/inbox").content.decode()


def test_a_skill_that_is_gone_leaves_the_request_readable(bobs, analyst, bob):
    inbox.ask(
        asker_id=analyst.id, asked_id=bob.id, kind="level", subject="skill:987654", title="Weaving", now=clock.now()
    )
    text = page(bobs)
    assert "Alice, about Weaving" in text
    assert "Can do the usual cases alone." in text


def test_many_requests_cost_no_more_queries(bobs, analyst, bob):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(bobs)
        return len(queries)

    def more(number):
        skill = factories.skill(f"Skill {number}")
        learner.ask_about(person_id=analyst.id, skill_id=skill.id, asked_id=bob.id, now=clock.now())

    more(0)
    before = cost()
    for number in range(1, 6):
        more(number)
    assert cost() == before <= 12
