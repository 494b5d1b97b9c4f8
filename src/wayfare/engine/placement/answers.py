"""Questions that a test may ask, what came back, and why each was asked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What came back: right, wrong, or an open "I don't know", which is never held to be a guess gone wrong."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What a test has found out about "can do it at this level"."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Item:
    """A question that may be asked: the level that a right answer shows, and the number of options (0: free text).

    ``exposure`` is the share of earlier tests that asked it, in [0, 1].
    """

    id: int
    level: float
    options: int
    exposure: float = 0.0


@dataclass(frozen=True, slots=True)
class Why:
    """Why a question is asked: a code for the sentence, and the numbers in it."""

    code: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """How a right answer depends on the level: the response function of ``tracing.gaussian``, with the same defaults.

    P(right | x) = guess + (1 - guess - slip) · σ(slope · (x - L + margin)). Who says "I don't know" does so with
    1 - σ(slope · (x - L + margin)): there is neither luck nor slip in it.
    """

    slope: float = 1.7
    margin: float = 0.5
    slip: float = 0.08
    free_guess: float = 0.02

    def mastered(self, level: float, item: Item) -> float:
        """Return σ(slope · (x - L + margin)) for somebody at exactly ``level``."""
        return 0.5 + 0.5 * math.tanh(self.slope * (level - item.level + self.margin) / 2)

    def right(self, level: float, item: Item) -> float:
        """Return P(right answer) for somebody at exactly ``level``."""
        guess = 1 / item.options if item.options > 1 else self.free_guess
        return guess + (1 - guess - self.slip) * self.mastered(level, item)

    def likelihood(self, level: float, item: Item, outcome: Outcome) -> float:
        """Return how likely an outcome is for somebody at exactly ``level``."""
        if outcome is Outcome.UNKNOWN:
            return 1 - self.mastered(level, item)
        chance = self.right(level, item)
        return chance if outcome is Outcome.RIGHT else 1 - chance


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and its outcome."""

    item: Item
    outcome: Outcome

    def as_list(self) -> list[int | float | str]:
        """Return it as four plain values."""
        return [self.item.id, self.item.level, self.item.options, self.outcome.value]

    @classmethod
    def from_list(cls, values: Sequence[int | float | str]) -> "Asked":
        """Return what ``as_list`` gave. Raises ValueError."""
        item, level, options, outcome = values
        return cls(Item(int(item), float(level), int(options)), Outcome(str(outcome)))
