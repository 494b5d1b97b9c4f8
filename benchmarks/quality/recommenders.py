"""Models side by side: ours, and the peers a user would pick, behind one small protocol.

A peer that is not installed is left out of a run, and the run says so.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import cold, linear, training
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour
from wayfare.engine.matching.behaviour.placed import NewItems

Array = np.ndarray[Any, Any]


class Recommender(Protocol):
    """A fitted model."""

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × items for the histories in the rows of ``known``, people that the model need not have seen."""
        ...


Views = Sequence[sp.csr_matrix]
Fit = Callable[[Interactions, np.random.Generator], Recommender]
FitCold = Callable[[Interactions, Views, Array, np.random.Generator], Recommender]


class Wayfare:
    """The engine's model, asked for one person at a time as the product does."""

    def __init__(self, model: Behaviour) -> None:
        self.model = model

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × items."""
        rows = (known.indices[known.indptr[row] : known.indptr[row + 1]] for row in range(known.shape[0]))
        return np.stack([self.model.score(history) for history in rows])


class Popularity:
    """How many did it."""

    def __init__(self, table: sp.csr_matrix) -> None:
        self.popular = np.asarray(table.sum(0), float).ravel()

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × items."""
        return np.tile(self.popular, (known.shape[0], 1))


class Linear:
    """Any table of item → item weights. Somebody without history gets what is popular, as any product would do."""

    def __init__(self, weights: Any, popular: Array) -> None:
        self.weights, self.popular = weights, popular

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × items."""
        product = known @ self.weights
        found = np.asarray(product.todense() if sp.issparse(product) else product, np.float64)
        found[np.diff(known.indptr) == 0] = self.popular
        return found


def fit_wayfare(data: Interactions, rng: np.random.Generator) -> Wayfare:
    """Fit the engine's model in its one default configuration."""
    return Wayfare(training.fit(data, rng))


def fit_popularity(data: Interactions, rng: np.random.Generator) -> Popularity:
    """Count."""
    return Popularity(data.table)


def fit_ease(data: Interactions, rng: np.random.Generator) -> Linear:
    """Fit EASE (Steck 2019) with λ = 500, the value its paper uses for sets of this kind."""
    together = linear.gram(data.table, np.ones(data.table.shape[0])).astype(np.float64)
    together[np.diag_indices_from(together)] += 500.0
    inverse = np.linalg.inv(together)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return Linear(weights, _popular(data))


def fit_knn(data: Interactions, rng: np.random.Generator) -> Linear:
    """Fit item neighbours by cosine, the 100 nearest of each item."""
    length = np.sqrt(np.maximum(np.asarray(data.table.sum(0)).ravel(), 1))
    unit = sp.csc_matrix(data.table @ sp.diags(1 / length))
    near = sp.lil_matrix((unit.shape[1], unit.shape[1]))
    for start in range(0, unit.shape[1], 1_000):
        block = np.asarray((unit.T @ unit[:, start : start + 1_000]).todense())
        columns = np.arange(block.shape[1])
        block[columns + start, columns] = 0
        cut = -np.partition(-block, min(100, block.shape[0] - 1), axis=0)[min(100, block.shape[0] - 1)]
        near[:, start : start + block.shape[1]] = np.where(block > cut, block, 0)
    return Linear(sp.csr_matrix(near), _popular(data))


def _popular(data: Interactions) -> Array:
    return np.asarray(data.table.sum(0), float).ravel()


class Placed:
    """New items of the engine's model."""

    def __init__(self, items: NewItems) -> None:
        self.items = items

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × new items."""
        rows = (known.indices[known.indptr[row] : known.indptr[row + 1]] for row in range(known.shape[0]))
        return np.stack([self.items.score(history) for history in rows])


class Blind:
    """Everything alike: what a model knows of items that nobody did and of which it sees nothing."""

    def __init__(self, items: int) -> None:
        self.items = items

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × new items."""
        return np.zeros((known.shape[0], self.items))


def fit_cold(data: Interactions, views: Views, out: Array, rng: np.random.Generator) -> Recommender:
    """Fit the engine's model of new items, those of ``out``."""
    start = cold.fit(data, views, rng)
    return Blind(out.size) if start is None else Placed(start.place([sp.csr_matrix(view[out]) for view in views]))


def fit_profile(data: Interactions, views: Views, out: Array, rng: np.random.Generator) -> Recommender:
    """Compare new items with what somebody did: the sum of the likenesses, nothing learned."""
    alike = cold.likeness(views, [sp.csr_matrix(view[out]) for view in views])
    return Linear(alike, np.zeros(out.size))


COLD: dict[str, FitCold] = {"wayfare": fit_cold, "item_knn": fit_profile}
OWN: dict[str, Fit] = {"wayfare": fit_wayfare}
PEERS: dict[str, Fit] = {"popularity": fit_popularity, "item_knn": fit_knn, "ease": fit_ease}
