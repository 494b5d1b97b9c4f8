"""From O*NET's scales to ours. docs/guide/taxonomies.md explains each number.

O*NET rates importance (IM) from 1 to 5 and level (LV) from 0 to 7; our levels run from 1 (aware) to 5 (expert).
"""

from collections.abc import Mapping, Sequence

LOWEST, HIGHEST = 1.0, 5.0
LEVEL_MOST = 7.0
ANCHOR_COUNT = 5

KNOWLEDGE_MOST, KNOWLEDGE_FROM = 12, 2.5
"""A role's targets: at most so many knowledge areas, of at least this importance …"""
GENERIC_MOST, GENERIC_FROM = 12, 3.0
"""… and generic skills, by the same rule."""
ALWAYS = 4
"""So many of the most important ones of each kind are targets whatever their importance."""
COMMON_SHARE = 1.0
"""What nearly every role needs counts less: by this share of how much its mean importance exceeds that of the rarest."""

TECHNOLOGY_MOST, TECHNOLOGY_LEAST = 12, 5
"""At most so many technologies; those in demand first, then hot ones; filled up to the second number with others."""
IN_DEMAND, HOT, LISTED = 3.5, 2.2, 1.8
"""Importance of a technology that employers ask for in this role, that they ask for in general, or that is only listed."""
ZONE_LEVEL: Mapping[int, float] = {1: 2.0, 2: 2.5, 3: 3.0, 4: 3.5, 5: 4.0}
"""Level of a technology by the role's job zone (1: little preparation, 5: extensive)."""
USUAL_ZONE = 3
EVERYDAY_SHARE, EVERYDAY_LEVEL, EVERYDAY_DISCOUNT = 0.4, 3.0, 2.0
"""What more than 40 % of roles use (office programs) is wanted at level 3 at most and counts two steps less."""

LENDERS = 5
"""A role without ratings borrows from so many of its closest rated roles."""
STAND_INS: Mapping[str, Sequence[str]] = {
    "55-1": ("11-9161.00", "11-1021.00", "33-1012.00", "11-3071.00"),
    "55-2": ("33-1012.00", "33-1021.00", "49-1011.00"),
    "55-3": ("33-3051.00", "33-2011.00", "49-3011.00"),
}
"""Military occupations have neither ratings nor related roles in O*NET; these civilian ones stand in for them."""


def level(rating: float) -> float:
    """Return our level for an O*NET level rating: 0 is 1, 7 is 5, and a straight line between them."""
    return LOWEST + (HIGHEST - LOWEST) * rating / LEVEL_MOST


def importance(rating: float, mean: float, rarest: float) -> float:
    """Return our importance for an importance rating, given the skill's mean over all roles and the lowest of those means."""
    return max(LOWEST, rating - COMMON_SHARE * (mean - rarest))


def technology(zone: int | None, *, in_demand: bool, hot: bool, everyday: bool) -> tuple[float, float]:
    """Return level and importance of a technology in a role."""
    wanted = ZONE_LEVEL[zone or USUAL_ZONE]
    weight = IN_DEMAND if in_demand else HOT if hot else LISTED
    if everyday:
        return min(wanted, EVERYDAY_LEVEL), max(LOWEST, weight - EVERYDAY_DISCOUNT)
    return wanted, weight


def anchors(found: Mapping[float, str]) -> list[str]:
    """Return five can-do sentences from O*NET's level anchors; a level without an anchor stays empty, none at all is no list."""
    levels = [""] * ANCHOR_COUNT
    for rating in sorted(found):
        sentence = found[rating].strip().rstrip(".")
        levels[round(level(rating)) - 1] = f"Can {sentence[0].lower()}{sentence[1:]}."
    return levels if any(levels) else []
