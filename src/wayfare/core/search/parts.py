"""The parts of an index as a process holds them: columns in memory, read once, since a part never changes."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from wayfare.core import sql
from wayfare.core.search.packing import Array, unpack_columns
from wayfare.core.search.shape import Shape
from wayfare.core.versions import epoch

KEPT = 48
"""So many parts a process holds; those used longest ago go first."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """The columns of a part: by document ids, marks, worths and title lengths, by word its letters, by facet its codes."""

    id: int
    key: str
    docs: int
    columns: dict[str, Array]
    labels: dict[str, list[str]]

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """The ids of the documents."""
        return self.columns["ids"].astype(np.int64, copy=False)


@dataclass(frozen=True)
class View:
    """The parts that count now, oldest first, and which documents of each are alive."""

    parts: tuple[Part, ...]
    alive: tuple[Flags, ...]

    @property
    def docs(self) -> int:
        """How many things can be found."""
        return int(sum(int(flags.sum()) for flags in self.alive))


_parts: "OrderedDict[str, Part]" = OrderedDict()
_views: dict[str, tuple[tuple[object, ...], View]] = {}
_lock = Lock()


def view(shape: Shape) -> View:
    """Return what can be found now. Reads the database only for what changed since this process looked last."""
    listed = sql.fetch(f"SELECT id, key FROM {shape.table('part')} WHERE current ORDER BY id")
    state = (tuple(listed), epoch(epoch_name(shape)))
    with _lock:
        kept = _views.get(shape.name)
    if kept is not None and kept[0] == state:
        return kept[1]
    parts = tuple(_part(shape, number, key) for number, key in listed)
    gone = sql.fetch(f"SELECT subject_id FROM {shape.table('gone')}")
    found = View(parts, _alive(parts, [number for (number,) in gone]))
    with _lock:
        _views[shape.name] = (state, found)
    return found


def epoch_name(shape: Shape) -> str:
    """Return the name of the epoch that rises whenever something is not to be found any more."""
    return f"search {shape.name}"[:40]


def _part(shape: Shape, number: int, key: str) -> Part:
    with _lock:
        if key in _parts:
            _parts.move_to_end(key)
            return _parts[key]
    row = sql.one(f"SELECT docs, columns FROM {shape.table('part')} WHERE id = %s", [number])
    docs, columns = (0, None) if row is None else row
    arrays, labels = unpack_columns(columns) if columns is not None else ({"ids": np.zeros(0, np.int64)}, {})
    part = Part(number, key, docs, arrays, labels)
    with _lock:
        _parts[key] = part
        while len(_parts) > KEPT:
            _parts.popitem(last=False)
    return part


def _alive(parts: Sequence[Part], gone: Sequence[int]) -> tuple[Flags, ...]:
    """Return what counts of each part: a document stands in the newest one that holds it, unless it is gone."""
    found: list[Flags] = []
    newer: list[npt.NDArray[np.int64]] = [np.array(gone, np.int64)] if gone else []
    for part in reversed(parts):
        dead = np.isin(part.ids, np.concatenate(newer)) if newer else np.zeros(len(part.ids), bool)
        found.append(~dead)
        newer.append(part.ids)
    return tuple(reversed(found))


def size(shape: Shape) -> int:
    """Return how many things can be found."""
    return view(shape).docs
