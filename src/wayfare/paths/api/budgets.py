"""What somebody has to learn with: minutes a week, and the formats and languages they accept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wayfare.catalog import api as catalog
from wayfare.core.sql import one
from wayfare.core.versions import bump
from wayfare.paths import rules
from wayfare.paths.models import Means
from wayfare.people import api as people
from wayfare.people.api import PersonView

_OWN = "SELECT weekly_minutes, CAST(formats AS TEXT), CAST(languages AS TEXT) FROM paths_means WHERE person_id = %s"


@dataclass(frozen=True, slots=True)
class Budget:
    """Minutes a week; formats (empty: all of them) and language tags, the preferred one first (empty: the person's own).

    ``own`` says that the person chose this; otherwise it is what the organisation's directory says.
    """

    weekly_minutes: int
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    own: bool = False


def budget(*, person_id: int, who: PersonView | None = None) -> Budget:
    """Return what somebody has to learn with; ``who`` is the person, where it is known. Raises NotFound for nobody."""
    row = one(_OWN, [person_id])
    if row is not None:
        return Budget(row[0], tuple(json.loads(row[1])), tuple(json.loads(row[2])), own=True)
    who = who or people.person(person_id=person_id)
    return Budget(who.weekly_minutes, (), (who.language,) if who.language else ())


def set_budget(
    *, person_id: int, weekly_minutes: int, formats: Sequence[str], languages: Sequence[str], now: datetime
) -> Budget:
    """Set what somebody has to learn with, and return it. The same again changes nothing.

    Raises Invalid for minutes below none or over forty hours, an unknown format and what is no language tag, NotFound for nobody.
    """
    wanted = Budget(
        rules.minutes(weekly_minutes),
        tuple(rules.formats(formats, catalog.kinds())),
        tuple(rules.languages(languages)),
        own=True,
    )
    with transaction.atomic():
        if budget(person_id=person_id) != wanted:
            bump(person_id)
            Means.objects.update_or_create(
                person_id=person_id,
                defaults={
                    "weekly_minutes": wanted.weekly_minutes,
                    "formats": list(wanted.formats),
                    "languages": list(wanted.languages),
                    "changed_at": now,
                },
            )
    return wanted
