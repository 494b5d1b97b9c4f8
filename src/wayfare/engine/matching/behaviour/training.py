"""Fit a model of behaviour: choose by held-out people, then fit everything there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import choosing, linear, tail
from wayfare.engine.matching.behaviour.arrays import Floats, Ints
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour, Rung

PRIOR_PEOPLE = 50.0


@dataclass(frozen=True)
class Settings:
    """``head`` items at most are dense; to choose by, ``sample`` people are held out and ``chosen_on`` items looked at."""

    head: int = 4_096
    chosen_on: int = 2_000
    sample: int = 500


def fit(
    data: Interactions, rng: np.random.Generator, settings: Settings | None = None, segments: Ints | None = None
) -> Behaviour:
    """Return the model of a table of people × items. ``segments`` says to which group each person belongs (−1: unknown)."""
    settings = settings or Settings()
    plan = choosing.choose(_most_done(data, settings.chosen_on)[0], settings.sample, rng)
    part, head = _most_done(data, settings.head)
    tables = sorted({(choice.odds, choice.ridge) for choice in plan.choices}, reverse=True)
    odds, ridges = np.array(tables).T
    people = linear.weights(data.lengths, plan.weight)
    together = linear.gram(part.table, people)
    dense = np.empty((odds.size, head.size, head.size), np.int16)
    scale = np.empty((odds.size, head.size))
    for member, (value, ridge) in enumerate(tables):
        dense[member], scale[member] = linear.rounded(linear.denoised(together, value, ridge))
    items = data.table.shape[1]
    rare = tail.empty(items, odds.size)
    if head.size < items:
        rare = tail.fit(data.table, people, head, together, odds + ridges)
    return Behaviour(
        items,
        head,
        odds,
        dense,
        scale,
        rare.starts,
        rare.targets,
        rare.values,
        popularity(data.table, segments),
        _ladder(plan.choices, tables),
    )


def popularity(table: sp.csr_matrix, segments: Ints | None = None) -> Floats:
    """Return the share of people who did each item: of everybody, then of each segment, drawn towards everybody's."""
    overall = np.asarray(table.sum(0), np.float64).ravel() / max(table.shape[0], 1)
    rows = [overall]
    for segment in range(0 if segments is None else int(segments.max(initial=-1)) + 1):
        inside = sp.csr_matrix(table[np.asarray(segments == segment)])
        counts = np.asarray(inside.sum(0), np.float64).ravel()
        rows.append((counts + PRIOR_PEOPLE * overall) / (inside.shape[0] + PRIOR_PEOPLE))
    return np.stack(rows)


def _most_done(data: Interactions, most: int) -> tuple[Interactions, Ints]:
    """Return the columns of the ``most`` items that most people did, in their order, and which they are."""
    counts = np.asarray(data.table.sum(0)).ravel()
    if counts.size <= most:
        return data, np.arange(counts.size)
    head = np.sort(np.argsort(-counts, kind="stable")[:most])
    return Interactions(sp.csr_matrix(data.table[:, head])), head


def _ladder(choices: Sequence[choosing.Choice], tables: Sequence[tuple[float, float]]) -> tuple[Rung, ...]:
    member = {table: at + 1 for at, table in enumerate(tables)}
    rungs = [
        Rung(choice.length, member[choice.odds, choice.ridge], choice.exponent, choice.prior) for choice in choices
    ]
    return (Rung(0, 0, 0.0, 1.0), *rungs)
