"""A lease is held by one, as long as it lives."""

import os
import socket
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from wayfare.core import leases
from wayfare.core.errors import Conflict
from wayfare.core.models import Lease

pytestmark = pytest.mark.django_db
HERE = f"{socket.gethostname()}:{os.getpid()}"


def dead() -> str:
    """Return the name of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{socket.gethostname()}:{process.pid}"


def test_a_free_lease_is_taken_once(now: datetime) -> None:
    assert leases.take("jobs", "one:1", now)
    assert not leases.take("jobs", "two:2", now)
    assert Lease.objects.get().holder == "one:1"


def test_its_holder_may_renew_it(now: datetime) -> None:
    leases.take("jobs", "one:1", now)
    later = now + timedelta(seconds=50)
    assert leases.take("jobs", "one:1", later)
    assert Lease.objects.get().expires_at == later + leases.LIFE


def test_it_passes_on_when_it_has_expired(now: datetime) -> None:
    leases.take("jobs", "one:1", now)
    assert not leases.take("jobs", "two:2", now + leases.LIFE - timedelta(seconds=1))
    assert leases.take("jobs", "two:2", now + leases.LIFE)


def test_it_passes_on_at_once_when_its_holder_was_killed(now: datetime) -> None:
    leases.take("jobs", dead(), now)
    assert leases.take("jobs", HERE, now)


def test_a_living_holder_of_this_machine_keeps_it(now: datetime) -> None:
    leases.take("jobs", HERE, now)
    assert not leases.take("jobs", "other:1", now)


def test_keeping_it_writes_only_when_half_of_its_life_is_over(now: datetime) -> None:
    assert leases.keep("jobs", "one:1", now)
    assert leases.keep("jobs", "one:1", now + leases.LIFE / 3)
    assert Lease.objects.get().expires_at == now + leases.LIFE
    assert leases.keep("jobs", "one:1", now + leases.LIFE * 2 / 3)
    assert Lease.objects.get().expires_at > now + leases.LIFE
    assert not leases.keep("jobs", "two:2", now + leases.LIFE)


def test_a_block_gives_it_back_even_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), leases.held("import", HERE, "Another import is running."):
        1 / 0  # noqa: B018
    assert not Lease.objects.exists()


def test_a_block_refuses_while_another_holds_it() -> None:
    ours = leases.held("import", HERE, "Another import is running.")
    with leases.held("import", "other:1", "…"), pytest.raises(Conflict, match="Another import is running"), ours:
        pytest.fail("two imports at a time")


def test_only_the_holder_gives_it_back(now: datetime) -> None:
    leases.take("jobs", "one:1", now)
    leases.release("jobs", "two:2")
    assert Lease.objects.exists()
    leases.release("jobs", "one:1")
    assert not Lease.objects.exists()
