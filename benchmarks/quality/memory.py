"""How well is recall predicted? A real review log, in order of time.

    python -m benchmarks.quality.memory --data FILE [--json]

Every review that is not the first of its card is predicted from what came before it. The log is cut at five moments; at each
the product's ``fit`` sees the earlier reviews alone and its choice predicts up to the next cut. Reported for the choice
(``shipped``), FSRS-6's published defaults, the refitted weights without the gate, both with their correction, and the
base rate (the share of recalls before the cut): log-loss, calibration error in ten bins, AUC; also apart for reviews at least
a day after the last one (what srs-benchmark measures: FSRS-6 .3214, with recency .3197, defaults .3393, SM-2 .547 over ten
thousand people) and for those of the same day.

Ends with 1 where the leak audit fails, with 2 where the file is no log or too short.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import harness
from benchmarks.quality.reviews import Log, Unreadable, read
from wayfare.engine.memory import fitting, scheduling
from wayfare.engine.memory.history import Floats, History, Ints, Review, history, upto
from wayfare.engine.memory.scheduling import Params
from wayfare.engine.metrics.probability import auc, bootstrap, ece, log_loss
from wayfare.engine.types import MemoryState

CUTS = 5
LEAST = 60
SHIPPED = "shipped"
NAMES = {
    SHIPPED: SHIPPED,
    fitting.DEFAULT: "defaults",
    fitting.DEFAULT + fitting.CALIBRATED: "defaults_calibrated",
    fitting.DEFAULT + fitting.RECENTLY: "defaults_calibrated_recently",
    fitting.FIT: "refit",
    fitting.FIT + fitting.CALIBRATED: "refit_calibrated",
    fitting.FIT + fitting.RECENTLY: "refit_calibrated_recently",
    fitting.BASE: "base_rate",
}
# A correct audit of chance fails once in a thousand logs.
WIDE = 3.29


def cuts(past: History) -> list[Ints]:
    """Return the rows that can be predicted in six parts of one size, in order of time: the first only trains."""
    return np.array_split(past.seen, CUTS + 1)


def fold(past: History, rows: Ints) -> tuple[dict[str, Floats], fitting.Report]:
    """Return what each candidate says of some rows, fitted on what came before the first of them, and the gate's report."""
    before = upto(past, int(rows[0]))
    report = fitting.gate(before)
    found = fitting.candidates(before, before.seen)
    params = {NAMES[name]: each for name, each in found.items()} | {SHIPPED: found[report.kept]}
    part = upto(past, int(rows[-1]) + 1)
    return {name: fitting.predictions(part, each)[rows] for name, each in params.items()}, report


def quality(outcomes: Floats, predicted: Floats) -> dict[str, float | None]:
    """Return log-loss, calibration error and AUC; None for an AUC that is not defined."""
    area = auc(outcomes, predicted)
    return {
        "log_loss": log_loss(outcomes, predicted),
        "ece": ece(outcomes, predicted),
        "auc": None if np.isnan(area) else area,
    }


def measure(log: Log) -> dict[str, Any]:
    """Return everything, the audit included. Raises Unreadable for a log that is too short."""
    past = history(log.reviews)
    if past.seen.size < LEAST:
        raise Unreadable(
            f"{past.rating.size} reviews, of which {past.seen.size} come after another one of their card; {LEAST} are needed"
        )
    start = time.process_time()
    parts = cuts(past)[1:]
    folds = [fold(past, rows) for rows in parts]
    spent = time.process_time() - start
    rows = np.concatenate(parts)
    names = [name for name in NAMES.values() if any(name in found for found, _ in folds)]
    # Where a fold had too few reviews for a refit, the defaults stand in.
    shown = {name: np.concatenate([found.get(name, found["defaults"]) for found, _ in folds]) for name in names}
    report: dict[str, Any] = {
        "reviews": past.rating.size,
        "cards": log.cards,
        "users": log.users,
        "skipped": log.skipped,
        "predicted": past.seen.size,
        "tested": rows.size,
        "recalled": float(past.right[rows].mean()),
        "kept": folds[-1][1].kept,
        "gates": [{"reviews": gate.reviews, "kept": gate.kept, "reason": gate.reason} for _, gate in folds],
        "refits": sum("refit" in found for found, _ in folds),
        "fit_cpu_seconds": spent,
    }
    report |= {name: quality(past.right[rows], shown[name]) for name in names}
    report |= _apart(past, rows, shown)
    report |= against_base(past, rows, shown)
    report |= speed(log.reviews)
    report["audit"] = audit(past, parts, folds)
    return report


def _apart(past: History, rows: Ints, shown: dict[str, Floats]) -> dict[str, Any]:
    """Return the same measures for reviews of the next day or later, and of the same day."""
    found: dict[str, Any] = {}
    for name, marked in (("next_day", past.days[rows] >= 1), ("same_day", past.days[rows] < 1)):
        found[name] = {"tested": int(marked.sum())}
        if marked.any():
            found[name] |= {each: quality(past.right[rows][marked], p[marked]) for each, p in shown.items()}
    return found


def against_base(past: History, rows: Ints, shown: dict[str, Floats]) -> dict[str, Any]:
    """Return how much less log-loss the choice has than the base rate, with a 95 % interval over cards."""
    better = _losses(past.right[rows], shown["base_rate"]) - _losses(past.right[rows], shown[SHIPPED])
    low, high = bootstrap(
        lambda gain, _: float(gain.mean()), better, better, np.random.default_rng(1), clusters=past.card[rows]
    )
    return {"gain_over_base_rate": float(better.mean()), "gain_interval": [low, high]}


def _losses(outcomes: Floats, p: Floats) -> Floats:
    kept = np.clip(p, 1e-15, 1 - 1e-15)
    return np.asarray(-np.where(outcomes > 0, np.log(kept), np.log1p(-kept)), float)


def speed(reviews: Iterable[Review], most: int = 20_000) -> dict[str, float]:
    """Return the CPU time of one prediction and of one update, in µs, one call at a time as the product does."""
    params = Params(calibration=scheduling.Calibration())
    states: dict[int, MemoryState] = {}
    pairs = []
    first = list(reviews)[:most]
    start = time.process_time()
    for card, rating, at in first:
        before = states.get(card)
        if before is not None:
            pairs.append((before, at))
        states[card] = scheduling.review(before, rating, at, params)
    updated = time.process_time()
    for state, at in pairs:
        scheduling.recall(state, at, params)
    done = time.process_time()
    return {"update_us": (updated - start) * 1e6 / len(first), "predict_us": (done - updated) * 1e6 / len(pairs)}


def audit(past: History, parts: list[Ints], folds: list[tuple[dict[str, Floats], fitting.Report]]) -> dict[str, Any]:
    """Return whether any prediction knows what it may not know yet: see the four findings."""
    last, middle = parts[-1], parts[len(parts) // 2]
    changed = _with(past, last[-1:])
    turned = _with(past, np.arange(middle[0], past.rating.size))
    found = {
        "training_ends_before_test": all(bool(part[0] > before[-1]) for before, part in pairwise(parts)),
        "last_rating_changes_no_earlier_prediction": _same(fold(changed, last)[0], folds[-1][0], last.size),
        "own_and_later_outcomes_unused": _same(fold(turned, middle)[0], folds[len(parts) // 2][0], 1)
        and _blind(past, np.random.default_rng(2)),
        "one_by_one_is_the_same": _one_by_one(past),
    }
    shuffled = _shuffled(past, np.random.default_rng(3))
    found |= {"shuffled_auc_is_half": shuffled["within"]}
    return {"passed": all(found.values()), **found, "shuffled": shuffled}


def _with(past: History, rows: Ints) -> History:
    """Return the history with the outcomes of some rows turned round."""
    rating = past.rating.copy()
    rating[rows] = np.where(rating[rows] == scheduling.AGAIN, scheduling.GOOD, scheduling.AGAIN)
    return again(past, rating)


def again(past: History, rating: Ints) -> History:
    """Return the history of the same reviews with other ratings."""
    lately: dict[int, tuple[int, int]] = {}
    last, lapses = np.zeros_like(rating), np.zeros_like(rating)
    for row, (card, given) in enumerate(zip(past.card.tolist(), rating.tolist(), strict=True)):
        last[row], lapses[row] = lately.get(card, (0, 0))
        lately[card] = given, int(lapses[row]) + (given == scheduling.AGAIN)
    return replace(past, rating=rating, last=last, lapses=lapses)


def _same(one: dict[str, Floats], other: dict[str, Floats], size: int) -> bool:
    return all(np.array_equal(one[name][:size], other[name][:size]) for name in other)


def _blind(past: History, dice: np.random.Generator, times: int = 20) -> bool:
    """Turn the outcomes from a random review on: neither it nor any before may be predicted differently."""
    params = Params(calibration=scheduling.Calibration(0.4, 0.7, 0.1, -0.2, 0.2, -1.5, -0.7))
    whole = fitting.predictions(past, params)
    for row in dice.choice(past.seen, times):
        turned = fitting.predictions(_with(past, np.arange(row, past.rating.size)), params)
        if not np.array_equal(turned[: row + 1], whole[: row + 1], equal_nan=True):
            return False
    return True


def _one_by_one(past: History, most: int = 5000) -> bool:
    """Compare what is measured here with what the product computes, one review after the other."""
    size = min(past.rating.size, most)
    part = upto(past, size)
    params = Params(calibration=scheduling.Calibration(0.4, 0.7, 0.1, -0.2, 0.2, -1.5, -0.7))
    whole = fitting.predictions(part, params)
    states: dict[int, MemoryState] = {}
    at = dict.fromkeys(part.card.tolist(), 0.0)
    for row, (card, rating) in enumerate(zip(part.card.tolist(), part.rating.tolist(), strict=True)):
        if card in states:
            at[card] += part.days[row] * scheduling.DAY
            if abs(scheduling.recall(states[card], at[card], params) - whole[row]) > 1e-6:
                return False
        states[card] = scheduling.review(states.get(card), rating, at[card], params)
    return True


def _shuffled(past: History, dice: np.random.Generator) -> dict[str, Any]:
    """Deal all ratings out anew and run the last cut again: what is left to predict is nothing.

    The gate would show the base rate, so the candidates with most parameters are the ones looked at.
    """
    chance = again(past, dice.permutation(past.rating))
    rows = cuts(chance)[-1]
    found = fold(chance, rows)[0]
    name = "refit_calibrated" if "refit_calibrated" in found else "defaults_calibrated"
    outcomes, p = chance.right[rows], found[name]
    yes = float(outcomes.sum())
    no = rows.size - yes
    if not yes or not no:
        return {"model": name, "auc": None, "half_width": None, "within": True}
    # The variance of the Mann-Whitney statistic under chance.
    half = WIDE * float(np.sqrt((yes + no + 1) / (12 * yes * no)))
    area = auc(outcomes, p)
    return {"model": name, "auc": area, "half_width": half, "within": bool(abs(area - 0.5) <= half)}


def main(arguments: list[str] | None = None) -> int:
    """Measure one log; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.memory", description="Recall on a review log")
    parser.add_argument("--data", type=Path, required=True, help="a CSV file: card_id, review_rating, review_time")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    try:
        report = measure(read(wanted.data))
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    if wanted.json:
        print(json.dumps(report))
    else:
        print(harness.machine())
        for name, value in report.items():
            print(f"{name:30} {json.dumps(value)}")
    return 0 if report["audit"]["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
