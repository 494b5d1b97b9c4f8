"""From an item to some others: what is kept of items that few did, instead of rows of a dense table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints

_ARRAYS = ("starts", "targets", "values", "factors")


@dataclass(frozen=True)
class Links:
    """Item by item (``starts``), its ``targets``, each once, and what it gives to them.

    ``values`` has one row, or one for each member of the family; in both cases a member's are multiplied by its factor.
    """

    starts: Ints
    targets: Ints
    values: Floats
    factors: Floats

    def values_of(self, member: int) -> Floats:
        """Return the values of a member, to be multiplied by its factor."""
        row: Floats = self.values[min(member, len(self.values) - 1)]
        return row

    def of(self, known: Ints, member: int) -> tuple[Ints, Floats]:
        """Return the targets of some items, one after the other, and what is given to them; a target may stand there twice."""
        cells, _ = self._cells(known)
        return self.targets[cells], self.values_of(member)[cells] * self.factors[member]

    def given(self, known: Ints, items: Ints, member: int) -> Floats:
        """Return what each of the known items gives to each of some others, known × others."""
        cells, owner = self._cells(known)
        found = np.zeros((known.size, items.size))
        order = np.argsort(items)
        place = np.searchsorted(items[order], self.targets[cells])
        place = order[np.minimum(place, items.size - 1)] if items.size else place
        hit = np.nonzero(items[place] == self.targets[cells])[0] if items.size else place[:0]
        found[owner[hit], place[hit]] = self.values_of(member)[cells[hit]] * self.factors[member]
        return found

    def _cells(self, known: Ints) -> tuple[Ints, Ints]:
        """Return where the links of some items stand, and of which of them each is."""
        starts = self.starts[known]
        sizes = self.starts[known + 1] - starts
        owner = np.repeat(np.arange(known.size), sizes)
        return np.arange(owner.size) + (starts - np.cumsum(sizes) + sizes)[owner], owner

    def pack(self, name: str) -> Arrays:
        """Return flat arrays under a name, for an artefact."""
        return {f"{name}_{each}": getattr(self, each) for each in _ARRAYS}


def unpack(name: str, arrays: Mapping[str, np.ndarray[Any, Any]]) -> Links:
    """Return what ``pack`` gave under that name. Raises KeyError where an array is missing."""
    return Links(*(arrays[f"{name}_{each}"] for each in _ARRAYS))


def empty(items: int, members: int) -> Links:
    """Return links that join nothing."""
    return Links(np.zeros(items + 1, np.int32), np.zeros(0, np.int32), np.zeros((1, 0), np.float32), np.ones(members))
