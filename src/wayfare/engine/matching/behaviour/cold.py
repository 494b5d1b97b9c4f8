"""Items that nobody did yet: what they are about, tied to what people did.

Kernel ridge regression over the items that people did: a new item's column of the smoothed table X · (η + B) is foreseen from
what is said of it, α = (K + λ)⁻¹ k with K the mean likeness over all views. The score stays a sum over what somebody did:
score = Σ over known items i of ((η + B) · α)(i). λ, η and the odds of B are learned on items that are held out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg as sl
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import linear
from wayfare.engine.matching.behaviour.arrays import Arrays, Floats, Ints
from wayfare.engine.matching.behaviour.links import Links
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.placed import NewItems

ODDS = (4.0, 25.0)
RIDGE = 0.4
PENALTIES = (0.1, 0.3, 1.0, 3.0)
OWN = (0.0, 0.03, 0.1)
START = (4.0, 0.5, 0.0)
HELD_OUT = 0.15
LEAST_ITEMS = 40
LEAST_KNOWN = 5
LIST = 20
MOST_ITEMS = 3_500
AT_ONCE = 2_000
USUAL = 0.02
MOST_PEOPLE = 2_000
WEIGHT = 0.5
Views = Sequence[sp.csr_matrix]


@dataclass(frozen=True)
class ColdStart:
    """Turns what is said of new items into ``NewItems``.

    ``anchors`` are the items learned from, ascending; ``views`` what is said of them; ``solver`` is (η + B) · (K + λ)⁻¹.
    """

    anchors: Ints
    views: tuple[sp.csr_matrix, ...]
    solver: Floats

    def place(self, views: Views) -> NewItems:
        """Return new items; ``views`` as in the fit, a row for each of them. Raises ValueError where they do not fit."""
        if len(views) != len(self.views) or any(
            a.shape[1] != b.shape[1] for a, b in zip(views, self.views, strict=True)
        ):
            raise ValueError("the views of new items differ from those that were learned from")
        table, scale = linear.rounded(self.solver @ likeness(self.views, views))
        return NewItems(self.anchors, table, scale)

    def links(self, views: Views, items: int, most: int) -> Links:
        """Return what each of ``items`` known items gives to the ``most`` new ones that it gives most to."""
        rows = self.anchors.size
        value, target = np.zeros((rows, 0), np.float32), np.zeros((rows, 0), np.int32)
        for start in range(0, views[0].shape[0], AT_ONCE):
            placed = self.place([sp.csr_matrix(view[start : start + AT_ONCE]) for view in views])
            here = np.arange(start, start + placed.scale.size, dtype=np.int32)
            value = np.append(value, (placed.table * placed.scale).astype(np.float32), axis=1)
            target = np.append(target, np.tile(here, (rows, 1)), axis=1)
            if value.shape[1] > most:
                best = np.argpartition(-value, most - 1, axis=1)[:, :most]
                value, target = np.take_along_axis(value, best, 1), np.take_along_axis(target, best, 1)
        kept = value > 0
        sizes = np.zeros(items + 1, np.int32)
        sizes[self.anchors + 1] = kept.sum(1)
        return Links(np.cumsum(sizes, dtype=np.int32), target[kept], value[kept][None], np.ones(1))

    def pack(self) -> tuple[dict[str, Any], Arrays]:
        """Return a header (a JSON value) and flat arrays, for an artefact."""
        arrays: Arrays = {"anchors": self.anchors, "solver": self.solver}
        for at, view in enumerate(self.views):
            arrays |= {f"data{at}": view.data, f"indices{at}": view.indices, f"indptr{at}": view.indptr}
        return {"kind": "cold", "widths": [int(view.shape[1]) for view in self.views]}, arrays


def unpack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> ColdStart:
    """Return what ``pack`` gave. Raises KeyError where an array is missing, ValueError for another kind."""
    if header.get("kind") != "cold":
        raise ValueError(f"these are the arrays of {header.get('kind')}, not of a cold start")
    rows = arrays["anchors"].size
    views = tuple(
        sp.csr_matrix((arrays[f"data{at}"], arrays[f"indices{at}"], arrays[f"indptr{at}"]), shape=(rows, width))
        for at, width in enumerate(header["widths"])
    )
    return ColdStart(arrays["anchors"], views, arrays["solver"])


def likeness(one: Views, other: Views) -> Floats:
    """Return how alike items are, items of ``one`` × items of ``other``: the mean of the cosines of all views."""
    total = np.zeros((one[0].shape[0], other[0].shape[0]), np.float32)
    for a, b in zip(one, other, strict=True):
        # What many items share is multiplied densely: as sparse columns it would take a hundred times as long.
        usual = np.bincount(a.indices, minlength=a.shape[1]) > USUAL * a.shape[0]
        often, seldom = np.nonzero(usual)[0], np.nonzero(~usual)[0]
        total += a[:, often].toarray().astype(np.float32) @ b[:, often].toarray().astype(np.float32).T
        total += np.asarray((a[:, seldom] @ b[:, seldom].T).todense(), np.float32)
    return total / np.float32(len(one))


def fit(data: Interactions, views: Views, rng: np.random.Generator) -> ColdStart | None:
    """Learn from the items that most people did and of which something is said; None where there are too few."""
    counts = np.asarray(data.table.sum(0)).ravel()
    said = sum((np.diff(view.indptr) for view in views), np.zeros(counts.size, np.int64))
    usable = np.nonzero((counts > 0) & (said > 0))[0]
    if usable.size < LEAST_ITEMS:
        return None
    anchors = np.sort(usable[np.argsort(-counts[usable], kind="stable")[:MOST_ITEMS]])
    table = sp.csr_matrix(data.table[:, anchors])
    kept = tuple(sp.csr_matrix(view[anchors]) for view in views)
    alike = likeness(kept, kept)
    odds, penalty, own = _choose(table, alike, rng)
    smooth = _smoother(table, odds, own)
    inverse = sl.inv(_penalised(alike, penalty), check_finite=False)
    return ColdStart(anchors, kept, np.asarray(smooth @ inverse, np.float32))


def _smoother(table: sp.csr_matrix, odds: float, own: float) -> Floats:
    together = linear.gram(table, linear.weights(np.diff(table.indptr), WEIGHT))
    smooth = linear.denoised(together, odds, RIDGE)
    smooth[np.diag_indices_from(smooth)] = own
    return smooth


def _penalised(alike: Floats, penalty: float) -> Floats:
    found = alike.copy()
    found[np.diag_indices_from(found)] += np.float32(penalty)
    return found


def _choose(table: sp.csr_matrix, alike: Floats, rng: np.random.Generator) -> tuple[float, float, float]:
    """Return (odds, λ, η) with the best recall@20 of held-out items among themselves."""
    items = table.shape[1]
    out = np.sort(rng.permutation(items)[: round(HELD_OUT * items)])
    warm = np.setdiff1d(np.arange(items), out)
    known, wanted = sp.csr_matrix(table[:, warm]), sp.csr_matrix(table[:, out])
    people = np.nonzero((np.diff(known.indptr) >= LEAST_KNOWN) & (np.diff(wanted.indptr) > 0))[0]
    if not people.size:
        return START
    people = rng.permutation(people)[:MOST_PEOPLE]
    here = np.ix_(warm, warm), np.ix_(warm, out)
    ways = [
        (penalty, sl.solve(_penalised(alike[here[0]], penalty), alike[here[1]], assume_a="pos"))
        for penalty in PENALTIES
    ]
    histories, relevant = known[people], np.asarray(wanted[people].todense()) > 0
    best = (-1.0, START)
    for odds in ODDS:
        smooth = _smoother(known, odds, 0.0)
        for penalty, alpha in ways:
            through, direct = histories @ (smooth @ alpha), histories @ alpha
            for own in OWN:
                found = _recall(through + np.float32(own) * direct, relevant)
                best = max(best, (found, (odds, penalty, own)))
    return best[1]


def _recall(scores: Floats, relevant: np.ndarray[Any, Any]) -> float:
    width = min(LIST, scores.shape[1])
    lists = np.argpartition(-scores, width - 1, axis=1)[:, :width]
    hits = np.take_along_axis(relevant, lists, 1).sum(1)
    return float((hits / np.minimum(relevant.sum(1), width)).mean())
