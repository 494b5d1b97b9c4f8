"""Is a figure of recommendations too good to be true? Checks of the split, of the lists and of what a fit was given."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp

from benchmarks.quality.leaks import Leak
from benchmarks.quality.recommenders import Popularity, Recommender, Wayfare
from wayfare.engine.matching.behaviour.arrays import Ints
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.metrics import ranking

LOOKED_AT = 400
SIGMAS = 4.0
ADDS_UP = 1e-9


def split(train: Interactions, test: Interactions) -> dict[str, Any]:
    """Raise Leak where somebody's item is in both parts."""
    both = int(train.table.multiply(test.table).nnz)
    if both:
        raise Leak(f"{both} interactions are in both train and test")
    return {"in_both_parts": both}


def without_people(data: Interactions, out: Ints) -> Interactions:
    """Return the table of everybody else. Raises Leak where a row of somebody held out is left in it."""
    kept = np.setdiff1d(np.arange(data.table.shape[0]), out)
    rest = data.people(kept)
    if rest.table.nnz + int(data.lengths[out].sum()) != data.table.nnz:
        raise Leak("people held out are in the fit")
    return rest


def without_items(data: Interactions, out: Ints) -> Interactions:
    """Return the same table with nothing known of some items. Raises Leak where an interaction with one is left."""
    keep = np.ones(data.table.shape[1], np.float32)
    keep[out] = 0
    table = sp.csr_matrix(data.table @ sp.diags(keep))
    table.eliminate_zeros()
    if np.asarray(table.sum(0)).ravel()[out].any():
        raise Leak("items held out are in the fit")
    return Interactions(table)


def lists(train: Interactions, test: Interactions, models: Mapping[str, Recommender]) -> dict[str, Any]:
    """Check the models fitted to train: no known item is recommended, other people's test items are not foreseen. Raises Leak.

    A model that knows whom it ranks for foresees a stranger's items no better than popularity does; one that has seen the test
    items may. The engine's own model must also explain itself.
    """
    rng = np.random.default_rng(1)
    rows = rng.permutation(np.nonzero((test.lengths > 0) & (train.lengths > 0))[0])[:LOOKED_AT]
    known, strangers = train.people(rows), test.people(np.roll(rows, 1))
    usual = _recalls(Popularity(train.table), known, strangers)
    found = {}
    for name, model in models.items():
        mine = _recalls(model, known, strangers)
        gain = mine - usual
        allowed = SIGMAS * float(gain.std() / np.sqrt(max(gain.size, 1))) + 1e-12
        if gain.mean() > allowed:
            raise Leak(
                f"{name} foresees what strangers did: recall {gain.mean():.4f} over popularity, {allowed:.4f} allowed"
            )
        found[name] = float(gain.mean())
        if isinstance(model, Wayfare):
            _explained(model, known, rng)
    return {"strangers_recall_over_popularity": found, "looked_at": int(rows.size)}


def _recalls(model: Recommender, known: Interactions, relevant: Interactions) -> ranking.Floats:
    best = ranking.top(model.scores(known.table), 20, known.table)
    if ranking.hits(best, known.table).any():
        raise Leak("a known item is in a list")
    return ranking.recall(ranking.hits(best, relevant.table), relevant.lengths, 20)


def _explained(model: Wayfare, known: Interactions, rng: np.random.Generator) -> None:
    for row in range(min(known.table.shape[0], 50)):
        history, item = known.history(row), int(rng.integers(known.table.shape[1]))
        scores, why = model.model.score(history), model.model.explain(history, item)
        total = why.popularity + float(why.contributions.sum())
        if abs(total - scores[item]) > ADDS_UP or abs(why.score - scores[item]) > ADDS_UP:
            raise Leak(f"the contributions to item {item} add up to {total}, its score is {scores[item]}")
