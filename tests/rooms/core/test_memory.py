"""Memories of one state: what is kept is never older than the state that is asked for."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wayfare.core.versions import Memory, bump, epoch, forget, one_state, person_version, stamp, touch_epoch

pytestmark = pytest.mark.django_db


@pytest.fixture
def memory() -> Memory[dict[str, int]]:
    return Memory("tides", dict[str, int])


def test_what_is_kept_stays_until_its_epoch_is_raised(memory: Memory[dict[str, int]], now: datetime) -> None:
    memory.now()["high"] = 3
    assert memory.now() == {"high": 3}
    touch_epoch("winds", now)
    assert memory.now() == {"high": 3}
    touch_epoch("tides", now)
    assert memory.now() == {}


def test_what_has_grown_too_long_begins_anew_and_is_not_emptied() -> None:
    memory = Memory("tides", dict[str, int], 1)
    first = memory.now()
    first["high"] = 3
    assert memory.now() is first
    first["low"] = 1
    assert memory.now() == {}
    assert first == {"high": 3, "low": 1}  # another thread goes on with it


def test_an_older_state_finds_nothing_of_a_newer_one(memory: Memory[dict[str, int]], now: datetime) -> None:
    before = memory.now()
    touch_epoch("tides", now)
    memory.now()["high"] = 3
    before["high"] = 2  # another thread that began earlier goes on with what it had
    assert memory.now() == {"high": 3}


def test_a_state_that_was_rolled_back_is_not_the_one_that_came_instead(
    memory: Memory[dict[str, int]], now: datetime
) -> None:
    with transaction.atomic():
        touch_epoch("tides", now)
        memory.now()["high"] = 3
        transaction.set_rollback(True)
    touch_epoch("tides", now + timedelta(seconds=1))
    assert memory.now() == {}


def test_within_one_state_nothing_is_asked_again(memory: Memory[dict[str, int]], now: datetime) -> None:
    touch_epoch("tides", now)
    bump(7)
    with CaptureQueriesContext(connection) as asked, one_state(7):
        assert (epoch("tides"), epoch("never touched"), person_version(7)) == (1, 0, 1)
        assert stamp("tides") == stamp("tides")
        memory.now()
    assert len(asked) == 1


def test_within_one_state_it_stays_what_it_was_at_the_start_and_no_longer(now: datetime) -> None:
    with one_state(7):
        touch_epoch("tides", now)
        for person in (7, 8):
            bump(person)
        assert (epoch("tides"), person_version(7), person_version(8)) == (0, 0, 1)
    assert (epoch("tides"), person_version(7)) == (1, 1)


def test_everything_can_be_forgotten(memory: Memory[dict[str, int]]) -> None:
    memory.now()["high"] = 3
    forget()
    assert memory.now() == {}
