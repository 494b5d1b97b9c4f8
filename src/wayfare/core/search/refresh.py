"""Bringing an index up to date with what there is, a set at a time: what is new or changed becomes a new part.

Small parts are absorbed by the new one as they are outgrown, so that a document is indexed anew a number of times that only
grows with the logarithm of how many there are, and a query never asks many parts.
"""

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from wayfare.core import leases, sql
from wayfare.core.imports.staging import turn
from wayfare.core.search.build import Renew, parts_of
from wayfare.core.search.parts import View, epoch_name, view
from wayfare.core.search.shape import Doc, Shape
from wayfare.core.versions import touch_epoch

MOST = 250_000
"""Documents of one part: what is held in memory while it is made."""
READ = 1_000
DELETED = 2_000
OUTGROWN = 2
"""A part that has fewer live documents than the new one times this is absorbed by it."""
Ids = npt.NDArray[np.int64]


class Source(Protocol):
    """What a room says of the things that can be found."""

    def marks(self) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield ids and marks (32 bits) of everything that may be found, some thousand at a time, ids ascending."""

    def docs(self, ids: Sequence[int]) -> Iterable[Doc]:
        """Return the documents of these ids; those that are gone by now are left out."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a refresh did. ``busy`` says that another process is at it, which will be followed by the next look."""

    indexed: int = 0
    removed: int = 0
    busy: bool = False


def refresh(shape: Shape, source: Source, *, now: datetime) -> Done:
    """Index what is new or changed, and drop what is gone. Short transactions; what is visible changes in one of them."""
    lease, holder = f"search {shape.name}"[:40], f"{socket.gethostname()}:{os.getpid()}"
    if not leases.take(lease, holder):
        return Done(busy=True)
    try:
        _sweep(shape)
        return _refreshed(shape, source, now, lambda: leases.renew(lease, holder))
    finally:
        leases.release(lease, holder)


def rebuild(shape: Shape, source: Source, *, now: datetime) -> Done:
    """Make the whole index anew; the old one answers until the new one is there."""
    lease, holder = f"search {shape.name}"[:40], f"{socket.gethostname()}:{os.getpid()}"
    with leases.held(lease, holder, "This index is being made by another process. Wait for it to end."):
        _sweep(shape)
        old = [part.id for part in view(shape).parts]
        gone = np.array(list(shape.gone.objects.values_list("subject_id", flat=True)), np.int64)
        wanted, _ = _wanted(source, lambda: leases.renew(lease, holder))
        made = parts_of(shape, _docs(source, wanted), MOST, now, lambda: leases.renew(lease, holder))
        _switch(shape, made, old, now, gone=(), back=gone)
        _sweep(shape)
    return Done(indexed=len(wanted))


def _refreshed(shape: Shape, source: Source, now: datetime, renew: Renew) -> Done:
    seen = view(shape)
    known, known_marks = _known(seen)
    wanted, marks = _wanted(source, renew)
    places = np.searchsorted(known, wanted) if len(known) else np.zeros(len(wanted), np.int64)
    places = np.minimum(places, max(0, len(known) - 1))
    same = (known[places] == wanted) & (known_marks[places] == marks) if len(known) else np.zeros(len(wanted), bool)
    fresh, gone = wanted[~same], np.setdiff1d(known, wanted, assume_unique=True)
    if not len(fresh) and not len(gone):
        return Done()
    old, more = _outgrown(seen, fresh, gone)
    made = parts_of(shape, _docs(source, np.union1d(fresh, more)), MOST, now, renew)
    _switch(shape, made, old, now, gone=gone.tolist(), back=fresh)
    _sweep(shape)
    return Done(len(fresh), len(gone))


def _known(seen: View) -> tuple[Ids, npt.NDArray[np.uint32]]:
    """Return the ids that can be found now, ascending, and the mark of each."""
    if not seen.parts:
        return np.zeros(0, np.int64), np.zeros(0, np.uint32)
    ids = np.concatenate([part.ids[alive] for part, alive in zip(seen.parts, seen.alive, strict=True)])
    marks = np.concatenate(
        [part.columns["marks"].astype(np.uint32)[alive] for part, alive in zip(seen.parts, seen.alive, strict=True)]
    )
    order = np.argsort(ids)
    return ids[order], marks[order]


def _wanted(source: Source, renew: Renew) -> tuple[Ids, npt.NDArray[np.uint32]]:
    ids: list[Ids] = [np.zeros(0, np.int64)]
    marks: list[npt.NDArray[np.uint32]] = [np.zeros(0, np.uint32)]
    for some, own in source.marks():
        ids.append(np.array(some, np.int64))
        marks.append(np.array(own, np.uint32))
        renew()
    return np.concatenate(ids), np.concatenate(marks)


def _docs(source: Source, ids: Ids) -> Iterator[Doc]:
    for start in range(0, len(ids), READ):
        yield from source.docs(ids[start : start + READ].tolist())


def _outgrown(seen: View, fresh: Ids, gone: Ids) -> tuple[list[int], Ids]:
    """Return the parts that the new one absorbs, and which of their documents are to be indexed again."""
    left = [
        (part, part.ids[alive & ~np.isin(part.ids, fresh) & ~np.isin(part.ids, gone)])
        for part, alive in zip(seen.parts, seen.alive, strict=True)
    ]
    total, absorbed, again = len(fresh), [], [np.zeros(0, np.int64)]
    for part, ids in sorted(left, key=lambda pair: len(pair[1])):
        small = len(ids) <= OUTGROWN * total and total + len(ids) <= MOST
        if small or 2 * len(ids) < part.docs or not len(ids):
            absorbed.append(part.id)
            again.append(ids)
            total += len(ids)
    return absorbed, np.concatenate(again)


def _switch(shape: Shape, made: list[int], old: list[int], now: datetime, *, gone: Iterable[int], back: Ids) -> None:
    """Let new parts count and old ones not, in one transaction; ``gone`` are not found any more, ``back`` are again."""
    with transaction.atomic():
        for start in range(0, len(back), DELETED):
            shape.gone.objects.filter(subject_id__in=back[start : start + DELETED].tolist()).delete()
        forget(shape, ids=gone, now=now)
        shape.part.objects.filter(id__in=old).update(current=False)
        shape.part.objects.filter(id__in=made).update(current=True)


def forget(shape: Shape, *, ids: Iterable[int], now: datetime) -> None:
    """Let things not be found any more, at once. Call it in the transaction that takes them away."""
    rows: list[tuple[Any, ...]] = [(number,) for number in ids]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {shape.table('gone')} (subject_id) VALUES (%s) ON CONFLICT (subject_id) DO NOTHING", rows
            )
    touch_epoch(epoch_name(shape), now)


def _sweep(shape: Shape) -> None:
    """Delete the rows of parts that do not count: outgrown ones, and what a killed process left behind."""
    for (part_id,) in sql.fetch(f"SELECT id FROM {shape.table('part')} WHERE NOT current"):
        last = sql.fetch(f"SELECT COALESCE(MAX(number), -1) FROM {shape.table('term')} WHERE part_id = %s", [part_id])
        for start in range(0, last[0][0] + 1, DELETED):
            with turn():
                shape.term.objects.filter(part_id=part_id, number__gte=start, number__lt=start + DELETED).delete()
        with turn():
            shape.gram.objects.filter(part_id=part_id).delete()
            shape.part.objects.filter(id=part_id).delete()
    _tidy(shape)


def _tidy(shape: Shape) -> None:
    """Forget what is gone from every part as well."""
    held = view(shape).parts
    gone = np.array(list(shape.gone.objects.values_list("subject_id", flat=True)), np.int64)
    there = np.concatenate([part.ids for part in held]) if held else np.zeros(0, np.int64)
    past = np.setdiff1d(gone, there)
    for start in range(0, len(past), DELETED):
        shape.gone.objects.filter(subject_id__in=past[start : start + DELETED].tolist()).delete()
