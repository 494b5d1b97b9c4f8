"""Shelves: the strongest items of each skill as columns, kept in memory until the catalogue changes.

Every feed looks at some hundreds of items, and most people look at the same ones. A shelf is read once from the database, by one
ordered and limited read of the index (skill, strength), so its cost does not grow with the catalogue.
"""

import math
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from wayfare.catalog import audience, duplicates
from wayfare.catalog.focus import focus
from wayfare.catalog.quality import worth
from wayfare.core.sql import fetch, marks
from wayfare.core.versions import stamp
from wayfare.engine.matching.fit import title_words

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

MOST_SHELVES = 1_024
MOST_ITEMS = 20_000
DEPTHS = (25, 200)
"""A shelf holds so many items: those asked for, rounded up, so that people with other needs find the same one."""
NO_SEGMENT = -1
SURE_ENOUGH = 0.4
AT_ONCE = 100  # SQLite takes no more than 500 parts in one statement
_APPLIED = """({0}.batch_id IS NULL
  OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = {0}.batch_id AND b.applied_at IS NOT NULL))"""
_COLUMNS = "i.id, i.kind, i.title, i.provider, i.minutes, i.same_as, i.rating, i.ratings, i.learners"
_OPEN = "i.retired_at IS NULL AND i.kind <> 'practice' AND (i.language IN ('', %s) OR i.language LIKE %s)"
_BEST = f"""
SELECT * FROM (
  SELECT t.skill_id, t.level, t.confidence, t.words, {_COLUMNS}
  FROM catalog_itemskill t JOIN catalog_item i ON i.id = t.item_id
  WHERE t.skill_id = %s AND t.state <> 'rejected' AND t.confidence >= %s AND {_OPEN} AND {_APPLIED.format("t")}
  ORDER BY t.strength DESC, t.item_id LIMIT %s
) best
"""
_SOME = f"SELECT {_COLUMNS} FROM catalog_item i WHERE i.id IN ({{items}}) AND {_OPEN} AND {_APPLIED.format('i')}"
_OF_SOME = f"""
SELECT t.item_id, t.skill_id, t.level, t.confidence, t.words FROM catalog_itemskill t
WHERE t.item_id IN ({{items}}) AND t.state <> 'rejected' AND t.confidence >= %s AND {_APPLIED.format("t")}
ORDER BY t.item_id, t.skill_id
"""
REFUSED = """(s.origin <> 'author' AND EXISTS (
  SELECT 1 FROM catalog_itemskill r WHERE r.item_id = s.item_id AND r.skill_id = s.skill_id AND r.state = 'rejected'))"""
"""Of a segment ``s``: somebody said that the item is not about the skill that is only proposed for it."""
_SEGMENTS = f"""
SELECT s.item_id, s.skill_id, s.level, s.confidence, s.id, s.minutes FROM catalog_segment s
WHERE s.item_id IN ({{items}}) AND {{of}} AND s.level IS NOT NULL AND NOT {REFUSED} ORDER BY s.item_id, s.position
"""


_ASKED = f"""
SELECT DISTINCT q.skill_id FROM catalog_question q
WHERE q.skill_id IS NOT NULL AND q.retired_at IS NULL AND {_APPLIED.format("q")}
"""


class Entry(NamedTuple):
    """An item as a list shows it; ``quality`` as in quality.py, ``station`` as in audience.py, ``words`` are the title's.

    ``same`` is the same number for near-duplicates, and 0 for an item that has none.
    """

    item_id: int
    kind: str
    title: str
    provider: str
    minutes: float | None
    quality: float
    station: int
    words: tuple[str, ...]
    same: int = 0


class Part(NamedTuple):
    """That an item (or one segment of it) teaches a skill; ``confidence`` is lower where its title is about other things."""

    skill_id: int
    level: float
    confidence: float
    segment_id: int | None
    segment_minutes: float | None


@dataclass(frozen=True)
class Shelf:
    """Items with some of what is said of them as columns, and the columns of what they teach.

    ``minutes`` are not a number where they are not known. Of the parts, ``owner`` is the place of the item, ascending,
    ``segment`` is ``NO_SEGMENT`` where the whole item is meant, ``lasts`` not a number where its minutes are not known.
    """

    entries: list[Entry]
    items: Ints
    minutes: Floats
    quality: Floats
    owner: Ints
    skill: Ints
    level: Floats
    confidence: Floats
    segment: Ints
    lasts: Floats

    @classmethod
    def of(cls, entries: Sequence[Entry], parts: Sequence[Sequence[Part]]) -> "Shelf":
        """Return the shelf of some items, each with its parts."""
        flat = [(at, part) for at, own in enumerate(parts) for part in own]
        columns = list(zip(*(part for _, part in flat), strict=True)) or [()] * len(Part._fields)
        skill, level, confidence, segment, lasts = columns
        return cls(
            list(entries),
            np.array([entry.item_id for entry in entries], np.int64),
            np.array([np.nan if entry.minutes is None else entry.minutes for entry in entries], np.float64),
            np.array([entry.quality for entry in entries], np.float64),
            np.array([at for at, _ in flat], np.int64),
            np.array(skill, np.int64),
            np.array(level, np.float64),
            np.array(confidence, np.float64),
            np.array([NO_SEGMENT if one is None else one for one in segment], np.int64),
            np.array([np.nan if one is None else one for one in lasts], np.float64),
        )

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @cached_property
    def _begins(self) -> list[int]:
        begins: list[int] = np.searchsorted(self.owner, np.arange(len(self) + 1)).tolist()
        return begins

    def parts(self, row: int) -> list[Part]:
        """Return what one item teaches."""
        some = slice(self._begins[row], self._begins[row + 1])
        return [
            Part(skill, level, sure, None if segment == NO_SEGMENT else segment, None if math.isnan(lasts) else lasts)
            for skill, level, sure, segment, lasts in zip(
                self.skill[some].tolist(),
                self.level[some].tolist(),
                self.confidence[some].tolist(),
                self.segment[some].tolist(),
                self.lasts[some].tolist(),
                strict=True,
            )
        ]

    def first(self, most: int) -> "Shelf":
        """Return the shelf of the first items."""
        if len(self) <= most:
            return self
        return self._taken(slice(most), self.entries[:most], slice(int(np.searchsorted(self.owner, most))), self.owner)

    def rows(self, chosen: Ints) -> "Shelf":
        """Return the shelf of some of the items, each once; ``chosen`` are their places, in the order that they shall have."""
        place = np.full(len(self), -1)
        place[chosen] = np.arange(chosen.size)
        owner = place[self.owner]
        order = np.argsort(owner, kind="stable")
        order = order[int(np.searchsorted(owner[order], 0)) :]
        return self._taken(chosen, [self.entries[at] for at in chosen.tolist()], order, owner)

    def _taken(self, chosen: "slice | Ints", entries: list[Entry], order: "slice | Ints", owner: Ints) -> "Shelf":
        """Return the shelf of ``chosen`` items and the parts in ``order``; ``owner`` are the new places of their items."""
        return Shelf(
            entries,
            self.items[chosen],
            self.minutes[chosen],
            self.quality[chosen],
            owner[order],
            self.skill[order],
            self.level[order],
            self.confidence[order],
            self.segment[order],
            self.lasts[order],
        )


def joined(shelves: Sequence[Shelf]) -> Shelf:
    """Return one shelf with every item of several once, in the order in which they come first, and all that they teach."""
    if not shelves:
        return Shelf.of((), ())
    items = np.concatenate([one.items for one in shelves])
    _, first, group = np.unique(items, return_index=True, return_inverse=True)
    begins = np.cumsum([0, *(len(one) for one in shelves)])
    owner = np.concatenate([one.owner + begin for one, begin in zip(shelves, begins, strict=False)])
    every = Shelf(
        [entry for one in shelves for entry in one.entries],
        items,
        np.concatenate([one.minutes for one in shelves]),
        np.concatenate([one.quality for one in shelves]),
        first[group[owner]],  # each part belongs to the place where its item comes first
        np.concatenate([one.skill for one in shelves]),
        np.concatenate([one.level for one in shelves]),
        np.concatenate([one.confidence for one in shelves]),
        np.concatenate([one.segment for one in shelves]),
        np.concatenate([one.lasts for one in shelves]),
    )
    return every.rows(np.sort(first))


def once(shelf: Shelf, without: Collection[int]) -> Shelf:
    """Return a shelf with the first of each group of near-duplicates, and none that is one of ``without`` or the same as one."""
    gone = list(set(without) | duplicates.groups_of(without))
    group = np.array([entry.same for entry in shelf.entries], np.int64)
    group = np.where(group, group, shelf.items)
    left = np.flatnonzero(~np.isin(shelf.items, gone) & ~np.isin(group, gone))
    chosen = left[np.sort(np.unique(group[left], return_index=True)[1])]
    return shelf if chosen.size == len(shelf) else shelf.rows(chosen)


class _Kept:
    """What was read at one state of the catalogue. A new state gets a new one: no thread finds what an older state held."""

    def __init__(self, state: object) -> None:
        self.state = state
        self.shelves: dict[tuple[int, str, int], Shelf] = {}
        self.entries: dict[int, Entry] = {}
        self.items: dict[tuple[int, str], tuple[Entry, list[Part]] | None] = {}
        self.asked: frozenset[int] | None = None


_kept = _Kept(None)


def _now() -> _Kept:
    """Return what is kept of the catalogue as it is: nothing of another state, nor where too much has come together."""
    global _kept  # noqa: PLW0603 - one a process, as the database is one
    state, found = stamp("catalog"), _kept
    if found.state != state:
        found = _kept = _Kept(state)
    if len(found.shelves) > MOST_SHELVES:
        found.shelves, found.entries = {}, {}
    if len(found.items) > MOST_ITEMS:
        found.items = {}
    return found


def clear() -> None:
    """Forget what was read."""
    global _kept  # noqa: PLW0603 - see above
    _kept = _Kept(None)


def of_skills(skill_ids: Sequence[int], per_skill: Mapping[int, int], language: str) -> Shelf:
    """Return the strongest items of each skill, ``per_skill`` says how many, with what they teach of these skills."""
    kept, primary = _now(), language.partition("-")[0]
    shelves = kept.shelves
    asked = [(skill, primary, _depth(per_skill[skill])) for skill in skill_ids]
    missing = [key for key in asked if key not in shelves]
    shelves.update(zip(missing, _read(missing, kept.entries), strict=True))
    return joined([shelves[key].first(per_skill[key[0]]) for key in asked])


def of_items(item_ids: Sequence[int], language: str) -> Shelf:
    """Return these items, as far as they can be offered, with all that they teach; that may be nothing."""
    items, primary = _now().items, language.partition("-")[0]
    missing = [item for item in item_ids if (item, primary) not in items]
    read = _read_items(missing, primary) if missing else {}
    items.update({(item, primary): read.get(item) for item in missing})
    some = [one for item in sorted(item_ids) if (one := items[item, primary]) is not None]
    return Shelf.of([entry for entry, _ in some], [parts for _, parts in some])


def asked() -> frozenset[int]:
    """Return the skills that there are questions about."""
    kept = _now()
    if kept.asked is None:
        kept.asked = frozenset(skill for (skill,) in fetch(_ASKED))
    return kept.asked


def _depth(wanted: int) -> int:
    return next((depth for depth in DEPTHS if depth >= wanted), wanted)


def _read(keys: Sequence[tuple[int, str, int]], known: dict[int, Entry]) -> list[Shelf]:
    """Read the shelves of (skill, language, depth). An item stands on several: ``known`` are those that were read before."""
    rows: dict[int, list[tuple[Any, ...]]] = {skill: [] for skill, _, _ in keys}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        arguments = [value for skill, primary, most in some for value in (skill, SURE_ENOUGH, *_spoken(primary), most)]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([_BEST] * len(some)), arguments)
            for row in cursor.fetchall():
                rows[row[0]].append(row[1:])
    segments = _segments({row[3] for own in rows.values() for row in own}, list(rows))
    return [_shelf(skill, rows[skill], segments, known) for skill, _, _ in keys]


def _shelf(
    skill: int,
    rows: Sequence[tuple[Any, ...]],
    segments: Mapping[tuple[int, int], list[Part]],
    known: dict[int, Entry],
) -> Shelf:
    entries, parts = [], []
    for level, confidence, hints, *item in rows:
        entry = known.get(item[0]) or known.setdefault(item[0], _entry(*item))
        whole = Part(skill, level, confidence * focus(entry.title, hints), None, None)
        entries.append(entry)
        parts.append(segments.get((entry.item_id, skill)) or [whole])
    return Shelf.of(entries, parts)


def _entry(
    item: int, kind: str, title: str, provider: str, minutes: float | None, same: int | None, *liked: Any
) -> Entry:
    words = tuple(sorted(map(sys.intern, title_words(title))))
    quality, station = worth(title, *liked), audience.station(title)
    return Entry(item, sys.intern(kind), title, sys.intern(provider), minutes, quality, station, words, same or 0)


def _read_items(item_ids: Sequence[int], primary: str) -> dict[int, tuple[Entry, list[Part]]]:
    some = marks(item_ids)
    rows = fetch(_SOME.format(items=some), [*item_ids, *_spoken(primary)])
    found = {row[0]: (_entry(*row), list[Part]()) for row in rows}
    segments = _segments(set(found))
    for item, skill, level, confidence, hints in fetch(_OF_SOME.format(items=some), [*item_ids, SURE_ENOUGH]):
        if item in found and (item, skill) not in segments:
            entry, parts = found[item]
            parts.append(Part(skill, level, confidence * focus(entry.title, hints), None, None))
    for (item, _), own in segments.items():
        found[item][1].extend(own)
    return found


def _segments(item_ids: Iterable[int], skill_ids: Sequence[int] | None = None) -> dict[tuple[int, int], list[Part]]:
    found: dict[tuple[int, int], list[Part]] = {}
    items = sorted(item_ids)
    if not items:
        return found
    of = "s.skill_id IS NOT NULL" if skill_ids is None else f"s.skill_id IN ({marks(skill_ids)})"
    query = _SEGMENTS.format(items=marks(items), of=of)
    for item, skill, *about in fetch(query, [*items, *(skill_ids or ())]):
        found.setdefault((item, skill), []).append(Part(skill, *about))
    return found


def _spoken(primary: str) -> tuple[str, str]:
    return primary, f"{primary}-%"
