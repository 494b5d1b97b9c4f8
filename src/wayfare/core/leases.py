"""Leases: a right that at most one process holds, kept as a row so that it works across processes and machines."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from wayfare.core.clock import now
from wayfare.core.errors import Conflict
from wayfare.core.models import Lease

LIFE = timedelta(seconds=60)


def take(name: str, holder: str) -> bool:
    """Take or renew a lease. Return False while a living holder has it."""
    with transaction.atomic():
        row = Lease.objects.select_for_update().filter(name=name).first()
        if row is not None and row.holder != holder and row.expires_at > now() and not _dead(row.holder):
            return False
        Lease.objects.update_or_create(name=name, defaults={"holder": holder, "expires_at": now() + LIFE})
    return True


def renew(name: str, holder: str) -> None:
    """Keep a lease for another minute."""
    Lease.objects.filter(name=name, holder=holder).update(expires_at=now() + LIFE)


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


def _dead(holder: str) -> bool:
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
