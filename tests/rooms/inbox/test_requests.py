"""Requests between people: who may ask whom, who sees what, and how a request ends."""

from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.audit.models import Act
from wayfare.core.errors import Conflict, Invalid, NotAllowed, NotFound, RateLimited
from wayfare.inbox import api, jobs
from wayfare.inbox.models import Request
from wayfare.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Person:
    return factories.person("Alice", team=factories.team("Support"), manager=factories.person("Bob"))


@pytest.fixture
def bob(alice: Person) -> Person:
    """Alice's manager, in another team."""
    return factories.person("Bob")


@pytest.fixture
def charlie(alice: Person) -> Person:
    """A colleague in Alice's team."""
    return factories.person("Charlie", team=factories.team("Support"))


def ask(asker: Person, asked: Person, now: datetime, subject: str = "skill:1", note: str = "") -> api.RequestView:
    return api.ask(
        asker_id=asker.pk, asked_id=asked.pk, kind="level", subject=subject, title="Listening", now=now, note=note
    )


def test_a_manager_and_a_colleague_may_be_asked(alice: Person, bob: Person, charlie: Person, now: datetime) -> None:
    for asked in (bob, charlie):
        made = ask(alice, asked, now, note="Would you look?")
        assert (made.state, made.asker, made.asked, made.note) == ("open", "Alice", asked.name, "Would you look?")
        assert [row.id for row in api.received(person_id=asked.pk, now=now)] == [made.id]
    assert [row.asked for row in api.sent(person_id=alice.pk, now=now)] == ["Charlie", "Bob"]


def test_strangers_oneself_and_those_who_left_may_not_be_asked(alice: Person, charlie: Person, now: datetime) -> None:
    charlie.active = False
    charlie.save()
    for asked in (factories.person("Dora"), factories.person("Ed", team=factories.team("Sales")), alice, charlie):
        with pytest.raises(NotAllowed):
            ask(alice, asked, now)
    assert not Request.objects.exists()


def test_a_manager_is_not_in_the_power_to_ask_those_below(alice: Person, bob: Person, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        ask(bob, alice, now)


def test_asking_the_same_twice_is_one_request(alice: Person, bob: Person, now: datetime) -> None:
    first, second = ask(alice, bob, now), ask(alice, bob, now + timedelta(days=1))
    assert first.id == second.id
    assert ask(alice, bob, now, subject="skill:2").id != first.id
    assert Act.objects.filter(verb="asked").count() == 2


def test_an_answer_is_kept_and_resent_changes_nothing(alice: Person, bob: Person, now: datetime) -> None:
    made = ask(alice, bob, now)
    done = api.answer(request_id=made.id, by=bob.pk, answer={"level": 3.0}, now=now + timedelta(hours=1))
    assert (done.state, done.answer, done.settled_at) == ("answered", {"level": 3.0}, now + timedelta(hours=1))
    again = api.answer(request_id=made.id, by=bob.pk, answer={"level": 3.0}, now=now + timedelta(hours=2))
    assert again == done
    with pytest.raises(Conflict):
        api.answer(request_id=made.id, by=bob.pk, answer={"level": 4.0}, now=now)
    assert api.received(person_id=bob.pk, now=now) == []
    assert Act.objects.filter(verb="answered", actor_id=bob.pk).count() == 1


def test_only_the_asked_answers_and_only_the_asker_takes_back(
    alice: Person, bob: Person, charlie: Person, now: datetime
) -> None:
    made = ask(alice, bob, now)
    for verb, by in ((api.decline, alice), (api.decline, charlie), (api.withdraw, bob), (api.withdraw, charlie)):
        with pytest.raises(NotFound):
            verb(request_id=made.id, by=by.pk, now=now)
    for by in (alice, charlie):
        with pytest.raises(NotFound):
            api.answer(request_id=made.id, by=by.pk, answer={"level": 5}, now=now)
    assert api.request(request_id=made.id, person_id=alice.pk, now=now).state == "open"
    with pytest.raises(NotFound):
        api.request(request_id=made.id, person_id=charlie.pk, now=now)


def test_a_declined_or_withdrawn_request_is_settled(alice: Person, bob: Person, now: datetime) -> None:
    first, second = ask(alice, bob, now), ask(alice, bob, now, subject="skill:2")
    assert api.decline(request_id=first.id, by=bob.pk, now=now).state == "declined"
    assert api.withdraw(request_id=second.id, by=alice.pk, now=now).state == "withdrawn"
    for made in (first, second):
        with pytest.raises(Conflict):
            api.answer(request_id=made.id, by=bob.pk, answer={"level": 2}, now=now)
    assert ask(alice, bob, now).id not in (first.id, second.id)


def test_a_request_expires_and_cannot_be_answered_then(alice: Person, bob: Person, now: datetime) -> None:
    made = ask(alice, bob, now)
    assert api.received(person_id=bob.pk, now=made.expires_at - timedelta(seconds=1))
    assert api.received(person_id=bob.pk, now=made.expires_at) == []
    assert api.request(request_id=made.id, person_id=alice.pk, now=made.expires_at).state == "expired"
    with pytest.raises(Conflict):
        api.answer(request_id=made.id, by=bob.pk, answer={"level": 2}, now=made.expires_at)
    jobs.expire(now=made.expires_at - timedelta(seconds=1))
    assert Request.objects.get().state == "open"
    jobs.expire(now=made.expires_at)
    assert Request.objects.get().state == "expired"


def test_an_expired_request_that_nobody_wrote_down_yet_can_be_asked_again(
    alice: Person, bob: Person, now: datetime
) -> None:
    made = ask(alice, bob, now)
    assert ask(alice, bob, made.expires_at).id != made.id


def test_nobody_floods_their_colleagues(alice: Person, bob: Person, now: datetime) -> None:
    for number in range(api.OPEN_AT_ONCE):
        ask(alice, bob, now, subject=f"skill:{number}")
    with pytest.raises(RateLimited):
        ask(alice, bob, now, subject="skill:99")
    assert ask(alice, bob, now, subject="skill:0").state == "open"


def test_a_long_note_is_refused(alice: Person, bob: Person, now: datetime) -> None:
    with pytest.raises(Invalid):
        ask(alice, bob, now, note="x" * (api.LONGEST_NOTE + 1))
    assert not Request.objects.exists()


def test_requests_of_those_who_left_are_not_shown(alice: Person, bob: Person, now: datetime) -> None:
    ask(alice, bob, now)
    alice.active = False
    alice.save()
    assert api.received(person_id=bob.pk, now=now) == []


def test_how_many_wait_is_what_is_received(alice: Person, bob: Person, charlie: Person, now: datetime) -> None:
    assert api.waiting(person_id=bob.pk, now=now) == 0
    first, second = ask(alice, bob, now), ask(alice, bob, now, subject="skill:2")
    ask(charlie, alice, now)
    assert api.waiting(person_id=bob.pk, now=now) == 2
    api.decline(request_id=first.id, by=bob.pk, now=now)
    assert api.waiting(person_id=bob.pk, now=now) == len(api.received(person_id=bob.pk, now=now)) == 1
    assert api.waiting(person_id=bob.pk, now=second.expires_at) == 0
    alice.active = False
    alice.save()
    assert api.waiting(person_id=bob.pk, now=now) == 0
