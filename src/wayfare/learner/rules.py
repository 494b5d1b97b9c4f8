"""Small facts that several parts of this room share. Pure."""

from datetime import datetime

from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt

SELF, COLLEAGUE, MANAGER = "self", "colleague", "manager"
CLAIMS = (SELF, COLLEAGUE, MANAGER)
"""Sources that name a level rather than answer a question."""
LEAST_ANSWERS = 300
"""Below so many real answers there is nothing to train on."""
PREDICTED_FROM = 5
"""From so many answers of a person on, the fitted predictor is asked; before, role and others tell more."""
PLACEMENT, INFERRED = "placement", "inferred"
"""An answer within a placement, and what a placement concluded about a skill that it did not ask about."""


def days(earlier: datetime, later: datetime) -> float:
    """Return the days between two moments; none where the second is not later."""
    return max(0.0, (later - earlier).total_seconds() / 86_400)


def attempts(skill_id: int, level: float, options: int, score: float, source: str) -> tuple[Attempt, ...]:
    """Return what a piece of evidence says to the filter."""
    if source in CLAIMS:
        return gaussian.claim(skill_id, level, source)
    return (Attempt(skill_id, level, options, score, source=source),)


def iri(kind: str, number: int) -> str:
    """Return the address that statements name a thing of ours by."""
    return f"https://wayfare.example/{kind}/{number}"
