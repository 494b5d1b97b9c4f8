"""What many people did: of everybody, and in each segment drawn towards everybody's. Kept sparse: segments cost little.

Items are numbered by popularity here, most popular first: the first ``head`` are those of the dense tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints

PRIOR_PEOPLE = 50.0
_ARRAYS = ("counts", "sizes", "starts", "items", "times", "best_starts", "best")


@dataclass(frozen=True)
class Popularity:
    """How many of ``people`` did each item (``counts``, descending), and the same for each segment.

    Segment by segment (``starts``, of ``sizes`` people) stand the ``items`` that somebody of it did, ascending, and how many did
    (``times``). ``best`` (by ``best_starts``) are those of them outside the head, most popular in the segment first.
    """

    people: int
    head: int
    counts: Ints
    sizes: Ints
    starts: Ints
    items: Ints
    times: Ints
    best_starts: Ints
    best: Ints

    def overall(self, items: Ints | slice) -> Floats:
        """Return the share of all people who did each of some items."""
        found: Floats = self.counts[items] / max(self.people, 1)
        return found

    def of_head(self, segment: int | None = None) -> Floats:
        """Return the share of people who did each item of the head: in the segment, drawn towards that of everybody."""
        overall = self.overall(slice(self.head))
        if segment is None or not self.knows(segment):
            return overall
        own, inside, times = np.zeros(overall.size), *self._of_segment(segment)
        many = int(np.searchsorted(inside, self.head))
        own[inside[:many]] = times[:many]
        return self._drawn(own, overall, segment)

    def share(self, items: Ints, segment: int | None = None) -> Floats:
        """Return the same of some items, whichever they are."""
        overall = self.overall(items)
        if segment is None or not self.knows(segment):
            return overall
        inside, times = self._of_segment(segment)
        own = np.zeros(items.size)
        if inside.size:
            at = np.minimum(np.searchsorted(inside, items), inside.size - 1)
            own = np.where(inside[at] == items, times[at], 0.0)
        return self._drawn(own, overall, segment)

    def _of_segment(self, segment: int) -> tuple[Ints, Ints]:
        part = slice(self.starts[segment], self.starts[segment + 1])
        return self.items[part], self.times[part]

    def _drawn(self, own: Floats, overall: Floats, segment: int) -> Floats:
        return (own + PRIOR_PEOPLE * overall) / (float(self.sizes[segment]) + PRIOR_PEOPLE)

    def knows(self, segment: int | None) -> bool:
        """Say whether a segment is one of those counted."""
        return segment is not None and 0 <= segment < self.sizes.size

    def first(self, k: int, without: Ints, segment: int | None = None) -> Ints:
        """Return items outside the head and not in ``without`` (ascending), among them the ``k`` most popular ones."""
        found = _leading(np.arange(self.head, min(self.head + k + without.size, self.counts.size)), k, without)
        if segment is None or not self.knows(segment):
            return found
        here = _leading(self.best[self.best_starts[segment] : self.best_starts[segment + 1]], k, without)
        return np.append(found, left_out(here, np.sort(found)))

    def pack(self) -> Arrays:
        """Return flat arrays, for an artefact."""
        sizes = np.array([self.people, self.head])
        return {"popular_sizes_of_all": sizes, **{f"popular_{name}": getattr(self, name) for name in _ARRAYS}}


def unpack(arrays: Mapping[str, np.ndarray[Any, Any]]) -> Popularity:
    """Return what ``pack`` gave. Raises KeyError where an array is missing."""
    people, head = arrays["popular_sizes_of_all"].tolist()
    given: dict[str, Any] = {name: arrays[f"popular_{name}"] for name in _ARRAYS}
    return Popularity(people=people, head=head, **given)


def _leading(order: Ints, k: int, without: Ints) -> Ints:
    """Return the first ``k`` of an order that are not in ``without``."""
    width = 2 * k
    while (found := left_out(order[:width], without)).size < k and width < order.size:
        width *= 2
    return found[:k]


def left_out(items: Ints, without: Ints) -> Ints:
    """Return the items that are not in ``without``, which is ascending."""
    if not without.size:
        return items
    found: Ints = items[without[np.minimum(np.searchsorted(without, items), without.size - 1)] != items]
    return found
