"""From rows to what is known of each person and item: the first start and the first completion count."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wayfare.core.imports import Report, RowError
from wayfare.learner.activity.columns import NEVER, Columns, Numbers

PEOPLE_AT_ONCE, ROWS_AT_ONCE = 400, 2_000


@dataclass(frozen=True, slots=True)
class Merged:
    """One row a person and item, ordered by both; times in microseconds since 1970, or ``NEVER``."""

    people: Numbers
    items: Numbers
    started: Numbers
    finished: Numbers

    def chunks(self) -> Iterator[list[tuple[int, int, int, int]]]:
        """Yield the rows of whole people, some hundred people or a few thousand rows at a time."""
        columns = (self.people, self.items, self.started, self.finished)
        starts = np.flatnonzero(np.diff(self.people, prepend=-1))
        ends = np.append(starts[1:], len(self.people))
        first = held = 0
        for place, end in enumerate(ends):
            held += 1
            if held == PEOPLE_AT_ONCE or end - starts[first] >= ROWS_AT_ONCE or place == len(ends) - 1:
                cut = slice(int(starts[first]), int(end))
                yield list(zip(*(column[cut].tolist() for column in columns), strict=True))
                first, held = place + 1, 0


def merge(
    found: Columns, people: dict[str, int], items: dict[str, int], latest: int, name: str, report: Report
) -> Merged:
    """Return what the rows say about people and items that are known; reject the others, and times after ``latest``.

    A completion before the start is taken for the start as well, with a warning: nobody finishes what they have not begun.
    """
    lines, who, what, started, finished = found.read()
    person, item = _ids(who, found.people.ids(people)), _ids(what, found.items.ids(items))
    given = np.where(started == NEVER, -1, started), np.where(finished == NEVER, -1, finished)
    future = np.maximum(*given) > latest
    bad = (person == 0) | (item == 0) | future
    _reject(np.flatnonzero(bad), (lines, who, what, person, item), found, name, report)
    early = ~bad & (finished < started) & (started != NEVER)
    for row in np.flatnonzero(early):
        error = RowError("finished", "", "Finished before it was started; the completion counts as the start as well.")
        report.warn(int(lines[row]), error, name)
    good = ~bad
    if timeless := int((good & (started == NEVER) & (finished == NEVER)).sum()):
        report.count("rows without any time", timeless)
    return _grouped(person[good], item[good], np.minimum(started, finished)[good], finished[good], report)


def _ids(numbers: Numbers, ids: Numbers) -> Numbers:
    return ids[numbers] if len(numbers) else numbers


def _reject(rows: Numbers, columns: tuple[Numbers, ...], found: Columns, name: str, report: Report) -> None:
    names, titles = found.people.all(), found.items.all()
    lines, who, what, person, item = columns
    for row in rows.tolist():
        if person[row] <= 0:
            error = RowError("person", names[who[row]], _unknown("person", "wayfare import people"))
        elif item[row] <= 0:
            error = RowError("item", titles[what[row]], _unknown("item", "wayfare import catalog"))
        else:
            error = RowError("finished or started", titles[what[row]], "The time lies more than ten minutes ahead.")
        report.reject(int(lines[row]), error, name)


def _unknown(what: str, command: str) -> str:
    return f"No {what}, or more than one, is known by this id here. Write SOURCE:ID, or first: {command}"


def _grouped(people: Numbers, items: Numbers, started: Numbers, finished: Numbers, report: Report) -> Merged:
    order = np.lexsort((items, people))
    people, items, started, finished = (column[order] for column in (people, items, started, finished))
    if not len(order):
        return Merged(people, items, started, finished)
    fresh = np.append(True, (np.diff(people) != 0) | (np.diff(items) != 0))
    first = np.flatnonzero(fresh)
    if repeated := len(order) - len(first):
        report.count("rows about the same person and item as another", repeated)
    return Merged(
        people[first], items[first], np.minimum.reduceat(started, first), np.minimum.reduceat(finished, first)
    )
