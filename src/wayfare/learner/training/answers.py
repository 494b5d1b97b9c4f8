"""What is learned from: graded answers in order of arrival, and what people said of a level."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wayfare.catalog import api as catalog
from wayfare.core.clock import read_moment
from wayfare.core.sql import fetch
from wayfare.engine.memory.scheduling import DAY
from wayfare.engine.tracing.answers import Answer, Answers, columns
from wayfare.engine.types import Attempt
from wayfare.learner import rules
from wayfare.learner.api.items import started as items_begun
from wayfare.people import api as people

LATER = 0.2
NEVER = float("inf")
_ANSWERS = """
SELECT person_id, skill_id, question_id, question_version_id, score, level, options, seconds, received_at
FROM learner_evidence WHERE question_id IS NOT NULL AND skill_id IS NOT NULL AND level IS NOT NULL AND source <> 'simulated'
ORDER BY received_at, person_id, id
"""
_SAID = """
SELECT person_id, skill_id, level, options, score, source FROM learner_evidence
WHERE skill_id IS NOT NULL AND level IS NOT NULL AND source NOT IN ('simulated', 'inferred') AND person_id IN
  (SELECT person_id FROM learner_evidence WHERE source IN ('self', 'colleague', 'manager'))
ORDER BY person_id, id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One graded answer, as the evidence has it; ``at`` is in seconds since 1970."""

    person: int
    skill: int
    question: int
    version: int
    score: float
    level: float
    options: int
    seconds: float | None
    at: float


def answers() -> Iterator[Row]:
    """Yield all graded answers about a skill, in order of arrival; what was simulated for a demo teaches nothing."""
    for row in fetch(_ANSWERS):
        yield Row(*[*row[:-1], read_moment(row[-1]).timestamp()])


def heard() -> list[list[Attempt]]:
    """Return all observations about each person of whom somebody said a level, in order; what was inferred is none."""
    found = []
    for _, rows in groupby(fetch(_SAID), key=lambda row: row[0]):
        attempts: list[Attempt] = []
        for _, skill, level, options, score, source in rows:
            kind = source if source in rules.CLAIMS else "answer"
            attempts += rules.attempts(skill, level, options, score, kind)
        found.append(attempts)
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """The same answers in columns, each person's together. ``order`` is the place of each in order of arrival.

    ``expert`` are the levels that authors gave, by question and for each answer.
    """

    rows: list[Row]
    every: Answers
    options: NDArray[np.int64]
    order: NDArray[np.int64]
    experts: Mapping[int, float]

    def later(self, share: float = LATER) -> NDArray[np.bool_]:
        """Return which answers came last."""
        return np.asarray(self.order >= round(len(self.rows) * (1 - share)))

    def since(self, at: float) -> NDArray[np.bool_]:
        """Return which answers came after a moment, in seconds since 1970."""
        return np.array([self.rows[place].at > at for place in self.order.tolist()], bool)

    @property
    def expert(self) -> list[float]:
        """Return the author's level of each answer's question."""
        return [self.experts[number] for number in self.every.question.tolist()]


def _begun(skill_ids: Collection[int]) -> dict[tuple[int, int], float]:
    """Return by person and skill when they first began an item that teaches it, in seconds since 1970."""
    of_item: dict[int, list[int]] = {}
    for skill, items in catalog.lessons_on(skill_ids=skill_ids).items():
        for item in items:
            of_item.setdefault(item, []).append(skill)
    found: dict[tuple[int, int], float] = {}
    for person, item, at in items_begun():
        for skill in of_item.get(item, ()):
            found[person, skill] = min(at.timestamp(), found.get((person, skill), NEVER))
    return found


def table(rows: list[Row]) -> Table:
    """Return answers in columns, with the groups that people belong to."""
    groups = people.groups(person_ids={row.person for row in rows})
    begun = _begun({row.skill for row in rows})
    given = [
        (
            row.person,
            Answer(
                row.question, (row.skill,), row.score, row.at / DAY, begun.get((row.person, row.skill), NEVER) <= row.at
            ),
        )
        for row in rows
    ]
    every = columns(given, [groups.get(row.person, "") for row in rows], timed=True)
    order = np.argsort(np.array([row.person for row in rows], np.int64), kind="stable")
    levels = catalog.levels(question_ids={row.question for row in rows})
    return Table(
        rows=rows,
        every=every,
        options=np.array([rows[place].options for place in order], np.int64),
        order=order,
        experts={row.question: row.level for row in rows} | levels,
    )
