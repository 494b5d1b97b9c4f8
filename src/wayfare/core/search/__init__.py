"""Finding things by words: an inverted index of our own, kept as flat arrays in rows, alike on SQLite and PostgreSQL.

A room brings tables (made from the abstract ones in ``tables``) and a ``Source`` that says what there is to be found.
``refresh`` brings an index up to date, a set at a time; ``find`` answers a query with what matches best, how much matches in
all, and how it divides by each facet. Nothing here knows what is being searched for.
"""

from wayfare.core.search.find import Found, Hit, Query, find
from wayfare.core.search.parts import size
from wayfare.core.search.refresh import Done, Source, forget, rebuild, refresh
from wayfare.core.search.shape import Doc, Shape
from wayfare.core.search.words import tokens

__all__ = [
    "Doc",
    "Done",
    "Found",
    "Hit",
    "Query",
    "Shape",
    "Source",
    "find",
    "forget",
    "rebuild",
    "refresh",
    "size",
    "tokens",
]
