"""From an item to some others: what is kept of items that few did, instead of rows of a dense table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints

_ARRAYS = ("starts", "targets", "values", "factors")


class Given(NamedTuple):
    """What some items give to others: the place of the one that gives (``owner``), the ``target``, and how much.

    A target may stand there twice.
    """

    owner: Ints
    targets: Ints
    values: Floats

    def beside(self, other: "Given") -> "Given":
        """Return what is given here and there by the same items."""
        return Given(
            np.concatenate((self.owner, other.owner)),
            np.concatenate((self.targets, other.targets)),
            np.concatenate((self.values, other.values)),
        )

    def to(self, items: Ints, many: int) -> Floats:
        """Return what each of the ``many`` that give gives to each of some items, many × items."""
        order = items.argsort()
        place = items[order].searchsorted(self.targets).clip(max=max(items.size - 1, 0))
        (hit,) = (items[order[place]] == self.targets).nonzero() if items.size else (place[:0],)
        found = np.zeros((many, items.size))
        np.add.at(found, (self.owner[hit], order[place[hit]]), self.values[hit])
        return found


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

    def of(self, known: Ints, member: int) -> "Given":
        """Return what some items give, one after the other."""
        starts, ends = self.starts[known], self.starts[known + 1]
        values, own = (
            self.values_of(member),
            [slice(*ends) for ends in zip(starts.tolist(), ends.tolist(), strict=True)],
        )
        return Given(
            np.arange(known.size).repeat(ends - starts),
            np.concatenate([self.targets[:0], *(self.targets[some] for some in own)]),
            np.concatenate([values[:0], *(values[some] for some in own)]) * self.factors[member],
        )

    def pack(self, name: str) -> Arrays:
        """Return flat arrays under a name, for an artefact."""
        return {f"{name}_{each}": getattr(self, each) for each in _ARRAYS}


def unpack(name: str, arrays: Mapping[str, np.ndarray[Any, Any]]) -> Links:
    """Return what ``pack`` gave under that name. Raises KeyError where an array is missing."""
    return Links(*(arrays[f"{name}_{each}"] for each in _ARRAYS))


def empty(items: int, members: int) -> Links:
    """Return links that join nothing."""
    return Links(np.zeros(items + 1, np.int32), np.zeros(0, np.int32), np.zeros((1, 0), np.float32), np.ones(members))
