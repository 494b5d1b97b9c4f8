"""The one place that reads the wall clock. Everything below an edge takes ``now`` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, aware, in UTC with microseconds."""
    return datetime.now(UTC)
