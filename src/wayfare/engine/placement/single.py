"""Can somebody do one skill at a level? A sequential test that stops as soon as the answer is sure enough.

The belief is that of ``placement.level``; the test is about P(level ≥ wanted) alone. It ends with yes or no at thresholds of
that chance (a Bayesian form of Wald's test, 1947), or open after ``most`` questions. As in Wald's test there is a zone of
indifference: who is within half of it of the wanted level may be found on either side, and does not keep the test going.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wayfare.engine.placement import exposure, level
from wayfare.engine.placement.answers import Item, Outcome, Response, Verdict, Why
from wayfare.engine.placement.level import GRID, Question
from wayfare.engine.types import Gaussian


@dataclass(frozen=True, slots=True)
class Params:
    """When the test ends, and how it asks.

    Yes at P(level ≥ wanted - zone / 2) ≥ ``yes``, no at P(level ≥ wanted + zone / 2) ≤ ``no``, or after ``most`` questions.
    ``zone`` is in levels.
    """

    yes: float = 0.9
    no: float = 0.1
    most: int = 8
    zone: float = 0.5
    response: Response = field(default_factory=Response)
    rule: exposure.Rule = field(default_factory=exposure.Rule)


@dataclass(frozen=True, slots=True)
class Test:
    """All of a test that has to be kept: the wanted level and a test of the level."""

    wanted: float
    base: level.Test

    def as_dict(self) -> dict[str, Any]:
        """Return the test as plain values for JSON."""
        return {"wanted": self.wanted, **self.base.as_dict()}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Test":
        """Return the test that ``as_dict`` gave."""
        return cls(kept["wanted"], level.Test.from_dict(kept))


def start(wanted: float, prior: Gaussian, seed: int) -> Test:
    """Return a test of "at least level ``wanted``" for somebody whose level is believed to be about ``prior``."""
    return Test(wanted, level.start(prior, seed))


def answer(test: Test, item: Item, outcome: Outcome) -> Test:
    """Return the test after an answer."""
    return replace(test, base=level.answer(test.base, item, outcome))


def chance(test: Test, params: Params) -> float:
    """Return P(level ≥ wanted)."""
    return _above(level.weights(test.base, params.response), test.wanted)


def verdict(test: Test, params: Params) -> Verdict:
    """Return what is found out so far. Before the first answer it is open, whatever was believed."""
    if not test.base.asked:
        return Verdict.OPEN
    mass = level.weights(test.base, params.response)
    if _above(mass, test.wanted - params.zone / 2) >= params.yes:
        return Verdict.YES
    return Verdict.NO if _above(mass, test.wanted + params.zone / 2) <= params.no else Verdict.OPEN


def ask(test: Test, bank: Sequence[Item], params: Params) -> Question | None:
    """Return the next question, or None where the test has ended or nothing is left to ask."""
    asked = test.base.asked
    done = {one.item.id for one in asked}
    left = [item for item in bank if item.id not in done]
    if not left or len(asked) >= params.most or verdict(test, params) is not Verdict.OPEN:
        return None
    mass, inside = level.weights(test.base, params.response), [_share(x, test.wanted) for x in GRID]
    worths = level.worths(mass, inside, left, params.response)
    dice = random.Random(f"{test.base.seed}:{len(asked)}")  # noqa: S311 - nothing secret
    at = exposure.draw(worths, [item.exposure for item in left], params.rule, dice)
    values = {"before": _above(mass, test.wanted), "drop": worths[at], "wanted": test.wanted, "level": left[at].level}
    return Question(left[at], Why("decides-level" if asked else "first-look", values))


def _above(mass: Sequence[float], wanted: float) -> float:
    return sum(w * _share(x, wanted) for w, x in zip(mass, GRID, strict=True))


def _share(x: float, wanted: float) -> float:
    """Return how much of the cell around a point of the grid lies above a level."""
    return min(1.0, max(0.0, (x - wanted) / (GRID[1] - GRID[0]) + 0.5))
