"""Who did what, as one sparse table of ones: people × items."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour.arrays import Floats, Ints, Mask


@dataclass(frozen=True)
class Interactions:
    """``table`` holds a one where a person did an item; ``times``, in the order of its entries and any unit, where known."""

    table: sp.csr_matrix
    times: Floats | None = None

    @classmethod
    def of(cls, people: Ints, items: Ints, shape: tuple[int, int], times: Floats | None = None) -> "Interactions":
        """Return the table of pairs; a pair that is there twice counts once, at its last time."""
        order = np.lexsort((items, people)) if times is None else np.lexsort((times, items, people))
        key = people[order] * np.int64(shape[1]) + items[order]
        last = np.append(key[1:] != key[:-1], True) if key.size else np.zeros(0, bool)
        chosen = order[last]
        starts = np.searchsorted(people[chosen], np.arange(shape[0] + 1))
        ones = np.ones(chosen.size, np.float32)
        table = sp.csr_matrix((ones, items[chosen].astype(np.int32), starts), shape=shape)
        return cls(table, None if times is None else times[chosen])

    @property
    def lengths(self) -> Ints:
        """How many items each person did."""
        lengths: Ints = np.diff(self.table.indptr)
        return lengths

    def history(self, person: int) -> Ints:
        """Return the items of a person, in ascending order."""
        found: Ints = self.table.indices[self.table.indptr[person] : self.table.indptr[person + 1]]
        return found

    def people(self, chosen: Ints | Mask) -> "Interactions":
        """Return the rows of some people, in the order given."""
        table = sp.csr_matrix(self.table[chosen])
        if self.times is None:
            return Interactions(table)
        rows = np.arange(self.table.shape[0])[chosen]
        cells = [
            np.arange(start, end)
            for start, end in zip(self.table.indptr[rows], self.table.indptr[rows + 1], strict=True)
        ]
        return Interactions(table, self.times[np.concatenate(cells)] if cells else self.times[:0])

    def joined(self, other: "Interactions") -> "Interactions":
        """Return what is in either of two tables of the same shape. Times are left out."""
        both = sp.csr_matrix(self.table + other.table)
        both.data[:] = 1
        both.sort_indices()
        return Interactions(both)

    def folded(self, known: float, rng: np.random.Generator) -> tuple["Interactions", "Interactions"]:
        """Split every person's items at random into (known, rest): so many, or a share of them where it is below one.

        Somebody with no more items than ``known`` keeps one for the rest.
        """
        lengths = self.lengths
        wanted = np.round(known * lengths) if 0 < known < 1 else np.full(lengths.size, known)
        wanted = np.minimum(wanted, np.maximum(lengths - 1, 0)).astype(np.int64)
        # A random order within each row: sort all entries by row, then by a random number.
        owner = np.repeat(np.arange(lengths.size), lengths)
        order = np.lexsort((rng.random(owner.size), owner))
        rank = np.empty(owner.size, np.int64)
        rank[order] = np.arange(owner.size) - np.repeat(self.table.indptr[:-1], lengths)
        chosen = rank < wanted[owner]
        return self._cells(chosen), self._cells(~chosen)

    def _cells(self, chosen: Mask) -> "Interactions":
        counts = np.concatenate([[0], np.cumsum(chosen)])
        table = sp.csr_matrix(
            (self.table.data[chosen], self.table.indices[chosen], counts[self.table.indptr]), shape=self.table.shape
        )
        return Interactions(table)
