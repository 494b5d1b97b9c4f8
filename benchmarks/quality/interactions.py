"""Reader of folders of what people did: ``train.txt`` and ``test.txt``, a line ``user item item …``, or ``item:time`` for each.

Ids are whole numbers from 0 on that mean the same in both files, not necessarily without gaps; times are numbers. What the folder
says of its items is taken from every CSV (with a header) or JSON lines file whose rows can be tied to items: by a column of item
numbers (``mapped_id``, ``item``), or through ``item_map.txt`` (``original number``). Each column becomes a view: words of a text,
names of a list, or a number. ``segments.txt`` (``user segment``), where there is one, says to which group of people each belongs.
"""

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import content
from wayfare.engine.matching.behaviour.matrix import Interactions

_NUMBERS = ("mapped_id", "item", "item_id", "itemid")
_IDENTIFIER = re.compile(r"ids?$|^(mapped|original)_", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?$")
_DATE = re.compile(r"(\d{4})-(\d\d)(-\d\d)?")
_SKIPPED = frozenset({"train.txt", "test.txt", "item_map.txt", "user_map.txt", "segments.txt", "stats.json"})
Row = dict[str, Any]


GAPS = 4
"""Ids may be so many times as many as there are; where there are more, they are counted anew."""


class Unreadable(Exception):
    """A folder without the two files, or a line that is not in the format."""


@dataclass(frozen=True)
class Folder:
    """A split, and what is known of its items (views: items × features) and people (segments, −1 where unknown)."""

    train: Interactions
    test: Interactions
    views: tuple[sp.csr_matrix, ...]
    names: tuple[str, ...]
    segments: np.ndarray[Any, Any] | None


def read(folder: Path) -> Folder:
    """Read a folder. Raises Unreadable."""
    train, test = (_pairs(folder / name) for name in ("train.txt", "test.txt"))
    for name, part in (("train.txt", train), ("test.txt", test)):
        if not part[0].size:
            raise Unreadable(f"{folder / name} holds no interaction")
    if not np.isin(test[0], train[0]).any():
        raise Unreadable(f"nobody of {folder / 'test.txt'} stands in train.txt")
    people, items = (_Numbers(np.concatenate([train[column], test[column]])) for column in (0, 1))
    shape = len(people), len(items)
    views = _views(folder, items)
    return Folder(
        Interactions.of(people.of(train[0]), items.of(train[1]), shape, train[2]),
        Interactions.of(people.of(test[0]), items.of(test[1]), shape, test[2]),
        tuple(views.values()),
        tuple(views),
        _segments(folder / "segments.txt", people),
    )


class _Numbers:
    """The places of ids: the ids themselves, or, where there are large gaps between them, their order."""

    def __init__(self, ids: np.ndarray[Any, Any]) -> None:
        self._ids = np.unique(ids)
        most = int(self._ids[-1]) + 1
        self._gaps = most > GAPS * self._ids.size
        self._many = int(self._ids.size) if self._gaps else most

    def __len__(self) -> int:
        return self._many

    def of(self, ids: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the places of some of the ids."""
        return np.searchsorted(self._ids, ids) if self._gaps else ids

    def place(self, one: int) -> int | None:
        """Return the place of an id, or None for one that is none of these."""
        if not self._gaps:
            return one if one < self._many else None
        at = int(np.searchsorted(self._ids, one)) if one <= int(self._ids[-1]) else -1
        return at if at >= 0 and int(self._ids[at]) == one else None


def _pairs(path: Path) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any] | None]:
    """Return people, items and, where the file has them, times of a file, one entry each."""
    lines = _lines(path)
    fields = [line.split() for line in lines if line.strip()]
    timed = any(":" in field for line in fields for field in line[1:2])
    flat = [field for line in fields for field in line[1:]]
    try:
        counts = np.array([len(line) - 1 for line in fields], np.int64)
        people = np.repeat(np.array([line[0] for line in fields], np.int64), counts)
        split = [field.partition(":") for field in flat]
        items = np.array([part[0] for part in split] if timed else flat, np.int64)
        times = np.array([part[2] or "nan" for part in split], float) if timed else None
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{path} is not in the format `user item item …`: {error}") from error
    if min(people.min(initial=0), items.min(initial=0)) < 0:
        raise Unreadable(f"{path} holds an id below 0")
    return people, items, times


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8 text") from error


def _segments(path: Path, people: _Numbers) -> np.ndarray[Any, Any] | None:
    if not path.exists():
        return None
    names: dict[str, int] = {}
    segments = np.full(len(people), -1)
    for line in _lines(path):
        person, _, segment = line.strip().partition(" ")
        if person.isdecimal() and (place := people.place(int(person))) is not None:
            segments[place] = names.setdefault(segment.strip(), len(names))
    return segments


def _views(folder: Path, items: _Numbers) -> dict[str, sp.csr_matrix]:
    """Return one view for each column of each file about items; a column of a name that another file had first is left out."""
    originals = _originals(folder / "item_map.txt")
    views: dict[str, sp.csr_matrix] = {}
    for path in sorted(folder.iterdir()):
        if path.name in _SKIPPED or path.suffix not in {".csv", ".tsv", ".jsonl"}:
            continue
        rows = list(_rows(path))
        place = _places(rows, originals, items)
        if place is None:
            continue
        for name in rows[0]:
            if name.lower() not in views and not _IDENTIFIER.search(name):
                values = {item: row.get(name) for item, row in zip(place, rows, strict=True) if item is not None}
                view = _view(values, len(items))
                if view is not None:
                    views[name.lower()] = view
    return views


def _originals(path: Path) -> dict[str, int]:
    if not path.exists():
        return {}
    pairs = (line.rsplit(maxsplit=1) for line in _lines(path) if line.strip())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a table. Raises Unreadable."""
    try:
        yield from _parsed(path)
    except (ValueError, csv.Error) as error:
        raise Unreadable(f"{path} cannot be read as {path.suffix[1:].upper()}: {error}") from error


def _parsed(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".jsonl":
            for line in file:
                value = json.loads(line) if line.strip() else None
                if isinstance(value, dict):
                    yield value
        else:
            yield from csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")


def _places(rows: Sequence[Row], originals: dict[str, int], items: _Numbers) -> list[int | None] | None:
    """Return the item of each row, by the column that names most items; None where no column does."""
    best: list[int | None] | None = None
    for name in rows[0] if rows else ():
        values = [str(row.get(name, "")) for row in rows]
        numbered = name.lower() in _NUMBERS
        place = [_item(value, originals, numbered, items) for value in values]
        found = len({item for item in place if item is not None})
        if found > max(0.5 * min(len(items), len(rows)), 0 if best is None else len({*best} - {None})):
            best = place
    return best


def _item(value: str, originals: dict[str, int], numbered: bool, items: _Numbers) -> int | None:
    if numbered and value.isdecimal():
        return items.place(int(value))
    known = originals.get(value)
    return None if known is None else items.place(known)


def _view(values: dict[int, Any], items: int) -> sp.csr_matrix | None:
    """Return a column as a view, or None where it says nothing (one value, or a value of its own for each item)."""
    known = {item: value for item, value in values.items() if value not in (None, "", [], {})}
    if not known or any(isinstance(value, dict) for value in known.values()):
        return None
    if numbers := _numbers(known):
        return content.numbers(numbers, items)
    view = content.names(dict(_tokens(known)), items)
    return view if view.nnz else None


def _numbers(known: dict[int, Any]) -> dict[int, float]:
    """Return the values as numbers, dates as years, or nothing where some are neither."""
    found: dict[int, float] = {}
    for item, value in known.items():
        text = str(value).strip()
        if date := _DATE.match(text):
            found[item] = int(date[1]) + (int(date[2]) - 1) / 12
        elif _NUMBER.match(text) and math.isfinite(float(text)):
            found[item] = float(text)
    return found if len(found) > 0.95 * len(known) and len(set(found.values())) > 2 else {}


def _tokens(known: dict[int, Any]) -> Iterable[tuple[int, Counter[str]]]:
    listed = any(isinstance(value, list) or "|" in str(value) for value in known.values())
    for item, value in known.items():
        if listed:
            parts = value if isinstance(value, list) else str(value).split("|")
            yield item, Counter({str(part).strip().casefold(): 1 for part in parts if str(part).strip()})
        else:
            yield item, content.words(str(value))
