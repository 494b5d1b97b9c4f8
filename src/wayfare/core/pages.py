"""Pages of a list that may grow without bound: by the id of the last row seen, so that nothing is skipped or doubled.

A reader asks for at most ``limit`` rows after the id ``after`` and gets the id to go on from, or None at the end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
LIMIT = 100
MOST = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, in the order of their ids, and the id to go on from."""

    rows: list[Row]
    next_after: int | None


def page(rows: Iterable[Row], id_of: Callable[[Row], int], after: int = 0, limit: int = LIMIT) -> Page[Row]:
    """Cut one page out of rows that are in hand already; ``limit`` is held between 1 and 500."""
    limit = min(max(limit, 1), MOST)
    left = sorted((row for row in rows if id_of(row) > after), key=id_of)
    shown = left[:limit]
    return Page(shown, id_of(shown[-1]) if len(left) > limit else None)
