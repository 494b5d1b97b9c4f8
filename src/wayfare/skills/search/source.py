"""What can be found of a skill: its name, its other names, its area and what it is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from wayfare.core import sql
from wayfare.core.search import Doc, Shape
from wayfare.skills.search.tables import SkillGone, SkillGram, SkillPart, SkillTerm

SHAPE = Shape(
    part=SkillPart,
    term=SkillTerm,
    gram=SkillGram,
    gone=SkillGone,
    fields={"name": 1.0, "aliases": 0.8, "area": 0.4, "description": 0.3},
    facets={"id": 1},
)
VERSION = 1
PAGE = 5_000
WORTH = {"practice": 0.8, "knowledge": 0.8, "technology": 0.5, "generic": 0.4}
_MARKS = f"SELECT id, digest FROM skills_skill WHERE id > %s ORDER BY id LIMIT {PAGE}"
_SKILLS = "SELECT id, digest, name, kind, area, description, aliases FROM skills_skill WHERE id IN ({ids}) ORDER BY id"


class Skills:
    """All skills."""

    def marks(self) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield ids and marks."""
        last = 0
        while rows := sql.fetch(_MARKS, [last]):
            last = rows[-1][0]
            yield [number for number, _ in rows], [_mark(digest) for _, digest in rows]

    def docs(self, ids: Sequence[int]) -> Iterable[Doc]:
        """Return skills as documents."""
        for number, digest, name, kind, area, description, aliases in sql.fetch(
            _SKILLS.format(ids=sql.marks(ids)), ids
        ):
            others = " ".join(json.loads(aliases))
            texts = (name, others, area, description)
            yield Doc(number, _mark(digest), texts, ((str(number),),), WORTH.get(kind, 0.5))


def _mark(digest: str) -> int:
    return crc32(f"{VERSION} {digest}".encode())
