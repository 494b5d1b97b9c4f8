"""The level up to which something teaches, from the free text that catalogues give, on our scale from 1 to 5."""

import re
from functools import lru_cache

BEGINNER, INTERMEDIATE, ADVANCED, EXPERT = 2.0, 3.0, 4.0, 5.0
"""What a course for such people leads to: a beginner's course to 2, can do it with help, and so on."""
UNDERGRADUATE, POSTGRADUATE = 3.0, 4.0
EVERYONE = 3.0
"""Taken for what is “for all levels” where a number is needed."""
UNKNOWN = 3.0
"""Taken where nothing is said and a number is needed."""

_OPEN = ("all levels", "mixed", "any level", "every level")
_WORDS = {
    "absolute beginner": 1.5,
    "beginner": BEGINNER,
    "introductory": BEGINNER,
    "introduction": BEGINNER,
    "basic": BEGINNER,
    "elementary": BEGINNER,
    "intermediate": INTERMEDIATE,
    "advanced": ADVANCED,
    "expert": EXPERT,
    "ug": UNDERGRADUATE,
    "undergraduate": UNDERGRADUATE,
    "pg": POSTGRADUATE,
    "postgraduate": POSTGRADUATE,
    "graduate": POSTGRADUATE,
}
_FOUND = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
_ABSENT = ("", "null", "none", "not-mentioned", "not mentioned", "mixed/not-mentioned", "n/a", "unknown")
_LONGEST = 60


def stated(text: str) -> bool:
    """Say whether a text says anything at all about a level."""
    return text.strip().casefold() not in _ABSENT


def is_open(text: str) -> bool:
    """Say whether a text says that something is for people of every level."""
    plain = text.casefold()
    return stated(text) and len(plain) <= _LONGEST and any(word in plain for word in _OPEN)


@lru_cache(maxsize=4096)
def parse(text: str) -> float | None:
    """Return the level that a short text says; the middle where it says several; None where it says none."""
    if len(text) > _LONGEST:
        return None
    found = [_WORDS[word] for word in _FOUND.findall(text.casefold())]
    return sum(found) / len(found) if found else None
