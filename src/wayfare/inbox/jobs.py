"""What the inbox does by itself."""

from datetime import datetime, timedelta

from wayfare.core.jobs import periodic
from wayfare.inbox import api


@periodic(timedelta(hours=1))
def expire(*, now: datetime) -> None:
    """Write down which requests have expired."""
    api.expire(now=now)
