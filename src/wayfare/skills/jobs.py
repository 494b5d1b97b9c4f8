"""What the room of skills does by itself: keep up what search finds by words.

Vectors for meaning are made by ``wayfare search rebuild``: a process that serves never loads the model for all skills.
"""

from datetime import datetime, timedelta

from wayfare.core.jobs import periodic
from wayfare.skills.search.door import refresh_search


@periodic(timedelta(hours=1))
def index_skills(*, now: datetime) -> None:
    """Let search find skills that are new or changed, by their words; an import does so by itself."""
    refresh_search(now=now)
