"""Showing what one can do: what is said before, one question at a time, what was found, and the ways out."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

import wayfare.engine.placement
from tests import factories
from tests.web.test_practice import text_of
from wayfare.catalog.models import Question
from wayfare.core import clock
from wayfare.engine.placement.answers import Verdict, Why
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence, Placement, Skip
from wayfare.learner.placing.protocol import Found
from wayfare.people.models import PersonRole
from wayfare.skills.models import Edge
from wayfare.web import placing

HX = {"HX-Request": "true"}
CODES = ("first-look", "decides-level", "narrows-level", "tells-about-others", "not-sure-yet")


@pytest.fixture
def enough(world):
    """Put enough questions about charts into the bank for a test to end; right is always option 0."""
    for level in (3.0, 3.5, 4.0, 4.5):
        for _ in range(3):
            factories.question(world.charts, level=level)
    Question.objects.filter(versions=world.questions[2]).update(retired_at=clock.now())
    return world


def begin(client, kind, subject):
    answer = client.post(f"/place/{kind}/{subject}")
    assert answer.status_code == 302
    return answer.headers["Location"]


def form(client, address):
    """Return where the form of the question that is asked now sends its answer, or None where nothing is asked."""
    found = re.search(r'<form class="question" method="post" action="([^"]+)"', text_of(client.get(address)))
    return found and found[1]


def through(client, address, sent):
    """Give the same answer to whatever is asked until nothing is; return the last verdict."""
    text = ""
    for _ in range(40):
        if (to := form(client, address)) is None:
            return text
        answer = client.post(to, sent)
        assert answer.status_code == 200
        text = text_of(answer)
    pytest.fail("it does not end")


# --- before
def test_it_says_what_will_happen_before_it_begins(client, world):
    text = text_of(client.get(f"/place/skill/{world.charts.id}"))
    assert "At most 3 questions; it ends as soon as it is clear." in text
    assert "Only you see it" in text
    assert "one to four weeks" in text
    assert not Placement.objects.exists()


def test_a_whole_role_says_how_much_of_it_can_be_shown(client, world):
    text = text_of(client.get(f"/place/role/{world.role.id}"))
    assert "about 1 of 2 skills" in text
    assert "After twelve is a good moment to stop" in text


def test_beginning_twice_goes_on_where_it_was_left(client, world):
    assert begin(client, "skill", world.charts.id) == begin(client, "skill", world.charts.id)
    assert Placement.objects.count() == 1


def test_the_old_address_of_a_check_leads_here(client, world):
    answer = client.get(f"/skills/{world.charts.id}/check")
    assert answer.headers["Location"] == f"/place/skill/{world.charts.id}"


@pytest.mark.parametrize("kind", ["skill", "item", "role", "planet"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_is_a_404(client, kind, method):
    assert getattr(client, method)(f"/place/{kind}/{10**9}").status_code == 404


def test_without_questions_there_are_other_ways(client, world):
    address = f"/place/skill/{world.feedback.id}"
    for answer, status in ((client.get(address), 200), (client.post(address), 409)):
        assert answer.status_code == status
        text = text_of(answer)
        assert "No questions yet" in text
        assert "There are no questions about this yet" in text
        assert "Other ways" in text
        assert 'href="/skills"' in text
        assert ">Begin<" not in text


def test_prerequisites_in_a_circle_are_said_in_words(client, world):
    for one, other in ((world.charts, world.feedback), (world.feedback, world.charts)):
        Edge.objects.create(skill=one, other=other, kind=Edge.Kind.PREREQUISITE)
    answer = client.post(f"/place/role/{world.role.id}")
    assert answer.status_code == 409
    assert "cycle" in text_of(answer)


# --- where it begins
def test_the_next_step_my_skills_and_an_item_lead_here(client, world):
    assert f'action="/place/skill/{world.charts.id}"' in text_of(client.get("/"))
    skills = text_of(client.get("/skills"))
    assert f'href="/place/role/{world.role.id}"' in skills
    assert "Show what I can do" in skills
    assert f'action="/place/item/{world.lesson.id}"' in text_of(client.get(f"/items/{world.lesson.id}"))
    assert f'action="/place/item/{world.course.id}"' in text_of(client.get(f"/items/{world.course.id}"))


def test_what_has_no_questions_does_not_offer_it(client, world):
    assert "/place/item/" not in text_of(client.get(f"/items/{world.other.id}"))
    Question.objects.update(retired_at=clock.now())
    assert "/place/role/" not in text_of(client.get("/skills"))


def test_without_a_settled_role_no_role_is_offered(signed_in, charlie, world):
    factories.holds(charlie, world.role, PersonRole.State.PROPOSED, 0.6)
    assert "/place/role/" not in text_of(signed_in(charlie).get("/skills"))


# --- a question
def test_a_question_says_where_it_stands_and_why_it_is_asked(client, enough):
    text = text_of(client.get(begin(client, "skill", enough.charts.id)))
    assert "question 1, at most 8" in text
    assert "Why this question?" in text
    assert "A first look: we hold it" in text
    assert "level 4 in Reading charts" in text
    assert "only you see it" in text
    assert "I don’t know" in text
    assert "Stop here" in text
    assert "Because it is." not in text, "the key stays with the server"


def test_an_answer_shows_the_verdict_and_leads_to_the_next(client, enough):
    address = begin(client, "skill", enough.charts.id)
    text = text_of(client.post(form(client, address), {"option": "0"}))
    assert re.search(r'<h2 id="verdict"[^>]*>.*?Right</h2>', text)
    assert "Because it is." in text
    assert f'<a class="btn main" href="{address}">Next question</a>' in text
    assert 'class="moving"' in text
    following = text_of(client.get(address))
    assert "question 2, at most 8" in following
    assert "It is not clear yet whether you are at level 4" in following


def test_a_wrong_answer_says_why_and_i_do_not_know_is_one_too(client, enough):
    address = begin(client, "skill", enough.charts.id)
    assert "Not yet. Here is why" in text_of(client.post(form(client, address), {"option": "1"}))
    client.post(f"{address}/stop")
    address = begin(client, "item", enough.lesson.id)
    text = text_of(client.post(form(client, address), {"unknown": "1", "option": "0"}))
    assert "Good to know. Here is the answer" in text
    assert Evidence.objects.latest("id").response == []


def test_a_double_click_counts_once_and_the_back_button_shows_what_was_answered(client, enough):
    to = form(client, begin(client, "skill", enough.charts.id))
    for _ in range(2):
        assert client.post(to, {"option": "1"}).status_code == 200
    assert Evidence.objects.count() == 1
    text = text_of(client.get(to))
    assert 'id="verdict"' in text
    assert 'type="radio"' not in text


def test_a_second_different_answer_does_not_count(client, enough):
    to = form(client, begin(client, "skill", enough.charts.id))
    client.post(to, {"option": "1"})
    answer = client.post(to, {"option": "0"})
    assert answer.status_code == 409
    assert "Your first answer counts, and here it is." in text_of(answer)
    assert Evidence.objects.get().score == 0


def test_nothing_chosen_is_said_and_not_counted(client, enough):
    answer = client.post(form(client, begin(client, "skill", enough.charts.id)), {})
    assert answer.status_code == 422
    assert "Choose an answer, or say that you do not know." in text_of(answer)
    assert not Evidence.objects.exists()


def test_a_form_from_another_window_is_not_counted_and_shows_what_is_asked_now(client, enough):
    address = begin(client, "skill", enough.charts.id)
    first, second = form(client, address), form(client, address)
    client.post(first, {"option": "0"})
    answer = client.post(second, {"option": "0"})
    assert answer.status_code == 409
    assert "Another question is asked by now. Nothing was counted." in text_of(answer)
    assert form(client, address) is not None
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_form_of_a_placement_that_has_ended_leads_to_what_was_found(client, enough, headers):
    address = begin(client, "skill", enough.charts.id)
    to = form(client, address)
    client.post(f"{address}/stop")
    answer = client.post(to, {"option": "0"}, headers=headers)
    assert answer.headers["HX-Redirect" if headers else "Location"] == address
    assert "Nothing was counted." in text_of(client.get(address))


def test_an_attempt_that_was_not_made_leads_to_the_question(client, enough):
    address = begin(client, "skill", enough.charts.id)
    to = form(client, address).rpartition("/")[0] + f"/{uuid.uuid4()}"
    assert client.get(to).headers["Location"] == address


def test_a_script_gets_only_the_inside_and_what_is_to_be_said(client, enough):
    text = text_of(client.post(form(client, begin(client, "skill", enough.charts.id)), {"option": "0"}, headers=HX))
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML"' in text
    assert "Right. Reading charts:" in text


def test_after_twelve_answers_a_pause_is_offered_and_nothing_else_changes():
    now = timezone.now()

    def view(answers, ended=None):
        return learner.PlacementView(1, "role", 1, now, ended, answers, None, [])

    assert [count for count in range(40) if placing.pause(view(count))] == [12, 24, 36]
    assert not placing.pause(view(12, now))


def test_a_pause_after_a_sitting_offers_both_ways_on(client, enough, monkeypatch):
    monkeypatch.setattr(placing, "SITTING", 1)
    address = begin(client, "skill", enough.charts.id)
    text = text_of(client.post(form(client, address), {"option": "0"}))
    assert "A good moment to stop: it goes on where you left." in text
    assert "Enough for today" in text
    assert "Next question" in text


# --- what was found
def test_what_was_shown_is_skipped_and_looked_at_again(client, enough):
    address = begin(client, "skill", enough.charts.id)
    assert "That was the last question." in through(client, address, {"option": "0"})
    text = text_of(client.get(address))
    assert "You can do this" in text
    assert "level 4" in text
    assert "A question or two will look again in one to four weeks" in text
    assert "To my next step" in text
    assert Skip.objects.get().skill_id == enough.charts.id


def test_an_item_that_was_shown_is_said_to_be_skipped_and_asks_no_more(client, enough):
    address = begin(client, "item", enough.lesson.id)
    through(client, address, {"option": "0"})
    text = text_of(client.get(address))
    assert "“Read the chart first” is skipped from now on." in text
    lesson = text_of(client.get(f"/items/{enough.lesson.id}"))
    assert "/place/item/" not in lesson
    assert "skipped: you showed it" in lesson


def test_what_was_not_shown_is_not_yet_and_nothing_is_skipped(client, enough):
    address = begin(client, "skill", enough.charts.id)
    through(client, address, {"unknown": "1"})
    text = text_of(client.get(address))
    assert "Not yet" in text
    assert "skipped from now on" not in text
    assert not Skip.objects.exists()


def test_stopping_keeps_what_is_known_and_offers_more(client, enough):
    address = begin(client, "skill", enough.charts.id)
    client.post(form(client, address), {"option": "0"})
    assert client.post(f"{address}/stop").headers["Location"] == address
    text = text_of(client.get(address))
    assert "Not clear" in text
    assert "1 answer" in text
    assert f'action="/place/skill/{enough.charts.id}"' in text
    assert begin(client, "skill", enough.charts.id) != address


def test_stopping_before_the_first_answer_changes_nothing(client, enough):
    address = begin(client, "role", enough.role.id)
    client.post(f"{address}/stop")
    assert "You stopped before the first answer, so nothing changed." in text_of(client.get(address))
    assert not Evidence.objects.exists()


def test_the_result_has_its_table(client, enough):
    address = begin(client, "role", enough.role.id)
    through(client, address, {"unknown": "1"})
    text = text_of(client.get(address))
    assert re.search(r'<th scope="row">Reading charts</th><td class="num">4</td><td class="num">0\.\d\d</td>', text)
    assert "Giving feedback" in text


def test_a_role_that_is_no_longer_mine_can_still_be_looked_at(client, enough, analyst):
    address = begin(client, "role", enough.role.id)
    PersonRole.objects.filter(person=analyst).delete()
    text = text_of(client.get(address))
    assert "your earlier role" in text
    client.post(f"{address}/stop")
    assert client.get(address).status_code == 200


def test_what_is_known_by_a_placement_goes_out_of_the_feed(client, enough):
    assert enough.lesson.title in text_of(client.get("/"))
    through(client, begin(client, "item", enough.lesson.id), {"option": "0"})
    assert f"/items/{enough.lesson.id}/start" not in text_of(client.get("/"))


def test_nobody_else_sees_answers_or_stops_it(client, enough, signed_in, bob):
    address = begin(client, "skill", enough.charts.id)
    to, other = form(client, address), signed_in(bob)
    for answer in (other.get(address), other.get(to), other.post(to, {"option": "0"}), other.post(f"{address}/stop")):
        assert answer.status_code == 404
    assert not Evidence.objects.exists()


# --- words
def test_every_reason_that_the_engine_gives_has_a_sentence():
    folder = wayfare.engine.placement.__path__[0]
    from pathlib import Path

    source = "".join(path.read_text("utf-8") for path in Path(folder).glob("*.py"))
    given = {
        code
        for call in re.findall(r"Why\(\s*(\"[^,]+),", source)
        for code in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', call)
    }
    assert given == set(CODES)
    assert all(placing.why(Why(code, {}), "Knots") for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_reason_is_said_with_its_numbers(code):
    values = {"before": 0.42, "wanted": 3.5, "mean": 2.4, "sd": 0.62, "others": 0.7}
    sentence = placing.why(Why(code, values), "Knots")
    assert "Knots" in sentence
    assert "%(" not in sentence
    if code in ("first-look", "decides-level", "not-sure-yet"):
        assert "about 4 in 10" in sentence
    if code == "narrows-level":
        assert "about 2½ by now, give or take 0.6" in sentence


def test_a_reason_that_is_not_known_here_is_left_out():
    assert placing.why(Why("for-fun", {}), "Knots") == ""


def test_findings_are_grouped_with_what_was_asked_first(world):
    found = [
        Found(world.charts.id, 4.0, 0.99, Verdict.YES, asked=False),
        Found(world.feedback.id, 3.0, 0.98, Verdict.YES, asked=True),
        Found(10**9, 3.0, 0.98, Verdict.NO, asked=True),
    ]
    now = clock.now()
    view = learner.PlacementView(1, "role", 1, now, now + timedelta(1), 3, None, found)
    groups = placing.findings(view)
    assert [one.skill.name for one in groups.can] == ["Giving feedback", "Reading charts"]
    assert groups.ahead == groups.unclear == [], "a skill that is gone has no name to show"


@pytest.mark.parametrize(
    ("kind", "skills", "expected"),
    [("skill", 1, 8), ("item", 2, 14), ("role", 1, 14), ("skill", 0, 0)],
)
def test_the_most_questions_there_can_be(enough, kind, skills, expected):
    assert placing.most(kind, [enough.charts.id] * skills) == expected
