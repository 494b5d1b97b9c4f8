"""Small worlds of people with tastes, for tests of behaviour."""

from functools import cache

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import content, training
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour

PEOPLE, ITEMS, TASTES = 400, 60, 4


def world(seed: int = 0, people: int = PEOPLE, items: int = ITEMS) -> Interactions:
    """Return people who mostly do items of their own taste (item number modulo four), popular ones more often."""
    rng = np.random.default_rng(seed)
    appeal = rng.permutation(1 / np.sqrt(1 + np.arange(items)))
    taste = rng.integers(0, TASTES, people)
    liked = np.where(np.arange(items) % TASTES == taste[:, None], 0.9, 0.08) * appeal
    person, item = np.nonzero(rng.random((people, items)) < liked)
    return Interactions.of(person, item, (people, items))


def tastes(items: int = ITEMS) -> sp.csr_matrix:
    """Return a view that says of each item which taste it is."""
    return content.names({item: {f"taste {item % TASTES}": 1} for item in range(items)}, items)


@cache
def model(seed: int = 0, head: int = 4_096) -> Behaviour:
    """Return the fitted model of a world; with a small ``head`` most items are in the sparse tail."""
    return training.fit(world(seed), np.random.default_rng(seed), training.Settings(whole=head, head=head))
