"""Fit a model of behaviour: choose by held-out people, then fit everything there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import choosing, linear, links, tail
from wayfare.engine.matching.behaviour.arrays import Ints
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour, Rung
from wayfare.engine.matching.behaviour.popular import PRIOR_PEOPLE, Popularity


@dataclass(frozen=True)
class Settings:
    """Of catalogues of more than ``whole`` items ``head`` are dense, ``regressed`` more get weights by regression.

    To choose by, ``sample`` newcomers are held out of ``chosen_by`` people, and ``chosen_on`` items looked at (``few`` of many).
    """

    whole: int = 4_096
    head: int = 3_072
    regressed: int = 8_192
    chosen_on: int = 2_000
    few: int = 1_200
    chosen_by: int = 60_000
    sample: int = 500


def fit(
    data: Interactions, rng: np.random.Generator, settings: Settings | None = None, segments: Ints | None = None
) -> Behaviour:
    """Return the model of a table of people × items. ``segments`` says to which group each person belongs (−1: unknown)."""
    settings = settings or Settings()
    table, order, place = _numbered(data.table)
    small = order.size <= settings.whole
    head = order.size if small else settings.head
    looked_at = _most_done(table, settings.chosen_on if small else settings.few)
    plan = choosing.choose(_some(looked_at, settings.chosen_by, rng), settings.sample, rng)
    del looked_at
    tables = sorted({(choice.odds, choice.ridge) for choice in plan.choices}, reverse=True)
    odds, ridges = np.array(tables).T
    people = linear.weights(data.lengths, plan.weight)
    together = linear.gram(_most_done(table, head).table, people)
    dense = np.empty((odds.size, head, head), np.int16)
    scale, precision = np.empty((odds.size, head)), np.empty((odds.size, head))
    for member, (value, ridge) in enumerate(tables):
        weights = linear.denoised(together, value, ridge)
        dense[member], scale[member] = linear.rounded(weights)
        precision[member] = linear.precision(together, weights, value, ridge)
    rare = links.empty(order.size, odds.size), links.empty(order.size, odds.size)
    if head < order.size:
        rare = tail.fit(table, people, together, precision, odds + ridges, settings.regressed, rng)
    counted = popularity(table, head, segments)
    return Behaviour(order, place, odds, dense, scale, *rare, counted, _ladder(plan.choices, tables))


def _numbered(table: sp.csr_matrix) -> tuple[sp.csr_matrix, Ints, Ints]:
    """Return the table with its items numbered by popularity, which item has each number, and which number each item has."""
    counts = np.bincount(table.indices, minlength=table.shape[1])
    order = np.argsort(-counts, kind="stable").astype(np.int32)
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    found = sp.csr_matrix((table.data, place[table.indices], table.indptr), shape=table.shape)
    found.sort_indices()
    return found, order, place


def _most_done(table: sp.csr_matrix, most: int) -> Interactions:
    """Return the columns of the ``most`` items that most people did, the first of the table."""
    if table.shape[1] <= most:
        return Interactions(table)
    kept = table.indices < most
    starts = np.concatenate([[0], np.cumsum(kept)])[table.indptr]
    return Interactions(sp.csr_matrix((table.data[kept], table.indices[kept], starts), shape=(table.shape[0], most)))


def _some(data: Interactions, most: int, rng: np.random.Generator) -> Interactions:
    """Return at most so many people who did two things or more: what suits one length of history takes no more to be seen."""
    if data.lengths.size <= most:
        return data
    return data.people(np.sort(rng.permutation(np.nonzero(data.lengths > 1)[0])[:most]))


def popularity(table: sp.csr_matrix, head: int, segments: Ints | None = None) -> Popularity:
    """Count how many people did each item, in all and in each segment (−1: none); items are numbered by popularity."""
    counts = np.bincount(table.indices, minlength=table.shape[1]).astype(np.int32)
    many = 0 if segments is None else int(segments.max(initial=-1)) + 1
    if segments is None or not many:
        none, starts = np.zeros(0, np.int32), np.zeros(1, np.int64)
        return Popularity(table.shape[0], head, counts, none, starts, none, none, starts, none)
    sizes = np.bincount(segments[segments >= 0], minlength=many).astype(np.int32)
    inside, items, times = _by_segment(table, segments, many)
    # Within a segment the order by share is that by times + prior × share of everybody.
    rare = np.nonzero(items >= head)[0]
    worth = times[rare] + PRIOR_PEOPLE * counts[items[rare]] / max(table.shape[0], 1)
    best = rare[np.lexsort((-worth, inside[rare]))]
    starts, best_starts = (np.searchsorted(each, np.arange(many + 1)) for each in (inside, inside[best]))
    return Popularity(table.shape[0], head, counts, sizes, starts, items, times, best_starts, items[best])


def _by_segment(table: sp.csr_matrix, segments: Ints, many: int) -> tuple[Ints, Ints, Ints]:
    """Return segment, item and how many people of it did it, in that order."""
    chosen = np.nonzero(segments >= 0)[0]
    cells = np.ones(chosen.size, np.float32), (segments[chosen], chosen)
    counted = sp.csr_matrix(sp.csr_matrix(cells, shape=(many, table.shape[0])) @ table)
    counted.sort_indices()
    inside = np.repeat(np.arange(many, dtype=np.int32), np.diff(counted.indptr))
    return inside, counted.indices.astype(np.int32), np.rint(counted.data).astype(np.int32)


def _ladder(choices: Sequence[choosing.Choice], tables: Sequence[tuple[float, float]]) -> tuple[Rung, ...]:
    member = {table: at + 1 for at, table in enumerate(tables)}
    rungs = [
        Rung(choice.length, member[choice.odds, choice.ridge], choice.exponent, choice.prior) for choice in choices
    ]
    return (Rung(0, 0, 0.0, 1.0), *rungs)
