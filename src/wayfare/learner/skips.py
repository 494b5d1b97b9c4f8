"""What somebody was let skip, and whether it held: each skip is checked by a question or two in practice, weeks later."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from wayfare.core.clock import moment, read_moment
from wayfare.core.ids import ordered_id
from wayfare.core.sql import fetch, one
from wayfare.learner.models import Skip

FIRST, LAST = timedelta(days=7), timedelta(days=30)
TRIES = 2
_WAITING = """
SELECT id, level, tries FROM learner_skip
WHERE person_id = %s AND skill_id = %s AND held IS NULL AND verify_after <= %s ORDER BY id
"""
_DUE = """
SELECT skill_id, MIN(level), MIN(verify_after) FROM learner_skip
WHERE person_id = %s AND held IS NULL AND verify_after <= %s GROUP BY skill_id ORDER BY MIN(verify_after), skill_id
"""
_ALL = "SELECT item_id, skill_id, level, held FROM learner_skip WHERE person_id = %s ORDER BY id"


@dataclass(frozen=True, slots=True)
class Skipped:
    """What somebody was let skip: items that they tested out of, and skills with the level that they have shown."""

    items: frozenset[int] = frozenset()
    skills: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many skips were made, how many of them were verified by now, and how many of those did not hold."""

    made: int
    verified: int
    failed: int

    @property
    def failure(self) -> float | None:
        """Return the share of verified skips that did not hold; None before the first."""
        return self.failed / self.verified if self.verified else None


def keep(
    person_id: int, placement_id: int, shown: Sequence[tuple[int, float]], item_id: int | None, now: datetime
) -> None:
    """Write that skills were shown up to a level. When each is verified is drawn from one to four weeks, so that they spread."""
    dice = random.Random(placement_id)  # noqa: S311 - nothing secret
    Skip.objects.bulk_create(
        Skip(
            person_id=person_id,
            id=ordered_id(now),
            skill_id=skill_id,
            level=level,
            item_id=item_id,
            placement_id=placement_id,
            made_at=now,
            verify_after=now + dice.uniform(0, 1) * (LAST - FIRST) + FIRST,
        )
        for skill_id, level in shown
    )


def verify(person_id: int, skill_id: int, level: float, right: bool, now: datetime) -> None:
    """Take an answer as a check of skips that are due: right says that it held, a second wrong one that it did not.

    A question more than a level below the skip says nothing about it.
    """
    for number, skipped, tries in fetch(_WAITING, [person_id, skill_id, moment(now)]):
        if level < skipped - 1:
            continue
        row = Skip.objects.filter(person_id=person_id, id=number)
        if right or tries + 1 >= TRIES:
            row.update(tries=tries + 1, held=right, verified_at=now)
        else:
            row.update(tries=tries + 1)


def due(person_id: int, now: datetime) -> list[tuple[int, float, datetime]]:
    """Return (skill, level, since when) of the skips that wait to be verified, longest first."""
    return [(skill, level, read_moment(at)) for skill, level, at in fetch(_DUE, [person_id, moment(now)])]


def next_due(person_id: int) -> datetime | None:
    """Return when the first skip is to be verified; None without any that waits."""
    sql = "SELECT MIN(verify_after) FROM learner_skip WHERE person_id = %s AND held IS NULL"
    row = one(sql, [person_id])
    return None if row is None or row[0] is None else read_moment(row[0])


def standing(person_id: int) -> Skipped:
    """Return what somebody was let skip, but for that where a later check said otherwise."""
    items, failed, skills = set[int](), set[int](), dict[int, float]()
    for item, skill, level, held in fetch(_ALL, [person_id]):
        fell = held is not None and not held
        if item is not None:
            (failed if fell else items).add(item)
        skills[skill] = 0.0 if fell else max(level, skills.get(skill, 0.0))
    return Skipped(frozenset(items - failed), {skill: level for skill, level in skills.items() if level})


def figures() -> Figures:
    """Return what became of all skips so far."""
    found = Skip.objects.aggregate(
        made=Count("id"),
        verified=Count("id", filter=Q(held__isnull=False)),
        failed=Count("id", filter=Q(held=False)),
    )
    return Figures(**found)
