"""Popularity: counted by role, for nobody's eyes below five people, and used where nothing else speaks."""

from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.learner import api as learner
from wayfare.people.models import Person, Role
from wayfare.recommend import api as recommend
from wayfare.recommend import counting, jobs
from wayfare.recommend.models import Popularity
from wayfare.recommend.views import Pick

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(db: None) -> Role:
    return factories.role("Analyst")


def crowd(role: Role, size: int, now: datetime, *items: int) -> list[Person]:
    people = [factories.person(f"{role.title} {size} {number}") for number in range(size)]
    for person in people:
        factories.holds(person, role)
        for item in items:
            learner.finish(person_id=person.pk, item_id=item, now=now)
    return people


def test_it_counts_by_role_and_for_all_and_leaves_small_numbers_out(role: Role, now: datetime) -> None:
    often, seldom = factories.item("Often"), factories.item("Seldom")
    crowd(role, 6, now, often.pk)
    crowd(factories.role("Writer"), 4, now, seldom.pk, often.pk)
    assert counting.count_popularity(now) == 2
    rows = {(row.role_id, row.item_id): (row.people, row.share) for row in Popularity.objects.all()}
    assert rows == {(role.pk, often.pk): (6, 1.0), (0, often.pk): (10, 1.0)}
    counting.count_popularity(now)
    assert Popularity.objects.count() == 2


def test_somebody_without_a_role_is_shown_what_many_finish_and_told_that_it_is_not_personal(
    role: Role, alice: Person, now: datetime
) -> None:
    item = factories.item("Often", minutes=10.0)
    crowd(role, 6, now, item.pk)
    jobs.count(now=now)
    view = recommend.feed(person_id=alice.pk, now=now)
    assert view.next is not None
    assert (view.next.item, view.next.skill_id, view.next.skill) == (item.pk, 0, "")
    assert view.next.reason == "Not personal yet: 6 people here have finished it."
    assert view.next.without is not None
    assert view.next.without.score == 0


def test_what_is_finished_dismissed_or_waits_for_something_else_is_not_shown_however_popular(
    role: Role, alice: Person, now: datetime
) -> None:
    first, second = factories.skill("First"), factories.skill("Second", after=[factories.skill("First")])
    early = factories.item("Early", teaches={first: 1.5}, minutes=10.0)
    late = factories.item("Late", teaches={second: 3.0}, minutes=10.0)
    done, gone = factories.item("Done"), factories.item("Gone")
    crowd(role, 6, now, early.pk, late.pk, done.pk, gone.pk)
    jobs.count(now=now)
    learner.finish(person_id=alice.pk, item_id=done.pk, now=now)
    recommend.dismiss(person_id=alice.pk, item_id=gone.pk, now=now)
    view = recommend.feed(person_id=alice.pk, now=now + timedelta(minutes=1))
    shown = [pick.item for pick in [view.next, *view.picks] if pick is not None]
    assert shown == [early.pk]


def test_what_was_counted_anew_is_in_the_very_next_feed(role: Role, alice: Person, bob: Person, now: datetime) -> None:
    once, now_ = factories.item("Once", minutes=10.0), now + timedelta(minutes=1)
    crowd(role, 6, now, once.pk)
    counting.count_popularity(now)
    assert [pick.item for pick in _shown(alice, now)] == [once.pk]
    lately = factories.item("Lately", minutes=10.0)
    crowd(role, 7, now, lately.pk)
    counting.count_popularity(now_)
    assert {pick.item for pick in _shown(bob, now_)} == {once.pk, lately.pk}


def _shown(person: Person, now: datetime) -> list[Pick]:
    view = recommend.feed(person_id=person.pk, now=now)
    return [*([view.next] if view.next else []), *view.picks]
