"""Items that few did: sparse neighbours instead of rows of a dense table.

A rare target is predicted from the few popular items that go with it most, by the same regression as in ``linear`` over those
few; a rare source gives its targets the conditional probability, the first-order term of that regression.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour.arrays import Floats, Ints

BLOCK = 500
AT_ONCE = 250
SOURCES = 40
TARGETS = 40


@dataclass(frozen=True)
class Tail:
    """Item by item (``starts``), its ``targets`` and for each member of the family what it gives to them."""

    starts: Ints
    targets: Ints
    values: Floats


def empty(items: int, members: int) -> Tail:
    """Return the tail of a table in which every item is dense."""
    return Tail(np.zeros(items + 1, np.int64), np.zeros(0, np.int32), np.zeros((members, 0), np.float32))


def fit(table: sp.csr_matrix, people: Floats, head: Ints, together: Floats, odds: Floats) -> Tail:
    """Return what the items outside ``head`` give and get. ``together`` is the dense table of the head (see ``linear.gram``)."""
    items = table.shape[1]
    place = np.full(items, -1)
    place[head] = np.arange(head.size)
    rare = np.nonzero(place < 0)[0]
    weighted = sp.csc_matrix(sp.diags(people.astype(np.float32)) @ table)
    own = np.asarray(weighted.sum(0)).ravel()
    rare = rare[own[rare] > 0]
    parts = [
        _block(rare[at : at + BLOCK], weighted, table, place, own, together, odds) for at in range(0, rare.size, BLOCK)
    ]
    if not parts:
        return empty(items, odds.size)
    source, target, value = (np.concatenate([part[at] for part in parts], axis=-1) for at in range(3))
    order = np.lexsort((target, source))
    starts = np.searchsorted(source[order], np.arange(items + 1))
    return Tail(starts, target[order].astype(np.int32), value[:, order].astype(np.float32))


def _block(
    rare: Ints, weighted: sp.csc_matrix, table: sp.csr_matrix, place: Ints, own: Floats, together: Floats, odds: Floats
) -> tuple[Ints, Ints, Floats]:
    """Return (source, target, values by member) of some rare items."""
    counts = sp.csr_matrix(weighted[:, rare].T @ table)
    counts[np.arange(rare.size), rare] = 0
    counts.eliminate_zeros()
    given = _best(counts, TARGETS)
    source, target = rare[given[0]], given[1]
    first = given[2] / (own[source] * (1 + odds[:, None]))
    # A rare target gets its weights from popular sources by regression, below.
    popular = counts.copy()
    popular.data[place[popular.indices] < 0] = 0
    popular.eliminate_zeros()
    row, support, count = _best(popular, SOURCES)
    solved = _regress(row, place[support], count, own[support], together, odds, rare.size)
    return np.append(source, support), np.append(target, rare[row]), np.append(first, solved, axis=1)


def _best(counts: sp.csr_matrix, most: int) -> tuple[Ints, Ints, Floats]:
    """Return row, column and value of the ``most`` largest entries of each row."""
    kept = []
    for start, end in zip(counts.indptr[:-1].tolist(), counts.indptr[1:].tolist(), strict=True):
        chosen = np.arange(start, end)
        if chosen.size > most:
            chosen = start + np.sort(np.argpartition(-counts.data[start:end], most)[:most])
        kept.append(chosen)
    sizes = [chosen.size for chosen in kept]
    places = np.concatenate(kept) if kept else np.zeros(0, np.int64)
    return np.repeat(np.arange(len(kept)), sizes), counts.indices[places], counts.data[places].astype(np.float64)


def _regress(row: Ints, support: Ints, count: Floats, own: Floats, together: Floats, odds: Floats, rows: int) -> Floats:
    """Return, by member, the weights of each row's support: (G_SS + c · diag) b = g, many rows at once."""
    values = np.zeros((odds.size, row.size))
    sizes = np.bincount(row, minlength=rows)
    ends = np.cumsum(sizes)
    width = int(sizes.max(initial=0))
    cell = np.arange(row.size) - (ends - sizes)[row]
    at = np.zeros((rows, width), np.int64)
    wanted, scale = np.zeros((rows, width)), np.zeros((rows, width))
    at[row, cell] = support
    wanted[row, cell] = count / np.sqrt(own)
    scale[row, cell] = 1 / np.sqrt(own)
    for begin in range(0, rows, AT_ONCE):
        some, inside = slice(begin, begin + AT_ONCE), (row >= begin) & (row < begin + AT_ONCE)
        local = together[at[some, :, None], at[some, None, :]] * scale[some, :, None] * scale[some, None, :]
        for member, c in enumerate(odds.tolist()):
            # Places without an item are rows of zeros: a one on the diagonal leaves them at zero.
            local[:, np.arange(width), np.arange(width)] = 1.0 + c
            solution = np.linalg.solve(local, wanted[some, :, None])[..., 0] * scale[some]
            values[member, inside] = solution[row[inside] - begin, cell[inside]]
    return values
