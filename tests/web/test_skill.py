"""The page of one skill: the estimate, what it rests on, what would change it, and seeing it differently."""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.web.test_items import believed
from wayfare.core import clock
from wayfare.engine.types import Gaussian
from wayfare.inbox import api as inbox
from wayfare.inbox.models import Request
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence
from wayfare.people.models import Person
from wayfare.web import estimates

HX = {"HX-Request": "true"}


def text_of(answer, status=200):
    assert answer.status_code == status
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def page(client, skill):
    return text_of(client.get(f"/skills/{skill.id}"))


def say(client, skill, level="4", status=302, attempt=None, **headers):
    form = {"level": level, "attempt_id": str(attempt or uuid.uuid4())}
    answer = client.post(f"/skills/{skill.id}/level", form, headers=headers)
    assert answer.status_code == status
    return answer


def answer(who, question, option=0, days=0):
    learner.answer(
        person_id=who.id,
        version_id=question.id,
        response=[option],
        attempt_id=uuid.uuid4(),
        now=clock.now() - timedelta(days=days),
    )


def vouched(who, by, skill, level, days=0):
    """Let somebody have said how they see a person."""
    now = clock.now() - timedelta(days=days)
    asked = learner.ask_about(person_id=who.id, skill_id=skill.id, asked_id=by.id, now=now)
    learner.vouch(request_id=asked.id, by=by.id, level=level, now=now)


# --- the ways to the page
def test_my_skills_lead_to_each_skill(client, world):
    text = text_of(client.get("/skills"))
    assert f'<a class="go" href="/skills/{world.charts.id}">Reading charts</a>' in text
    assert f'<a class="go" href="/skills/{world.feedback.id}">Giving feedback</a>' in text


def test_the_moved_bar_and_why_lead_to_the_skill(client, world):
    address = f"/questions/{world.questions[0].id}/{uuid.uuid4()}"
    assert f'href="/skills/{world.charts.id}">What this rests on' in text_of(client.post(address, {"option": "0"}))
    why = re.search(r'href="(/why/\d+)"', client.get("/").content.decode())[1]
    assert re.search(r'href="/skills/\d+">What your estimate rests on', text_of(client.get(why)))


@pytest.mark.parametrize("number", [10**9, 2**63, 0])
def test_a_skill_that_does_not_exist_is_a_404(client, number):
    for method, rest in ((client.get, ""), (client.post, "/level"), (client.post, "/ask")):
        assert method(f"/skills/{number}{rest}", {"level": "3", "asked": "1"}).status_code == 404


def test_somebody_who_is_not_signed_in_comes_back_after_signing_in(world):
    from django.test import Client

    answer = Client().get(f"/skills/{world.charts.id}")
    assert answer.headers["Location"] == f"/sign-in?next=%2Fskills%2F{world.charts.id}"


# --- the estimate
def test_the_estimate_is_said_drawn_and_compared_with_what_the_role_needs(client, world, analyst):
    believed(analyst, world.charts, 3.9, variance=0.04)
    text = page(client, world.charts)
    assert '<p class="big">About 4, likely 3 to 5</p>' in text
    assert "your role needs level 4" in text
    assert "9 answers" in text
    assert "last moved today" in text
    assert re.search(r"The chance that you are at level 4 already is about [2-7] in 10\.", text)


def test_without_evidence_the_band_is_a_guess_and_says_so(client, world):
    text = page(client, world.charts)
    assert "We do not know yet" in text
    assert "a guess from your role alone" in text
    assert "On nothing yet. Two questions change that" in text
    assert "The chance that" not in text
    assert "f-guess" in text


def test_a_skill_that_no_role_of_mine_needs_has_no_target(client):
    text = page(client, factories.skill("Knots", description="Tying and untying."))
    assert "Tying and untying." in text
    assert "your role needs" not in text
    assert "a guess that fits anybody" in text


# --- what it rests on
def test_each_piece_is_told_with_its_way_its_size_and_its_age(client, world, analyst, bob):
    Person.objects.filter(id=analyst.id).update(manager=bob)
    answer(analyst, world.questions[0], 0, days=20)
    answer(analyst, world.questions[1], 1, days=3)
    vouched(analyst, bob, world.charts, 4.0, days=1)
    say(client, world.charts, "5")
    text = page(client, world.charts)
    told = re.findall(r'<li class="piece">.*?</svg></a></h3>|<h3>([^<]+)</h3>', text)
    assert [one for one in told if "evel" in one][:4] == [
        "Your own word: level 5",
        "Bob, your manager then: level 4",
        "Answer at level 2, not right",
        "Right answer at level 2",
    ]
    for words in ("2 answers", "1 word of a manager", "1 word of your own", "yesterday", "3 days ago", "2 weeks ago"):
        assert words in text
    assert re.search(r"<b>down by 0\.\d\d</b>", text)
    assert re.search(r"<b>up by 0\.\d\d</b>", text)
    assert "% of certainty" in text


def test_a_colleague_is_named_and_somebody_who_left_is_not(client, world, analyst):
    charles = factories.person("Charles", team=factories.team("Support"))
    vouched(analyst, charles, world.charts, 3.0)
    assert "Charles, a colleague: level 3" in page(client, world.charts)
    Person.objects.filter(id=charles.id).update(active=False)
    text = page(client, world.charts)
    assert "Charles" not in text
    assert "Somebody who has left, a colleague: level 3" in text


def test_the_table_holds_the_numbers_of_the_list(client, world, analyst):
    answer(analyst, world.questions[0])
    (piece,) = learner.evidence(person_id=analyst.id, skill_id=world.charts.id)
    row = f'<td class="num">{piece.before.mean:.2f}</td><td class="num">{piece.after.mean:.2f}</td>'
    assert row in page(client, world.charts)


def test_many_pieces_are_folded_away_and_the_cost_does_not_grow_with_them(client, world, analyst):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            text = page(client, world.charts)
        return len(queries), text

    for number in range(8):
        answer(analyst, factories.question(world.charts, stem=f"Case {number}?"), number % 2)
    cost()  # what is kept of the catalogue in memory is read now
    before, text = cost()
    assert "earlier</summary>" not in text
    for number in range(5):
        answer(analyst, factories.question(world.charts, stem=f"More {number}?"), number % 2)
    after, text = cost()
    assert "5 earlier</summary>" in text
    assert after == before <= 35


def test_what_others_are_believed_to_know_is_never_shown(client, world, bob):
    answer(bob, world.questions[0])
    assert "On nothing yet." in page(client, world.charts)


@pytest.mark.parametrize(
    ("source", "score", "words", "kind"),
    [
        ("answer", 1.0, "Right answer at level 3", "1 answer"),
        ("answer", 0.0, "Answer at level 3, not right", "1 answer"),
        ("simulated", 1.0, "Simulated: right at level 3", "1 answer"),
        ("placement", 0.0, "Placement: not right at level 3", "1 answer"),
        ("inferred", 1.0, "Concluded from your placement: level 3", "1 conclusion of a placement"),
        ("inferred", 0.0, "Concluded from your placement: not yet level 3", "1 conclusion of a placement"),
        ("self", 1.0, "Your own word: level 3", "1 word of your own"),
    ],
)
def test_every_source_has_its_words(source, score, words, kind):
    at, belief = clock.now(), Gaussian(2.0, 0.5)
    piece = learner.Piece(1, source, None, None, 3.0, score, at, at, belief, Gaussian(2.25, 0.4), 0.4)
    (moved,) = estimates.moves([piece], {}, at)
    assert (moved.what, moved.moved, moved.weight) == (words, "up by 0.25", "40 % of certainty")
    assert (moved.start, moved.width) == (50.0, 50.0)
    assert estimates.kinds([piece]) == [kind]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shifts=st.lists(st.floats(-4, 4), min_size=1, max_size=5))
def test_every_drawing_stays_within_its_width(shifts):
    at = datetime(2026, 11, 2, tzinfo=UTC)
    pieces = [
        learner.Piece(n, "answer", None, None, 3.0, 1.0, at, at, Gaussian(0.0, 1.0), Gaussian(shift, 1.0), 0.0)
        for n, shift in enumerate(shifts)
    ]
    for moved, shift in zip(estimates.moves(pieces, {}, at), shifts, strict=True):
        assert 0 <= moved.start <= moved.start + moved.width <= 100.1
        assert moved.start == 50 if shift >= 0 else moved.start + moved.width == pytest.approx(50)
        assert moved.weight == "made it no surer"


# --- what would change it
def test_what_would_change_it_is_what_the_engine_says(client, world, analyst, bob):
    Person.objects.filter(id=analyst.id).update(manager=bob)
    believed(analyst, world.charts, 2.5, variance=0.3)
    snapshot = learner.snapshot(person_id=analyst.id)
    ahead = learner.prospect(snapshot=snapshot, skill_id=world.charts.id)
    text = page(client, world.charts)
    assert "A right answer to a question of level 3" in text
    assert f"up by {ahead.right.mean - snapshot.belief(world.charts.id).mean:.2f}" in text
    assert "Your manager sees you at level 3" in text
    for after in (ahead.right, ahead.wrong, ahead.manager):
        assert f'<td class="num">{after.mean:.2f}</td>' in text


def test_only_what_can_happen_is_offered(client, world, analyst):
    Person.objects.filter(id=analyst.id).update(manager=None)
    text = page(client, world.feedback)
    assert "What would change it" not in text
    assert "There are no questions about it yet." in text
    assert f'href="/skills/{world.feedback.id}/check"' not in text
    assert '<details class="way" open>' in text, "one's own word is the way that is left"


# --- my own word
def test_the_levels_are_those_of_the_skill_else_ones_that_fit_any(client, world):
    factories.skill("Tying", levels=[f"Can tie knot {n}" for n in range(1, 6)])
    own = page(client, factories.skill("Tying"))
    assert all(f"<b>{n}</b> Can tie knot {n}<" in own for n in range(1, 6))
    assert "<b>3</b> Can do the usual cases alone.<" in page(client, world.feedback)


def test_my_own_word_moves_the_estimate_a_little_and_is_told(client, world, analyst):
    address = say(client, world.charts, "5").headers["Location"]
    assert address == f"/skills/{world.charts.id}"
    text = text_of(client.get(address))
    assert re.search(r"Noted: level 5\. The estimate: up by 0\.\d\d\. Answers would say more\.", text)
    assert "no answers yet" in text
    assert "Your own word: level 5" in text
    (piece,) = learner.evidence(person_id=analyst.id, skill_id=world.charts.id)
    assert (piece.source, piece.by, piece.level) == ("self", analyst.id, 5.0)
    skills = text_of(client.get("/skills"))
    assert "no answers yet, moved today" in skills


def test_a_double_click_says_it_once(client, world, analyst):
    attempt = uuid.uuid4()
    for _ in range(2):
        say(client, world.charts, attempt=attempt)
    assert Evidence.objects.filter(person_id=analyst.id).count() == 1


def test_saying_it_again_within_a_week_is_answered_in_kind_words(client, world, analyst):
    say(client, world.charts)
    text = page(client, world.charts)
    assert "You said level 4. From" in text
    assert 'name="level"' not in text, "a form that would be refused is not offered"
    refused = text_of(say(client, world.charts, "5", 409), 409)
    assert "You said so within the last seven days." in refused
    assert Evidence.objects.filter(person_id=analyst.id).count() == 1


@pytest.mark.parametrize("level", ["", "x", "0", "6", "-1", "3.5", "9" * 19])
def test_a_level_that_is_none_changes_nothing_and_says_so(client, world, analyst, level):
    text = text_of(say(client, world.charts, level, 422), 422)
    assert 'id="say-error" role="alert"' in text
    assert not Evidence.objects.filter(person_id=analyst.id).exists()


def test_a_lost_attempt_id_does_no_harm(client, world, analyst):
    client.post(f"/skills/{world.charts.id}/level", {"level": "2", "attempt_id": "nonsense"})
    assert Evidence.objects.get(person_id=analyst.id).level == 2.0


def test_a_script_gets_the_inside_with_the_message(client, world):
    text = text_of(say(client, world.charts, status=200, **HX))
    assert "<html" not in text
    assert 'role="status" tabindex="-1" autofocus' in text
    assert "Noted: level 4." in text


# --- the word of others
def ask(client, skill, asked, note="", status=302, **headers):
    answer = client.post(f"/skills/{skill.id}/ask", {"asked": asked, "note": note}, headers=headers)
    assert answer.status_code == status
    return answer


def test_manager_and_team_can_be_asked_and_hear_the_note(client, world, analyst, bob):
    Person.objects.filter(id=analyst.id).update(manager=bob)
    assert f'<option value="{bob.id}">Bob (my manager)</option>' in page(client, world.charts)
    ask(client, world.charts, bob.id, " You saw it. ")
    (made,) = inbox.received(person_id=bob.id, now=clock.now())
    assert (made.title, made.note) == ("Reading charts", "You saw it.")
    text = page(client, world.charts)
    assert "Bob has been asked, and can answer until" in text
    assert "You asked Bob, who can answer until" in text
    assert f'<option value="{bob.id}">' not in text


def test_without_manager_and_team_nobody_can_be_asked_and_the_page_says_so(signed_in, world):
    text = page(signed_in(factories.person("Hermit")), world.charts)
    assert "there is nobody to ask" in text
    assert "<select" not in text


def test_a_stranger_cannot_be_asked(client, world, charlie):
    text = text_of(ask(client, world.charts, charlie.id, "Hello?", 403), 403)
    assert "You can ask your manager and the people of your team." in text
    assert ">Hello?</textarea>" in text, "what was typed is not lost"
    assert not Request.objects.exists()


@pytest.mark.parametrize("asked", ["", "x", "-3"])
def test_nobody_chosen_is_said(client, world, bob, asked):
    assert "Choose whom to ask. Nothing was sent." in text_of(ask(client, world.charts, asked, status=422), 422)


def test_a_note_that_is_too_long_is_refused_in_words_and_kept(client, world, bob):
    text = text_of(ask(client, world.charts, bob.id, "x" * 501, 422), 422)
    assert "The note is too long. Use at most 500 characters." in text
    assert "x" * 501 in text


def test_ten_open_requests_are_enough(client, world, bob):
    for number in range(inbox.OPEN_AT_ONCE):
        ask(client, factories.skill(f"Skill {number}"), bob.id)
    text = text_of(ask(client, world.charts, bob.id, status=429), 429)
    assert "You have 10 requests open. Withdraw one, or wait for an answer." in text


def test_a_character_that_no_database_holds_is_left_out(client, world, bob):
    ask(client, world.charts, bob.id, "a\x00b")
    assert Request.objects.get().note == "ab"


def test_what_is_typed_is_escaped(client, world, charlie):
    raw = ask(client, world.charts, charlie.id, "</textarea><script>alert(1)</script>", 403).content.decode()
    assert "<script>alert" not in raw
