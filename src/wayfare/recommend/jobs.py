"""What the recommend room does by itself."""

from datetime import datetime, timedelta

import structlog

from wayfare.core.jobs import periodic
from wayfare.recommend import counting

_log = structlog.get_logger(__name__)


@periodic(timedelta(days=1))
def count(*, now: datetime) -> None:
    """Count what is finished most, in each role and by all."""
    _log.info("counted what is finished most", counts=counting.count_popularity(now))
