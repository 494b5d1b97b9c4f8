"""Staged rows: written in short transactions, applied by a few set-based statements.

The SQL is the same on SQLite and PostgreSQL; only how a value is taken out of the staged JSON differs.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Count, QuerySet

from wayfare.core.models import ImportBatch, StagedRow

_INSERT = 'INSERT INTO core_stagedrow (batch_id, "table", line, key, digest, payload) VALUES (%s, %s, %s, %s, %s, %s)'
_REPLACE = "UPDATE core_stagedrow SET key = %s, digest = %s, payload = %s WHERE id = %s"
_CHUNK = 2_000
_ENDS = 'SELECT MIN(id), MAX(id) FROM core_stagedrow WHERE batch_id = %s AND "table" = %s'
# computed operands keep the planner on the primary key, so that each chunk is read in time that does not grow with the batch
_PAGE = """
SELECT id, line, key, payload, digest FROM core_stagedrow
WHERE id > %s AND batch_id + 0 = %s AND "table" || '' = %s ORDER BY id LIMIT %s
"""


LONGEST_PAUSE = 0.1


@contextmanager
def turn() -> Iterator[None]:
    """Write for a short while, then leave the lock alone for as long: SQLite's writers do not queue, they try again.

    Without the pause somebody who wants to save an answer may find the lock taken again and again. The pause is a tenth of a
    second at most; PostgreSQL's writers do not wait for each other, so there is none.
    """
    start = time.monotonic()
    with transaction.atomic():
        yield
    if connection.vendor == "sqlite":
        time.sleep(min(LONGEST_PAUSE, time.monotonic() - start))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows an apply step made, changed, and found as they were."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Staged:
    """One staged row, read back."""

    line: int
    key: str
    payload: dict[str, Any]
    id: int = 0
    digest: str = ""


class Batch:
    """The staged rows of one import."""

    def __init__(self, row: ImportBatch) -> None:
        """Wrap the batch's own row."""
        self.row = row
        self.id: int = row.pk

    def add(self, rows: Iterable[tuple[str, int, str, str, object]]) -> None:
        """Stage (table, line, key, digest, payload) rows in one short transaction."""
        values: list[tuple[Any, ...]] = [
            (self.id, *head, msgspec.json.encode(payload).decode()) for *head, payload in rows
        ]
        with turn(), connection.cursor() as cursor:
            cursor.executemany(_INSERT, values)

    def rows(self, table: str) -> Iterator[Staged]:
        """Yield the staged rows of a table in the order of the file."""
        for chunk in self.chunks(table, _CHUNK):
            yield from chunk

    def chunks(self, table: str, size: int) -> Iterator[list[Staged]]:
        """Yield the staged rows of a table in the order of the file, ``size`` at a time; no cursor stays open between."""
        with connection.cursor() as cursor:
            cursor.execute(_ENDS, [self.id, table])
            first, end = cursor.fetchone()
        last = (first or 1) - 1
        while last < (end or 0):
            with connection.cursor() as cursor:
                cursor.execute(_PAGE, [last, self.id, table, size])
                found = cursor.fetchall()
            last = found[-1][0]
            yield [Staged(line, key, msgspec.json.decode(text), row, mark) for row, line, key, text, mark in found]

    def repeated(self, table: str) -> Iterator[Staged]:
        """Yield the staged rows whose key stands more than once, by key and in the order of the file."""
        rows = StagedRow.objects.filter(batch_id=self.id, table=table)
        keys = rows.values("key").annotate(rows=Count("id")).filter(rows__gt=1).values("key")
        yield from _read(rows.filter(key__in=keys).order_by("key", "id"))

    def these(self, ids: Sequence[int]) -> list[Staged]:
        """Return the staged rows with these ids."""
        return list(_read(StagedRow.objects.filter(batch_id=self.id, id__in=ids).order_by("id")))

    def replace(self, rows: Iterable[Staged]) -> None:
        """Write staged rows anew under their ids, in short transactions."""
        values = ((row.key, row.digest, msgspec.json.encode(row.payload).decode(), row.id) for row in rows)
        while chunk := list(islice(values, _CHUNK)):
            with turn(), connection.cursor() as cursor:
                cursor.executemany(_REPLACE, chunk)

    def drop_ids(self, ids: Iterable[int]) -> None:
        """Take rows out of the batch by their ids, in short transactions."""
        waiting = iter(ids)
        while chunk := list(islice(waiting, _CHUNK)):
            with turn():
                StagedRow.objects.filter(batch_id=self.id, id__in=chunk).delete()

    def repeats(self, table: str) -> list[tuple[str, int, int, bool]]:
        """Return (key, line, first line, identical) for each row whose key stands in an earlier row of the batch."""
        sql = """
        SELECT s.key, s.line, f.line, CASE WHEN s.digest = f.digest THEN 1 ELSE 0 END
        FROM core_stagedrow s
        JOIN (SELECT key, MIN(id) AS id FROM core_stagedrow WHERE batch_id = %s AND "table" = %s
              GROUP BY key HAVING COUNT(*) > 1) g ON g.key = s.key AND g.id < s.id
        JOIN core_stagedrow f ON f.id = g.id
        WHERE s.batch_id = %s AND s."table" = %s ORDER BY s.line
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.id, table, self.id, table])
            return [(key, line, first, bool(same)) for key, line, first, same in cursor.fetchall()]

    def drop(self, table: str, lines: Sequence[int]) -> None:
        """Take rows out of the batch again."""
        StagedRow.objects.filter(batch_id=self.id, table=table, line__in=lines).delete()

    def counts(self, table: str, target: str, where: str, params: Sequence[Any]) -> Counts:
        """Compare staged digests with the target's. ``where`` joins ``t`` (target) with ``s`` (staged)."""
        sql = f"""
        SELECT COUNT(*), COUNT(t.id), COALESCE(SUM(CASE WHEN t.digest = s.digest THEN 1 ELSE 0 END), 0)
        FROM core_stagedrow s LEFT JOIN {target} t ON {where}
        WHERE s.batch_id = %s AND s."table" = %s
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, self.id, table])
            total, known, same = cursor.fetchone()
        return Counts(total - known, known - same, same)

    def spans(self, table: str, size: int) -> list[tuple[int, int]]:
        """Return (first id, last id) of the staged rows of a table, ``size`` rows at a time."""
        rows = StagedRow.objects.filter(batch_id=self.id, table=table).order_by("id").values_list("id", flat=True)
        found: list[tuple[int, int]] = []
        last = 0
        while ids := list(rows.filter(id__gt=last)[:size]):
            last = ids[-1]
            found.append((ids[0], last))
        return found

    def select(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return all its rows."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one set-based statement and return how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    def clear(self) -> None:
        """Delete the staged rows in short transactions."""
        while True:
            ids = list(StagedRow.objects.filter(batch_id=self.id).values_list("id", flat=True)[:_CHUNK])
            if not ids:
                return
            with turn():
                StagedRow.objects.filter(id__in=ids).delete()


def _read(query: QuerySet[StagedRow]) -> Iterator[Staged]:
    columns = query.values_list("line", "key", "payload", "id", "digest")
    for line, key, payload, number, own in columns.iterator(chunk_size=_CHUNK):
        yield Staged(line, key, msgspec.json.decode(payload), number, own)


def value(name: str, kind: str = "text") -> str:
    """Return SQL for a value of the staged payload ``s.payload``; ``kind`` is text, integer, real, boolean or json."""
    if connection.vendor == "postgresql":
        types = {"integer": "bigint", "real": "double precision", "boolean": "boolean", "json": "jsonb", "text": "text"}
        return f"CAST(CAST(s.payload AS jsonb) ->> '{name}' AS {types[kind]})"
    return f"json_extract(s.payload, '$.{name}')"


def upsert(target: str, match: Sequence[str], columns: Mapping[str, str], tail: str) -> str:
    """Return an insert-or-update from staged rows; a row whose digest is unchanged is not written.

    ``columns`` maps columns to SQL expressions over ``s``; ``tail`` is everything from FROM on and must contain WHERE.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in match)
    return (
        f"INSERT INTO {target} ({names}) SELECT {', '.join(columns.values())} {tail} "
        f"ON CONFLICT ({', '.join(match)}) DO UPDATE SET {changed} WHERE {target}.digest <> excluded.digest"
    )
