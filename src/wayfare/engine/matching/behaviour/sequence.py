"""What comes next, where times are known: rules from one item to those that soon follow it.

The strength of a rule i → j is how often j came within ``WINDOW`` steps of i, a step further counting 1 / steps, by how often i
was done. A score is a sum over the last items, each a step older counting ``decay`` times as much, plus a share of what the model
without order says; decay and share are learned on people's last items.
"""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour.arrays import Floats, Ints
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour
from wayfare.engine.matching.behaviour.rules import WINDOW, Rules, mixed

KEPT = 200
DECAYS = (0.4, 0.6, 0.8, 0.9)
SHARES = (0.0, 0.1, 0.3, 1.0, 3.0)
SAMPLE = 500
LIST = 10


def fit(data: Interactions, model: Behaviour, rng: np.random.Generator, least: int = 1) -> Rules:
    """Learn rules, and how much to trust them, from a table with times. Raises ValueError where there are none.

    ``least`` people at least must have gone that way for there to be a rule.
    """
    if data.times is None:
        raise ValueError("without times there is no order to learn from")
    order = _ordered(data)
    people = np.repeat(np.arange(data.lengths.size), data.lengths)
    newest = np.append(people[1:] != people[:-1], True) & (data.lengths[people] > 1)
    early = _rules(people[~newest], order[~newest], data.table.shape[1], least)
    asked = rng.permutation(np.nonzero(newest)[0])[:SAMPLE]
    decay, share = _choose(early, model, order, data.table.indptr, people, asked)
    return replace(_rules(people, order, data.table.shape[1], least), decay=decay, share=share)


def ordered(data: Interactions, person: int) -> Ints:
    """Return the items of a person, oldest first. Raises ValueError where no times are known."""
    if data.times is None:
        raise ValueError("without times there is no order")
    part = slice(data.table.indptr[person], data.table.indptr[person + 1])
    found: Ints = data.table.indices[part][np.argsort(data.times[part], kind="stable")]
    return found


def _ordered(data: Interactions) -> Ints:
    people = np.repeat(np.arange(data.lengths.size), data.lengths)
    times = np.zeros(people.size) if data.times is None else data.times
    found: Ints = data.table.indices[np.lexsort((times, people))]
    return found


def _rules(people: Ints, order: Ints, items: int, least: int) -> Rules:
    total, times = sp.csr_matrix((items, items)), sp.csr_matrix((items, items))
    for lag in range(1, WINDOW + 1):
        same = people[lag:] == people[:-lag]
        pair = (order[:-lag][same], order[lag:][same])
        once = sp.csr_matrix((np.ones(pair[0].size), pair), shape=(items, items))
        total, times = total + once / lag, times + once
    total = sp.csr_matrix(total.multiply(times >= least)) if least > 1 else total
    done = np.maximum(np.bincount(order, minlength=items), 1)
    strong = sp.csr_matrix(sp.diags(1 / done) @ total)
    rows = np.repeat(np.arange(items), np.diff(strong.indptr))
    rank = np.lexsort((strong.indices, -strong.data, rows))
    kept = np.sort(rank[np.arange(rank.size) - strong.indptr[rows[rank]] < KEPT])
    starts = np.searchsorted(rows[kept], np.arange(items + 1))
    sizes = strong.data[kept]
    return Rules(starts, strong.indices[kept].astype(np.int32), sizes, float(sizes.std()) if sizes.size else 0.0)


def _choose(
    rules: Rules, model: Behaviour, order: Ints, starts: Ints, people: Ints, asked: Ints
) -> tuple[float, float]:
    """Return the decay and the share with the best nDCG@10 of the newest items."""
    cases = [(order[starts[people[at]] : at], order[at]) for at in asked.tolist()]
    bases = [model.score(history) for history, _ in cases]
    best = (-1.0, rules.decay, rules.share)
    for decay in DECAYS:
        tried = replace(rules, decay=decay)
        sums = [tried._sums(history, base.size) for (history, _), base in zip(cases, bases, strict=True)]
        for share in SHARES:
            gains = [
                _gain(given + mixed(base, share * rules.scale), history, item)
                for (history, item), given, base in zip(cases, sums, bases, strict=True)
            ]
            best = max(best, (float(np.mean(gains)) if gains else 0.0, decay, share))
    return best[1], best[2]


def _gain(scores: Floats, history: Ints, item: int) -> float:
    place = int((np.delete(scores, history) > scores[item]).sum())
    return 1 / np.log2(place + 2) if place < LIST else 0.0
