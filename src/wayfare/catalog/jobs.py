"""What the catalogue's room does by itself: keep up what search finds, and forget old searches."""

from datetime import datetime, timedelta

from wayfare.catalog.api.search import refresh_search
from wayfare.catalog.search import demand
from wayfare.core import facts
from wayfare.core.jobs import periodic
from wayfare.core.versions import epoch

INDEXED = "items indexed at epoch"


@periodic(timedelta(minutes=10))
def index_items(*, now: datetime) -> None:
    """Let search find what has changed since the last look, if anything has; an import does so by itself."""
    seen = str(epoch("catalog"))
    if facts.get(INDEXED) != seen and not refresh_search(now=now).busy:
        facts.put(INDEXED, seen)


@periodic(timedelta(days=1))
def forget_searches(*, now: datetime) -> None:
    """Delete what was searched for in vain half a year ago."""
    demand.clear(now.date())
