"""The words that hint at each skill: names and aliases from the database, and our own lexicon beside them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from wayfare.engine.matching.tagging import Phrase, SkillTerms
from wayfare.skills.models import Skill

FOLDER = Path(__file__).parent / "lexicon"
WEIGHTS = {"strong": 0.92, "medium": 0.48, "weak": 0.25}
"""How sure a phrase of each class makes us that an item with it in the title is about the skill."""
NAME = 0.9
_USUAL_WORDS = "software system systems user interface information business application applications base data other"
_USUAL = frozenset(_USUAL_WORDS.split())
_SHORT = 3
_LOOSE = frozenset({"esco"})
"""Whose further labels of one word mean too much: to ESCO “design” is a way to think creatively."""
_TOOLS = ("software", "tool", "program", "package")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of one skill."""

    phrases: tuple[Phrase, ...] = ()
    against: tuple[str, ...] = ()
    technical: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Our own terms for the skills of one source.

    ``entries`` are by the source's id, ``aliases`` by its name; ``nothing`` are phrases that mean no skill, ``sure`` names of
    one word that need no company, ``company`` the words of which one has to stand beside a name.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    aliases: Mapping[str, list[str]] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    sure: frozenset[str] = frozenset()
    company: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def lexicon(source: str) -> Lexicon:
    """Return our lexicon for a source's skills; an empty one where there is none."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / source).glob("*.toml"))]
    return Lexicon(
        {entry["id"]: _entry(entry) for file in files for entry in file.get("skill", ())},
        {name: _parts(text) for file in files for name, text in file.get("aliases", {}).items()},
        tuple(text for file in files for text in _parts(file.get("nothing", ""))),
        frozenset(text for file in files for text in _parts(file.get("sure", ""))),
        {name: tuple(_parts(text)) for file in files for name, text in file.get("company", {}).items()},
    )


def _parts(text: str) -> list[str]:
    return [part for piece in text.split(";") if (part := " ".join(piece.split()))]


def _entry(found: Mapping[str, Any]) -> Entry:
    phrases = {text: weight for kind, weight in reversed(WEIGHTS.items()) for text in _parts(found.get(kind, ""))}
    for pattern in _parts(found.get("patterns", "")):
        phrases |= {pattern.format(word): WEIGHTS["strong"] for word in _parts(found.get("fillers", ""))}
    return Entry(
        tuple(Phrase(text, weight) for text, weight in phrases.items()),
        tuple(_parts(found.get("against", ""))),
        bool(found.get("technical")),
    )


def nothing() -> tuple[str, ...]:
    """Return the phrases that mean none of the skills although they hold their words."""
    return tuple(text for path in sorted(FOLDER.iterdir()) for text in lexicon(path.name).nothing)


def of(rows: Iterable[Skill]) -> list[SkillTerms]:
    """Return the terms of skills."""
    return [_terms(row) for row in rows]


def _terms(row: Skill) -> SkillTerms:
    own = lexicon(row.source)
    entry = own.entries.get(row.source_id, Entry())
    names = dict.fromkeys((row.name, *(alias for alias in row.aliases if row.source not in _LOOSE or " " in alias)))
    if row.kind == Skill.Kind.TECHNOLOGY:
        phrases = [phrase for name in names if (phrase := _name(name, row, own)) is not None]
        return SkillTerms(row.id, (*entry.phrases, *phrases), entry.against, row.kind, product=True)
    own_phrases = entry.phrases or tuple(Phrase(name, NAME) for name in names)
    return SkillTerms(row.id, own_phrases, entry.against, row.kind, technical=entry.technical)


def _name(name: str, row: Skill, own: Lexicon) -> Phrase | None:
    """Return a technology's name as a phrase, or None for an acronym we do not know.

    A name of one word that we do not know needs a word of its category beside it.
    """
    folded = name.casefold()
    near = own.company.get(folded, ())
    known = near or folded in own.sure or name in own.aliases.get(row.name, ())
    if not known and name != row.name and row.name.startswith(f"{name} "):
        return Phrase(
            name, NAME, _TOOLS, name=True
        )  # “Enterprise content management” alone is a subject, not a program
    if not known and " " not in name:
        if name != row.name:
            return None
        near = tuple(word for word in row.area.casefold().split() if word not in _USUAL and len(word) > _SHORT)
    return Phrase(name, NAME, near, name=True)
