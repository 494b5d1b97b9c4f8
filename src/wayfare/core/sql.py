"""Hand-written reads of the hot paths: what every request and every feed needs. Everywhere else the ORM is clear enough.

Building a query costs the ORM ten times what SQLite needs to answer it. A time passed in goes through ``clock.moment``.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def one(sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """Return the first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def marks(values: Collection[Any]) -> str:
    """Return the placeholders of a list: ``IN ({marks(ids)})``. The list must not be empty."""
    return ", ".join(["%s"] * len(values))
