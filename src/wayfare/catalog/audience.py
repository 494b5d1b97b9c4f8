"""Whether an item is meant for people at work in general, as far as its title says.

Nothing is left out for it: what is made for children, for one other trade or for passing one vendor's exam only comes after
what is made for everybody. Somebody whose job is that trade gets it back where their own words fit the title.
"""

import math
import re
from functools import lru_cache

from wayfare.catalog import audience_words as words
from wayfare.engine.matching.fit import telling, title_words

EVERYBODY, LEAST = 1.0, 0.15
OTHER_PEOPLE, PASTIME, ONE_TRADE, ONE_SECTOR, ONE_TOPIC = 0.35, 0.4, 0.6, 0.6, 0.6
ONE_PLACE, PRODUCT, EXAM, PIECE, FIRST_STEPS = 0.5, 0.65, 0.45, 0.3, 0.9
"""Shares that remain of an item's worth: for other people than those at work, for leisure or quick money, for one trade or
sector only, on a part of a field that few work in, about one country, one vendor's product, for passing an exam, a piece of
something that cannot stand alone, and what says of itself that it only begins."""

_CUES = (
    (OTHER_PEOPLE, re.compile(rf"\b(?:{words.PEOPLE})\b")),
    (PASTIME, re.compile(rf"\b(?:{words.LEISURE})\b")),
    (
        ONE_TRADE,
        re.compile(rf"\b(?:for|with|as an?) (?:\w+[ -]){{0,2}}(?:{words.TRADES})\b|\b(?:{words.IN_TRADES})\b"),
    ),
    (ONE_TOPIC, re.compile(rf"\b(?:{words.TOPICS})(?!\w)")),
    (ONE_SECTOR, re.compile(rf"\b(?:{words.SECTORS})\b")),
    (ONE_PLACE, re.compile(rf"\b(?:{words.PLACES})(?!\w)")),
    (PRODUCT, re.compile(rf"\b(?:{words.VENDORS})\b")),
    (EXAM, re.compile(rf"\b(?:{words.EXAMS})\b")),
    (PIECE, re.compile(rf"\b(?:{words.PIECES})")),
    (FIRST_STEPS, re.compile(rf"\b(?:{words.FIRST_STEPS})\b")),
)


_FOR_WHO_DIRECT = re.compile(
    r"\b(?:for (?:[\w-]+ )?(?:executives|directors|decision[ -]makers|policy ?makers)|executive|strategic|transformations?|"
    r"organi[sz]ational|(?:leading|managing) (?:the )?(?:change|company|major|organi[sz]ations?|public|services)|"
    r"change (?:leadership|management)|governance|foresight|future of (?:the |human )?\w+|negotiat\w+|influenc\w+)\b"
)
_FOR_WHO_LEAD = re.compile(r"\b(?:for (?:[\w-]+ )?leaders|strategy|leading|leadership|managing people)\b")
_FOR_BEGINNERS = re.compile(
    rf"\b(?:{words.FIRST_STEPS}|for non|fundamentals|foundations|first[ -]time|new managers?|becoming a|growing as a|"
    r"preparing to|initiating|from task manager|what is|essentials|principles of|get started|getting started)\b"
)
_FROM_SCRATCH = re.compile(r"\b(?:complete|comprehensive|from scratch|zero to|bootcamp)\b")


BEGINS, GOES_FURTHER = 2.0, 3.0
"""An item at the one level or below takes first steps; one above the other is for those who took them."""


def station(title: str, level: float | None = None) -> int:
    """Return whom an item speaks to: 2 who leads an organisation, 1 who leads people, -1 who begins, 0 anybody.

    What is called after its subject and no more (Finance; Human Resources), or teaches all of it, begins with its first steps,
    unless its level says that it goes further. At the level of beginners it speaks to a rank below its title.
    """
    named = _named(title)
    if level is None:
        return named
    return max(-1, named - 1) if level <= BEGINS else max(0, named) if level > GOES_FURTHER else named


@lru_cache(maxsize=50_000)
def _named(title: str) -> int:
    text = title.casefold()
    if _FOR_BEGINNERS.search(text):
        return -1
    if _FOR_WHO_DIRECT.search(text):
        return 2
    if _FOR_WHO_LEAD.search(text):
        return 1
    return -1 if _FROM_SCRATCH.search(text) or _only_names(title) else 0


def _only_names(title: str) -> bool:
    said = title_words(title)
    return "managing" not in said and len(telling(tuple(said))) == 1


@lru_cache(maxsize=50_000)
def share(title: str) -> float:
    """Return what remains of an item's worth for people at work in general, in (0, 1]: the product of all that its title says."""
    text = title.casefold()
    return max(LEAST, math.prod(worth for worth, cue in _CUES if cue.search(text)))
