"""The door of skills: what there is to be good at, and what roles need."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from wayfare.core import clock, sql
from wayfare.core.errors import NotFound
from wayfare.core.imports import Options, Report, run
from wayfare.core.search.vectors import Encode
from wayfare.core.versions import Memory
from wayfare.engine.matching import sentences
from wayfare.engine.matching.hybrid import Label, Matcher
from wayfare.engine.matching.tagging import SkillTerms, Tagger
from wayfare.people import api as people
from wayfare.skills import finding
from wayfare.skills import terms as words
from wayfare.skills.finding import Meaning
from wayfare.skills.importers import formats
from wayfare.skills.models import OtherSource, Skill
from wayfare.skills.search.door import (
    SkillsFound,
    alike,
    prepare_meaning,
    rebuild_search,
    refresh_search,
    search,
    searchable,
)

__all__ = [
    "Encode",
    "Meaning",
    "SkillView",
    "SkillsFound",
    "Source",
    "Target",
    "alike",
    "ids_of",
    "import_roles",
    "import_skills",
    "matcher",
    "meanings",
    "named",
    "prepare_meaning",
    "prerequisites",
    "rebuild_search",
    "refresh_search",
    "search",
    "searchable",
    "skill",
    "sources",
    "tagger",
    "targets",
    "terms",
]


_NAMED = "SELECT id, name, kind, area, description, levels FROM skills_skill WHERE id IN ({ids})"
_TARGETS = """
SELECT t.skill_id, t.level, t.importance, t.basis, s.kind
FROM skills_roletarget t JOIN skills_skill s ON s.id = t.skill_id
WHERE t.role_id = %s ORDER BY t.importance DESC, t.level DESC, t.id
"""
_PREREQUISITES = "SELECT skill_id, other_id FROM skills_edge WHERE kind = 'prerequisite' ORDER BY id"
MOST_NAMED, MOST_ROLES = 20_000, 2_000
"""So many skills and roles are kept in memory; where there are more, it begins anew."""


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill as others see it. ``levels`` holds five can-do sentences, or none."""

    id: int
    name: str
    kind: str
    area: str
    description: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What a role needs of a skill: level 1–5 and importance 1–5, and where that comes from."""

    skill_id: int
    level: float
    importance: float
    basis: str
    kind: str


@dataclass(frozen=True, slots=True)
class Source:
    """Under which id and name a source knows a skill."""

    source: str
    source_id: str
    name: str


@dataclass(slots=True)
class _Kept:
    """What was read of the skills at one state of the catalogue; ``before`` are the direct prerequisites of each skill."""

    named: dict[int, SkillView] = field(default_factory=dict)
    targets: dict[int, list[Target]] = field(default_factory=dict)
    before: dict[int, list[int]] | None = None


_kept = Memory("catalog", _Kept)


def skill(*, skill_id: int) -> SkillView:
    """Return a skill. Raises NotFound."""
    found = named(skill_ids=[skill_id])
    if not found:
        raise NotFound("There is no such skill.", skill=skill_id)
    return found[skill_id]


def named(*, skill_ids: Iterable[int]) -> dict[int, SkillView]:
    """Return the skills with these ids that exist, by id."""
    kept = _kept.now()
    if len(kept.named) > MOST_NAMED:
        kept.named = {}
    found, ids = kept.named, list(set(skill_ids))
    if missing := [number for number in ids if number not in found]:
        for number, name, kind, area, description, levels in sql.fetch(_NAMED.format(ids=sql.marks(missing)), missing):
            found[number] = SkillView(number, name, kind, area, description, tuple(json.loads(levels)))
    return {number: found[number] for number in ids if number in found}


def ids_of(*, source: str) -> dict[str, int]:
    """Return the ids of all skills of a source by the source's own id, those it shares with another source too."""
    shared = OtherSource.objects.filter(source=source).values_list("source_id", "skill_id")
    return dict(Skill.objects.filter(source=source).values_list("source_id", "id")) | dict(shared)


def sources(*, skill_id: int) -> list[Source]:
    """Return who describes a skill, the one whose words are shown first; nothing for an unknown skill."""
    own = Skill.objects.filter(id=skill_id).values_list("source", "source_id", "name")
    others = OtherSource.objects.filter(skill_id=skill_id).order_by("id").values_list("source", "source_id", "name")
    return [Source(*row) for row in (*own, *others)]


def meanings(*, text: str, most: int = 5) -> list[Meaning]:
    """Return the skills that somebody may mean by a few words, the likeliest first; ``sure`` where it can be no other."""
    return finding.meanings(text, most)


def targets(*, role_id: int) -> list[Target]:
    """Return what a role needs, most important first."""
    kept = _kept.now()
    if len(kept.targets) > MOST_ROLES:
        kept.targets = {}
    found = kept.targets.get(role_id)
    if found is None:
        found = kept.targets[role_id] = [Target(*row) for row in sql.fetch(_TARGETS, [role_id])]
    return list(found)


def prerequisites(*, skill_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the direct prerequisites of these skills, of those prerequisites, and so on; skills without any are left out."""
    kept = _kept.now()
    if kept.before is None:
        before: dict[int, list[int]] = {}
        for skill_id, other_id in sql.fetch(_PREREQUISITES):
            before.setdefault(skill_id, []).append(other_id)
        kept.before = before
    found: dict[int, list[int]] = {}
    ahead = list(set(skill_ids))
    while ahead:
        if (one := ahead.pop()) not in found and one in kept.before:
            found[one] = list(kept.before[one])
            ahead += found[one]
    return found


def terms() -> list[SkillTerms]:
    """Return the words that hint at each skill, as a tagger takes them."""
    return words.of(Skill.objects.order_by("id"))


def tagger() -> Tagger:
    """Return a tagger over all skills. Building it takes a second or so; keep it for a whole import."""
    return Tagger(terms(), words.nothing())


def matcher() -> Matcher | None:
    """Return what finds skills by their meaning; None where no model for sentences is installed, or there are no such skills.

    Products are left to the tagger: a name means nothing to the model. Loads the model, so keep it for a whole import.
    """
    rows = Skill.objects.exclude(kind=Skill.Kind.TECHNOLOGY).order_by("id").values_list("id", "name", "aliases")
    labels = [Label(skill_id, name, tuple(aliases)) for skill_id, name, aliases in rows]
    encoder = sentences.shared() if labels else None
    return Matcher(labels, encoder, bodies=False) if encoder else None


def import_skills(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import from a file or folder and return the report. Raises Invalid, NotFound or TooLarge for an unusable file."""
    return _done(run(formats.pick(path, form, mapping).skills(path), options))


def import_roles(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import from a file or folder and return the report; then everybody's job title is matched anew.

    Raises Invalid, NotFound or TooLarge for an unusable file.
    """
    report = _done(run(formats.pick(path, form, mapping).roles(path), options))
    if report.applied:
        report.count("people whose role changed", people.match_titles(now=clock.now()).changed)
    return report


def _done(report: Report) -> Report:
    """Let the new names be found where something changed."""
    if report.applied and (report.created or report.updated):
        refresh_search(now=clock.now())
    return report
