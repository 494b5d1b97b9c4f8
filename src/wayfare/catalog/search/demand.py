"""What people searched for and nobody offers: words and days, never a person."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Count, Sum

from wayfare.catalog.search.tables import Demand
from wayfare.core.search import tokens

LONGEST = 80
A_DAY = 2_000
"""So many different words are kept of one day at most: what asks for more is no person."""
KEPT = timedelta(days=180)
FEWEST = 5
"""Words asked for less often are counted, not shown: they could be about somebody."""
_PERSONAL = re.compile(r"@|\d{5,}")
_COUNT = """
INSERT INTO catalog_demand (day, words, times) VALUES (%s, %s, 1)
ON CONFLICT (day, words) DO UPDATE SET times = catalog_demand.times + 1
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that were searched for in vain: how often, on how many days, and when last."""

    words: str
    times: int
    days: int
    last: date


def note(text: str, day: date) -> None:
    """Count a search in vain. Addresses and long numbers are not kept."""
    words = " ".join(tokens(text))[:LONGEST].strip()
    if not words or _PERSONAL.search(text):
        return
    with transaction.atomic():
        known = Demand.objects.filter(day=day, words=words).exists()
        if known or Demand.objects.filter(day=day).count() < A_DAY:
            with connection.cursor() as cursor:
                cursor.execute(_COUNT, [day, words])


def listed(since: date, limit: int) -> list[Wanted]:
    """Return what was searched for in vain at least five times since a day, most often first."""
    rows = Demand.objects.filter(day__gte=since).values("words").annotate(sum=Sum("times"), days=Count("day"))
    return [
        Wanted(row["words"], row["sum"], row["days"], Demand.objects.filter(words=row["words"]).latest("day").day)
        for row in rows.filter(sum__gte=FEWEST).order_by("-sum", "words")[:limit]
    ]


def total(since: date) -> int:
    """Return how many searches were in vain since a day, those not shown included."""
    return Demand.objects.filter(day__gte=since).aggregate(sum=Sum("times"))["sum"] or 0


def clear(today: date) -> None:
    """Delete what is half a year old."""
    Demand.objects.filter(day__lt=today - KEPT).delete()
