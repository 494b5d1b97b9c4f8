from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from wayfare.core import clock
from wayfare.engine.matching.posts import Post
from wayfare.learner import api as learner
from wayfare.people.models import PersonRole
from wayfare.recommend import api as recommend
from wayfare.recommend import posts
from wayfare.recommend.models import PostFit
from wayfare.web.views.home import rows, source


@pytest.fixture
def at(monkeypatch):
    """Set the clock that every page reads."""

    def set_clock(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def page(client):
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def next_item(analyst):
    return recommend.feed(person_id=analyst.id, now=clock.now()).next.item


def test_home_shows_the_next_step_with_minutes_skill_and_reason(client, analyst):
    text = page(client)
    pick = recommend.feed(person_id=analyst.id, now=clock.now()).next
    assert pick.title in text
    assert pick.skill in text
    assert "Your role Operations Analyst needs" in text
    assert f"/why/{pick.decision}" in text
    assert "Start, " in text


def test_somebody_without_answers_is_told_that_it_is_not_personal_yet(client, world, analyst):
    assert "not personal yet" in page(client)
    learner.start(person_id=analyst.id, item_id=world.lesson.id, now=clock.now())
    client.post(f"/questions/{world.questions[0].id}/6f1c6a52-7f0b-4d4c-9f55-2a7f0a1b2c3d", {"option": "0"})
    assert "not personal yet" not in page(client)


@pytest.mark.parametrize(
    ("hour", "zone", "greeting"),
    [
        (9, "UTC", "Good morning, Alice"),
        (12, "UTC", "Good afternoon, Alice"),
        (9, "Asia/Tokyo", "Good evening, Alice"),
        (23, "Nowhere/Atlantis", "Good evening, Alice"),
    ],
)
def test_the_greeting_goes_by_the_persons_own_clock(client, analyst, at, hour, zone, greeting):
    analyst.time_zone = zone
    analyst.save()
    at(datetime(2026, 11, 23, hour, 30, tzinfo=UTC))
    assert greeting in page(client)


def test_the_week_counts_what_was_finished_since_monday(client, world, analyst, at):
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    learner.finish(person_id=analyst.id, item_id=world.other.id, now=monday - timedelta(days=1))
    learner.finish(person_id=analyst.id, item_id=world.lesson.id, now=monday)
    at(monday + timedelta(hours=1))
    text = page(client)
    assert "5 min finished" in text
    assert "40 min" in text
    assert "left of 45 min" in text


def test_what_was_started_is_under_continue(client, world):
    assert "Continue" not in page(client)
    client.post(f"/items/{world.lesson.id}/start")
    text = page(client)
    assert "Continue" in text
    assert f"/items/{world.lesson.id}" in text


def test_not_now_takes_the_step_away_and_undo_brings_it_back(client, analyst):
    gone = next_item(analyst)
    assert client.post(f"/items/{gone}/dismiss").headers["Location"] == "/"
    text = page(client)
    assert "stays away for 90 days" in text
    assert f"/items/{gone}/undo" in text
    assert next_item(analyst) != gone
    client.post(f"/items/{gone}/undo")
    assert "can come up again" in page(client)
    assert next_item(analyst) == gone


def test_a_notice_is_said_once(client, analyst):
    client.post(f"/items/{next_item(analyst)}/dismiss")
    page(client)
    assert "stays away for 90 days" not in page(client)


def test_undoing_twice_is_no_error(client, analyst):
    gone = next_item(analyst)
    client.post(f"/items/{gone}/dismiss")
    client.post(f"/items/{gone}/undo")
    client.post(f"/items/{gone}/undo")
    assert "It was back already." in page(client)


def test_a_script_gets_the_new_home_in_the_same_answer(client, analyst):
    gone = next_item(analyst)
    answer = client.post(f"/items/{gone}/dismiss", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert "stays away for 90 days" in text
    assert "Your next best step" in text


@pytest.mark.parametrize("verb", ["start", "finish", "dismiss"])
def test_what_changes_something_is_a_form_and_only_about_what_exists(client, world, verb):
    assert client.get(f"/items/{world.lesson.id}/{verb}").status_code == 405
    assert client.post(f"/items/{10**9}/{verb}").status_code == 404


def test_starting_opens_the_lesson_and_it_is_no_suggestion_any_more(client, analyst):
    started = next_item(analyst)
    assert client.post(f"/items/{started}/start").headers["Location"] == f"/items/{started}"
    assert next_item(analyst) != started


def test_somebody_without_a_role_is_asked_for_it(signed_in, charlie, world):
    text = page(signed_in(charlie))
    assert "Tell us your role" in text
    assert 'href="/role"' in text


def test_a_proposed_role_is_a_question_and_nothing_is_chosen_by_it(signed_in, charlie, world):
    factories.holds(charlie, world.role, PersonRole.State.PROPOSED, 0.6)
    client = signed_in(charlie)
    text = page(client)
    assert "Is this your role?" in text
    assert "Your job title suggests Operations Analyst." in text
    assert "Your next best step" not in text
    client.post("/role", {"role": world.role.id, "answer": "yes"})
    after = page(client)
    assert "Is this your role?" not in after
    assert "Your next best step" in after


def test_beside_a_start_by_group_the_proposed_role_is_asked_about(signed_in, charlie, world):
    likely = factories.role("Warehouse Planner")
    factories.holds(charlie, world.role, state=PersonRole.State.STARTER, confidence=0.0)
    factories.holds(charlie, likely, state=PersonRole.State.PROPOSED, confidence=0.6)
    text = page(signed_in(charlie))
    assert "Your job title suggests Warehouse Planner" in text
    assert f'name="role" value="{likely.id}"' in text


def test_a_proposed_role_can_be_wrong(signed_in, charlie, world):
    factories.holds(charlie, world.role, PersonRole.State.PROPOSED, 0.6)
    client = signed_in(charlie)
    assert client.post("/role", {"role": world.role.id, "answer": "no"}).headers["Location"] == "/role"
    assert "that is not your role" in client.get("/role").content.decode()
    assert "Is this your role?" not in page(client)


def test_a_role_is_found_by_another_title_of_it(signed_in, charlie, world):
    text = signed_in(charlie).get("/role", {"q": "reporting"}).content.decode()
    assert "This is my role" in text
    assert "Operations Analyst" in text
    assert "No role is held under" in signed_in(charlie).get("/role", {"q": "astronaut"}).content.decode()


def test_the_role_one_holds_is_named_and_not_offered_again(client):
    text = client.get("/role", {"q": "analyst"}).content.decode()
    assert "your role now" in text
    assert "This is my role" not in text


def test_a_role_that_does_not_exist_is_not_taken(client):
    assert client.post("/role", {"role": "10000000", "answer": "yes"}).status_code == 404
    assert client.post("/role", {"role": "nonsense", "answer": "yes"}).status_code == 404


def test_somebody_who_is_through_is_told_so(client, world, analyst):
    for found in (world.lesson, world.other, world.course):
        learner.finish(person_id=analyst.id, item_id=found.id, now=clock.now())
    assert "You are through what we have for your role" in page(client)


def test_there_are_at_most_six_picks_in_at_most_three_rows(client, world, analyst):
    for number in range(12):
        skill = factories.skill(f"Skill {number}")
        factories.target(world.role, skill)
        factories.item(f"Lesson {number}", teaches={skill: 3.0})
    view = recommend.feed(person_id=analyst.id, now=clock.now())
    found = rows(view)
    assert len(found) <= 3
    assert 3 <= sum(len(picks) for _, picks in found) <= 6


def test_a_lone_pick_does_not_stand_under_what_did_not_put_it_there(analyst, world):
    first = factories.skill("Active listening")
    factories.skill("Giving feedback", after=[first])
    factories.item("Listen first", teaches={first: 2.0})
    for number in range(4):
        skill = factories.skill(f"Skill {number}")
        factories.target(world.role, skill)
        factories.item(f"Lesson {number}", teaches={skill: 3.0})
    view = recommend.feed(person_id=analyst.id, now=clock.now())
    assert sum(len(picks) for _, picks in rows(view)) == len(view.picks)
    found = dict(rows(view))
    lone = [pick for pick in view.picks if source(pick) == "prerequisite"]
    assert lone
    assert found["Also worth your minutes"] == lone
    assert all(
        source(pick) == "role" for title, own in found.items() if title.startswith("For your role") for pick in own
    )


def test_a_pick_that_no_skill_calls_for_says_why_it_is_there(client, analyst):
    analyst.job_title = "Head of Contracts"
    analyst.save()
    items = [factories.item(f"Tendering {word}", minutes=30.0) for word in ("alone", "together")]
    near = posts.packed([(item.pk, 0.9) for item in items])
    PostFit.objects.create(post=posts.key_of(Post("Head of Contracts", analyst.unit, analyst.function)), items=near)
    text = page(client)
    assert "Tendering alone" in text
    assert "Close to what your post is about: Contracts." in text
