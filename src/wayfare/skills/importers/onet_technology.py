"""Technology examples of O*NET: which of them are the same, under which name, and what else they are called."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wayfare.engine.matching.words import words

_TAIL = frozenset({"software", "system", "suite", "application", "program", "tool", "platform"})
_ACRONYM = re.compile(r"[A-Z][A-Z/&0-9]{1,6}s?")
_LEAST_WORDS = 3
PREFIX = "technology/"


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology: its id, the name most used, and its other names."""

    id: str
    name: str
    aliases: tuple[str, ...]


def merge(counts: Mapping[str, int], aliases: Mapping[str, list[str]]) -> dict[str, Technology]:
    """Return the technology that each example stands for.

    ``counts`` says how many roles name each example; ``aliases`` are our own further names, by the name in O*NET. Examples
    are the same where their names are, but for case, number, a closing “software” or an acronym, or where we say so.
    """
    ours = {_key(alias): name for name, others in aliases.items() if name in counts for alias in others}
    groups: dict[str, list[str]] = {}
    for name in counts:
        key = _key(ours.get(_key(name), name))
        groups.setdefault(key, []).append(name)
    found: dict[str, Technology] = {}
    for names in groups.values():
        technology = _technology(sorted(names, key=lambda name: (-counts[name], name)), aliases)
        found |= dict.fromkeys(names, technology)
    return found


def _technology(names: list[str], aliases: Mapping[str, list[str]]) -> Technology:
    main = next((name for name in names if name in aliases), names[0])
    others: list[str] = []
    for name in (main, *names):
        others += [name, *aliases.get(name, ()), *_spelled_out(name)]
    seen = Counter({main.casefold(): 1})
    kept = []
    for other in others:
        seen[other.casefold()] += 1
        if other != main and seen[other.casefold()] == 1:
            kept.append(other)
    return Technology(PREFIX + slug(main), main, tuple(kept))


def _spelled_out(name: str) -> list[str]:
    """Return acronym and long form of a name such as “Structured query language SQL”."""
    parts = name.split()
    while parts and parts[-1].casefold().rstrip("s") in _TAIL:
        parts.pop()
    if len(parts) < _LEAST_WORDS or not _ACRONYM.fullmatch(parts[-1]):
        return []
    long, short = parts[:-1], parts[-1]
    letters = iter("".join(re.findall(r"[A-Za-z]", " ".join(long))).upper())
    fits = long[0][0].upper() == short[0] and all(c in letters for c in re.sub(r"[^A-Z]", "", short))
    if not fits or long[0].casefold() in ("a", "an", "the"):
        return []
    return [short, " ".join(long)]


def _key(name: str) -> str:
    long = _spelled_out(name)
    found = [word for word in words(long[1] if long else name) if word[0].isalnum() or word[0] == "."]
    while len(found) > 1 and found[-1] in _TAIL:
        found.pop()
    return "".join(found)


def slug(name: str) -> str:
    """Return a name as part of an id: small letters, digits and hyphens."""
    plain = name.casefold().replace("+", "plus").replace("#", "sharp").replace("&", "and")
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "unnamed"
