"""Measures of ranked lists: binary relevance, one list a person, people without a relevant item left out of every mean.

``hits`` is people × places, true where the item at that place is relevant; ``relevant`` is how many items are, per person.
"""

from typing import Any

import numpy as np
import scipy.sparse as sp

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Hits = np.ndarray[Any, np.dtype[np.bool_]]


def top(scores: Floats, k: int, known: sp.csr_matrix | None = None) -> Ints:
    """Return the ``k`` best items of each row, best first, equal scores by number; items in ``known`` are left out.

    Where fewer than ``k`` are left, the row ends with −1.
    """
    kept = scores.astype(np.float64)
    if known is not None:
        kept[np.repeat(np.arange(kept.shape[0]), np.diff(known.indptr)), known.indices] = -np.inf
    k = min(k, kept.shape[1])
    cut = -np.partition(-kept, k - 1, axis=1)[:, k - 1 : k] if k else np.zeros((kept.shape[0], 1))
    lists = np.full((kept.shape[0], k), -1)
    for row in range(kept.shape[0]):
        found = np.nonzero(kept[row] >= cut[row])[0]
        found = found[np.argsort(-kept[row, found], kind="stable")][:k]
        found = found[np.isfinite(kept[row, found])]
        lists[row, : found.size] = found
    return lists


def hits(lists: Ints, relevant: sp.csr_matrix) -> Hits:
    """Return which places of each list hold a relevant item; −1 is no item."""
    width = relevant.shape[1]
    rows = np.repeat(np.arange(lists.shape[0]), np.diff(relevant.indptr))
    wanted = np.zeros((lists.shape[0], width + 1), bool)
    wanted[rows, relevant.indices] = True
    found: Hits = np.take_along_axis(wanted, np.where(lists < 0, width, lists), axis=1)
    return found


def recall(found: Hits, relevant: Ints, k: int) -> Floats:
    """Return hits among the first ``k`` / min(k, relevant) for each person with a relevant item."""
    some = relevant > 0
    shares: Floats = found[some, :k].sum(1) / np.minimum(k, relevant[some])
    return shares


def ndcg(found: Hits, relevant: Ints, k: int) -> Floats:
    """Return the discounted gain of the first ``k`` over that of an ideal list, which is cut at ``k`` too."""
    some = relevant > 0
    width = min(k, found.shape[1])
    gain = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.cumsum(gain)[np.minimum(k, relevant[some]) - 1]
    shares: Floats = (found[some, :width] * gain[:width]).sum(1) / ideal
    return shares


def coverage(lists: Ints, items: int) -> float:
    """Return the share of all items that is in at least one list."""
    return float(np.unique(lists[lists >= 0]).size / items)


def gini(lists: Ints, items: int) -> float:
    """Return how unevenly the lists use the items: 0 where all are shown equally often, near 1 where one is shown always."""
    shown = np.sort(np.bincount(lists[lists >= 0], minlength=items).astype(float))
    if not shown.sum():
        return 0.0
    rank = np.arange(1, items + 1)
    return float(((2 * rank - items - 1) * shown).sum() / (items * shown.sum()))


def interval(
    values: Floats, rng: np.random.Generator, samples: int = 1_000, share: float = 0.95
) -> tuple[float, float]:
    """Return a bootstrap interval of the mean over people: two bounds that hold ``share`` of the resampled means."""
    if not values.size:
        return 0.0, 0.0
    means = [values[rng.integers(0, values.size, values.size)].mean() for _ in range(samples)]
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)
