"""Near-duplicate items: the same course listed twice, by two exporters or two catalogues. Pure.

Only items whose titles say the same are compared, so time grows with the catalogue. A text alone proves nothing: makers put one
under all courses of a series, whose titles differ by the very word that matters.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.words import words

Vectors = npt.NDArray[np.float32]
SHINGLE = 4
"""Words in a row that are compared as one."""
NEAR_TEXT = 0.3
"""Share of shingles from which two descriptions are near."""
CLOSE = 0.92
"""Cosine from which two vectors of descriptions are close."""
DISTINCT_TITLE = 5
"""A title of so many words is hardly given twice by chance."""
MOST_IN_BUCKET = 200
READ_CHARACTERS = 6_000
_FORM = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"])
_NUMBERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "one": "1", "two": "2", "three": "3"}


@dataclass(frozen=True, slots=True)
class Listing:
    """An item as it is listed: its title, description, who made it (empty if unknown), and its language (empty if unknown)."""

    id: int
    title: str
    body: str = ""
    maker: str = ""
    language: str = ""


def groups(listings: Sequence[Listing], vectors: Mapping[int, Vectors] | None = None) -> list[list[int]]:
    """Return ids of items that are the same, two or more in each group; ``vectors`` are those of descriptions, by id.

    Groups and the ids in them stand in the order given.
    """
    parent = list(range(len(listings)))
    for bucket in _buckets(listings):
        shingles = {row: _shingles(listings[row].body) for row in bucket}
        for a, b in combinations(bucket, 2):
            if _root(parent, a) == _root(parent, b):
                continue
            alike = _alike(shingles[a], shingles[b], _cosine(listings[a], listings[b], vectors))
            if _same(listings[a], listings[b], alike):
                parent[_root(parent, b)] = _root(parent, a)
    found: dict[int, list[int]] = {}
    for row, listing in enumerate(listings):
        found.setdefault(_root(parent, row), []).append(listing.id)
    return [group for group in found.values() if len(group) > 1]


def title_key(text: str) -> tuple[str, ...]:
    """Return what a title says, whatever its case, punctuation and small words; only items with the same one are compared."""
    said = [word for word in words(text) if word[0].isalnum() and word not in _FORM]
    return tuple(_NUMBERS.get(word, word) for word in said)


def _shingles(body: str) -> frozenset[tuple[str, ...]]:
    found = [word for word in words(body[:READ_CHARACTERS]) if word[0].isalnum()]
    return frozenset(tuple(found[at : at + SHINGLE]) for at in range(max(0, len(found) - SHINGLE + 1)))


def _buckets(listings: Sequence[Listing]) -> Iterator[list[int]]:
    by_title: dict[tuple[str, ...], list[int]] = {}
    for row, listing in enumerate(listings):
        if title := title_key(listing.title):
            by_title.setdefault(title, []).append(row)
    return (bucket[:MOST_IN_BUCKET] for bucket in by_title.values() if len(bucket) > 1)


def _alike(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]], cosine: float | None) -> bool | None:
    """Return whether two descriptions say the same; None where one says nothing."""
    if not a or not b:
        return None
    return len(a & b) / len(a | b) >= NEAR_TEXT or (cosine is not None and cosine >= CLOSE)


def _same(a: Listing, b: Listing, alike: bool | None) -> bool:
    languages = {one.language.partition("-")[0].casefold() for one in (a, b)} - {""}
    if len(languages) > 1:
        return False
    if alike is not None:
        return alike
    if a.maker and b.maker:
        return words(a.maker) == words(b.maker)
    return len(title_key(a.title)) >= DISTINCT_TITLE


def _cosine(a: Listing, b: Listing, vectors: Mapping[int, Vectors] | None) -> float | None:
    if vectors is None or a.id not in vectors or b.id not in vectors:
        return None
    return float(vectors[a.id] @ vectors[b.id])


def _root(parent: list[int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
