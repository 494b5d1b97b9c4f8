"""What is shown: the probability that a person answers a question at a level right now, from mastery and memory together.

Mastery says what a person could do when it was last seen, ``could`` = P(right) by the filter, guessing and slipping included.
Memory says how much of that is still there, ``recall``. With ``guess`` the chance to be right without knowing:

    knows = (could - guess) / (1 - guess) · recall ^ loss
    P     = guess + (1 - guess) · σ(intercept + slope · logit(knows))

``loss`` says how much of what memory loses is lost for a question of the skill: 1 all of it, 0 none. With intercept 0 and
slope 1, P runs from the guess when all is forgotten to mastery's own value when nothing is. Loss over time enters here alone.
"""

import math
from dataclasses import dataclass

from wayfare.engine.memory.scheduling import OutOfRange

TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Shown:
    """The parameters of the formula. P grows with mastery as slope ≥ 0, and falls with time as loss ≥ 0."""

    loss: float = 1.0
    intercept: float = 0.0
    slope: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what would turn the formula round."""
        if not (self.loss >= 0 and self.slope >= 0):
            raise OutOfRange(f"loss {self.loss} and slope {self.slope} must not be negative")


def right_now(could: float, guess: float, recall: float, shown: Shown) -> float:
    """Return P(right answer now), never below the guess. A ``recall`` of 1 stands for what was never practised.

    Raises OutOfRange for what is no probability, or a guess of 1.
    """
    if not (0 <= could <= 1 and 0 <= recall <= 1 and 0 <= guess < 1):
        raise OutOfRange(f"mastery {could}, recall {recall}, guess {guess}: not all are probabilities")
    knows = max(0.0, could - guess) / (1 - guess) * math.pow(recall, shown.loss)
    knows = min(max(knows, TINY), 1 - TINY)
    logit = shown.intercept + shown.slope * math.log(knows / (1 - knows))
    return guess + (1 - guess) / (1 + math.exp(-max(-500.0, min(500.0, logit))))
