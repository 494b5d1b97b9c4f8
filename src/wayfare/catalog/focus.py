"""How much of an item's title is about a skill that it is tagged with.

A tag says that an item has to do with a skill; the title says what the item is about. “Patent Law” is about law, “Water
Resources Management and Policy” is about more than policy, and a course on building websites that lists “copyright” among
forty labels is not about law at all.
"""

import re
from functools import lru_cache

from wayfare.engine.matching.fit import FORM
from wayfare.engine.matching.words import words

LEAST = 0.35
"""What remains where nothing of the title is about the skill."""
SAID = 1.0
_QUOTED = re.compile("“([^”]+)”")
_HEAD = re.compile(r"[:.(|–—]|\s-\s")


@lru_cache(maxsize=100_000)
def focus(title: str, hints: str) -> float:
    """Return a share in [0.35, 1] from the words a tag rests on, as they are quoted; 1 where it rests on no words at all.

    A subtitle only adds: what stands before the first colon or dash counts by itself where that is more.
    """
    if not hints:
        return SAID
    known = {word for phrase in _QUOTED.findall(hints) for word in words(phrase)}
    shares = [_share(part, known) for part in (title, _HEAD.split(title, maxsplit=1)[0])]
    return round(LEAST + (SAID - LEAST) * max(shares), 3)


def _share(text: str, known: set[str]) -> float:
    telling = {word for word in words(text) if word[0].isalnum()} - FORM
    return len(telling & known) / len(telling) if telling else 0.0
