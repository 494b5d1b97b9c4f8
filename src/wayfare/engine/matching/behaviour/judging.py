"""Is it worth it? What people held out show of items that nobody did yet, and of order, beside the model without either."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import cold
from wayfare.engine.matching.behaviour.arrays import Floats, Ints
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour
from wayfare.engine.matching.behaviour.rules import Rules
from wayfare.engine.matching.behaviour.sequence import ordered

HELD_OUT = 0.15
LEAST_KNOWN = 2
MOST_PEOPLE = 1_000
LIST = 10


def of_new_items(data: Interactions, views: cold.Views, rng: np.random.Generator) -> Floats:
    """Return for some people how well items held out of everything are told apart by what is said of them.

    It is the share of pairs, of one that they did and one that they did not, which are in the right order, less a half. Nothing
    is returned where there is too little to learn from.
    """
    done = np.nonzero(np.asarray(data.table.sum(0)).ravel() > 0)[0]
    out = np.sort(rng.permutation(done)[: round(HELD_OUT * done.size)])
    keep = np.ones(data.table.shape[1], np.float32)
    keep[out] = 0
    warm = sp.csr_matrix(data.table @ sp.diags(keep))
    warm.eliminate_zeros()
    start = cold.fit(Interactions(warm), views, rng)
    if start is None:
        return np.zeros(0)
    placed = start.place([sp.csr_matrix(view[out]) for view in views])
    wanted = sp.csr_matrix(data.table[:, out])
    some = np.nonzero((np.diff(warm.indptr) >= LEAST_KNOWN) & (np.diff(wanted.indptr) > 0))[0]
    some = some[np.diff(wanted.indptr)[some] < out.size]
    return np.array([
        _told_apart(placed.score(Interactions(warm).history(row)), Interactions(wanted).history(row))
        for row in rng.permutation(some)[:MOST_PEOPLE].tolist()
    ])  # fmt: skip


def _told_apart(scores: Floats, did: Ints) -> float:
    mine, others = scores[did], np.sort(np.delete(scores, did))
    below, not_above = np.searchsorted(others, mine, "left"), np.searchsorted(others, mine, "right")
    return float((below + not_above).mean() / (2 * others.size)) - 0.5


def of_order(model: Behaviour, rules: Rules, data: Interactions, weights: Sequence[float], k: int) -> Floats:
    """Return nDCG@10 of the newest item of people whom neither knows, weights of order × people.

    Each speaks for its ``k`` best items, in proportion to the best of them; the lists are added, the rules' times the weight.
    """
    found = []
    for person in np.nonzero(data.lengths > LEAST_KNOWN)[0][:MOST_PEOPLE].tolist():
        order = ordered(data, person)
        known, newest = order[:-1], int(order[-1])
        together, after = (_strengths(*each.recommend(known, k)) for each in (model, rules))
        found.append([_gain(together, after, weight, newest) for weight in weights])
    return np.array(found).reshape(-1, len(weights)).T


def _strengths(items: Ints, scores: Floats) -> dict[int, float]:
    most = float(scores.max(initial=0.0))
    return {item: score / most for item, score in zip(items.tolist(), scores.tolist(), strict=True) if score > 0}


def _gain(one: dict[int, float], other: dict[int, float], weight: float, wanted: int) -> float:
    both = {item: one.get(item, 0.0) + weight * other.get(item, 0.0) for item in one.keys() | other.keys()}
    mine = both.get(wanted, 0.0)
    place = sum(score > mine or (score == mine and item < wanted) for item, score in both.items())
    return 1 / float(np.log2(place + 2)) if mine > 0 and place < LIST else 0.0
