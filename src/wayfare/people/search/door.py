"""Searching for people."""

from dataclasses import dataclass
from datetime import datetime

from wayfare.core import search as finding
from wayfare.core import sql
from wayfare.core.search import Done, Query
from wayfare.people.search.source import SHAPE, People

_SHOWN = """
SELECT p.id, p.name, p.job_title, COALESCE(t.name, ''), p.unit, p.organisation
FROM people_person p LEFT JOIN people_team t ON t.id = p.team_id WHERE p.active AND p.id IN ({ids})
"""


@dataclass(frozen=True, slots=True)
class Colleague:
    """What everybody in the organisation may see of somebody."""

    id: int
    name: str
    job_title: str
    team: str
    unit: str
    organisation: str


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """People, best first, how many match in all, and for each unknown word as which one it was taken."""

    people: list[Colleague]
    total: int
    read_as: dict[str, str]
    partly: bool = False


def search(*, text: str, team_id: int | None, typing: bool = True, limit: int = 5, offset: int = 0) -> PeopleFound:
    """Return the people whose name, job title or team holds ``text``; those of the team ``team_id`` a little earlier.

    Only what everybody may see is looked at and returned; who has left is never among them, and no text finds nobody.
    """
    if not finding.tokens(text):
        return PeopleFound([], 0, {})
    query = Query(text=text, wishes={"team": {str(team_id): 1.0}} if team_id else {}, typing=typing)
    found = finding.find(SHAPE, query, limit=limit, offset=offset)
    ids = [hit.id for hit in found.hits]
    rows = sql.fetch(_SHOWN.format(ids=sql.marks(ids)), ids) if ids else []
    known = {row[0]: Colleague(*row) for row in rows}
    shown = [known[number] for number in ids if number in known]
    return PeopleFound(shown, found.total - len(ids) + len(shown), found.read_as, found.partly)


def refresh_search(*, now: datetime) -> Done:
    """Bring the index of people up to date; who has not changed is only looked at."""
    return finding.refresh(SHAPE, People(), now=now)


def rebuild_search(*, now: datetime) -> Done:
    """Make the index of people anew. Raises Conflict while another process is at it."""
    return finding.rebuild(SHAPE, People(), now=now)


def searchable() -> int:
    """Return how many people can be found."""
    return finding.size(SHAPE)
