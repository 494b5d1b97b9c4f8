"""Versions: how a reader knows, without looking at the data, that something about a person or the catalogue changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

from wayfare.core.clock import moment
from wayfare.core.sql import fetch, one

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
_STATE = """
SELECT name, value, changed_at FROM core_epoch UNION ALL SELECT NULL, version, NULL FROM core_personversion WHERE person_id = %s
"""
EPOCH_PERIOD = timedelta(minutes=1)
Stamp = tuple[int, object]
Kept = TypeVar("Kept")
_NEVER: Stamp = (0, None)
_held: ContextVar[Mapping[str | int, Stamp] | None] = ContextVar("held", default=None)
"""Stamps by the name of an epoch, and by the id of a person."""


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
    if (held := _held.get()) is not None and person_id in held:
        return held[person_id][0]
    row = one("SELECT version FROM core_personversion WHERE person_id = %s", [person_id])
    return row[0] if row else 0


def touch_epoch(name: str, now: datetime) -> None:
    """Raise a named epoch: everything computed from it before is stale."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BUMP_EPOCH, [name, moment(now)])


def epoch(name: str) -> int:
    """Return the value of a named epoch; 0 before the first change."""
    return stamp(name)[0]


def stamp(name: str) -> Stamp:
    """Return what tells one state behind a named epoch from all others, also from one that was rolled back or restored."""
    if (held := _held.get()) is not None:
        return held.get(name, _NEVER)
    row = one("SELECT value, changed_at FROM core_epoch WHERE name = %s", [name])
    return (row[0], row[1]) if row else _NEVER


@contextmanager
def one_state(person_id: int) -> Iterator[None]:
    """Read all epochs and a person's version once, for a computation about the person: inside, they stay what they were.

    What is read inside may be newer than that, never older: a change raises its epoch or version in its own transaction.
    """
    held: dict[str | int, Stamp] = {person_id: _NEVER}
    for name, value, at in fetch(_STATE, [person_id]):
        held[person_id if name is None else name] = value, at
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)


class Memory(Generic[Kept]):
    """What this process keeps of what it read at one state of an epoch. A new state begins with nothing.

    Nothing of an older state is found by any thread: what is kept is replaced whole, never emptied. ``make`` returns what an
    empty memory is; where it has grown longer than ``most``, it begins anew as well.
    """

    _all: "list[Memory[Any]]" = []

    def __init__(self, name: str, make: Callable[[], Kept], most: int | None = None) -> None:
        self._name, self._make, self._most = name, make, most
        self._found: tuple[Stamp, Kept] | None = None
        self._all.append(self)

    def now(self) -> Kept:
        """Return what is kept of the state as it is."""
        state, found = stamp(self._name), self._found
        if found is None or found[0] != state or self._is_full(found[1]):
            found = self._found = (state, self._make())
        return found[1]

    def _is_full(self, kept: Kept) -> bool:
        return self._most is not None and isinstance(kept, Sized) and len(kept) > self._most

    def clear(self) -> None:
        """Forget everything."""
        self._found = None


def forget() -> None:
    """Forget what this process keeps of every state."""
    for memory in Memory._all:
        memory.clear()
