"""The open model: what an estimate rests on, how much each piece moved it, and what would change it."""

from dataclasses import dataclass
from datetime import datetime

from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, Gaussian, LearnerState
from wayfare.learner import artefacts, rows, rules
from wayfare.learner.api.beliefs import Snapshot
from wayfare.learner.models import Evidence

SHOWN = 50
A_LITTLE_MORE = (
    0.5  # levels above the estimate at which a question says most: it starts where one is right half the time
)
FOUR_OPTIONS = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence about a skill.

    ``weight`` in [0, 1] is its share of all that was learned from evidence about this skill (of the precision gained); ``by`` is
    the person who said it, or None where the server graded it.
    """

    n: int
    source: str
    by: int | None
    version_id: int | None
    level: float
    score: float
    occurred_at: datetime
    received_at: datetime
    before: Gaussian
    after: Gaussian
    weight: float

    @property
    def shift(self) -> float:
        """Return by how many levels it moved the estimate."""
        return self.after.mean - self.before.mean


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the estimate would become: after a right and a wrong answer at ``level``, after the manager's word for ``level``."""

    level: float
    right: Gaussian
    wrong: Gaussian
    manager: Gaussian


def evidence(*, person_id: int, skill_id: int) -> list[Piece]:
    """Return what an estimate rests on, newest first, at most fifty pieces; weights are shares among all of them."""
    found = Evidence.objects.filter(person_id=person_id, skill_id=skill_id, before__isnull=False).order_by("-id")
    gained = {row.id: _gained(_pair(row.before), _pair(row.after)) for row in found}
    total = sum(gained.values()) or 1.0
    return [_piece(row, gained[row.id] / total) for row in found[:SHOWN]]


def prospect(*, snapshot: Snapshot, skill_id: int) -> Prospect:
    """Return what would change an estimate most by the next piece of evidence, and by how much."""
    params = artefacts.params(snapshot.artefact)
    level = round(min(5.0, max(1.0, snapshot.belief(skill_id).mean + A_LITTLE_MORE)) * 2) / 2

    def after(*attempts: Attempt) -> Gaussian:
        state: LearnerState = snapshot.state
        for attempt in attempts:
            state = gaussian.update(state, attempt, params)
        return gaussian.belief(state, skill_id, params)

    return Prospect(
        level=level,
        right=after(Attempt(skill_id, level, FOUR_OPTIONS, 1.0)),
        wrong=after(Attempt(skill_id, level, FOUR_OPTIONS, 0.0)),
        manager=after(*rules.attempts(skill_id, level, 0, 1.0, rules.MANAGER)),
    )


def last_evidence(*, person_id: int) -> dict[int, datetime]:
    """Return for each skill with evidence when its estimate last moved."""
    return rows.changed_at(person_id)


def _pair(value: object) -> Gaussian:
    return Gaussian(*value) if isinstance(value, list | tuple) else Gaussian(0.0, 1.0)


def _gained(before: Gaussian, after: Gaussian) -> float:
    """Return the precision that was gained; evidence that surprises may lose some, which counts as none."""
    return max(0.0, 1 / after.variance - 1 / before.variance)


def _piece(row: Evidence, weight: float) -> Piece:
    return Piece(
        n=row.id,
        source=row.source,
        by=row.by_id,
        version_id=row.question_version_id,
        level=row.level or 0.0,
        score=row.score,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        before=_pair(row.before),
        after=_pair(row.after),
        weight=weight,
    )
