"""The parts about memory: its parameters, what is shown right now, and how long answers usually take."""

from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from wayfare.engine.memory import fitting, scheduling
from wayfare.engine.memory.history import Review
from wayfare.engine.tracing.gaussian import guess_rate
from wayfare.engine.types import MemoryState
from wayfare.learner.artefacts import Bundle
from wayfare.learner.training.answers import Row, Table
from wayfare.learner.training.filtering import foreseen
from wayfare.learner.training.gate import Floats

OF_A_WORDING = 5


def memory(active: Bundle, rows: list[Row]) -> tuple[Bundle, dict[str, Any]]:
    """Refit memory behind the gate of the engine: on later reviews better than the defaults and than a constant."""
    numbers: dict[tuple[int, int], int] = {}
    reviews = [
        Review(numbers.setdefault((row.person, row.question), len(numbers)), _rating(row, active), row.at)
        for row in rows
    ]
    fitted, report = fitting.fit(reviews, active.memory)
    kept = report.kept not in (fitting.DEFAULT, fitting.BASE) and fitted != active.memory
    figures = report.as_dict() | {"kept": kept, "chosen": report.kept}
    return (replace(active, memory=fitted) if kept else active), figures


def shown(active: Bundle, trial: Bundle, given: Table) -> tuple[Bundle, dict[str, Any]]:
    """Fit how mastery and memory (by ``trial``) together give what is shown; judged on the later answers."""
    could, guess, recall = _parts(trial, given)
    arrived = np.argsort(given.order)
    fitted, report = fitting.fit_shown(
        could[arrived], guess[arrived], recall[arrived], given.every.score[arrived], active.shown
    )
    kept = report.kept == fitting.FIT
    return (replace(active, shown=fitted) if kept else active), report.as_dict() | {"kept": kept, "chosen": report.kept}


def rights(bundle: Bundle, given: Table) -> Floats:
    """Return what would have been shown before each answer, from mastery and memory."""
    return fitting.rights_now(*_parts(bundle, given), bundle.shown)


def _parts(bundle: Bundle, given: Table) -> tuple[Floats, Floats, Floats]:
    """Return before each answer P(right) by mastery, the chance to guess it, and how much was still remembered."""
    guesses = {options: guess_rate(options, bundle.tracing) for options in set(given.options.tolist())}
    guess = np.array([guesses[options] for options in given.options.tolist()])
    recall = np.ones(len(given.rows))
    cards: dict[tuple[int, int], MemoryState] = {}
    by_arrival = dict(zip(given.order.tolist(), range(len(given.rows)), strict=True))
    for place, row in enumerate(given.rows):
        card = cards.get((row.person, row.skill))
        if card is not None:
            recall[by_arrival[place]] = scheduling.recall(card, row.at, bundle.memory)
        cards[row.person, row.skill] = scheduling.review(card, _rating(row, bundle), row.at, bundle.memory)
    return np.maximum(foreseen(given, bundle), guess), guess, recall


def seconds(active: Bundle, rows: list[Row]) -> tuple[Bundle, dict[str, Any]]:
    """Take the usual time of each wording: the median, where it was answered often enough."""
    taken: dict[int, list[float]] = {}
    for row in rows:
        if row.seconds is not None:
            taken.setdefault(row.version, []).append(row.seconds)
    usual = {version: round(median(times), 1) for version, times in taken.items() if len(times) >= OF_A_WORDING}
    found = {**active.seconds, **usual}
    return replace(active, seconds=found), {"kept": found != dict(active.seconds), "wordings": len(usual)}


def _rating(row: Row, bundle: Bundle) -> int:
    return scheduling.rating(row.score, row.seconds, bundle.seconds.get(row.version))
