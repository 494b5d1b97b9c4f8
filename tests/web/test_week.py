"""The page of the week: what is planned, how sure, and what to do where nothing can be."""

import pytest

from wayfare.core import clock
from wayfare.paths import api as paths
from wayfare.people.models import PersonRole
from wayfare.recommend import api as recommend


def page(client):
    answer = client.get("/week")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_each_step_with_its_minutes_and_says_how_sure_the_day_is(client, analyst):
    plan = recommend.week(person_id=analyst.id, now=clock.now())
    text = page(client)
    assert plan.steps
    assert all(step.title in text for step in plan.steps)
    assert "No other choice within your minutes" in text
    assert "at this pace" in text or "three years" in text


def test_home_leads_to_it(client, analyst):
    assert 'href="/week"' in client.get("/").content.decode()


def test_used_minutes_and_an_empty_week_say_so(client, analyst):
    paths.set_budget(person_id=analyst.id, weekly_minutes=0, formats=(), languages=("en",), now=clock.now())
    assert "Your minutes of this week are used" in page(client)


def test_without_a_role_it_asks_for_one(client, analyst):
    PersonRole.objects.filter(person_id=analyst.id).delete()
    assert "Find my role" in page(client)


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client):
    client.logout()
    assert client.get("/week").status_code == 302
