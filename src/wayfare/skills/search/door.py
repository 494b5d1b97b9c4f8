"""Searching for skills."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wayfare.core import search as finding
from wayfare.core import sql
from wayfare.core.search import Done, Query
from wayfare.core.search.vectors import Encode
from wayfare.skills.search import meaning
from wayfare.skills.search.source import SHAPE, Skills

ALIKE = 8


@dataclass(frozen=True, slots=True)
class SkillsFound:
    """Ids of skills, best first, how many match in all, and for each unknown word as which one it was taken."""

    ids: list[int]
    total: int
    read_as: dict[str, str]
    partly: bool = False


def search(
    *, text: str, wishes: Mapping[int, float], typing: bool = True, limit: int = 5, offset: int = 0
) -> SkillsFound:
    """Return the skills whose name, other names, area or description hold ``text``; ``wishes`` come a little earlier.

    ``wishes`` are skills with what they count, in [0, 1]. No text finds none.
    """
    if not finding.tokens(text):
        return SkillsFound([], 0, {})
    query = Query(text=text, wishes={"id": {str(skill): weight for skill, weight in wishes.items()}}, typing=typing)
    found = finding.find(SHAPE, query, limit=limit, offset=offset)
    return SkillsFound([hit.id for hit in found.hits], found.total, found.read_as, found.partly)


def alike(*, text: str, encode: Encode | None = None, limit: int = ALIKE) -> dict[int, float]:
    """Return the skills that mean nearly what a text says, nearest first, with how near in (0, 1].

    ``encode`` turns texts into vectors; left out, it is the best installed model. Empty where there is none, or where
    ``prepare_meaning`` has not been run.
    """
    if sql.one("SELECT 1 FROM skills_skillvector LIMIT 1") is None:  # then the model need not be loaded to say so
        return {}
    encode = encode or meaning.encoder()
    return dict(meaning.alike(text, limit, encode)) if encode is not None else {}


def prepare_meaning(*, encode: Encode | None = None) -> int:
    """Make the vectors of skills that have none yet, and return how many; 0 where no model is installed."""
    encode = encode or meaning.encoder()
    return meaning.prepare(encode) if encode is not None else 0


def refresh_search(*, now: datetime) -> Done:
    """Bring the index of skills up to date; what has not changed is only looked at."""
    return finding.refresh(SHAPE, Skills(), now=now)


def rebuild_search(*, now: datetime) -> Done:
    """Make the index of skills anew. Raises Conflict while another process is at it."""
    return finding.rebuild(SHAPE, Skills(), now=now)


def searchable() -> int:
    """Return how many skills can be found."""
    return finding.size(SHAPE)
