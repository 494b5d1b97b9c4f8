"""From ESCO's “essential” and “optional” to our levels and importances. docs/decisions/0040 says why. Pure.

ESCO rates nothing: a skill is essential or optional for an occupation, and that is all. The level comes from the skill level that
the occupation's ISCO-08 group stands for, the importance from how many other occupations ask for the same skill.
"""

import math
from collections.abc import Mapping

LOWEST = 1.0
ZONES: Mapping[str, int] = {
    "14": 4,
    "01": 5,
    "02": 3,
    "03": 2,
    "1": 5,
    "2": 5,
    "3": 4,
    "4": 2,
    "5": 2,
    "6": 2,
    "7": 3,
    "8": 2,
    "9": 1,
}
"""Job zone by the beginning of an ISCO-08 code, the longest that fits: skill level 4 is zone 5, 3 is 4, 2 is 2 (for crafts 3)."""
USUAL_ZONE = 3
ZONE_LEVEL: Mapping[int, float] = {1: 2.0, 2: 2.5, 3: 3.0, 4: 3.5, 5: 4.0}
"""Level of an essential skill by job zone, as for O*NET's technologies."""
OPTIONAL_STEP = 1.0
"""An optional skill is wanted so much lower."""
ESSENTIAL_LEAST, ESSENTIAL_MOST = 3.0, 4.5
OPTIONAL_LEAST, OPTIONAL_MOST = 1.2, 2.2
"""Importance from what every occupation asks for to what only one does; no optional skill counts as much as an essential one."""


def zone(isco: str) -> int:
    """Return the job zone (1 to 5) of an ISCO-08 code."""
    return next((ZONES[isco[:size]] for size in (2, 1) if isco[:size] in ZONES), USUAL_ZONE)


def level(essential: bool, job_zone: int) -> float:
    """Return the level at which an occupation of a zone wants a skill."""
    return ZONE_LEVEL[job_zone] if essential else max(LOWEST, ZONE_LEVEL[job_zone] - OPTIONAL_STEP)


def importance(essential: bool, users: int, occupations: int) -> float:
    """Return how much a skill matters to an occupation, given how many of all occupations ask for it."""
    least, most = (ESSENTIAL_LEAST, ESSENTIAL_MOST) if essential else (OPTIONAL_LEAST, OPTIONAL_MOST)
    if occupations < 2:
        return most
    rarity = 1 - math.log(max(1, min(users, occupations))) / math.log(occupations)
    return round(least + (most - least) * rarity, 3)
