"""What audit's room does by itself."""

from datetime import datetime, timedelta

from wayfare.audit import sealing
from wayfare.core.jobs import periodic


@periodic(timedelta(seconds=30))
def seal(*, now: datetime) -> None:
    """Seal what was decided and done since the last seal, so that later changes to it are noticed."""
    sealing.seal(now=now)
