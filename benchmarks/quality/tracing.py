"""How well is the next answer foreseen? Learners in test were never seen in training; every prediction is made online.

    python -m benchmarks.quality.tracing --data DIR [--folds 1,2] [--json]

DIR holds ``*train<fold>.csv`` and ``*test<fold>.csv`` (and ``*valid<fold>.csv``, which joins the training), in either format of
``benchmarks.quality.responses``. All shares are fractions of one, times of one answer are CPU microseconds. The leak audit is a
part of every run: where it finds something the command fails.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import harness
from benchmarks.quality import leaks, responses
from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import predictor, training
from wayfare.engine.tracing.answers import Answers, Floats

SEED = 1
TIMED_ANSWERS = 3_000
AUDIT_TRAIN, AUDIT_TEST = 30_000, 120_000
FIRST = 4


def measure_fold(fold: responses.Fold) -> dict[str, Any]:
    """Return every figure of one fold. Raises leaks.Leak."""
    start = time.process_time()
    trained = training.train(fold.train, np.random.default_rng(SEED))
    fit_s = time.process_time() - start
    model, test = trained.predictor, fold.test
    p = model.predict_many(test)
    figures = {
        "fold": fold.number,
        "model": model.kind,
        "train_answers": len(fold.train),
        "test_answers": len(test),
        "test_learners": int(np.unique(test.learner).size),
        **_quality(test, p),
        "fit_cpu_s": fit_s,
        "fit_cpu_s_per_200k": fit_s * 200_000 / len(fold.train),
        **_timings(model, test, p),
        "candidates": trained.report["candidates"],
    }
    figures["leak_audit"] = _audit(fold, model)
    return figures


def _quality(test: Answers, p: Floats) -> dict[str, Any]:
    y, position = test.score, test.position()
    early = (position >= 1) & (position <= FIRST)
    figures: dict[str, Any] = {
        "auc": measure.auc(y, p),
        "log_loss": measure.log_loss(y, p),
        "ece": measure.ece(y, p),
        "brier": measure.brier(y, p),
    }
    if early.any():
        figures["auc_first4"] = measure.auc(y[early], p[early])
        figures["auc_first4_interval"] = measure.bootstrap(
            measure.auc, y[early], p[early], np.random.default_rng(SEED), clusters=test.learner[early]
        )
    # No groups of people are in these files; how much somebody answers is a slice that every set has.
    _, place = np.unique(test.learner, return_inverse=True)
    answers = np.bincount(place)[place]
    slices = np.digitize(answers, np.quantile(answers, [1 / 3, 2 / 3]))
    figures["calibration_gap_by_activity"] = measure.calibration_gap(y, p, slices, least=100)
    return figures


def _timings(model: predictor.Predictor, test: Answers, expected: Floats) -> dict[str, float]:
    """Time the product's own path, one answer after the other, and check that it says what the batch said."""
    updates, predictions = [], []
    state = model.start()
    fresh = test.fresh().tolist()
    for row, answer in zip(range(min(len(test), TIMED_ANSWERS)), test, strict=False):
        state = model.start() if fresh[row] else state
        begin = time.process_time_ns()
        p = model.predict(state, answer.asked)
        middle = time.process_time_ns()
        state = model.step(state, answer)
        updates.append((time.process_time_ns() - middle) / 1000)
        predictions.append((middle - begin) / 1000)
        if abs(p - expected[row]) > 1e-9:
            raise leaks.Leak(f"answer {row}: one at a time {p}, all at once {expected[row]}")
    both = np.array(updates) + np.array(predictions)
    return {
        "update_us_p50": float(np.quantile(updates, 0.5)),
        "update_us_p99": float(np.quantile(updates, 0.99)),
        "predict_us_p50": float(np.quantile(predictions, 0.5)),
        "predict_us_p99": float(np.quantile(predictions, 0.99)),
        "both_us_p50": float(np.quantile(both, 0.5)),
        "both_us_p99": float(np.quantile(both, 0.99)),
    }


def _audit(fold: responses.Fold, model: predictor.Predictor) -> dict[str, Any]:
    """Audit this fold; the model for the shuffled answers is fitted to a part, for time."""
    rng = np.random.default_rng(SEED)

    def fit(train: Answers) -> leaks.Predict:
        # The kind under test itself: the choice of kinds would hide a leak by taking the plain filter.
        kinds = (model.kind,)
        return training.train(train, np.random.default_rng(SEED), kinds).predictor.predict_many

    leaks.learners_are_disjoint(fold.train, fold.test)
    found = leaks.audit(
        fit, model.predict_many, _learners(fold.train, AUDIT_TRAIN, rng), _learners(fold.test, AUDIT_TEST, rng), rng
    )
    leaks.no_repeats(fold.train)
    return {
        "passed": True,
        "learners_disjoint": True,
        "same_item_neighbours": 0,
        "shuffled_auc": found.shuffled_auc,
        "shuffled_allowed": found.shuffled_allowed,
        "answers_changed": found.changes,
        "rows": found.rows,
    }


def _learners(answers: Answers, most: int, rng: np.random.Generator) -> Answers:
    """Return whole learners, drawn at random, with about ``most`` answers."""
    learners, place, count = np.unique(answers.learner, return_inverse=True, return_counts=True)
    order = rng.permutation(learners.size)
    taken = order[np.cumsum(count[order]) - count[order] < most]
    chosen = np.zeros(learners.size, bool)
    chosen[taken] = True
    return answers.take(chosen[place])


def summary(folds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the means over the folds, and the folds."""
    means: dict[str, Any] = {}
    for name, value in folds[0].items():
        values = [fold[name] for fold in folds if name in fold]
        if isinstance(value, float):
            means[name] = float(np.mean(values))
        elif name == "auc_first4_interval":
            means[name] = [float(bound) for bound in np.mean(values, 0)]
    passed = all(fold["leak_audit"]["passed"] for fold in folds)
    audits = [fold["leak_audit"]["shuffled_auc"] for fold in folds]
    means["leak_audit"] = {"passed": passed, "shuffled_auc": float(np.mean(audits))}
    return {**means, "folds": list(folds)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code: 1 where the audit found a leak, 2 where nothing can be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=harness.DATA / "responses" / "assist2009")
    parser.add_argument("--folds", default="", help="numbers with commas between them; all there are by default")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    try:
        wanted = [int(text) for text in given.folds.split(",") if text]
        files = responses.folds(given.data, wanted)
        result = summary([measure_fold(responses.read_fold(number, parts)) for number, parts in files.items()])
    except leaks.Leak as error:
        print(f"Leak: {error}", file=sys.stderr)
        return 1
    except responses.Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:32} {value}" for name, value in result.items() if name != "folds"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
