"""What the predictor remembers of a person: small, and a JSON value."""

from dataclasses import dataclass
from typing import Any, NamedTuple

QUESTIONS_KEPT = 200
WINDOW = 30
RATES = (0.5, 0.2, 0.07, 0.02)
NEVER = -1.0


class General(NamedTuple):
    """All answers of the person together. ``means`` and ``residuals`` are exponentially weighted, one for each of RATES."""

    answers: float
    right: float
    means: tuple[float, ...]
    residuals: tuple[float, ...]
    ability: float
    variance: float
    rating: float
    streak: float
    cohort: float
    expected: float
    last_skill: int
    run: int
    run_right: float
    run_bits: int
    runs: int
    runs_mastered: int
    last_residuals: tuple[float, ...]
    last_scores: tuple[float, ...]
    at: float


class Skill(NamedTuple):
    """The answers about one skill. ``bits`` are the last five outcomes after a leading one."""

    answers: float
    right: float
    mean: float
    variance: float
    fast: float
    slow: float
    residual_fast: float
    residual: float
    residual_slow: float
    last: float
    score: float
    score_before: float
    streak: float
    surplus: float
    rating: float
    difficulty: float
    runs: int
    bits: int
    at: float


class Seen(NamedTuple):
    """The answers to one question."""

    times: int
    score: float
    last: float
    right: float
    at: float


@dataclass(frozen=True, slots=True)
class State:
    """A person as the predictor sees them. Never changed in place: ``features.step`` returns another one.

    ``items``, ``places`` (of skills) and ``residuals`` are those of the last WINDOW answers, newest first. Items and places are
    rows in the tables of the artefact, so a state belongs to the artefact it was computed with, and is replayed from the evidence
    under another.
    """

    general: General
    skills: dict[int, Skill]
    questions: dict[int, Seen]
    items: tuple[int, ...]
    places: tuple[int, ...]
    residuals: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the state as lists and numbers, for JSON or msgpack."""
        return {
            "general": list(self.general),
            "skills": [[skill, *values] for skill, values in self.skills.items()],
            "questions": [[question, *values] for question, values in self.questions.items()],
            "recent": [list(self.items), list(self.places), list(self.residuals)],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "State":
        """Return the state that ``as_json`` wrote."""
        general: list[Any] = [tuple(part) if isinstance(part, list) else part for part in value["general"]]
        return cls(
            General(*general),
            {row[0]: Skill(*row[1:]) for row in value["skills"]},
            {row[0]: Seen(*row[1:]) for row in value["questions"]},
            *(tuple(part) for part in value["recent"]),
        )


def start(mean: float, variance: float) -> State:
    """Return the state of somebody who has answered nothing; ``mean`` is the usual score, ``variance`` that of abilities."""
    zeros = (0.0,) * len(RATES)
    general = General(
        0.0, 0.0, (mean,) * len(RATES), zeros, 0.0, variance, 0.0, 0.0, 0.0, 0.0,
        -1, 0, 0.0, 1, 0, 0, (0.0,) * 4, (NEVER,) * 3, NEVER,
    )  # fmt: skip
    return State(general, {}, {}, (), (), ())
