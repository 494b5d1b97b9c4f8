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


@dataclass(frozen=True, slots=True)
class _Seen:
    title: tuple[str, ...]
    shingles: frozenset[int]
    maker: str
    language: str


def groups(listings: Sequence[Listing], vectors: Mapping[int, Vectors] | None = None) -> list[list[int]]:
    """Return ids of items that are the same, two or more in each group; ``vectors`` are those of descriptions, by id.

    Groups and the ids in them stand in the order given.
    """
    seen = [_seen(listing) for listing in listings]
    parent = list(range(len(listings)))
    for bucket in _buckets(seen):
        for a, b in combinations(bucket[:MOST_IN_BUCKET], 2):
            if _root(parent, a) != _root(parent, b) and _same(
                seen[a], seen[b], _cosine(listings[a], listings[b], vectors)
            ):
                parent[_root(parent, b)] = _root(parent, a)
    found: dict[int, list[int]] = {}
    for row, listing in enumerate(listings):
        found.setdefault(_root(parent, row), []).append(listing.id)
    return [group for group in found.values() if len(group) > 1]


def _seen(listing: Listing) -> _Seen:
    said = [word for word in words(listing.title) if word[0].isalnum() and word not in _FORM]
    title = tuple(_NUMBERS.get(word, word) for word in said)
    body = [word for word in words(listing.body[:6_000]) if word[0].isalnum()]
    shingles = frozenset(hash(tuple(body[at : at + SHINGLE])) for at in range(max(0, len(body) - SHINGLE + 1)))
    return _Seen(title, shingles, " ".join(words(listing.maker)), listing.language.partition("-")[0].casefold())


def _buckets(seen: Sequence[_Seen]) -> Iterator[list[int]]:
    by_title: dict[tuple[str, ...], list[int]] = {}
    for row, one in enumerate(seen):
        if one.title:
            by_title.setdefault(one.title, []).append(row)
    return (bucket for bucket in by_title.values() if len(bucket) > 1)


def _same(a: _Seen, b: _Seen, cosine: float | None) -> bool:
    if a.language and b.language and a.language != b.language:
        return False
    alike = _jaccard(a.shingles, b.shingles)
    if a.shingles and b.shingles:
        return alike >= NEAR_TEXT or (cosine is not None and cosine >= CLOSE)
    if a.maker and b.maker:
        return a.maker == b.maker
    return len(a.title) >= DISTINCT_TITLE


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    either = len(a | b)
    return len(a & b) / either if either else 0.0


def _cosine(a: Listing, b: Listing, vectors: Mapping[int, Vectors] | None) -> float | None:
    if vectors is None or a.id not in vectors or b.id not in vectors:
        return None
    return float(vectors[a.id] @ vectors[b.id])


def _root(parent: list[int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
