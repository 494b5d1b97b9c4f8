"""A shelf: some items as columns, with what they teach. None of them is ever changed: one shelf may serve many."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from wayfare.catalog import told

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

NO_SEGMENT = -1


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
    url: str = ""
    level: float | None = None


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
    station: Ints
    owner: Ints
    skill: Ints
    level: Floats
    confidence: Floats
    segment: Ints
    lasts: Floats

    @classmethod
    def of(cls, entries: Sequence[Entry], parts: Sequence[Sequence[Part]]) -> "Shelf":
        """Return the shelf of some items, each with its parts."""
        every = [part for own in parts for part in own]
        skill, level, confidence, segment, lasts = zip(*every, strict=True) if every else ((),) * len(Part._fields)
        return cls(
            list(entries),
            np.array([entry.item_id for entry in entries], np.int64),
            np.array([entry.minutes for entry in entries], np.float64),  # None becomes not a number
            np.array([entry.quality for entry in entries], np.float64),
            np.array([entry.station for entry in entries], np.int64),
            np.arange(len(entries)).repeat(np.array([len(own) for own in parts], np.int64)),
            np.array(skill, np.int64),
            np.array(level, np.float64),
            np.array(confidence, np.float64),
            np.array([NO_SEGMENT if one is None else one for one in segment], np.int64),
            np.array(lasts, np.float64),
        )

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each item stands."""
        return dict(zip(self.items.tolist(), range(len(self)), strict=True))

    @cached_property
    def groups(self) -> Ints | None:
        """By which number each item goes: that of its near-duplicates, else its own. None where none has any."""
        if not any(entry.same for entry in self.entries):
            return None
        return np.array([entry.same or entry.item_id for entry in self.entries], np.int64)

    def parts(self, row: int) -> list[Part]:
        """Return what one item teaches."""
        some = slice(int(self.owner.searchsorted(row)), int(self.owner.searchsorted(row, "right")))
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
        """Return the shelf of some of the items; ``chosen`` are their places, ascending."""
        if chosen.size == len(self):
            return self
        inside = np.zeros(len(self), bool)
        inside[chosen] = True
        place, kept = np.cumsum(inside) - 1, inside[self.owner]
        return self._taken(chosen, [self.entries[at] for at in chosen.tolist()], kept, place[self.owner])

    def beside(self, other: "Shelf") -> "Shelf":
        """Return the shelf of these items and then others, none of which stands here."""
        if not len(other):
            return self
        columns = ((getattr(self, name), getattr(other, name)) for name in _COLUMNS)
        one, two = self.owner, other.owner + len(self)
        items, minutes, quality, station, *parts = (np.concatenate(pair) for pair in columns)
        return Shelf(self.entries + other.entries, items, minutes, quality, station, np.concatenate((one, two)), *parts)

    def _taken(
        self, chosen: "slice | Ints", entries: list[Entry], order: "slice | Ints | Mask", owner: Ints
    ) -> "Shelf":
        """Return the shelf of ``chosen`` items and the parts in ``order``; ``owner`` are the new places of their items."""
        return Shelf(
            entries,
            self.items[chosen],
            self.minutes[chosen],
            self.quality[chosen],
            self.station[chosen],
            owner[order],
            self.skill[order],
            self.level[order],
            self.confidence[order],
            self.segment[order],
            self.lasts[order],
        )


_COLUMNS = ("items", "minutes", "quality", "station", "skill", "level", "confidence", "segment", "lasts")


def joined(shelves: Sequence[Shelf]) -> Shelf:
    """Return one shelf with every item of several once, in the order in which they come first, and all that they teach."""
    if not shelves:
        return Shelf.of((), ())
    items = np.concatenate([one.items for one in shelves])
    _, first, group = np.unique(items, return_index=True, return_inverse=True)
    begins = np.cumsum([0, *(len(one) for one in shelves)])
    owner = np.concatenate([one.owner + begin for one, begin in zip(shelves, begins, strict=False)])
    owner = first[group[owner]]  # each part belongs to the place where its item comes first
    order = np.argsort(owner, kind="stable")
    every = Shelf(
        [entry for one in shelves for entry in one.entries],
        items,
        np.concatenate([one.minutes for one in shelves]),
        np.concatenate([one.quality for one in shelves]),
        np.concatenate([one.station for one in shelves]),
        owner[order],
        np.concatenate([one.skill for one in shelves])[order],
        np.concatenate([one.level for one in shelves])[order],
        np.concatenate([one.confidence for one in shelves])[order],
        np.concatenate([one.segment for one in shelves])[order],
        np.concatenate([one.lasts for one in shelves])[order],
    )
    return every.rows(np.sort(first))


def once(shelf: Shelf, then: Shelf, without: Collection[int]) -> Shelf:
    """Return a shelf and then others, none of which stands there; of near-duplicates the first.

    None is one of ``without`` or the same as one.
    """
    left = np.ones(len(shelf) + len(then), bool)
    left[[shelf.place[item] for item in without if item in shelf.place]] = False
    left[[then.place[item] + len(shelf) for item in without if item in then.place]] = False
    whole, rows = shelf.beside(then), np.flatnonzero(left)
    if shelf.groups is None and then.groups is None:
        return whole.rows(rows)
    groups = np.concatenate([one.items if one.groups is None else one.groups for one in (shelf, then)])
    rows = rows[~np.isin(groups[rows], [*without, *told.groups_of(without)])]
    return whole.rows(rows[np.sort(np.unique(groups[rows], return_index=True)[1])])
