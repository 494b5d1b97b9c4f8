"""Leases: a right that at most one process holds, kept as a row so that it works across processes and machines."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from wayfare.core.clock import moment
from wayfare.core.clock import now as clock_now
from wayfare.core.errors import Conflict
from wayfare.core.models import Lease

LIFE = timedelta(seconds=60)

# One statement, so that of two processes that find a lease free exactly one gets it.
_TAKE = """
INSERT INTO core_lease (name, holder, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE core_lease.holder IN (excluded.holder, %s) OR core_lease.expires_at <= %s
"""


def take(name: str, holder: str, now: datetime | None = None) -> bool:
    """Take or renew a lease. Return False while a living holder has it."""
    now = now or clock_now()
    row = Lease.objects.filter(name=name).first()
    if row is not None and row.holder != holder and row.expires_at > now and not gone(row.holder):
        return False
    seen = row.holder if row else holder
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [name, holder, moment(now + LIFE), seen if gone(seen) else holder, moment(now)])
        return bool(cursor.rowcount == 1)


def keep(name: str, holder: str, now: datetime) -> bool:
    """Hold a lease on, taking it where it is free; writes only when half of its life is over. False for not the holder."""
    row = Lease.objects.filter(name=name).first()
    if row is not None and row.holder == holder and row.expires_at - now > LIFE / 2:
        return True
    return take(name, holder, now)


def renew(name: str, holder: str) -> None:
    """Keep a lease for another minute."""
    Lease.objects.filter(name=name, holder=holder).update(expires_at=clock_now() + LIFE)


def release(name: str, holder: str) -> None:
    """Give a lease back."""
    Lease.objects.filter(name=name, holder=holder).delete()


@contextmanager
def held(name: str, holder: str, refusal: str) -> Iterator[None]:
    """Hold a lease for a block. Raises Conflict with ``refusal`` while somebody else has it."""
    if not take(name, holder):
        raise Conflict(refusal)
    try:
        yield
    finally:
        release(name, holder)


def gone(holder: str) -> bool:
    """Say whether the holder (``host:pid``) was a process of this machine that is gone."""
    host, _, pid = holder.partition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
