"""Popularity, counted from what people finished: a table that a job writes anew."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from wayfare.core.versions import touch_epoch
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.recommend.models import Popularity

LEAST = 5
"""Fewer people than this are never counted: what one colleague did is nobody else's business."""
MOST_OF_A_ROLE = 200
ALL = 0
EPOCH = "popularity"
"""The epoch that is raised when it has been counted anew."""


def count_popularity(now: datetime) -> int:
    """Count anew how many people of each role, and of all, finished each item; return how many counts there are."""
    role_of = people.roles_by_person()
    counted, everybody = Counter[tuple[int, int]](), Counter[int](role_of.values())
    finishers = set()
    for person, item in learner.finished_pairs():
        finishers.add(person)
        counted[ALL, item] += 1
        if (role := role_of.get(person)) is not None:
            counted[role, item] += 1
    everybody[ALL] = len(finishers)
    rows = [
        Popularity(role_id=role, item_id=item, people=times, share=times / everybody[role])
        for role, item, times in _best(counted)
    ]
    with transaction.atomic():
        Popularity.objects.all().delete()
        Popularity.objects.bulk_create(rows, batch_size=500)
        touch_epoch(EPOCH, now)
    return len(rows)


def _best(counted: Counter[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return (role, item, people) of the most finished items of each role, without those of too few people."""
    kept, found = Counter[int](), []
    for (role, item), times in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        if times >= LEAST and kept[role] < MOST_OF_A_ROLE:
            kept[role] += 1
            found.append((role, item, times))
    return found
