"""Ask nearly the best question, but not the same one of everybody.

Among the questions nearly as good as the best one is drawn; each is let through with the chance ``limit / exposure`` where it
was asked too often before (after Sympson and Hetter 1985). Where none is let through, the least used of them is asked.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Draw from at most ``top`` questions whose worth is at least ``close`` times the best; ``limit`` is in (0, 1]."""

    top: int = 4
    close: float = 0.85
    limit: float = 0.25


def draw(worths: Sequence[float], exposures: Sequence[float], rule: Rule, dice: random.Random) -> int:
    """Return the position of the question to ask. Raises ValueError where there is none."""
    if not worths:
        msg = "there is no question to draw from"
        raise ValueError(msg)
    best = max(worths)
    order = sorted(range(len(worths)), key=lambda at: (-worths[at], at))
    near = [at for at in order if worths[at] >= rule.close * best][: rule.top]
    dice.shuffle(near)
    for at in near:
        if exposures[at] <= rule.limit or dice.random() < rule.limit / exposures[at]:
            return at
    return min(near, key=lambda at: exposures[at])
