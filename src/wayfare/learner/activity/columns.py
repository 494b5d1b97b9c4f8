"""Rows of activity in little memory: five numbers each, and every name of a person or item once."""

from array import array
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from wayfare.core.imports import RowError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = 2**62
"""Stands for a time that nobody gave, as microseconds since 1970; it is later than any other."""
_MICROSECOND = timedelta(microseconds=1)
_EARLIEST = 1969
Numbers = NDArray[np.int64]


class Names:
    """Names in the order in which they were first seen, each with a number from 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return the number of a name."""
        return self._numbers.setdefault(name, len(self._numbers))

    def all(self) -> list[str]:
        """Return the names, in the order of their numbers."""
        return list(self._numbers)

    def ids(self, known: Mapping[str, int]) -> Numbers:
        """Return the id that each name stands for, by its number; 0 where there is none."""
        return np.fromiter((known.get(name, 0) for name in self._numbers), np.int64, len(self._numbers))


class Columns:
    """What was read: line, person, item, and when it was started and finished."""

    def __init__(self) -> None:
        self.people = Names()
        self.items = Names()
        self._lines, self._people, self._items = array("q"), array("q"), array("q")
        self._started, self._finished = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: int, person: int, item: int, started: int = NEVER, finished: int = NEVER) -> None:
        """Add a row: numbers of names, and microseconds since 1970 or ``NEVER``."""
        self._lines.append(line)
        self._people.append(person)
        self._items.append(item)
        self._started.append(started)
        self._finished.append(finished)

    def read(self) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
        """Return the columns: lines, people, items, started, finished."""
        found = (self._lines, self._people, self._items, self._started, self._finished)
        lines, people, items, started, finished = (np.array(each, dtype=np.int64) for each in found)
        return lines, people, items, started, finished


def moment(text: str, column: str) -> int:
    """Return a time as microseconds since 1970: ISO 8601, a day alone or with a time, in UTC where no offset stands there.

    An empty text is ``NEVER``. Raises RowError for what is no time or lies before 1970.
    """
    if not text:
        return NEVER
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year <= _EARLIEST:
        advice = "Write times in ISO 8601, such as 2026-11-02T09:00:00Z; none is before 1970."
        raise RowError(column, text, advice)
    return number_of(found.replace(tzinfo=UTC) if found.tzinfo is None else found)


def when(number: int) -> datetime:
    """Return the time of a number that is not ``NEVER``."""
    return EPOCH + number * _MICROSECOND


def number_of(at: datetime) -> int:
    """Return the number of a time."""
    return (at - EPOCH) // _MICROSECOND
