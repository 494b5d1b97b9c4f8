"""Fit the model of behaviour to what people here started, and put it in place where held-out people show that it is worth it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import scipy.sparse as sp
from django.db import transaction

from wayfare.core import blobs
from wayfare.core.errors import NotFound
from wayfare.core.versions import touch_epoch
from wayfare.engine.matching.behaviour import training as engine
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour
from wayfare.engine.metrics import ranking as measure
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.recommend import learned, together
from wayfare.recommend.models import BehaviourModel
from wayfare.recommend.rules import LEAST_INTERACTIONS, LEAST_PEOPLE

SEED, HELD_OUT, K = 1, 0.15, 10
SETTINGS = engine.Settings(whole=1_024, head=1_024)
"""A table of a thousand items is two megabytes for each member of the family, in every backup of the database."""
Ints = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Data:
    """Who started what: places of people × places of items, the role of each person as a segment (−1: none), and the ids."""

    did: Interactions
    segments: Ints
    items: Ints
    roles: Ints


def read() -> Data:
    """Return all that was started, by those who started two items or more: one alone says nothing of what goes together."""
    started = [(person, item, at.timestamp()) for person, item, at in learner.started()]
    pairs = np.array([row[:2] for row in started], np.int64).reshape(-1, 2)
    person, count = np.unique(pairs[:, 0], return_counts=True)
    kept = np.isin(pairs[:, 0], person[count > 1])
    pairs, times = pairs[kept], np.array([row[2] for row in started])[kept]
    person, row = np.unique(pairs[:, 0], return_inverse=True)
    items, column = np.unique(pairs[:, 1], return_inverse=True)
    held = people.roles_by_person()
    role = np.array([held.get(one, -1) for one in person.tolist()], np.int64)
    roles = np.unique(role[role >= 0])
    segments = np.where(role >= 0, np.searchsorted(roles, role), -1)
    return Data(Interactions.of(row, column, (person.size, items.size), times), segments, items, roles)


def train(now: datetime, *, promote: bool = True) -> dict[str, Any]:
    """Fit, judge on people held out, and put the model in place where it serves them better than popularity; return figures."""
    data = read()
    size = {
        "people": int(data.did.table.shape[0]),
        "items": int(data.items.size),
        "interactions": int(data.did.table.nnz),
    }
    if size["people"] < LEAST_PEOPLE or size["interactions"] < LEAST_INTERACTIONS:
        reason = f"{LEAST_PEOPLE} people with two items and {LEAST_INTERACTIONS} starts are needed"
        return {"kept": False, "reason": reason, **size}
    rng = np.random.default_rng(SEED)
    held = rng.random(data.did.table.shape[0]) < HELD_OUT
    fitted = engine.fit(data.did.people(~held), rng, SETTINGS, data.segments[~held])
    figures = {**size, **_judged(data, held, fitted, rng)}
    if figures["kept"]:
        whole = engine.fit(data.did, np.random.default_rng(SEED), SETTINGS, data.segments)
        beside, figures["beside"] = _beside(data, held, fitted, whole)
        name = blobs.put("behaviour", together.content(whole, data.items, data.roles, beside), now)
        BehaviourModel.objects.get_or_create(hash=name, defaults={"report": figures, "created_at": now})
        if promote:
            activate(name, now)
        figures["model"] = name
    return figures


def _beside(data: Data, held: Mask, fitted: Behaviour, whole: Behaviour) -> tuple[together.Beside, dict[str, Any]]:
    """Learn what stands beside the model, each part as far as people or items held out show that it is worth it."""
    links, few, of_new = learned.alike(data.did, data.items, np.random.default_rng(SEED))
    rules, blend, of_order = learned.following(data.did, held, fitted, whole, np.random.default_rng(SEED))
    weights = {"together": 1.0, **blend, **({"alike": of_new["weight"]} if links is not None else {})}
    return together.Beside(links, few, rules, weights), {"alike": of_new, "next": of_order}


def activate(name: str, now: datetime) -> None:
    """Let a model speak for items. Raises NotFound."""
    together.load(name)
    with transaction.atomic():
        BehaviourModel.objects.filter(active=True).update(active=False)
        if not BehaviourModel.objects.filter(hash=name).update(active=True, activated_at=now):
            raise NotFound("There is no such model.", model=name)
        touch_epoch("catalog", now)


def _judged(data: Data, held: Mask, fitted: Behaviour, rng: np.random.Generator) -> dict[str, Any]:
    """Fold in half of what people held out did, and look how well the other half is ranked (nDCG at ten)."""
    known, wanted = data.did.people(held).folded(0.5, rng)
    segments = data.segments[held]
    found = {
        "popularity": _ndcg(fitted, known, wanted, segments, blind=True),
        "fitted": _ndcg(fitted, known, wanted, segments),
    }
    gain = found["fitted"] - found["popularity"]
    error = float(gain.std() / np.sqrt(max(gain.size, 1)))
    better = bool(gain.size and gain.mean() > error)
    return {
        "kept": better,
        "reason": "" if better else "people held out are not served better than by popularity",
        "held_out": int(gain.size),
        "ndcg10": {name: float(values.mean()) for name, values in found.items()},
        "gain": float(gain.mean()),
        "standard_error": error,
    }


def _ndcg(fitted: Behaviour, known: Interactions, wanted: Interactions, segments: Ints, *, blind: bool = False) -> Any:
    """Return nDCG at ten of each held-out person; ``blind`` ranks by popularity in their segment alone."""
    rows = known.table.shape[0]
    scores = np.array([
        fitted.score([] if blind else known.history(row), int(segments[row]) if segments[row] >= 0 else None)
        for row in range(rows)
    ])  # fmt: skip
    lists = measure.top(scores, K, sp.csr_matrix(known.table))
    hits = measure.hits(lists, sp.csr_matrix(wanted.table))
    return measure.ndcg(hits, wanted.lengths, K)
