"""The broad level of somebody in a skill: a test that asks where most is to be learned (maximum information, EAP).

The belief about the level is held on a grid (Bock and Mislevy 1982); the question is the one with the largest expected drop of
the variance, which is maximum information averaged over what is believed (van der Linden 1998).
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import mul
from typing import Any

from wayfare.engine.placement import exposure
from wayfare.engine.placement.answers import Asked, Item, Outcome, Response, Why
from wayfare.engine.types import Gaussian

GRID = tuple(-1 + 0.16 * step for step in range(51))  # levels -1 to 7: the scale 1 to 5, with room at its ends


@dataclass(frozen=True, slots=True)
class Params:
    """When the test ends, and how it asks. ``least_sd`` is in levels."""

    most: int = 20
    least_sd: float = 0.3
    response: Response = field(default_factory=Response)
    rule: exposure.Rule = field(default_factory=exposure.Rule)


@dataclass(frozen=True, slots=True)
class Test:
    """All of a test that has to be kept: what was believed before it, the seed, and what was asked."""

    prior: Gaussian
    seed: int
    asked: tuple[Asked, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the test as plain values for JSON."""
        asked = [one.as_list() for one in self.asked]
        return {"mean": self.prior.mean, "variance": self.prior.variance, "seed": self.seed, "asked": asked}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Test":
        """Return the test that ``as_dict`` gave."""
        asked = tuple(Asked.from_list(one) for one in kept["asked"])
        return cls(Gaussian(kept["mean"], kept["variance"]), int(kept["seed"]), asked)


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, and why."""

    item: Item
    why: Why


def start(prior: Gaussian, seed: int) -> Test:
    """Return a test of somebody whose level is believed to be about ``prior``."""
    return Test(prior, seed)


def answer(test: Test, item: Item, outcome: Outcome) -> Test:
    """Return the test after an answer."""
    return replace(test, asked=(*test.asked, Asked(item, outcome)))


def weights(test: Test, response: Response) -> tuple[float, ...]:
    """Return the belief on ``GRID``; it sums to 1."""
    sd = math.sqrt(test.prior.variance)
    logs = [-(((x - test.prior.mean) / sd) ** 2) / 2 for x in GRID]
    for one in test.asked:
        told = _told(response, one.item.level, one.item.options, one.outcome)
        logs = [log + more for log, more in zip(logs, told, strict=True)]
    top = max(logs)
    raw = [math.exp(log - top) for log in logs]
    total = sum(raw)
    return tuple(w / total for w in raw)


@lru_cache(maxsize=4096)
def _told(response: Response, shows: float, options: int, outcome: Outcome) -> tuple[float, ...]:
    """Return the log likelihood of an outcome at each point of ``GRID``."""
    item = Item(0, shows, options)
    return tuple(math.log(max(response.likelihood(x, item, outcome), 1e-12)) for x in GRID)


@lru_cache(maxsize=2048)
def _curve(response: Response, shows: float, options: int) -> tuple[float, ...]:
    """Return P(right) at each point of ``GRID``."""
    item = Item(0, shows, options)
    return tuple(response.right(x, item) for x in GRID)


def belief(test: Test, params: Params) -> Gaussian:
    """Return mean (EAP) and variance of the level."""
    return moments(weights(test, params.response))


def moments(mass: Sequence[float]) -> Gaussian:
    """Return mean and variance of a belief on ``GRID``."""
    mean = sum(w * x for w, x in zip(mass, GRID, strict=True))
    return Gaussian(mean, sum(w * (x - mean) ** 2 for w, x in zip(mass, GRID, strict=True)))


def drop(mass: Sequence[float], values: Sequence[float], item: Item, response: Response) -> float:
    """Return how far the variance of ``values`` (one at each point of ``GRID``) is expected to fall by asking ``item``."""
    shown = [w * p for w, p in zip(mass, _curve(response, item.level, item.options), strict=True)]
    chance, first = sum(shown), sum(map(mul, shown, values))
    mean = sum(map(mul, mass, values))
    explained: float = first - chance * mean
    return explained * explained / (chance * (1 - chance))


def ask(test: Test, bank: Sequence[Item], params: Params) -> Question | None:
    """Return the next question, or None where the level is known well enough, or nothing is left to ask."""
    mass = weights(test, params.response)
    x = moments(mass)
    done = {one.item.id for one in test.asked}
    left = [item for item in bank if item.id not in done]
    if not left or len(test.asked) >= params.most or math.sqrt(x.variance) <= params.least_sd:
        return None
    found = worths(mass, GRID, left, params.response)
    dice = random.Random(f"{test.seed}:{len(test.asked)}")  # noqa: S311 - nothing secret
    at = exposure.draw(found, [item.exposure for item in left], params.rule, dice)
    why = Why(
        "narrows-level", {"mean": x.mean, "sd": math.sqrt(x.variance), "drop": found[at], "level": left[at].level}
    )
    return Question(left[at], why)


def worths(mass: Sequence[float], values: Sequence[float], left: Sequence[Item], response: Response) -> list[float]:
    """Return the worth of each question; those alike in level and options are worked out once."""
    known: dict[tuple[float, int], float] = {}
    for item in left:
        if (item.level, item.options) not in known:
            known[item.level, item.options] = drop(mass, values, item, response)
    return [known[item.level, item.options] for item in left]
