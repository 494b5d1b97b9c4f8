"""The benchmark of memory: it reads real logs in any shape, says clearly what it cannot read, and audits itself."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality import memory, reviews
from benchmarks.quality.reviews import Unreadable, read
from wayfare.engine.memory import fitting, scheduling
from wayfare.engine.memory.history import Review, history
from wayfare.engine.memory.scheduling import DAY, Params

START = datetime(2026, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def log(cards: int, seed: int = 1) -> list[Row]:
    """Rows as a real log has them, in order of time."""
    dice = np.random.default_rng(seed)
    rows = []
    for card in range(cards):
        state, at = None, float(dice.uniform(0, 60)) * DAY
        for _ in range(6):
            recall = 0.8 if state is None else 0.9 * scheduling.recall(state, at, Params())
            rating = 3 if dice.random() < recall else 1
            state = scheduling.review(state, rating, at, Params())
            when = START + timedelta(seconds=at)
            rows.append({"card_id": card, "review_rating": rating, "review_time": when, "review_duration": 900})
            at += float(dice.choice([0.002, 1.5, 6, 20])) * DAY
    return sorted(rows, key=lambda row: row["review_time"])


def written(folder: Path, rows: list[Row], columns: list[str] | None = None) -> Path:
    path = folder / "log.csv"
    with path.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, columns or list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "review_time": _text(row["review_time"])} for row in rows)
    return path


def _text(when: object) -> object:
    return when.isoformat() if isinstance(when, datetime) else when


def test_columns_may_stand_in_any_order_among_others(tmp_path: Path) -> None:
    rows = [{**row, "deck": "a"} for row in log(20)]
    plain = read(written(tmp_path, rows))
    other = read(written(tmp_path, rows, ["deck", "review_time", "review_rating", "card_id"]))
    assert plain == other
    assert (plain.cards, plain.users, plain.skipped, len(plain.reviews)) == (20, 1, 0, 120)


def test_rows_are_put_in_order_of_time(tmp_path: Path) -> None:
    rows = log(20)
    assert [r.at for r in read(written(tmp_path, rows[::-1])).reviews] == [
        r.at for r in read(written(tmp_path, rows)).reviews
    ]


def test_cards_of_two_users_are_two_cards(tmp_path: Path) -> None:
    rows = [{**row, "user_id": user} for row in log(5) for user in ("alice", "bob")]
    found = read(written(tmp_path, rows))
    assert (found.cards, found.users) == (10, 2)


@pytest.mark.parametrize("factor", [1, 1000])
def test_times_may_be_numbers(tmp_path: Path, factor: int) -> None:
    rows = [{**row, "review_time": row["review_time"].timestamp() * factor} for row in log(5)]
    assert read(written(tmp_path, rows)).reviews[0].at == pytest.approx(log(5)[0]["review_time"].timestamp())


def test_times_without_a_zone_are_utc(tmp_path: Path) -> None:
    rows = [{"card_id": 1, "review_rating": 3, "review_time": "2026-01-01 00:00:00"}]
    assert read(written(tmp_path, rows)).reviews == [Review(0, 3, START.timestamp())]


def test_rows_moved_by_hand_are_skipped_and_counted(tmp_path: Path) -> None:
    rows = log(5)
    found = read(written(tmp_path, [*rows, {**rows[0], "review_rating": 0}]))
    assert (len(found.reviews), found.skipped) == (30, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("a,b\n1,2\n", "no column card_id, review_rating, review_time"),
        ("card_id,review_rating\n1,3\n", "no column review_time"),
        ("card_id,review_rating,review_time\n1,7,2026-01-01\n", "line 2: rating '7'"),
        ("card_id,review_rating,review_time\n1,x,2026-01-01\n", "line 2: could not convert"),
        ("card_id,review_rating,review_time\n1,,2026-01-01\n", "line 2: rating ''"),
        ("card_id,review_rating,review_time\n1,3,2026-01-01\n1,3,soon\n", "line 3: 'soon' is not a time"),
        ("card_id,review_rating,review_time\n1,3,nan\n", "line 2: 'nan' is not a time"),
        ("card_id,review_rating,review_time\n,3,2026-01-01\n", "line 2: no card"),
        ("card_id,review_rating,review_time\n1,3\n", "line 2: list index"),
    ],
)
def test_what_is_no_log_is_refused_with_the_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "log.csv").write_text(text)
    with pytest.raises(Unreadable, match=says):
        read(tmp_path / "log.csv")


def test_a_file_that_is_absent_or_binary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path / "none.csv")
    (tmp_path / "log.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Unreadable):
        read(tmp_path / "log.csv")


@pytest.mark.parametrize("rows", [[], log(1), log(9)])
def test_a_short_log_ends_with_two_and_a_sentence(
    tmp_path: Path, rows: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, rows, ["card_id", "review_rating", "review_time"])
    assert memory.main(["--data", str(path), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "60 are needed" in said.err


def test_one_json_object_with_every_candidate_and_a_passed_audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert memory.main(["--data", str(written(tmp_path, log(350))), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    for name in ("shipped", "defaults", "refit", "base_rate"):
        assert {"log_loss", "ece", "auc"} == set(report[name])
    assert report["shipped"]["log_loss"] < report["base_rate"]["log_loss"]
    assert report["gain_interval"][0] < report["gain_over_base_rate"] < report["gain_interval"][1]
    assert report["tested"] == report["next_day"]["tested"] + report["same_day"]["tested"]
    assert (report["reviews"], report["cards"], report["predicted"]) == (2100, 350, 1750)
    assert report["update_us"] > 0 < report["predict_us"]
    assert report["audit"]["passed"]
    assert report["audit"]["shuffled"]["model"] == "refit_calibrated"


def test_a_log_of_one_outcome_only_is_measured_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**row, "review_rating": 3} for row in log(30)]
    assert memory.main(["--data", str(written(tmp_path, rows)), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["shipped"]["auc"] is None
    assert report["recalled"] == 1.0


def test_on_chance_the_choice_is_no_worse_than_the_base_rate_beyond_noise(tmp_path: Path) -> None:
    dice = np.random.default_rng(3)
    rows = [{**row, "review_rating": int(dice.choice([1, 3], p=[0.4, 0.6]))} for row in log(250)]
    report = memory.measure(read(written(tmp_path, rows)))
    assert report["shipped"]["log_loss"] < report["base_rate"]["log_loss"] + 0.01
    assert report["audit"]["passed"]


def test_a_broken_prediction_fails_the_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = fitting.predictions

    def knowing(past: Any, params: Params) -> Any:
        return 0.5 * honest(past, params) + 0.5 * past.right

    monkeypatch.setattr(fitting, "predictions", knowing)
    assert memory.main(["--data", str(written(tmp_path, log(60)))]) == 1
    assert '"own_and_later_outcomes_unused": false' in capsys.readouterr().out


def test_ratings_dealt_anew_give_the_history_that_reading_them_would() -> None:
    dice = np.random.default_rng(1)
    given = [Review(int(dice.integers(5)), int(dice.integers(1, 5)), float(at)) for at in range(50)]
    rating = dice.integers(1, 5, 50)
    fresh = history([review._replace(rating=int(each)) for review, each in zip(given, rating, strict=True)])
    dealt = memory.again(history(given), rating)
    for part in ("rating", "last", "lapses", "before"):
        assert np.array_equal(getattr(fresh, part), getattr(dealt, part))


def test_names_of_columns_are_told_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("\ufeffCard_ID, Review_Rating ,review_time\n1,3.0,2026-01-01T00:00:00Z\n\n")
    assert len(reviews.read(tmp_path / "log.csv").reviews) == 1
