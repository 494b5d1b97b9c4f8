"""Items that few did: sparse links instead of rows of a dense table.

Between a rare item and the few items of the head that go with it most the weights come, both ways, from the regression in
``linear`` over those few, where the item is among the more frequent ones; else they are conditional probabilities, which are the
first-order term of that regression. How many links an item has hangs on how many items there are.

Items are numbered by popularity, so the head are the first of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import links
from wayfare.engine.matching.behaviour.arrays import Floats, Ints
from wayfare.engine.matching.behaviour.links import Links

AT_ONCE = 250
WORK = 70_000_000  # pairs of things that somebody did, one of them rare, that are counted at most
PRODUCTS = 4_000_000  # of a block of rows, so that it takes some dozens of megabytes
WIDTH = 40
LEAST_WIDTH = 6
MOST_LINKS = 10_000_000
PER_SOURCE = 64
"""Of what goes with an item of the head so many rare ones are kept: whoever did something popular gives little to thousands."""
HELD_BACK = 0.2
"""The power of how many did it that an item is held back with when links are chosen: what is popular goes with everything."""
Triples = tuple[Ints, Ints, Floats]


@dataclass(frozen=True)
class _World:
    """All that links are made from.

    The table of people × items (``trimmed``: of long histories a part that stands for the rest), how much was done of each item,
    by how much each is held back, the precision of each item of the head by member, how many these are, and their dense table.
    """

    trimmed: sp.csr_matrix
    own: Floats
    back: Floats
    precision: Floats
    head: int
    together: Floats


def fit(
    table: sp.csr_matrix,
    people: Floats,
    together: Floats,
    precision: Floats,
    odds: Floats,
    regressed: int,
    rng: np.random.Generator,
) -> tuple[Links, Links]:
    """Return what the items outside the head give and get: links that differ by a factor alone between members, then others.

    ``together`` is the dense table of the head (see ``linear.gram``), ``precision`` the diagonal of its inverse for each of
    ``odds``; ``regressed`` items at most get weights by regression.
    """
    items, head = table.shape[1], len(together)
    own = np.bincount(table.indices, np.repeat(people, np.diff(table.indptr)), items).astype(float)
    back = np.maximum(own, own[own > 0].min(initial=1)) ** -HELD_BACK
    rare = items - head - int((own[head:] <= 0).sum())  # numbered by popularity: what nobody did comes last
    weighted = sp.csr_matrix(table[:, head : head + rare].T.tocsr() @ sp.diags(people.astype(np.float32)))
    trimmed = _trimmed(table, np.bincount(weighted.indices, minlength=len(people)), rng)
    world = _World(trimmed, own, back.astype(np.float32), precision, head, together)
    plain, solved = list[Triples](), list[Triples]()
    width = min(WIDTH, max(LEAST_WIDTH, MOST_LINKS // max(rare, 1)))
    for start, end in _blocks(weighted, np.diff(trimmed.indptr)):
        counts = _counts(world, weighted, start, end)
        better = max(min(regressed, end) - start, 0)
        plain += _first_order(world, counts, head + start, better, width)
        if better:
            solved += _regressed(world, counts, head + start, better, odds)
    factors = 1 / (1 + odds)
    return _links(plain, head, items, factors), _links(solved, head, items, np.ones(odds.size))


def _trimmed(table: sp.csr_matrix, rare: Ints, rng: np.random.Generator) -> sp.csr_matrix:
    """Return the table with no more of the longest histories than ``WORK`` allows; what is drawn of one stands for all of it.

    ``rare`` says how many rare items are in each history: with each of them all others are counted.
    """
    lengths = np.diff(table.indptr)
    most = int(lengths.max(initial=0))
    while (rare * np.minimum(lengths, most)).sum() > WORK and most > 1:
        most = max(most * 9 // 10, 1)
    if most >= lengths.max(initial=0):
        return table
    owner = np.repeat(np.arange(lengths.size), lengths)
    drawn = rng.random(owner.size) * lengths[owner] < most
    starts = np.concatenate([[0], np.cumsum(drawn)])[table.indptr]
    stands_for = np.maximum(lengths[owner[drawn]] / most, 1).astype(np.float32)
    return sp.csr_matrix((stands_for, table.indices[drawn], starts), shape=table.shape)


def _blocks(weighted: sp.csr_matrix, lengths: Ints) -> Iterator[tuple[int, int]]:
    """Cut the rare items into blocks of about as much work."""
    work = np.concatenate([[0], np.cumsum(lengths[weighted.indices], dtype=np.int64)])[weighted.indptr]
    start = 0
    while start < weighted.shape[0]:
        end = max(int(np.searchsorted(work, work[start] + PRODUCTS, "right")) - 1, start + 1)
        yield start, end
        start = end


def _counts(world: _World, weighted: sp.csr_matrix, start: int, end: int) -> sp.csr_matrix:
    """Return how often some rare items go with each other item, by how much the others are held back."""
    counts = sp.csr_matrix(weighted[start:end] @ world.trimmed)
    row = np.repeat(np.arange(world.head + start, world.head + end), np.diff(counts.indptr))
    counts.data *= world.back[counts.indices]
    counts.data[counts.indices == row] = 0
    return counts


def _first_order(world: _World, counts: sp.csr_matrix, first: int, better: int, width: int) -> list[Triples]:
    """Return what rare items give to those that go with them most, and what they get from those of the head.

    Between the first ``better`` and the head there is nothing here: that is for regression.
    """
    row, other, value = _best(counts, width)
    popular = other < world.head
    chosen, back = ~popular | (row >= better), popular & (row >= better)
    count, one = value / world.back[other], row + np.int32(first)
    there = one[chosen], other[chosen], (count / world.own[one])[None, chosen].astype(np.float32)
    return [there, (other[back], one[back], (count[back] / world.own[other[back]])[None].astype(np.float32))]


def _regressed(world: _World, counts: sp.csr_matrix, first: int, better: int, odds: Floats) -> list[Triples]:
    """Return what the head gives to the first ``better`` rare items, by regression over the few that say most, and gets back.

    With b the weights of a rare item r and P the inverse of the table of the head, the inverse of the table with that item too
    has b / (own · (1 + c) − b · counts) in its row: it gives to an item of the head so much by the precision of that one.
    """
    some = sp.csr_matrix(counts[:better])
    some.data[some.indices >= world.head] = 0
    row, source, value = _best(some, WIDTH)
    own, one = world.own[source], row + np.int32(first)
    count = value / world.back[source]
    solved = _solve(row, source, count / np.sqrt(own), own, world.together, odds, better)
    told = np.stack([np.bincount(row, weights * count, better) for weights in solved])
    left = world.own[first : first + better] * (1 + odds[:, None]) - told
    back = solved / (left[:, row] * world.precision[:, source])
    return [(source, one, solved.astype(np.float32)), (one, source, back.astype(np.float32))]


def _links(parts: list[Triples], head: int, items: int, factors: Floats) -> Links:
    """Put triples in order of source and target; of each item of the head only those stay that it gives most."""
    if not parts:
        return links.empty(items, factors.size)
    source, target, value = (np.concatenate([part[at] for part in parts], axis=-1) for at in range(3))
    del parts[:]
    kept = source >= head
    popular = np.nonzero(~kept)[0]
    by = popular[np.argsort(source[popular].astype(np.int16), kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(source[by], minlength=head))])
    rows = sp.csr_matrix((np.abs(value[:, by]).max(0), np.arange(by.size), starts), shape=(head, by.size))
    kept[by[_best(rows, PER_SOURCE)[1]]] = True
    source, target, value = source[kept], target[kept], value[:, kept]
    order = np.argsort(source * np.int64(items) + target)
    starts = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=items))])
    return Links(starts.astype(np.int32), target[order].astype(np.int32), value[:, order], factors)


def _best(counts: sp.csr_matrix, most: int) -> tuple[Ints, Ints, Floats]:
    """Return row, column and value of the ``most`` largest entries of each row, without those that are zero."""
    sizes = np.diff(counts.indptr)
    kept = np.repeat(sizes <= most, sizes)
    step = 2.0 ** np.ceil(np.log2(np.maximum(sizes, 1)))
    for width in np.unique(step[sizes > most]).astype(int).tolist():
        rows = np.nonzero((step == width) & (sizes > most))[0]
        for some in np.array_split(rows, max(rows.size * width // PRODUCTS, 1)):
            cells = counts.indptr[some][:, None] + np.arange(width)
            inside = np.arange(width) < sizes[some][:, None]
            values = np.where(inside, counts.data[np.where(inside, cells, 0)], -np.inf)
            top = np.argpartition(-values, most - 1, axis=1)[:, :most]
            kept[np.take_along_axis(cells, top, 1)] = True
    kept &= counts.data > 0
    row = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
    return row[kept], counts.indices[kept], counts.data[kept].astype(np.float64)


def _solve(row: Ints, support: Ints, value: Floats, own: Floats, together: Floats, odds: Floats, rows: int) -> Floats:
    """Return, by member, the weights of each row's support: (G_SS + c · diag(G_SS)) b = g, many rows at once.

    ``value`` is g, each divided by the square root of ``own``, which is the diagonal.
    """
    values = np.zeros((odds.size, row.size))
    sizes = np.bincount(row, minlength=rows)
    ends = np.cumsum(sizes)
    width = int(sizes.max(initial=0))
    cell = np.arange(row.size) - (ends - sizes)[row]
    at = np.zeros((rows, width), np.int64)
    wanted, scale = np.zeros((rows, width), np.float32), np.zeros((rows, width), np.float32)
    at[row, cell] = support
    wanted[row, cell] = value
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
