"""The one place that reads the wall clock. Everything below an edge takes ``now`` as an argument."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection


def now() -> datetime:
    """Return the current time, aware, in UTC with microseconds."""
    return datetime.now(UTC)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its name; UTC for a name that is not known on this machine."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def week_start(local: datetime) -> datetime:
    """Return the Monday, 00:00, of the week of a local time."""
    monday = local - timedelta(days=local.weekday())
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


@lru_cache(maxsize=64)  # one computation passes the same moment on again and again
def moment(value: datetime) -> datetime | str:
    """Return a time as hand-written SQL has to pass it, so that rows written by hand and by the ORM compare alike."""
    return connection.ops.adapt_datetimefield_value(value) or value


def read_moment(value: datetime | str) -> datetime:
    """Return a time as hand-written SQL reads it: SQLite keeps text in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)
