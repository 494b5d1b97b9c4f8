"""What is learned beside what goes together: what suits whom of items that few did, what follows what, how far to trust each."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Described
from wayfare.engine.matching.behaviour import cold, content, judging, sequence
from wayfare.engine.matching.behaviour.links import Links
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour
from wayfare.engine.matching.behaviour.rules import Rules
from wayfare.recommend.counting import LEAST

FEW = 5
MOST_NEW = 20_000
OF_EACH = 60
ERRORS = 2.0
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0)
LISTED = 50
Report = dict[str, Any]
Ints = np.ndarray[Any, np.dtype[np.int64]]


def alike(did: Interactions, items: Ints, rng: np.random.Generator) -> tuple[Links | None, list[int], Report]:
    """Learn whom items suit that few or nobody did, by what is said of them; nothing where items held out do not show it."""
    counts = dict(zip(items.tolist(), np.asarray(did.table.sum(0)).ravel().tolist(), strict=True))
    place = {item: at for at, item in enumerate(counts)}
    said, few = list[Described](), list[int]()
    for one in catalog.described():
        new = counts.get(one.item_id, 0) < FEW and len(few) < MOST_NEW
        if new:
            few.append(one.item_id)
        if new or one.item_id in counts:
            place.setdefault(one.item_id, len(place))
            said.append(one)
    every = views(said, place)
    known = [sp.csr_matrix(view[: items.size]) for view in every]
    told = judging.of_new_items(did, known, rng)
    trust, error = _mean(told)
    report = {"held_out": int(told.size), "told_apart": 0.5 + trust, "standard_error": error, "items": len(few)}
    start = cold.fit(did, known, rng) if few and trust > ERRORS * error else None
    if start is None:
        return None, [], {"kept": False, **report}
    rows = [place[item] for item in few]
    links = start.links([sp.csr_matrix(view[rows]) for view in every], items.size, OF_EACH)
    return links, few, {"kept": True, "weight": min(1.0, 2 * trust), **report}


def views(said: Iterable[Described], place: Mapping[int, int]) -> list[sp.csr_matrix]:
    """Return what is said of items as views, rows by ``place``: words, providers, skills; those that say nothing are left out."""
    words, providers, skills = (
        dict[int, Mapping[str, int]](),
        dict[int, Mapping[str, int]](),
        dict[int, Mapping[str, int]](),
    )
    for one in said:
        at = place[one.item_id]
        words[at] = content.words(one.text)
        if one.provider:
            providers[at] = {one.provider: 1}
        if one.skills:
            skills[at] = {str(skill): 1 for skill in one.skills}
    made = [content.names(features, len(place)) for features in (words, providers, skills)]
    return [view for view in made if view.nnz]


def following(
    did: Interactions,
    held: np.ndarray[Any, np.dtype[np.bool_]],
    fitted: Behaviour,
    whole: Behaviour,
    rng: np.random.Generator,
) -> tuple[Rules | None, Mapping[str, float], Report]:
    """Learn what follows what; nothing where times are not known, or people held out are not served better with it.

    ``fitted`` is the model without the people ``held`` out, ``whole`` the one with everybody. Half of those held out choose how
    much the rules count beside what goes together, the other half judge that choice.
    """
    if did.times is None or not _in_order(did):
        return None, {}, {"kept": False, "reason": "most people started several things at the same moment"}
    tried = sequence.fit(did.people(~held), fitted, rng, LEAST)
    gains = judging.of_order(fitted, tried, did.people(held), WEIGHTS, LISTED)
    best = int(gains[:, ::2].mean(1).argmax()) if gains.shape[1] > 1 else 0
    gain, error = _mean(gains[best, 1::2] - gains[0, 1::2])
    report = {"held_out": int(gains.shape[1]), "weight": WEIGHTS[best], "gain": gain, "standard_error": error}
    if gain <= error:
        return None, {}, {"kept": False, **report}
    blend = {"together": min(1.0, 1 / WEIGHTS[best]), "next": min(1.0, WEIGHTS[best])}
    return sequence.fit(did, whole, rng, LEAST), blend, {"kept": True, **report}


def _in_order(did: Interactions) -> bool:
    """Say whether most people's times tell their items apart."""
    owner = np.repeat(np.arange(did.lengths.size), did.lengths)
    times = np.zeros(owner.size) if did.times is None else did.times
    times = times[np.lexsort((times, owner))]
    same = (np.diff(times) == 0) & (np.diff(owner) == 0)
    tied = np.unique(owner[1:][same]).size
    return tied * 2 < did.lengths.size


def _mean(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Return the mean and its standard error; zeros where there is nothing."""
    return (float(values.mean()), float(values.std() / np.sqrt(values.size))) if values.size else (0.0, 0.0)
