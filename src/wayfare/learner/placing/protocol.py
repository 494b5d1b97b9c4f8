"""What every kind of placement can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wayfare.catalog.api import Askable
from wayfare.engine.placement.answers import Outcome, Verdict, Why

Bank = Mapping[int, Sequence[Askable]]
Exposures = Mapping[int, float]
"""For some questions the share of earlier placements in their skill that have put them, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Next:
    """The question to put next, the skill it is about, and why it is asked."""

    version_id: int
    skill_id: int
    why: Why


@dataclass(frozen=True, slots=True)
class Found:
    """What a placement has found out about a skill at a level; ``chance`` is P(can do it).

    ``asked`` says whether any question was about this very skill; what was not asked about follows from what builds on it.
    """

    skill_id: int
    level: float
    chance: float
    verdict: Verdict
    asked: bool


class Sitting(Protocol):
    """A placement as it stands; every step gives a new one."""

    def skills(self) -> list[int]:
        """Return the skills whose questions may be asked."""

    def next(self, bank: Bank, exposures: Exposures) -> Next | None:
        """Return the next question; None where it is over."""

    def answered(self, question: Askable, outcome: Outcome) -> "Sitting":
        """Return the placement after an answer to a question of the bank."""

    def found(self) -> list[Found]:
        """Return what is known by now."""

    def count(self) -> int:
        """Return how many questions were answered."""

    def as_dict(self) -> dict[str, Any]:
        """Return all that has to be kept, as plain values for JSON."""
