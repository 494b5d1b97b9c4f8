"""Peers that are packages of their own (``pip install wayfare[bench]``), each in its usual configuration, on one thread."""

import warnings
from importlib.util import find_spec

import numpy as np
import scipy.sparse as sp

from benchmarks.quality.recommenders import Array, Fit, Linear, Recommender
from wayfare.engine.matching.behaviour.matrix import Interactions

PACKAGES = {"als": "implicit", "slim": "irspack", "lightfm": "lightfm"}
FACTORS = 64


class Factors:
    """Alternating least squares: the factors of a person are worked out from the history."""

    def __init__(self, model: object, popular: Array) -> None:
        self.model, self.popular = model, popular

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × items."""
        people = self.model.recalculate_user(np.arange(known.shape[0]), known)  # type: ignore[attr-defined]
        found = np.atleast_2d(people) @ np.asarray(self.model.item_factors).T  # type: ignore[attr-defined]
        found[np.diff(known.indptr) == 0] = self.popular
        return found


class Embedded:
    """Embeddings of people, found again by their history; somebody new has none and gets the items' own weights."""

    def __init__(self, people: Array, items: Array, bias: Array, table: sp.csr_matrix) -> None:
        self.people, self.items, self.bias = people, items, bias
        self.rows = {self._key(table, row): row for row in range(table.shape[0])}

    def scores(self, known: sp.csr_matrix) -> Array:
        """Return people × items."""
        rows = [self.rows.get(self._key(known, row), -1) for row in range(known.shape[0])]
        padded = np.vstack([self.people, np.zeros_like(self.people[:1])])
        return np.asarray(padded[rows] @ self.items.T + self.bias)

    @staticmethod
    def _key(table: sp.csr_matrix, row: int) -> bytes:
        return np.sort(table.indices[table.indptr[row] : table.indptr[row + 1]]).astype(np.int64).tobytes()


def fit_als(data: Interactions, rng: np.random.Generator) -> Recommender:
    """Fit implicit's alternating least squares with 64 factors."""
    from implicit.als import AlternatingLeastSquares

    seed = int(rng.integers(2**31))
    model = AlternatingLeastSquares(factors=FACTORS, random_state=seed, num_threads=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(data.table, show_progress=False)
    return Factors(model, np.asarray(data.table.sum(0), float).ravel())


def fit_slim(data: Interactions, rng: np.random.Generator) -> Recommender:
    """Fit irspack's SLIM as it comes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from irspack.recommenders import SLIMRecommender

    model = SLIMRecommender(data.table.astype(np.float64), n_threads=1)
    model.learn()
    return Linear(sp.csr_matrix(model.W), np.asarray(data.table.sum(0), float).ravel())


def fit_lightfm(data: Interactions, rng: np.random.Generator) -> Recommender:
    """Fit LightFM with the WARP loss, 64 components, 20 epochs."""
    from lightfm import LightFM

    model = LightFM(no_components=FACTORS, loss="warp", random_state=int(rng.integers(2**31)))
    model.fit(data.table.tocoo(), epochs=20, num_threads=1)
    return Embedded(model.user_embeddings, model.item_embeddings, model.item_biases, data.table)


FITS: dict[str, Fit] = {"als": fit_als, "slim": fit_slim, "lightfm": fit_lightfm}


def installed() -> tuple[dict[str, Fit], list[str]]:
    """Return the peers whose package is there, and the names of the packages that are not."""
    there = {name: fit for name, fit in FITS.items() if find_spec(PACKAGES[name])}
    return there, [package for name, package in PACKAGES.items() if name not in there]
