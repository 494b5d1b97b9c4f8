"""What can be found of an item: its title, skills, provider, labels and text; and by what it is narrowed down."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from zlib import crc32

from wayfare.catalog.imports.drafts import labels_of
from wayfare.catalog.quality import worth
from wayfare.catalog.search.tables import ItemGone, ItemGram, ItemPart, ItemTerm
from wayfare.catalog.visible import SURE_ENOUGH, applied
from wayfare.core import sql
from wayfare.core.search import Doc, Shape
from wayfare.skills import api as skills

SHAPE = Shape(
    part=ItemPart,
    term=ItemTerm,
    gram=ItemGram,
    gone=ItemGone,
    fields={"title": 1.0, "skills": 0.8, "provider": 0.5, "labels": 0.5, "text": 0.3},
    facets={"skill": 4, "level": 1, "minutes": 1, "format": 1, "language": 1, "provider": 1},
)
VERSION = 1
"""Raise it when something else is to be indexed: everything is then indexed anew at the next look."""
PAGE = 5_000
MOST_TEXT = 6_000
STRETCHES = (5, 15, 60, 300)
"""Where the stretches of minutes end, in minutes; the last has no end."""
_MARKS = f"""
SELECT i.id, i.digest FROM catalog_item i
WHERE i.id > %s AND i.retired_at IS NULL AND {applied("i")} ORDER BY i.id LIMIT {PAGE}
"""
_TAUGHT = f"""
SELECT t.item_id, t.skill_id FROM catalog_itemskill t
WHERE {{which}} AND t.state <> 'rejected' AND t.confidence >= {SURE_ENOUGH} AND {applied("t")}
ORDER BY t.item_id, t.strength DESC, t.skill_id
"""
_ITEMS = """
SELECT i.id, i.digest, i.kind, i.title, i.provider, i.organisation, i.language, i.level, i.minutes, i.rating, i.ratings,
       i.learners, i.summary, i.labels
FROM catalog_item i WHERE i.id IN ({ids}) AND i.retired_at IS NULL ORDER BY i.id
"""
_TEXTS = "SELECT item_id, title, text FROM catalog_segment WHERE item_id IN ({ids}) ORDER BY item_id, position"


class Items:
    """All items that may be found."""

    def __init__(self) -> None:
        """Begin without the names of skills; they are read as they are met."""
        self._names: dict[int, str] = {}

    def marks(self) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield ids and marks: of what the source says, and of the skills an item is about."""
        last = 0
        while rows := sql.fetch(_MARKS, [last]):
            first, last = rows[0][0], rows[-1][0]
            taught = _taught("t.item_id BETWEEN %s AND %s", [first, last])
            yield (
                [number for number, _ in rows],
                [_mark(digest, taught.get(number, ())) for number, digest in rows],
            )

    def docs(self, ids: Sequence[int]) -> Iterable[Doc]:
        """Return items as documents."""
        marks = sql.marks(ids)
        taught = _taught(f"t.item_id IN ({marks})", ids)
        missing = {skill for own in taught.values() for skill in own} - self._names.keys()
        self._names |= {number: skill.name for number, skill in skills.named(skill_ids=missing).items()}
        told = {
            number: " ".join(f"{title} {text}" for _, title, text in rows)
            for number, rows in groupby(sql.fetch(_TEXTS.format(ids=marks), ids), key=lambda row: row[0])
        }
        rows = sql.fetch(_ITEMS.format(ids=marks), ids)
        return [self._doc(row, taught.get(row[0], ()), told.get(row[0], "")) for row in rows]

    def _doc(self, row: tuple[Any, ...], taught: Sequence[int], told: str) -> Doc:
        number, digest, kind, title, provider, organisation, language, level, minutes, *liked, summary, labels = row
        own = labels_of(labels)
        return Doc(
            id=number,
            mark=_mark(digest, taught),
            texts=(
                title,
                " ".join(self._names.get(skill, "") for skill in taught),
                f"{provider} {organisation}",
                " ".join((*own.skills, *own.tags, own.category)),
                f"{summary} {told} {own.syllabus}"[:MOST_TEXT],
            ),
            labels=(
                tuple(str(skill) for skill in taught),
                (str(round(level)),) if level is not None else (),
                (stretch(minutes),) if minutes is not None else (),
                (kind,),
                (language.partition("-")[0].lower(),) if language else (),
                (provider,) if provider else (),
            ),
            worth=worth(title, *liked),
        )


def stretch(minutes: float) -> str:
    """Return the stretch that a number of minutes lies in, named by its end: 5, 15, 60, 300, or ``more``."""
    return next((str(end) for end in STRETCHES if minutes <= end), "more")


def _taught(which: str, params: Sequence[Any]) -> dict[int, tuple[int, ...]]:
    rows = sql.fetch(_TAUGHT.format(which=which), params)
    return {number: tuple(skill for _, skill in own) for number, own in groupby(rows, key=lambda row: row[0])}


def _mark(digest: str, taught: Sequence[int]) -> int:
    return crc32(f"{VERSION} {digest} {taught}".encode())
