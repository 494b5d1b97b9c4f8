"""Refits are kept only where they beat both the defaults and the base rate on later data."""

import csv
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from wayfare.engine.memory import fitting, scheduling
from wayfare.engine.memory.history import Review, history, upto
from wayfare.engine.memory.scheduling import DAY, DEFAULTS, Calibration, Params
from wayfare.engine.memory.scoring import logistic, score
from wayfare.engine.metrics.probability import ece, log_loss
from wayfare.engine.types import MemoryState

DATA = Path(os.environ.get("WAYFARE_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
HARDER = (0.1, 0.4, 0.8, 3.0, *DEFAULTS[4:20], 0.5)


def world(params: Params, cards: int, seed: int = 1, gaps: tuple[float, ...] = (1, 3, 8, 20)) -> list[Review]:
    """Reviews by people whose memory is as ``params`` say, in order of time."""
    dice = np.random.default_rng(seed)
    log = []
    for card in range(cards):
        at, state = float(dice.uniform(0, 100)) * DAY, None
        for _ in range(int(dice.integers(2, 9))):
            recall = 0.7 if state is None else scheduling.recall(state, at, params)
            rating = int(dice.choice([2, 3, 4], p=[0.1, 0.8, 0.1])) if dice.random() < recall else 1
            state = scheduling.review(state, rating, at, params)
            log.append(Review(card, rating, at))
            at += float(dice.choice(gaps) * dice.uniform(0.7, 1.4)) * DAY
    return sorted(log, key=lambda review: review.at)


def test_memory_other_than_the_defaults_is_found_and_kept() -> None:
    params, report = fitting.fit(world(Params(weights=HARDER), 800))
    assert report.kept not in ("defaults", "base rate")
    assert report.log_loss["fit"] < report.log_loss["defaults"] - 0.01
    assert report.log_loss[report.kept] < min(report.log_loss["defaults"], report.log_loss["base rate"])
    unseen = history(world(Params(weights=HARDER), 800, seed=2))
    rows = unseen.seen
    ours, plain = (fitting.predictions(unseen, p)[rows] for p in (params, Params()))
    assert log_loss(unseen.right[rows], ours) < log_loss(unseen.right[rows], plain) - 0.01
    assert ece(unseen.right[rows], ours) < 0.03


def test_defaults_stay_where_they_are_the_truth() -> None:
    params, report = fitting.fit(world(Params(), 800))
    assert report.log_loss[report.kept] <= report.log_loss["defaults"]
    unseen = history(world(Params(), 800, seed=2))
    rows = unseen.seen
    loss = [log_loss(unseen.right[rows], fitting.predictions(unseen, p)[rows]) for p in (params, Params())]
    assert loss[0] < loss[1] + 0.005


def test_where_outcomes_are_chance_the_base_rate_is_shown() -> None:
    dice = np.random.default_rng(3)
    log = [review._replace(rating=3 if dice.random() < 0.6 else 1) for review in world(Params(), 500)]
    params, report = fitting.fit(log)
    assert report.log_loss[report.kept] <= report.log_loss["base rate"]
    state = MemoryState(5.0, 5.0, 0.0, 3, 4, 1)
    assert scheduling.recall(state, 5 * DAY, params) == pytest.approx(0.6, abs=0.08)


def test_reviews_within_minutes_are_calibrated() -> None:
    """FSRS-6 alone says nearly 1 a minute after a review; people do not."""
    log = world(Params(calibration=Calibration(intercept=-1.5)), 500, gaps=(0.001, 0.01, 2))
    _, report = fitting.fit(log)
    assert "calibrated" in report.kept
    assert report.ece[report.kept] < 0.05 < report.ece["defaults"]


def test_below_a_hundred_reviews_nothing_is_fitted() -> None:
    params, report = fitting.fit(world(Params(weights=HARDER), 15))
    assert params == Params()
    assert report.kept == "defaults"
    assert "100 are needed" in report.reason


def test_below_a_thousand_reviews_only_the_correction_is() -> None:
    params, report = fitting.fit(world(Params(weights=HARDER), 150))
    assert report.predicted < 1000
    assert not any(name.startswith("fit") for name in report.log_loss)
    assert params.weights == DEFAULTS


def test_an_empty_log_gives_the_defaults() -> None:
    assert fitting.fit([])[0] == Params()


def test_one_outcome_only_does_no_harm() -> None:
    log = [review._replace(rating=3) for review in world(Params(), 200)]
    params, _ = fitting.fit(log)
    assert 0.9 < scheduling.recall(MemoryState(5.0, 5.0, 0.0, 3), DAY, params) <= 1


def test_a_fit_keeps_better_first_ratings_better() -> None:
    log = [review._replace(rating=5 - review.rating) for review in world(Params(), 300)]
    past = history(log)
    weights = fitting.fit_weights(past, past.seen, 0.5)
    assert list(weights[:4]) == sorted(weights[:4])
    Params(weights=weights)


def test_the_future_does_not_change_a_fit() -> None:
    """Refitting at a moment gives the same, whether or not later reviews are in memory already."""
    log = world(Params(weights=HARDER), 400)
    whole, half = history(log), history(log[: len(log) // 2])
    assert fitting.fit_history(upto(whole, len(log) // 2)) == fitting.fit_history(half)


def test_a_report_is_json_values() -> None:
    report = fitting.fit(world(Params(), 100))[1].as_dict()
    assert {"kept", "reason", "reviews", "predicted", "later", "log_loss", "ece"} <= set(report)
    assert report["reviews"] > report["predicted"] > report["later"] > 0


def test_scoring_finds_a_logistic_regression_and_respects_bounds() -> None:
    dice = np.random.default_rng(4)
    features = np.column_stack([np.ones(5000), dice.normal(size=(5000, 2))])
    outcomes = (dice.random(5000) < logistic(features @ np.array([0.5, 1.5, -1.0]))).astype(float)

    def predict(sets: np.ndarray) -> np.ndarray:
        return logistic(sets @ features.T)

    wide = {"prior": (0, 0, 0), "spread": (10, 10, 10), "low": (-9, -9, -9)}
    found = score(predict, outcomes, np.ones(5000), high=(9, 9, 9), **wide)  # type: ignore[arg-type]
    assert found == pytest.approx([0.5, 1.5, -1.0], abs=0.12)
    bound = score(predict, outcomes, np.ones(5000), high=(9, 1, 9), **wide)  # type: ignore[arg-type]
    assert bound[1] == 1.0


@pytest.mark.realdata
def test_on_a_real_log_the_choice_beats_the_base_rate() -> None:
    files = sorted((DATA / "srs").glob("*.csv"))
    if not files:
        pytest.skip(f"no review log in {DATA / 'srs'}: the fit on real reviews is NOT checked")
    with files[0].open(newline="") as opened:
        log = [
            Review(
                int(row["card_id"]), int(row["review_rating"]), datetime.fromisoformat(row["review_time"]).timestamp()
            )
            for row in csv.DictReader(opened)
        ]
    _, report = fitting.fit(log)
    assert report.kept not in ("base rate", "defaults")
    assert report.log_loss[report.kept] < report.log_loss["base rate"] - 0.03
    assert report.ece[report.kept] < 0.03
