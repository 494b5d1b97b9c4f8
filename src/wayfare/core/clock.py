"""The one place that reads the wall clock. Everything below an edge takes ``now`` as an argument."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """Return the current time, aware, in UTC with microseconds."""
    return datetime.now(UTC)


def moment(value: datetime) -> datetime | str:
    """Return a time as hand-written SQL has to pass it, so that rows written by hand and by the ORM compare alike."""
    return connection.ops.adapt_datetimefield_value(value) or value


def read_moment(value: datetime | str) -> datetime:
    """Return a time as hand-written SQL reads it: SQLite keeps text in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)
