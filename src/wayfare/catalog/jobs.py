"""What the catalogue's room does by itself: keep up what search finds, learn from decisions, and forget old searches."""

from datetime import datetime, timedelta

import structlog

from wayfare.catalog.api import training
from wayfare.catalog.api.search import refresh_search
from wayfare.catalog.search import demand
from wayfare.core import facts
from wayfare.core.jobs import periodic
from wayfare.core.jobs.verbs import run_verb
from wayfare.core.versions import epoch

_log = structlog.get_logger(__name__)
INDEXED = "items indexed at epoch"


@periodic(timedelta(minutes=10))
def index_items(*, now: datetime) -> None:
    """Let search find what has changed since the last look, if anything has; an import does so by itself."""
    seen = str(epoch("catalog"))
    if facts.get(INDEXED) != seen and not refresh_search(now=now).busy:
        facts.put(INDEXED, seen)


@periodic(timedelta(minutes=15))
def learn_tags(*, now: datetime) -> None:
    """Learn from what people approved and rejected, in a process of its own: it reads the whole catalogue by its meaning."""
    if training.due(now=now):
        report = run_verb("train", "--only", "tagging", "--json")
        _log.info("learned from decisions about proposals", at=now.isoformat(), report=report[:4000])


@periodic(timedelta(days=1))
def forget_searches(*, now: datetime) -> None:
    """Delete what was searched for in vain half a year ago."""
    demand.clear(now.date())
