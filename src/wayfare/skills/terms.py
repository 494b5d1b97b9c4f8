"""The words that hint at each skill: names and aliases from the database, and our own lexicon beside them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wayfare.engine.matching.tagging import Phrase, SkillTerms
from wayfare.skills.models import Skill

FOLDER = Path(__file__).parent / "lexicon"
WEIGHTS = {"strong": 0.92, "medium": 0.65, "weak": 0.35}
"""How sure a phrase of each class makes us that an item with it in the title is about the skill."""
NAME = 0.9


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of one skill."""

    phrases: tuple[Phrase, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Our own terms: by id of a source's skill, phrases that mean nothing, and names that need company."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    aliases: Mapping[str, list[str]] = field(default_factory=dict)
    company: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def lexicon(source: str) -> Lexicon:
    """Return our lexicon for a source's skills; an empty one where there is none."""
    path = FOLDER / f"{source}.toml"
    if not path.is_file():
        return Lexicon()
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = {entry["id"]: _entry(entry) for entry in found.get("skill", ())}
    company = {name: tuple(near) for name, near in found.get("company", {}).items()}
    return Lexicon(entries, tuple(found.get("nothing", ())), found.get("aliases", {}), company)


def _entry(found: Mapping[str, list[str]]) -> Entry:
    phrases = [Phrase(text, weight) for kind, weight in WEIGHTS.items() for text in found.get(kind, ())]
    return Entry(tuple(phrases), tuple(found.get("against", ())))


def nothing() -> tuple[str, ...]:
    """Return the phrases that mean none of the skills although they hold their words."""
    return tuple(text for path in sorted(FOLDER.glob("*.toml")) for text in lexicon(path.stem).nothing)


def of(rows: Iterable[Skill]) -> list[SkillTerms]:
    """Return the terms of skills."""
    return [_terms(row) for row in rows]


def _terms(row: Skill) -> SkillTerms:
    own = lexicon(row.source)
    entry = own.entries.get(row.source_id, Entry())
    technology = row.kind == Skill.Kind.TECHNOLOGY
    names = [
        Phrase(name, NAME, own.company.get(name.casefold(), ()), technology)
        for name in dict.fromkeys((row.name, *row.aliases))
    ]
    return SkillTerms(row.id, (*entry.phrases, *names), entry.against)
