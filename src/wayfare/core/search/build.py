"""Making a part of an index: words are counted in memory, then written in short transactions, invisible until all is there."""

import uuid
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from wayfare.core.imports.staging import turn
from wayfare.core.search import packing, spelling, words
from wayfare.core.search.packing import Array
from wayfare.core.search.shape import Doc, Shape

CHUNK = 4_000
MANY = 100_000
"""In a part with so many documents a word that stands in one only is no help to who misspells another."""
WORTHS = 255
Renew = Callable[[], None]


class Builder:
    """Gathers documents, then writes them as one part. Memory: some 40 bytes for each different word of each document."""

    def __init__(self, shape: Shape) -> None:
        """Begin with none."""
        self.shape = shape
        self._known: dict[str, int] = {}
        self._terms, self._slots, self._masks = array("I"), array("I"), array("B")
        self._ids, self._marks, self._worths, self._lengths = array("q"), array("I"), array("B"), array("B")
        self._codes: dict[str, array[int]] = {name: array("I") for name in shape.facets}
        self._labels: dict[str, dict[str, int]] = {name: {} for name in shape.facets}

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self._ids)

    def add(self, doc: Doc) -> None:
        """Take a document."""
        slot, known = len(self._ids), self._known
        self._ids.append(doc.id)
        self._marks.append(doc.mark)
        self._worths.append(round(WORTHS * min(1.0, max(0.0, doc.worth))))
        seen = self._words(doc)
        for word, mask in seen.items():
            self._terms.append(known.setdefault(word, len(known)))
            self._masks.append(mask)
        self._slots.extend([slot] * len(seen))
        self._label(doc)

    def _words(self, doc: Doc) -> dict[str, int]:
        """Return the words of a document with the fields of each as bits; the title's length is noted on the way."""
        seen: dict[str, int] = {}
        for place, text in enumerate(doc.texts):
            found, bit = words.tokens(text), 1 << place
            if not place:
                self._lengths.append(min(len(found), WORTHS))
            for word in found:
                seen[word] = seen.get(word, 0) | bit
        for word in [word for word in seen if not word.isalnum() or not word.isascii()]:
            for other in words.variants(word):
                seen[other] = seen.get(other, 0) | seen[word]
        return seen

    def _label(self, doc: Doc) -> None:
        for (name, width), given in zip(self.shape.facets.items(), doc.labels, strict=True):
            known, kept = self._labels[name], given[:width]
            self._codes[name].extend(known.setdefault(label, len(known)) for label in kept)
            self._codes[name].extend([0xFFFFFFFF] * (width - len(kept)))

    def write(self, now: datetime, renew: Renew) -> int:
        """Write everything, invisibly, and return the id of the part."""
        names, counts, order, starts = self._sorted()
        row = self.shape.part(key=uuid.uuid4().hex, docs=len(self), made_at=now, columns=self._columns(names, counts))
        row.save()
        part_id = int(row.pk)
        terms = self._postings(part_id, names, counts, order, starts)
        _insert(self.shape.table("term"), ("part_id", "number", "word", "count", "postings"), terms, renew)
        _insert(self.shape.table("gram"), ("part_id", "gram", "numbers"), self._grams(part_id, names, counts), renew)
        return part_id

    def _sorted(self) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return words in order, in how many documents each stands, and where its postings are."""
        names = sorted(self._known, key=str.encode)
        new = np.empty(len(names), np.uint32)
        new[[self._known[name] for name in names]] = np.arange(len(names), dtype=np.uint32)
        numbers = new[np.frombuffer(self._terms, np.uint32)] if names else np.zeros(0, np.uint32)
        counts = np.bincount(numbers, minlength=len(names))
        order = np.argsort(numbers, kind="stable")
        return names, counts, order, np.cumsum(counts) - counts

    def _postings(
        self,
        part_id: int,
        names: list[str],
        counts: npt.NDArray[np.int64],
        order: npt.NDArray[np.int64],
        starts: npt.NDArray[np.int64],
    ) -> Iterator[tuple[Any, ...]]:
        slots = np.frombuffer(self._slots, np.uint32)[order]
        masks = np.frombuffer(self._masks, np.uint8)[order]
        gaps = np.diff(slots, prepend=np.uint32(0))
        gaps[starts] = slots[starts]  # the first of each word counts from the beginning
        for number, (name, start, count) in enumerate(zip(names, starts.tolist(), counts.tolist(), strict=True)):
            packed = packing.pack(gaps[start : start + count], masks[start : start + count])
            yield part_id, number, name.encode(), count, packed

    def _grams(self, part_id: int, names: list[str], counts: npt.NDArray[np.int64]) -> Iterator[tuple[Any, ...]]:
        least = 2 if len(self) >= MANY else 1
        found: dict[str, array[int]] = {}
        for number, (name, count) in enumerate(zip(names, counts.tolist(), strict=True)):
            if count >= least and len(name) >= spelling.SHORTEST - 1 and not name.isdigit():
                for gram in spelling.grams(name):
                    found.setdefault(gram, array("I")).append(number)
        for gram, numbers in found.items():
            yield part_id, gram.encode(), packing.pack_numbers(np.frombuffer(numbers, np.uint32))

    def _columns(self, names: list[str], counts: npt.NDArray[np.int64]) -> bytes:
        columns: dict[str, Array] = {
            "ids": np.frombuffer(self._ids, np.int64),
            "marks": np.frombuffer(self._marks, np.uint32),
            "worths": np.frombuffer(self._worths, np.uint8),
            "lengths": np.frombuffer(self._lengths, np.uint8),
            "letters": np.array([min(len(name), 255) for name in names], np.uint8),
        }
        for name, width in self.shape.facets.items():
            codes = np.frombuffer(self._codes[name], np.uint32).astype(np.int64)
            most = len(self._labels[name])
            codes[codes == 0xFFFFFFFF] = most
            columns[f"facet {name}"] = packing.narrow(codes, most).reshape(-1, width)
        return packing.pack_columns(columns, {name: list(labels) for name, labels in self._labels.items()})


def _insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], renew: Renew) -> None:
    """Write rows a few thousand at a time, leaving the database to others in between."""
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        with turn(), connection.cursor() as cursor:
            cursor.executemany(statement, chunk)
        renew()


def parts_of(shape: Shape, docs: Iterable[Doc], most: int, now: datetime, renew: Renew) -> list[int]:
    """Write documents as parts of at most ``most`` documents each, invisible so far; return their ids."""
    made: list[int] = []
    waiting = iter(docs)
    while True:
        builder = Builder(shape)
        for doc in islice(waiting, most):
            builder.add(doc)
        if not len(builder):
            return made
        made.append(builder.write(now, renew))
