"""The week: within the minutes, towards what is wanted, made anew after everything, and honest about when."""

from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.catalog.models import Item
from wayfare.core.versions import touch_epoch
from wayfare.learner import api as learner
from wayfare.paths import api as paths
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(charts: Skill) -> list[Item]:
    return [
        factories.item(title, teaches={charts: 3.5}, minutes=minutes)
        for title, minutes in (("Axes", 10.0), ("Colours", 15.0), ("Scales", 25.0), ("Everything on charts", 600.0))
    ]


@pytest.fixture
def analyst(alice: Person, charts: Skill, items: list[Item]) -> Person:
    factories.holds(alice, factories.role("Analyst", needs={charts: 4.0}))
    return alice


def budget(person: Person, minutes: int, now: datetime, formats: tuple[str, ...] = ()) -> None:
    paths.set_budget(person_id=person.pk, weekly_minutes=minutes, formats=formats, languages=("en",), now=now)


@pytest.mark.parametrize("minutes", [0, 10, 30, 60, 300])
def test_a_week_keeps_to_its_minutes(analyst: Person, minutes: int, now: datetime) -> None:
    budget(analyst, minutes, now)
    plan = recommend.week(person_id=analyst.pk, now=now)
    assert sum(step.minutes for step in plan.steps) == pytest.approx(plan.planned_minutes)
    assert plan.planned_minutes <= minutes
    assert plan.value <= plan.bound + 1e-9
    assert bool(plan.steps) is (minutes >= 10)
    assert len({(step.item, step.segment) for step in plan.steps}) == len(plan.steps)


def test_what_is_finished_makes_the_next_plan_another_one(analyst: Person, items: list[Item], now: datetime) -> None:
    budget(analyst, 40, now)
    first = recommend.week(person_id=analyst.pk, now=now)
    done = first.steps[0]
    learner.finish(person_id=analyst.pk, item_id=done.item, now=now)
    second = recommend.week(person_id=analyst.pk, now=now + timedelta(minutes=1))
    assert second.done_minutes == pytest.approx(done.minutes)
    assert done.item not in {step.item for step in second.steps}
    assert second.planned_minutes <= 40 - done.minutes


def test_formats_that_somebody_does_not_accept_are_left_out(analyst: Person, items: list[Item], now: datetime) -> None:
    Item.objects.filter(pk=items[0].pk).update(kind="course")
    budget(analyst, 60, now, ("course",))
    assert {step.item for step in recommend.week(person_id=analyst.pk, now=now).steps} == {items[0].pk}
    shown = recommend.feed(person_id=analyst.pk, now=now)
    assert [pick.item for pick in [shown.next, *shown.picks] if pick] == [items[0].pk]


def test_only_items_in_the_languages_that_somebody_set_are_offered(
    analyst: Person, items: list[Item], now: datetime
) -> None:
    def shown(*languages: str) -> set[int]:
        paths.set_budget(person_id=analyst.pk, weekly_minutes=60, formats=(), languages=languages, now=now)
        view = recommend.feed(person_id=analyst.pk, now=now)
        week = recommend.week(person_id=analyst.pk, now=now)
        assert {step.item for step in week.steps} <= {one.pk for one in items if one.language in languages}
        return {pick.item for pick in [view.next, *view.picks] if pick is not None}

    for one, language in zip(items, ("de", "de", "fr", "en"), strict=True):
        Item.objects.filter(pk=one.pk).update(language=language)
        one.language = language
    touch_epoch("catalog", now)
    assert shown("de") == {one.pk for one in items if one.language == "de"}
    assert shown("de", "fr") == {one.pk for one in items if one.language in ("de", "fr")}
    assert shown("tlh") == set()


def test_what_is_too_long_for_ones_own_week_is_not_suggested(analyst: Person, items: list[Item], now: datetime) -> None:
    def shown() -> set[int]:
        view = recommend.feed(person_id=analyst.pk, now=now)
        return {pick.item for pick in [view.next, *view.picks] if pick is not None}

    Item.objects.filter(pk__in=[items[1].pk, items[2].pk]).update(retired_at=now)
    assert shown() == {items[0].pk, items[3].pk}
    budget(analyst, 60, now)
    assert shown() == {items[0].pk}


def test_more_minutes_a_week_bring_the_day_nearer_and_less_certain_ends_stay_open(
    analyst: Person, now: datetime
) -> None:
    weeks = []
    for minutes in (30, 120):
        budget(analyst, minutes, now)
        plan = recommend.week(person_id=analyst.pk, now=now)
        assert plan.reached is not None
        assert 0 <= plan.reached <= 1
        if plan.weeks is not None and plan.weeks_low is not None:
            assert plan.weeks_low <= plan.weeks
            weeks.append(plan.weeks)
    assert weeks == sorted(weeks, reverse=True)


def test_without_anything_wanted_there_is_no_plan(bob: Person, items: list[Item], now: datetime) -> None:
    plan = recommend.week(person_id=bob.pk, now=now)
    assert (plan.steps, plan.targets, plan.weeks, plan.reached) == ([], 0, None, None)


def test_a_goal_is_planned_for_and_shown_for(bob: Person, charts: Skill, items: list[Item], now: datetime) -> None:
    paths.add_goal(person_id=bob.pk, skill_id=charts.pk, level=4.0, now=now)
    assert recommend.week(person_id=bob.pk, now=now).steps[0].skill_id == charts.pk
    view = recommend.feed(person_id=bob.pk, now=now)
    assert view.next is not None
    assert view.next.reason.startswith("Your goal “Reading charts” needs Reading charts at level 4.")
    assert view.next.without is not None
    assert view.next.without.score == 0


def test_a_week_counts_as_the_feed_does(analyst: Person, charts: Skill, now: datetime) -> None:
    Person.objects.filter(pk=analyst.pk).update(job_title="Head of Taxation", weekly_minutes=10)
    fitting = factories.item("Taxation", teaches={charts: 3.5}, minutes=10.0, provider="Another")
    feed, plan = recommend.feed(person_id=analyst.pk, now=now), recommend.week(person_id=analyst.pk, now=now)
    assert feed.next is not None
    assert [step.item for step in plan.steps] == [feed.next.item] == [fitting.pk]


def test_what_is_under_way_comes_before_the_like_of_it(analyst: Person, charts: Skill, now: datetime) -> None:
    Person.objects.filter(pk=analyst.pk).update(weekly_minutes=10)
    begun = factories.item("Lines", teaches={charts: 3.5}, minutes=10.0)
    assert [step.item for step in recommend.week(person_id=analyst.pk, now=now).steps] != [begun.pk]
    learner.start(person_id=analyst.pk, item_id=begun.pk, now=now)
    assert [step.item for step in recommend.week(person_id=analyst.pk, now=now).steps] == [begun.pk]


def test_each_target_says_when_it_is_reached_in_turn(analyst: Person, charts: Skill, now: datetime) -> None:
    nothing = factories.skill("Something nobody teaches")
    for number in range(20):
        factories.item(f"Course {number}", teaches={charts: 4.5}, minutes=900.0)
    paths.add_goal(person_id=analyst.pk, skill_id=nothing.pk, level=3.0, now=now)
    Person.objects.filter(pk=analyst.pk).update(weekly_minutes=600)
    ahead = {one.skill: one for one in recommend.week(person_id=analyst.pk, now=now).ahead}
    assert ahead.keys() == {"Reading charts", "Something nobody teaches"}
    reached, never = ahead["Reading charts"], ahead["Something nobody teaches"]
    assert reached.weeks_low is not None
    assert reached.weeks is not None
    assert 0 <= reached.weeks_low < reached.weeks
    assert reached.minutes == pytest.approx(600 * reached.weeks, rel=0.2)
    assert (never.minutes, never.weeks) == (None, None)
