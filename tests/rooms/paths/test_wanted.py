"""What goals and projects ask for, as a recommender takes it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wayfare.paths import api, rules
from wayfare.paths.api import Needed, Wanted
from wayfare.paths.models import Goal, Project
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)


@pytest.fixture
def sql(db: None) -> Skill:
    return factories.skill("SQL")


@pytest.fixture
def python(db: None) -> Skill:
    return factories.skill("Python")


def project(by: Person, *members: Person, starts_on: date, needs: list[Needed], now: datetime) -> api.ProjectView:
    people = [one.pk for one in members]
    draft = api.ProjectDraft("Warehouse", starts_on, END, needs, people)
    return api.add_project(by=by.pk, draft=draft, now=now)


def test_nothing_is_wanted_of_somebody_without_goals(alice: Person, now: datetime) -> None:
    assert api.wanted(person_id=alice.pk, now=now) == []


def test_open_goals_count_with_their_own_words(alice: Person, sql: Skill, python: Skill, now: datetime) -> None:
    api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=4, importance=5, deadline=END, text="Reports", now=now)
    gone = api.add_goal(person_id=alice.pk, skill_id=python.pk, now=now)
    assert api.wanted(person_id=alice.pk, now=now) == [
        Wanted(sql.pk, 4.0, 5.0, "goal", "Reports", END),
        Wanted(python.pk, 3.0, 3.0, "goal", "Python", None),
    ]
    api.drop_goal(goal_id=gone.id, person_id=alice.pk, now=now)
    assert [want.skill_id for want in api.wanted(person_id=alice.pk, now=now)] == [sql.pk]


def test_a_role_wants_all_that_it_needs(alice: Person, sql: Skill, python: Skill, now: datetime) -> None:
    role = factories.role("Data Analyst", needs={sql: 4.0}, importance=5.0)
    factories.target(role, python, level=2.0, importance=2.0)
    api.add_goal(person_id=alice.pk, role_id=role.pk, importance=4, now=now)
    found = [(want.skill_id, want.level, want.weight, want.title) for want in api.wanted(person_id=alice.pk, now=now)]
    assert found == [(sql.pk, 4.0, 4.0, "Data Analyst"), (python.pk, 2.0, pytest.approx(1.6), "Data Analyst")]


def test_a_project_wants_its_skills_of_each_member_until_it_ends(
    alice: Person, bob: Person, charlie: Person, sql: Skill, now: datetime
) -> None:
    made = project(bob, alice, starts_on=now.date(), needs=[Needed(sql.pk, 4, 5)], now=now)
    assert api.wanted(person_id=alice.pk, now=now) == [Wanted(sql.pk, 4.0, 5.0, "project", "Warehouse", END)]
    assert api.wanted(person_id=bob.pk, now=now) == api.wanted(person_id=charlie.pk, now=now) == []
    last = datetime.combine(END, now.timetz())
    assert api.wanted(person_id=alice.pk, now=last)
    assert api.wanted(person_id=alice.pk, now=last + timedelta(days=1)) == []
    api.end_project(project_id=made.id, by=bob.pk, now=now)
    assert api.wanted(person_id=alice.pk, now=now) == []


def test_a_planned_project_wants_its_skills_by_its_first_day(alice: Person, sql: Skill, now: datetime) -> None:
    begins = now.date() + timedelta(days=10)
    project(alice, starts_on=begins, needs=[Needed(sql.pk)], now=now)
    assert api.wanted(person_id=alice.pk, now=now)[0].deadline == begins
    assert api.wanted(person_id=alice.pk, now=now + timedelta(days=10))[0].deadline == END


def test_a_project_ends_on_the_day_of_the_member(alice: Person, bob: Person, sql: Skill, now: datetime) -> None:
    Person.objects.filter(id=alice.pk).update(time_zone="Asia/Tokyo")
    project(bob, alice, bob, starts_on=now.date(), needs=[Needed(sql.pk)], now=now)
    evening = datetime.combine(END, now.timetz()).replace(hour=20)
    assert api.wanted(person_id=alice.pk, now=evening) == []
    assert api.wanted(person_id=bob.pk, now=evening)


def test_goals_come_before_projects_and_both_may_want_the_same(alice: Person, sql: Skill, now: datetime) -> None:
    project(alice, starts_on=now.date(), needs=[Needed(sql.pk, 2)], now=now)
    api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=4, now=now)
    found = api.wanted(person_id=alice.pk, now=now)
    assert [(want.source, want.level) for want in found] == [("goal", 4.0), ("project", 2.0)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["add", "drop", "reach", "open"]),
            st.integers(0, 3),
            st.floats(1, 5),
            st.floats(1, 5),
        ),
        max_size=12,
    )
)
def test_whatever_is_done_what_is_wanted_is_what_is_open(
    alice: Person, sql: Skill, python: Skill, now: datetime, steps: list[tuple[str, int, float, float]]
) -> None:
    Goal.objects.all().delete()
    Project.objects.all().delete()
    several = [sql, python, factories.skill("Listening"), factories.skill("Speaking")]
    for verb, place, level, importance in steps:
        known = {one.skill_id: one for one in reversed(api.goals(person_id=alice.pk))}
        one = known.get(several[place].pk)
        if one is None or (verb == "add" and one.state != "open"):
            api.add_goal(person_id=alice.pk, skill_id=several[place].pk, level=level, importance=importance, now=now)
        elif one.state == "open":
            state = {"drop": "dropped", "reach": "reached"}.get(verb, "open")
            api.change_goal(
                goal_id=one.id,
                person_id=alice.pk,
                now=now,
                level=level,
                importance=importance,
                deadline=None,
                state=state,
            )
    current = {one.skill_id: one for one in api.goals(person_id=alice.pk) if one.state == "open"}
    found = api.wanted(person_id=alice.pk, now=now)
    assert {want.skill_id: want.level for want in found} == {number: one.level for number, one in current.items()}
    assert len(found) == len(current)
    assert all(rules.LOWEST <= want.weight <= rules.HIGHEST for want in found)
