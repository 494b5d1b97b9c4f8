"""When each job ran last, as rows: whoever claims a period runs it, however many processes look at the clock."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from wayfare.core.clock import moment
from wayfare.core.clock import now as clock_now
from wayfare.core.models import JobRun

_CLAIM = """
INSERT INTO core_jobrun (name, started_at, finished_at, error) VALUES (%s, %s, NULL, '')
ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, finished_at = NULL, error = ''
WHERE core_jobrun.started_at <= %s
"""
MAX_ERROR = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """The last run of a job. ``finished_at`` is None while it runs and after a crash; ``error`` is empty for a good one."""

    name: str
    started_at: datetime
    finished_at: datetime | None
    error: str


def claim(name: str, every: timedelta, now: datetime) -> bool:
    """Take the next period of a job. False where it is not due yet or somebody else took it."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [name, moment(now), moment(now - every)])
        return bool(cursor.rowcount == 1)


@contextmanager
def noted(name: str) -> Iterator[None]:
    """Write down how a run of a job ended; an error goes on."""
    error = traceback.format_exc  # read only while an exception passes
    passed = False
    try:
        yield
        passed = True
    finally:
        text = "" if passed else error()[-MAX_ERROR:]
        JobRun.objects.filter(name=name).update(finished_at=clock_now(), error=text)


def last() -> dict[str, Run]:
    """Return the last run of every job that ever ran, by name."""
    return {
        row.name: Run(row.name, row.started_at, row.finished_at, row.error) for row in JobRun.objects.order_by("name")
    }
