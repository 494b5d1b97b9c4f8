"""One run of training, part by part; a later part builds on what the earlier ones found.

``trial`` has what they found from the earlier answers alone: by that a later part is judged.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from wayfare.learner import artefacts
from wayfare.learner.artefacts import Bundle
from wayfare.learner.reports import Report
from wayfare.learner.rules import LEAST_ANSWERS
from wayfare.learner.training import answers, filtering, predicting, remembering
from wayfare.learner.training.answers import Row


def train(now: datetime, *, promote: bool = True) -> Report:
    """Fit, judge and, where something is better, put it in place; with ``promote`` off nothing is changed but what is stored."""
    name = artefacts.active_hash()
    active, rows = artefacts.bundle(name), list(answers.answers())
    steps = list(_parts(active, rows, now))
    found, parts = steps[-1][1], {part: figures for part, _, figures in steps}
    if found == active:
        return Report(name, name, promoted=False, answers=len(rows), parts=parts)
    new = artefacts.store(found, now, {"answers": len(rows), "parts": parts, "before": name})
    if promote:
        artefacts.activate(new, now)
    return Report(new, name, promoted=promote, answers=len(rows), parts=parts)


def _parts(found: Bundle, rows: list[Row], now: datetime) -> Iterator[tuple[str, Bundle, dict[str, Any]]]:
    """Yield the name of each part, all parameters after it, and its figures."""
    enough = len(rows) >= LEAST_ANSWERS
    too_few = {"kept": False, "reason": f"{len(rows)} answers, {LEAST_ANSWERS} are needed"}
    given = answers.table(rows) if enough else None
    found, trial, figures = filtering.tracing(found, given) if given else (found, found, too_few)
    yield "tracing", found, figures
    found, figures = filtering.sources(found)
    yield "sources", found, figures
    found, figures = remembering.memory(found, rows)
    yield "memory", found, figures
    trial = replace(trial, memory=found.memory)
    found, figures = remembering.shown(found, trial, given) if given else (found, too_few)
    yield "shown", found, figures
    trial = replace(trial, shown=found.shown)
    found, figures = predicting.predicting(found, trial, given, now) if given else (found, too_few)
    yield "predictor", found, figures
    found, figures = remembering.seconds(found, rows)
    yield "seconds", found, figures
