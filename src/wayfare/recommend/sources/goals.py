"""What somebody set themselves, and what the projects they work on need."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from wayfare.core.clock import zone
from wayfare.engine.types import Need
from wayfare.paths import api as paths
from wayfare.recommend.given import Given
from wayfare.recommend.sources.protocol import Ask, Source

SOON, HURRY = timedelta(days=14), 1.25
FULL = 5.0
"""The weight of a goal that matters most; it counts as much as the decisive skill of a role."""


class Goals(Source):
    """Open goals and running projects. They count for what their weight says: people chose them; targets of roles are graded."""

    def asks(self, given: Given, now: datetime) -> Iterable[Ask]:
        """Return what goals and projects want, a little more when it is wanted soon."""
        today = now.astimezone(zone(given.who.time_zone)).date()
        for one in paths.wanted(person_id=given.who.id, now=now, who=given.who):
            importance = min(1.0, one.weight / FULL * _urgency(one.deadline, today))
            yield Ask(Need(one.skill_id, one.source, one.level, importance), one.title)


def _urgency(deadline: date | None, today: date) -> float:
    return HURRY if deadline is not None and today <= deadline <= today + SOON else 1.0
