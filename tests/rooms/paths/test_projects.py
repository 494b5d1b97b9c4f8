"""Projects: for oneself or one's reports, seen by those who work on them, and over when they are over."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from wayfare.audit.models import Act
from wayfare.core.errors import NotAllowed, NotFound, WayfareError
from wayfare.core.versions import person_version
from wayfare.paths import api, rules
from wayfare.paths.api import Needed
from wayfare.paths.models import Project
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
START, END = date(2026, 11, 1), date(2026, 12, 31)
Draft = Callable[..., api.ProjectDraft]


@pytest.fixture
def sql(db: None) -> Skill:
    return factories.skill("SQL")


@pytest.fixture
def draft(sql: Skill) -> Draft:
    """Return a function that describes the new data warehouse, as far as a test does not say otherwise."""

    def described(*members: Person, **fields: Any) -> api.ProjectDraft:
        given = {"title": "Warehouse", "starts_on": START, "ends_on": END, "skills": [Needed(sql.pk, 4, 5)], **fields}
        return api.ProjectDraft(**{"members": [one.pk for one in members], **given})

    return described


def test_anybody_makes_a_project_for_themselves(alice: Person, draft: Draft, sql: Skill, now: datetime) -> None:
    made = api.add_project(by=alice.pk, draft=draft(), now=now)
    assert (made.title, made.starts_on, made.ends_on, made.state) == ("Warehouse", START, END, "current")
    assert (made.made_by, made.members) == ((alice.pk, "Alice"), ((alice.pk, "Alice"),))
    assert made.skills == ((Needed(sql.pk, 4.0, 5.0), "SQL"),)
    assert api.projects(person_id=alice.pk, now=now) == [made]
    assert api.project(project_id=made.id, person_id=alice.pk, now=now) == made
    assert person_version(alice.pk) == 1
    assert not Act.objects.exists()


def test_a_manager_makes_one_for_their_reports_who_see_it(
    alice: Person, bob: Person, charlie: Person, draft: Draft, now: datetime
) -> None:
    made = api.add_project(by=bob.pk, draft=draft(alice), now=now)
    assert made.members == ((alice.pk, "Alice"),)
    for who in (alice, bob):
        assert api.projects(person_id=who.pk, now=now) == [made]
        assert person_version(who.pk) == 1
    assert api.projects(person_id=charlie.pk, now=now) == []
    with pytest.raises(NotFound):
        api.project(project_id=made.id, person_id=charlie.pk, now=now)
    act = Act.objects.get()
    assert (act.actor_id, act.verb, act.subject) == (bob.pk, "project made", f"project:{made.id}")
    assert act.details == {"members": [alice.pk]}


def test_nobody_makes_one_for_those_who_do_not_report_to_them(
    alice: Person, bob: Person, charlie: Person, draft: Draft, now: datetime
) -> None:
    """Not for one's manager, nor a stranger, nor a report's report, nor somebody who has left."""
    dora, left = factories.person("Dora", manager=alice), factories.person("Left", manager=bob, active=False)
    for maker, member in ((alice, bob), (alice, charlie), (bob, charlie), (charlie, alice), (bob, dora), (bob, left)):
        with pytest.raises(NotAllowed) as refused:
            api.add_project(by=maker.pk, draft=draft(maker, member), now=now)
        assert refused.value.details == {"members": [member.pk]}
    with pytest.raises(NotAllowed):
        api.add_project(by=bob.pk, draft=draft(members=[10**9]), now=now)
    assert not Project.objects.exists()
    assert not Act.objects.exists()
    assert {person_version(who.pk) for who in (alice, bob, charlie, dora)} == {0}


def test_only_the_maker_changes_or_ends_it(
    alice: Person, bob: Person, charlie: Person, draft: Draft, now: datetime
) -> None:
    made = api.add_project(by=bob.pk, draft=draft(alice), now=now)
    for other in (alice, charlie):
        with pytest.raises(NotFound):
            api.change_project(project_id=made.id, by=other.pk, draft=draft(other, title="Mine"), now=now)
        with pytest.raises(NotFound):
            api.end_project(project_id=made.id, by=other.pk, now=now)
    assert api.project(project_id=made.id, person_id=alice.pk, now=now) == made


def test_a_change_replaces_everything_and_tells_all_whom_it_concerns(
    alice: Person, bob: Person, draft: Draft, now: datetime
) -> None:
    dora, python = factories.person("Dora", manager=bob), factories.skill("Python")
    made = api.add_project(by=bob.pk, draft=draft(alice), now=now)
    changed = api.change_project(
        project_id=made.id,
        by=bob.pk,
        draft=draft(dora, bob, title="Lake", ends_on=END + timedelta(days=9), skills=[Needed(python.pk, 2)]),
        now=now + timedelta(days=1),
    )
    assert (changed.id, changed.title, changed.ends_on) == (made.id, "Lake", END + timedelta(days=9))
    assert {name for _, name in changed.members} == {"Dora", "Bob"}
    assert changed.skills == ((Needed(python.pk, 2.0, rules.USUAL_IMPORTANCE), "Python"),)
    assert api.projects(person_id=alice.pk, now=now) == []
    assert [person_version(who.pk) for who in (alice, bob, dora)] == [2, 2, 1]
    act = Act.objects.get(verb="project changed")
    assert act.details == {"members": sorted([alice.pk, dora.pk])}


def test_the_same_description_again_changes_nothing(alice: Person, bob: Person, draft: Draft, now: datetime) -> None:
    made = api.add_project(by=bob.pk, draft=draft(alice, bob), now=now)
    again = api.change_project(project_id=made.id, by=bob.pk, draft=draft(bob, alice), now=now + timedelta(days=1))
    assert again == made
    assert [person_version(who.pk) for who in (alice, bob)] == [1, 1]
    assert Act.objects.count() == 1


def test_somebody_who_reports_to_another_by_now_has_to_be_left_out(
    alice: Person, bob: Person, charlie: Person, draft: Draft, now: datetime
) -> None:
    made = api.add_project(by=bob.pk, draft=draft(alice, bob), now=now)
    Person.objects.filter(id=alice.pk).update(manager=charlie)
    with pytest.raises(NotAllowed):
        api.change_project(project_id=made.id, by=bob.pk, draft=draft(alice, bob, title="More work"), now=now)
    assert api.change_project(project_id=made.id, by=bob.pk, draft=draft(bob), now=now).members == ((bob.pk, "Bob"),)


def test_an_ended_project_is_over_for_good(alice: Person, bob: Person, draft: Draft, now: datetime) -> None:
    made = api.add_project(by=bob.pk, draft=draft(alice), now=now)
    assert api.end_project(project_id=made.id, by=bob.pk, now=now).state == "ended"
    assert [person_version(who.pk) for who in (alice, bob)] == [2, 2]
    assert Act.objects.get(verb="project ended").details == {"members": [alice.pk]}
    for attempt in (
        lambda: api.end_project(project_id=made.id, by=bob.pk, now=now),
        lambda: api.change_project(project_id=made.id, by=bob.pk, draft=draft(alice), now=now),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert [one.state for one in api.projects(person_id=alice.pk, now=now)] == ["ended"]


def test_a_project_is_planned_current_or_ended_by_its_days(alice: Person, draft: Draft, now: datetime) -> None:
    made = api.add_project(by=alice.pk, draft=draft(starts_on=date(2026, 11, 5)), now=now)
    states = [
        api.project(project_id=made.id, person_id=alice.pk, now=datetime.combine(day, now.timetz())).state
        for day in (date(2026, 11, 4), date(2026, 11, 5), END, END + timedelta(days=1))
    ]
    assert states == ["planned", "current", "current", "ended"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "invalid"),
        ({"title": "x" * 201}, "invalid"),
        ({"starts_on": END, "ends_on": START}, "bad-date"),
        ({"starts_on": date(2026, 9, 1), "ends_on": date(2026, 11, 1)}, "bad-date"),
        ({"ends_on": date.max}, "bad-date"),
        ({"starts_on": date.min}, "bad-date"),
        ({"skills": []}, "invalid"),
        ({"skills": [Needed(1), Needed(1)]}, "invalid"),
        ({"skills": [Needed(number) for number in range(31)]}, "invalid"),
        ({"skills": [Needed(10**9)]}, "not-found"),
        ({"skills": [Needed(0, level=6)]}, "invalid"),
        ({"skills": [Needed(0, importance=0)]}, "invalid"),
        ({"members": range(1, 300)}, "invalid"),
    ],
)
def test_bad_input_has_a_code_and_changes_nothing(
    alice: Person, draft: Draft, sql: Skill, now: datetime, fields: dict[str, Any], code: str
) -> None:
    if "skills" in fields:
        fields = {"skills": [Needed(one.skill_id or sql.pk, one.level, one.importance) for one in fields["skills"]]}
    kept = api.add_project(by=alice.pk, draft=draft(), now=now)
    for attempt in (
        lambda: api.add_project(by=alice.pk, draft=draft(**fields), now=now),
        lambda: api.change_project(project_id=kept.id, by=alice.pk, draft=draft(**fields), now=now),
    ):
        with pytest.raises(WayfareError) as refused:
            attempt()
        assert refused.value.code == code
    assert api.projects(person_id=alice.pk, now=now) == [kept]
    assert person_version(alice.pk) == 1


def test_nobody_has_more_projects_than_they_can_work_on(alice: Person, draft: Draft, now: datetime) -> None:
    for number in range(rules.MOST_PROJECTS):
        api.add_project(by=alice.pk, draft=draft(title=f"Number {number}"), now=now)
    with pytest.raises(api.TooMany):
        api.add_project(by=alice.pk, draft=draft(), now=now)
    assert api.add_project(by=alice.pk, draft=draft(ends_on=END + timedelta(days=9)), now=now + timedelta(days=60)).id


def test_a_long_list_is_read_by_few_queries(
    alice: Person, draft: Draft, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        api.add_project(by=alice.pk, draft=draft(title=f"Number {number}"), now=now)
    with django_assert_max_num_queries(6):
        assert len(api.projects(person_id=alice.pk, now=now)) == 5


def test_without_a_maker_there_is_no_project(draft: Draft, now: datetime) -> None:
    with pytest.raises(NotFound):
        api.add_project(by=10**9, draft=draft(), now=now)
