"""What can be found of somebody who works here: name, job title, team and unit. Nothing that only their team may see."""

from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from wayfare.core import sql
from wayfare.core.search import Doc, Shape
from wayfare.people.search.tables import PersonGone, PersonGram, PersonPart, PersonTerm

SHAPE = Shape(
    part=PersonPart,
    term=PersonTerm,
    gram=PersonGram,
    gone=PersonGone,
    fields={"name": 1.0, "title": 0.6, "team": 0.5},
    facets={"team": 1},
)
VERSION = 1
PAGE = 5_000
_READ = """
SELECT p.id, p.name, p.job_title, COALESCE(t.name, ''), COALESCE(p.team_id, 0), p.unit, p.organisation
FROM people_person p LEFT JOIN people_team t ON t.id = p.team_id
WHERE p.active AND {which} ORDER BY p.id LIMIT {most}
"""


class People:
    """Everybody who has not left."""

    def marks(self) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield ids and marks."""
        last = 0
        while rows := sql.fetch(_READ.format(which="p.id > %s", most=PAGE), [last]):
            last = rows[-1][0]
            yield [row[0] for row in rows], [_mark(*row) for row in rows]

    def docs(self, ids: Sequence[int]) -> Iterable[Doc]:
        """Return people as documents."""
        rows = sql.fetch(_READ.format(which=f"p.id IN ({sql.marks(ids)})", most=len(ids)), ids)
        for row in rows:
            number, name, title, team, team_id, unit, organisation = row
            texts = (name, title, f"{team} {unit} {organisation}")
            yield Doc(number, _mark(*row), texts, ((str(team_id),) if team_id else (),))


def _mark(*values: object) -> int:
    return crc32(repr((VERSION, *values)).encode())
