"""Goals: set, changed, reached or dropped by the one whose they are, and seen by nobody else."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from wayfare.audit.models import Act
from wayfare.core.errors import Conflict, Invalid, NotFound, WayfareError
from wayfare.core.versions import person_version
from wayfare.paths import api, rules
from wayfare.paths.models import Goal
from wayfare.people.models import Person, Role
from wayfare.skills import finding
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
SOON = date(2026, 12, 24)


@pytest.fixture(autouse=True)
def _fresh_words() -> None:
    """Forget the skills of other tests: their ids and their number may be the same."""
    finding._tagger.cache_clear()


@pytest.fixture
def sql() -> Skill:
    return factories.skill("SQL", aliases=["Structured query language"])


@pytest.fixture
def analyst(sql: Skill) -> Role:
    return factories.role("Data Analyst", needs={sql: 4.0})


def change(one: api.GoalView, who: Person, now: datetime, **fields: Any) -> api.GoalView:
    given = {name: fields.get(name, getattr(one, name)) for name in ("level", "importance", "deadline", "state")}
    return api.change_goal(goal_id=one.id, person_id=who.pk, now=now, **given)


def test_a_skill_at_a_level_is_a_goal(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=4, importance=5, deadline=SOON, now=now)
    assert (made.title, made.skill, made.level, made.importance) == ("SQL", "SQL", 4.0, 5.0)
    assert (made.deadline, made.state, made.made_at, made.settled_at) == (SOON, "open", now, None)
    assert api.goals(person_id=alice.pk) == [made]
    assert api.goal(goal_id=made.id, person_id=alice.pk) == made


def test_a_role_is_a_goal_without_a_level_of_its_own(alice: Person, analyst: Role, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, role_id=analyst.pk, now=now)
    assert (made.title, made.role, made.role_id, made.skill_id, made.level) == (
        "Data Analyst",
        "Data Analyst",
        analyst.pk,
        None,
        None,
    )
    with pytest.raises(Invalid):
        api.add_goal(person_id=alice.pk, role_id=analyst.pk, level=3, now=now)
    with pytest.raises(Invalid):
        change(made, alice, now, level=3.0)


@pytest.mark.parametrize("text", ["SQL", "  sql ", "structured query LANGUAGE", "become better at SQL"])
def test_words_that_mean_one_skill_are_a_goal(alice: Person, sql: Skill, now: datetime, text: str) -> None:
    factories.skill("Listening")
    made = api.add_goal(person_id=alice.pk, text=text, now=now)
    assert (made.skill_id, made.level, made.text) == (sql.pk, rules.USUAL_LEVEL, " ".join(text.split()))
    assert made.title == made.text


def test_words_beside_a_skill_are_its_title(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, text="Write the monthly report myself", now=now)
    assert (made.title, made.skill) == ("Write the monthly report myself", "SQL")


def test_words_that_mean_nothing_or_too_much_are_refused_with_suggestions(
    alice: Person, sql: Skill, now: datetime
) -> None:
    python = factories.skill("Python")
    with pytest.raises(api.UnclearGoal) as unknown:
        api.add_goal(person_id=alice.pk, text="win the lottery", now=now)
    assert (unknown.value.code, unknown.value.details["skills"]) == ("unclear-goal", [])
    with pytest.raises(api.UnclearGoal) as several:
        api.add_goal(person_id=alice.pk, text="Python and SQL", now=now)
    assert several.value.details["skills"] == [{"id": sql.pk, "name": "SQL"}, {"id": python.pk, "name": "Python"}]
    assert not Goal.objects.exists()


def test_the_same_goal_again_changes_nothing_and_a_different_one_is_refused(
    alice: Person, sql: Skill, now: datetime
) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=4, deadline=SOON, now=now)
    version = person_version(alice.pk)
    again = api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=4, deadline=SOON, now=now + timedelta(hours=1))
    assert (again, person_version(alice.pk)) == (made, version)
    with pytest.raises(Conflict) as other:
        api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=5, now=now)
    assert other.value.details == {"goal": made.id}
    assert (Goal.objects.count(), person_version(alice.pk)) == (1, version)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "invalid"),
        ({"text": " \t\x00 "}, "invalid"),
        ({"text": "x" * 201}, "invalid"),
        ({"skill_id": "sql", "role_id": "analyst"}, "invalid"),
        ({"skill_id": 10**9}, "not-found"),
        ({"role_id": 10**9}, "not-found"),
        ({"skill_id": "sql", "level": 0.9}, "invalid"),
        ({"skill_id": "sql", "level": 5.1}, "invalid"),
        ({"skill_id": "sql", "level": float("nan")}, "invalid"),
        ({"skill_id": "sql", "importance": 0}, "invalid"),
        ({"skill_id": "sql", "importance": float("inf")}, "invalid"),
        ({"skill_id": "sql", "deadline": date(2026, 11, 1)}, "bad-date"),
        ({"skill_id": "sql", "deadline": date(2036, 12, 1)}, "bad-date"),
        ({"skill_id": "sql", "deadline": date.max}, "bad-date"),
        ({"skill_id": "sql", "person_id": 10**9}, "not-found"),
    ],
)
def test_bad_input_has_a_code_and_changes_nothing(
    alice: Person, sql: Skill, analyst: Role, now: datetime, given: dict[str, Any], code: str
) -> None:
    names = {"sql": sql.pk, "analyst": analyst.pk}
    filled = {name: names.get(value, value) if isinstance(value, str) else value for name, value in given.items()}
    with pytest.raises(WayfareError) as refused:
        api.add_goal(**{"person_id": alice.pk, "now": now, **filled})
    assert refused.value.code == code
    assert not Goal.objects.exists()
    assert person_version(alice.pk) == 0


def test_a_deadline_is_a_day_of_the_person_not_of_greenwich(sql: Skill, now: datetime) -> None:
    """At nine in the evening in Greenwich it is tomorrow in Tokyo, where today's date there is over."""
    keiko = factories.person("Keiko", time_zone="Asia/Tokyo")
    evening = now.replace(hour=21)
    with pytest.raises(api.BadDate):
        api.add_goal(person_id=keiko.pk, skill_id=sql.pk, deadline=evening.date(), now=evening)
    assert api.add_goal(person_id=keiko.pk, skill_id=sql.pk, deadline=date(2026, 11, 3), now=evening).id


def test_nobody_has_more_goals_than_can_count(alice: Person, now: datetime) -> None:
    for number in range(rules.MOST_GOALS):
        made = api.add_goal(person_id=alice.pk, skill_id=factories.skill(f"Skill {number}").pk, now=now)
    one_more = factories.skill("One more").pk
    with pytest.raises(api.TooMany):
        api.add_goal(person_id=alice.pk, skill_id=one_more, now=now)
    api.drop_goal(goal_id=made.id, person_id=alice.pk, now=now)
    assert api.add_goal(person_id=alice.pk, skill_id=one_more, now=now).state == "open"
    with pytest.raises(api.TooMany):
        change(made, alice, now, state="open")


def test_a_goal_is_changed_reached_and_opened_again(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, now=now)
    changed = change(made, alice, now, level=4.5, importance=2, deadline=SOON)
    assert (changed.level, changed.importance, changed.deadline, changed.settled_at) == (4.5, 2.0, SOON, None)
    later = now + timedelta(days=3)
    reached = change(changed, alice, later, state="reached")
    assert (reached.state, reached.settled_at) == ("reached", later)
    assert change(reached, alice, later, state="open").settled_at is None


def test_an_old_deadline_may_stay_and_a_new_one_lies_ahead(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, deadline=SOON, now=now)
    later = now + timedelta(days=90)
    assert change(made, alice, later, importance=5).deadline == SOON
    with pytest.raises(api.BadDate):
        change(made, alice, later, deadline=SOON + timedelta(days=1))
    assert change(made, alice, later, deadline=None).deadline is None


@pytest.mark.parametrize(
    "fields", [{"level": None}, {"level": 9.0}, {"importance": -1}, {"state": "forgotten"}, {"state": ""}]
)
def test_a_bad_change_changes_nothing(alice: Person, sql: Skill, now: datetime, fields: dict[str, Any]) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, now=now)
    version = person_version(alice.pk)
    with pytest.raises(Invalid):
        change(made, alice, now, **fields)
    assert (api.goal(goal_id=made.id, person_id=alice.pk), person_version(alice.pk)) == (made, version)


def test_what_is_as_before_changes_nothing(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, now=now)
    dropped = api.drop_goal(goal_id=made.id, person_id=alice.pk, now=now)
    version = person_version(alice.pk)
    later = now + timedelta(days=1)
    assert api.drop_goal(goal_id=made.id, person_id=alice.pk, now=later) == dropped
    assert change(dropped, alice, later) == dropped
    assert person_version(alice.pk) == version


def test_a_dropped_goal_may_be_set_anew_and_two_are_never_open(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, now=now)
    dropped = api.drop_goal(goal_id=made.id, person_id=alice.pk, now=now)
    fresh = api.add_goal(person_id=alice.pk, skill_id=sql.pk, level=5, now=now)
    assert fresh.id != made.id
    with pytest.raises(Conflict):
        change(dropped, alice, now, state="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(id=made.id).update(state="open")


def test_every_write_raises_the_version(alice: Person, sql: Skill, now: datetime) -> None:
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, now=now)
    assert person_version(alice.pk) == 1
    change(made, alice, now, level=5)
    assert person_version(alice.pk) == 2
    api.drop_goal(goal_id=made.id, person_id=alice.pk, now=now)
    assert person_version(alice.pk) == 3


def test_open_goals_come_first_by_deadline(alice: Person, now: datetime) -> None:
    days = {"None": None, "Late": SOON, "Early": SOON - timedelta(days=9), "Gone": None}
    made = {
        name: api.add_goal(person_id=alice.pk, skill_id=factories.skill(name).pk, deadline=day, now=now)
        for name, day in days.items()
    }
    api.drop_goal(goal_id=made["Gone"].id, person_id=alice.pk, now=now)
    assert [one.title for one in api.goals(person_id=alice.pk)] == ["Early", "Late", "None", "Gone"]


def test_nobody_sees_or_changes_the_goals_of_somebody_else(
    alice: Person, bob: Person, charlie: Person, sql: Skill, now: datetime
) -> None:
    """Neither her manager nor a stranger; what is hers looks like what does not exist. No act says that she has a goal."""
    made = api.add_goal(person_id=alice.pk, skill_id=sql.pk, now=now)
    for other in (bob, charlie):
        assert api.goals(person_id=other.pk) == []
        attempts = (
            lambda who=other: api.goal(goal_id=made.id, person_id=who.pk),
            lambda who=other: change(made, who, now, level=5),
            lambda who=other: api.drop_goal(goal_id=made.id, person_id=who.pk, now=now),
        )
        for attempt in attempts:
            with pytest.raises(NotFound) as hers:
                attempt()
            assert hers.value.message == "There is no such goal."
        assert person_version(other.pk) == 0
    assert api.goals(person_id=alice.pk) == [made]
    assert not Act.objects.exists()
