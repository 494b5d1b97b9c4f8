"""Versions: how a reader knows, without looking at the data, that something about a person or the catalogue changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from wayfare.core.clock import moment
from wayfare.core.sql import one

_BUMP = """
INSERT INTO core_personversion (person_id, version) VALUES (%s, 1)
ON CONFLICT (person_id) DO UPDATE SET version = core_personversion.version + 1
"""
_BUMP_EACH = """
INSERT INTO core_personversion (person_id, version) SELECT chosen.id, 1 FROM ({selection}) chosen WHERE TRUE
ON CONFLICT (person_id) DO UPDATE SET version = core_personversion.version + 1
"""
_BUMP_EPOCH = """
INSERT INTO core_epoch (name, value, changed_at) VALUES (%s, 1, %s)
ON CONFLICT (name) DO UPDATE SET value = core_epoch.value + 1, changed_at = excluded.changed_at
"""
EPOCH_PERIOD = timedelta(minutes=1)


def bump(person_id: int) -> None:
    """Raise a person's version. Call it in the transaction that writes something about the person."""
    with connection.cursor() as cursor:
        cursor.execute(_BUMP, [person_id])


def bump_each(selection: str, params: Sequence[Any]) -> None:
    """Raise the version of every person whose id the SELECT ``selection`` returns, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BUMP_EACH.format(selection=selection), params)


def person_version(person_id: int) -> int:
    """Return a person's version; 0 for somebody nothing was ever written about."""
    row = one("SELECT version FROM core_personversion WHERE person_id = %s", [person_id])
    return row[0] if row else 0


def touch_epoch(name: str, now: datetime) -> None:
    """Raise a named epoch: everything computed from it before is stale."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BUMP_EPOCH, [name, moment(now)])


def epoch(name: str) -> int:
    """Return the value of a named epoch; 0 before the first change."""
    row = one("SELECT value FROM core_epoch WHERE name = %s", [name])
    return row[0] if row else 0


def stamp(name: str) -> tuple[int, object]:
    """Return what tells one state behind a named epoch from all others, also from one that was rolled back or restored."""
    row = one("SELECT value, changed_at FROM core_epoch WHERE name = %s", [name])
    return (row[0], row[1]) if row else (0, None)
