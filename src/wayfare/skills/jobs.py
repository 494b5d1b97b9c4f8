"""What the room of skills does by itself: keep up what search finds, by words and by meaning."""

from datetime import datetime, timedelta

from wayfare.core.jobs import periodic
from wayfare.skills.search.door import prepare_meaning, refresh_search


@periodic(timedelta(hours=1))
def index_skills(*, now: datetime) -> None:
    """Let search find skills that are new or changed, by their words; an import does so by itself."""
    refresh_search(now=now)


@periodic(timedelta(hours=1))
def prepare_skills(*, now: datetime) -> None:
    """Make the vectors of skills that have none yet, where a model for sentences is installed."""
    prepare_meaning()
