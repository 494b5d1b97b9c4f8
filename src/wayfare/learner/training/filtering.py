"""The parts about the filter: its parameters, the levels of questions, and how far each source is believed."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import levels as filters
from wayfare.engine.tracing.gaussian import Source
from wayfare.learner.artefacts import Bundle
from wayfare.learner.training.answers import Table, heard
from wayfare.learner.training.gate import Floats, judged

LEAST_SAID, HELD_OUT = 60, 3


def tracing(active: Bundle, given: Table) -> tuple[Bundle, Bundle, dict[str, Any]]:
    """Fit filter and levels; they pass where they foresee later answers better.

    Return what to serve, fitted to all answers, and the same fitted to the earlier ones alone: what judges further parts on the
    later answers must not have seen them, or nothing could be better than it.
    """
    later = given.later()
    fitted = filters.fit(given.every.take(~later), active.tracing, experts=given.experts, options=given.options[~later])
    trial = _proposed(active, fitted, given)
    figures = judged(given.every, foreseen(given, active), foreseen(given, trial), later)
    if not figures["kept"]:
        return active, active, figures
    whole = filters.fit(given.every, active.tracing, experts=given.experts, options=given.options)
    found = _proposed(active, whole, given)
    return (found, trial, figures) if all(np.isfinite(list(found.levels.values()))) else (active, active, figures)


def foreseen(given: Table, bundle: Bundle) -> Floats:
    """Return P(right) of each answer by the filter, from the same person's earlier ones."""
    pairs = zip(given.every.question.tolist(), given.expert, strict=True)
    level: NDArray[np.float64] = np.array([bundle.levels.get(question, said) for question, said in pairs])
    return filters.foresee(given.every, level, given.options, bundle.tracing)


def _proposed(active: Bundle, fitted: filters.Fitted, given: Table) -> Bundle:
    found = dict(zip(given.every.question.tolist(), fitted.levels.many(given.every).tolist(), strict=True))
    return replace(active, tracing=fitted.params, levels={**active.levels, **found})


def sources(active: Bundle) -> tuple[Bundle, dict[str, Any]]:
    """Learn how far what people say of a level is to be believed.

    Two thirds of the people are learned from, the others judge; a source with too little said keeps what it has.
    """
    people, known = heard(), {one.name: one for one in active.tracing.sources}
    parts = [filters.heard([one for at, one in enumerate(people) if (at % HELD_OUT == 0) is held], active.tracing)
             for held in (False, True)]  # fmt: skip
    figures: dict[str, Any] = {}
    for name, rows in parts[0].items():
        judges = parts[1].get(name)
        if judges is None or len(rows) + len(judges) < LEAST_SAID:
            continue
        fitted = Source(name, *filters.reliability(*rows.T))
        before, after = (_loss(judges, one) for one in (known.get(name, Source(name, 0.5, 0.5)), fitted))
        figures[name] = {"said": len(rows) + len(judges), "log_loss": {"active": before, "fitted": after}}
        if after < before:
            every = np.concatenate([rows, judges])
            known[name] = Source(name, *filters.reliability(*every.T))
            figures[name] |= {"reliability": known[name].reliability, "yes": known[name].yes}
    found = tuple(known[name] for name in dict.fromkeys([*(one.name for one in active.tracing.sources), *known]))
    kept = found != active.tracing.sources
    reason = "" if figures else f"too little was said yet; {LEAST_SAID} times each are needed"
    report = {"kept": kept, "reason": reason, "sources": figures}
    return (replace(active, tracing=replace(active.tracing, sources=found)) if kept else active), report


def _loss(rows: Floats, source: Source) -> float:
    """Return how badly a source's reliability foresees what it says, in nats; each claim says yes and no once."""
    expected, said = rows.T
    return measure.log_loss(said, source.reliability * expected + (1 - source.reliability) * source.yes)
