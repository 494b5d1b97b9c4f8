"""Sealing: after a minute at most, a row that is changed or removed is noticed.

Each batch of new rows gets a root over their digests, and each root is linked to the one before. Taking away the newest
seals together with their rows is the one thing the table cannot show; that is why every seal is written to the log as well.
"""

import heapq
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import structlog
from django.db import connection, models, transaction

from wayfare.audit import rules
from wayfare.audit.models import Act, Decision, Seal

BATCH = 2_000
log = structlog.get_logger(__name__)

_KEPT = ("seal", "salt", "digest")
_CONTENT: dict[type[models.Model], tuple[str, ...]] = {
    model: tuple(field.name for field in model._meta.concrete_fields if field.name not in _KEPT)
    for model in (Decision, Act)
}
_TABLES = list(_CONTENT)


def seal(*, now: datetime) -> int:
    """Seal all rows that are not sealed yet, and return how many those were."""
    total = 0
    while rows := _seal_batch(now):
        total += rows
    return total


def _seal_batch(now: datetime) -> int:
    with transaction.atomic():
        rows = [row for model in _CONTENT for row in _new_rows(model)]
        if not rows:
            return 0
        last = Seal.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        for row in rows:
            row.seal, row.salt = number, secrets.token_hex(16)
            row.digest = rules.leaf(_content(row), row.salt)
        for model in _CONTENT:
            _save(model, [row for row in rows if isinstance(row, model)])
        top = rules.root([row.digest for row in rows])
        link = rules.link(last.link if last else rules.FIRST_LINK, number, len(rows), top, now)
        Seal.objects.create(number=number, rows=len(rows), root=top, link=link, sealed_at=now)
    log.info("sealed", number=number, rows=len(rows), link=link)
    return len(rows)


def _new_rows(model: Any) -> list[Any]:
    return sorted(model.objects.filter(seal=None).order_by("id")[:BATCH], key=_place)


def _place(row: Any) -> tuple[int, int]:
    """Return where a row stands among those of its table in one seal."""
    return row.id, getattr(row, "person_id", 0)


def _content(row: Any) -> list[object]:
    return [row._meta.label_lower, *(getattr(row, name) for name in _CONTENT[type(row)])]


def _save(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Write seal, salt and digest into the rows of one table, in one go: writers wait meanwhile."""
    key = [field.attname for field in model._meta.pk_fields]
    where = " AND ".join(f"{column} = %s" for column in key)
    sql = f"UPDATE {model._meta.db_table} SET seal = %s, salt = %s, digest = %s WHERE {where}"
    with connection.cursor() as cursor:
        cursor.executemany(
            sql, [(row.seal, row.salt, row.digest, *(getattr(row, name) for name in key)) for row in rows]
        )


def unsealed_since() -> datetime | None:
    """Return the time of the oldest row that is not sealed yet, or None."""
    decision = Decision.objects.filter(seal=None).order_by("id").values_list("made_at", flat=True).first()
    act = Act.objects.filter(seal=None).order_by("id").values_list("at", flat=True).first()
    return min((at for at in (decision, act) if at is not None), default=None)


def damage() -> Iterator[str]:
    """Yield a sentence for each sealed row that was changed and each seal whose rows or links are not what they were."""
    before, expected = rules.FIRST_LINK, 1
    rows_of = _Batches()
    for one in Seal.objects.order_by("number").iterator():
        if one.number != expected:
            yield f"Seal {expected} is missing."
        yield from _compare(one, rows_of.take(one.number))
        if one.link != rules.link(before, one.number, one.rows, one.root, one.sealed_at):
            yield f"Seal {one.number} is not linked to the one before it."
        before, expected = one.link, one.number + 1
    rows_of.take(None)
    yield from (f"There are rows of seal {number}, which is missing." for number in rows_of.strays)


def _compare(one: Seal, rows: list[Any]) -> Iterator[str]:
    changed = [row for row in rows if not row.salt or rules.leaf(_content(row), row.salt) != row.digest]
    yield from (f"{type(row).__name__} {row.id} was changed after seal {one.number}." for row in changed)
    if len(rows) != one.rows:
        yield f"Seal {one.number} was put on {one.rows} rows, and {len(rows)} are there."
    elif not changed and rules.root([row.digest for row in rows]) != one.root:
        yield f"Seal {one.number} does not fit its rows."


class _Batches:
    """Sealed rows of all tables, seal by seal, in one pass over each."""

    def __init__(self) -> None:
        streams = [self._stream(model) for model in _CONTENT]
        merged = heapq.merge(*streams, key=lambda row: (row.seal, _TABLES.index(type(row))))
        self.groups = groupby(merged, key=lambda row: row.seal)
        self.waiting: tuple[int, list[Any]] | None = None
        self.strays: list[int] = []
        self._step()

    @staticmethod
    def _stream(model: Any) -> Iterator[Any]:
        return iter(model.objects.filter(seal__isnull=False).order_by("seal").iterator())

    def _step(self) -> None:
        found = next(self.groups, None)
        self.waiting = found and (found[0], list(found[1]))

    def take(self, number: int | None) -> list[Any]:
        """Return the rows of a seal; those of earlier numbers are strays, and with None so are all that are left."""
        while self.waiting and (number is None or self.waiting[0] < number):
            self.strays.append(self.waiting[0])
            self._step()
        if not self.waiting or self.waiting[0] != number:
            return []
        rows = sorted(self.waiting[1], key=lambda row: (_TABLES.index(type(row)), *_place(row)))
        self._step()
        return rows
