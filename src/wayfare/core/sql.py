"""Hand-written reads of the hot paths: what every request and every feed needs. Everywhere else the ORM is clear enough.

Building a query costs the ORM ten times what SQLite needs to answer it. A time passed in goes through ``clock.moment``.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_shared: ContextVar[CursorWrapper | None] = ContextVar("shared", default=None)


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows."""
    if (shared := _shared.get()) is not None:
        return _rows(shared, sql, params)
    with connection.cursor() as cursor:
        return _rows(cursor, sql, params)


def one(sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """Return the first row, or None. All are read: one that is left would keep what is read from moving on."""
    rows = fetch(sql, params)
    return rows[0] if rows else None


def _rows(cursor: CursorWrapper, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(sql, params)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def one_cursor() -> Iterator[None]:
    """Let all reads inside share a cursor: to make one and to close it takes as long as a short statement."""
    with connection.cursor() as cursor:
        token = _shared.set(cursor)
        try:
            yield
        finally:
            _shared.reset(token)


@contextmanager
def reproducible() -> Iterator[None]:
    """Run a transaction that does not wait for the disk: a killed process loses nothing of it, a machine that stops may.

    Only for what can be made again from what else is stored; never for what somebody gave. Inside another transaction it is a
    part of that one.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (usual,) = cursor.execute("PRAGMA synchronous").fetchone()
            cursor.execute(f"PRAGMA synchronous = {min(usual, _NORMAL)}")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute(f"PRAGMA synchronous = {usual}")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
            yield


_NORMAL = 1


def marks(values: Collection[Any]) -> str:
    """Return the placeholders of a list: ``IN ({marks(ids)})``. The list must not be empty."""
    return ", ".join(["%s"] * len(values))


def padded(values: Collection[int]) -> list[int]:
    """Return values for a list in a statement with the last one repeated up to a power of two.

    So there are few different statements: one that is known need not be prepared again. The list must not be empty.
    """
    found = list(values)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found))


_AT_ONCE = 400
V = TypeVar("V")


def pieces(values: list[V]) -> Iterator[list[V]]:
    """Cut a long list into as many as one statement takes."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def ids_named(table: str, names: Collection[str], source: str = "", where: str = "TRUE") -> dict[str, set[int]]:
    """Return the ids of the rows of a table with source and source_id that each name stands for; names of nothing are left out.

    A name is ``SOURCE:ID`` or an id of ``source`` (empty: of any source). ``where`` is a further condition on ``t``.
    """
    sources = [source] if source else [row[0] for row in fetch(f"SELECT DISTINCT source FROM {table}")]
    wanted: dict[tuple[str, str], list[str]] = {}
    for name in names:
        for each in sources:
            wanted.setdefault((each, name), []).append(name)
        head, colon, tail = name.partition(":")
        if colon:
            wanted.setdefault((head, tail), []).append(name)
    found: dict[str, set[int]] = {}
    for each in {of for of, _ in wanted}:
        for some in pieces([number for of, number in wanted if of == each]):
            query = f"SELECT t.id, t.source_id FROM {table} t WHERE t.source = %s AND t.source_id IN ({marks(some)}) AND {where}"
            for number, source_id in fetch(query, [each, *some]):
                for name in wanted[each, source_id]:
                    found.setdefault(name, set()).add(number)
    return found
