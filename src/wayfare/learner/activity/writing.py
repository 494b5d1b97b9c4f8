"""Writing merged activity, a few thousand rows at a time, so that nobody who answers has to wait for it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection

from wayfare.core.clock import moment, read_moment
from wayfare.core.imports import Counts
from wayfare.core.imports.staging import turn
from wayfare.core.sql import fetch, marks
from wayfare.core.versions import bump_each
from wayfare.learner.activity.columns import NEVER, number_of, when
from wayfare.learner.activity.merging import Merged

Row = tuple[int, int, int, int]
_KNOWN = "SELECT person_id, item_id, started_at, finished_at FROM learner_itemprogress WHERE person_id IN ({ids})"
_SAVE = """
INSERT INTO learner_itemprogress (person_id, item_id, started_at, finished_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (person_id, item_id) DO UPDATE SET started_at = excluded.started_at, finished_at = excluded.finished_at
"""


def merge_in(merged: Merged, now: datetime, renew: Callable[[], None], *, dry_run: bool) -> Counts:
    """Write what is new or earlier than what is known, raise the version of everybody it is about, and return how many rows.

    A dry run only counts.
    """
    created = updated = unchanged = 0
    for chunk in merged.chunks():
        if dry_run:
            fresh, changed = _changes(chunk, now)
        else:
            with turn():
                fresh, changed = _changes(chunk, now)
                if rows := [*fresh, *changed]:
                    _save(rows)
        created, updated = created + len(fresh), updated + len(changed)
        unchanged += len(chunk) - len(fresh) - len(changed)
        renew()
    return Counts(created, updated, unchanged)


def _save(rows: Sequence[Row]) -> None:
    values = [
        (person, item, moment(when(started)), None if finished == NEVER else moment(when(finished)))
        for person, item, started, finished in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_SAVE, values)
    people = sorted({person for person, *_ in rows})
    bump_each(f"SELECT id FROM people_person WHERE id IN ({marks(people)})", people)


def _changes(chunk: Sequence[Row], now: datetime) -> tuple[list[Row], list[Row]]:
    """Return the rows to add and those to change. What has no time was begun by ``now``, and never counts against a time."""
    known = _known(sorted({person for person, *_ in chunk}))
    latest = number_of(now)
    fresh: list[Row] = []
    changed: list[Row] = []
    for person, item, started, finished in chunk:
        before = known.get((person, item))
        if before is None:
            fresh.append((person, item, min(started, finished, latest), finished))
        else:
            after = min(before[0], started), min(before[1], finished)
            if after != before:
                changed.append((person, item, *after))
    return fresh, changed


def _known(people: Sequence[int]) -> dict[tuple[int, int], tuple[int, int]]:
    rows = fetch(_KNOWN.format(ids=marks(people)), people)
    return {
        (person, item): (
            number_of(read_moment(started)),
            NEVER if finished is None else number_of(read_moment(finished)),
        )
        for person, item, started, finished in rows
    }
