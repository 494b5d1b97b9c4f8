"""Shelves: the strongest items of each skill as columns, kept in memory until the catalogue changes.

Every feed looks at some hundreds of items, and most people look at the same ones. A shelf is read once from the database, by one
ordered and limited read of the index (skill, strength), so its cost does not grow with the catalogue.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from wayfare.catalog import audience
from wayfare.catalog.focus import focus
from wayfare.catalog.quality import worth
from wayfare.catalog.shelf import Entry, Part, Shelf, joined
from wayfare.catalog.visible import SURE_ENOUGH, applied
from wayfare.core.sql import fetch, marks, padded
from wayfare.core.versions import Memory
from wayfare.engine.matching.fit import title_words

MOST_SHELVES = 1_024
MOST_JOINED = 400
MOST_ITEMS = 50_000
DEPTHS = (25, 200)
"""A shelf holds so many items: those asked for, rounded up, so that people with other needs find the same one."""
AT_ONCE = 100  # SQLite takes no more than 500 parts in one statement
_OF_A_TWIN = """COALESCE(i.{0}, (
  SELECT MIN(s.{0}) FROM catalog_item s WHERE s.same_as = i.same_as AND s.retired_at IS NULL))"""
"""What an item does not say of itself, and the same course at another provider does."""
_COLUMNS = f"""i.id, i.kind, i.title, i.provider, {_OF_A_TWIN.format("minutes")}, i.same_as, i.url, {_OF_A_TWIN.format("level")},
  i.rating, i.ratings, i.learners"""
_OPEN = """i.retired_at IS NULL AND i.kind <> 'practice'
    AND (i.language IN ('', %s) OR SUBSTR(i.language, 1, %s) = %s)"""  # for a LIKE SQLite prepares the statement anew each time
_BEST = f"""
SELECT * FROM (
  SELECT t.skill_id, t.level, t.confidence, t.words, {_COLUMNS}
  FROM catalog_itemskill t JOIN catalog_item i ON i.id = t.item_id
  WHERE t.skill_id = %s AND t.state <> 'rejected' AND t.confidence >= %s AND {_OPEN} AND {applied("t")}
  ORDER BY t.strength DESC, t.item_id LIMIT %s
) best
"""
_SOME = f"""
SELECT t.skill_id, t.level, t.confidence, t.words, i.language,
  EXISTS (SELECT 1 FROM catalog_segment s WHERE s.item_id = i.id), {_COLUMNS}
FROM catalog_item i LEFT JOIN catalog_itemskill t
  ON t.item_id = i.id AND t.state <> 'rejected' AND t.confidence >= %s AND {applied("t")}
WHERE i.id IN ({{items}}) AND i.retired_at IS NULL AND i.kind <> 'practice' AND {applied("i")}
ORDER BY i.id, t.skill_id
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
WHERE q.skill_id IS NOT NULL AND q.retired_at IS NULL AND {applied("q")}
"""


_Key = tuple[int, str, int]
"""A shelf: skill, language, depth."""


_Joined = tuple[str, tuple[int, ...], tuple[int, ...]]
"""Shelves put together: language, skills, how many items of each."""


class _Kept:
    """What was read at one state of the catalogue."""

    def __init__(self) -> None:
        self.shelves: dict[_Key, Shelf] = {}
        self.joined: dict[_Joined, Shelf] = {}
        self.entries: dict[int, Entry] = {}
        self.items: dict[tuple[int, str], tuple[Entry, list[Part]] | None] = {}
        self.asked: frozenset[int] | None = None


_kept = Memory("catalog", _Kept)


def _now() -> _Kept:
    """Return what is kept of the catalogue as it is; nothing where too much has come together."""
    found = _kept.now()
    if len(found.shelves) > MOST_SHELVES:
        found.shelves, found.entries = {}, {}
    if len(found.joined) > MOST_JOINED:
        found.joined = {}
    if len(found.items) > MOST_ITEMS:
        found.items = {}
    return found


def of_skills(skill_ids: Sequence[int], per_skill: Mapping[int, int], language: str) -> Shelf:
    """Return the strongest items of each skill, ``per_skill`` says how many, with what they teach of these skills.

    People of one role mostly need the same skills: what was joined for one of them is the same shelf for the next.
    """
    kept, primary = _now(), language.partition("-")[0]
    shelves, whole = kept.shelves, kept.joined
    most = [per_skill[skill] for skill in skill_ids]
    name = primary, tuple(skill_ids), tuple(most)
    found = whole.get(name)
    if found is None:
        keys = [(skill, primary, _depth(own)) for skill, own in zip(skill_ids, most, strict=True)]
        missing = [key for key in keys if key not in shelves]
        shelves.update(zip(missing, _read(missing, kept.entries), strict=True))
        found = whole[name] = joined([shelves[key].first(own) for key, own in zip(keys, most, strict=True)])
    return found


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


def _read(keys: Sequence[_Key], known: dict[int, Entry]) -> list[Shelf]:
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
    item: int,
    kind: str,
    title: str,
    provider: str,
    minutes: float | None,
    same: int | None,
    url: str,
    level: float | None,
    *liked: Any,
) -> Entry:
    words = tuple(sorted(map(sys.intern, title_words(title))))
    quality, station = worth(title, *liked), audience.station(title, level)
    return Entry(
        item, sys.intern(kind), title, sys.intern(provider), minutes, quality, station, words, same or 0, url, level
    )


def _read_items(item_ids: Sequence[int], primary: str) -> dict[int, tuple[Entry, list[Part]]]:
    some = padded(item_ids)
    rows = [row for row in fetch(_SOME.format(items=marks(some)), [SURE_ENOUGH, *some]) if _speaks(row[4], primary)]
    found: dict[int, tuple[Entry, list[Part]]] = {}
    segments = _segments({row[6] for row in rows if row[5]})
    for skill, level, confidence, hints, _, _, number, *about in rows:
        entry, parts = found.get(number) or found.setdefault(number, (_entry(number, *about), []))
        if skill is not None and (entry.item_id, skill) not in segments:
            parts.append(Part(skill, level, confidence * focus(entry.title, hints), None, None))
    for (item, _), own in segments.items():
        found[item][1].extend(own)
    return found


def _speaks(language: str, primary: str) -> bool:
    """Say whether an item is in a language or in none that is known; as ``_OPEN`` does."""
    return language in ("", primary) or language.startswith(f"{primary}-")


def _segments(item_ids: Iterable[int], skill_ids: Sequence[int] | None = None) -> dict[tuple[int, int], list[Part]]:
    found: dict[tuple[int, int], list[Part]] = {}
    items = sorted(item_ids)
    if not items:
        return found
    of = "s.skill_id IS NOT NULL" if skill_ids is None else f"s.skill_id IN ({marks(skill_ids)})"
    some = padded(items)
    query = _SEGMENTS.format(items=marks(some), of=of)
    for item, skill, *about in fetch(query, [*some, *(skill_ids or ())]):
        found.setdefault((item, skill), []).append(Part(skill, *about))
    return found


def _spoken(primary: str) -> tuple[str, int, str]:
    return primary, len(primary) + 1, f"{primary}-"
