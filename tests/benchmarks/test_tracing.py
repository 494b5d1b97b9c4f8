"""The command: every figure of a small set, the real sets where they are, and a leak that fails the run."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import leaks, responses, tracing
from tests.engine.tracing.simulated import school

DATA = Path(os.environ.get("WAYFARE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")) / "responses"
WANTED = {
    *("auc", "log_loss", "ece", "brier", "auc_first4", "auc_first4_interval", "fit_cpu_s", "update_us_p50"),
    *("predict_us_p50", "predict_us_p99", "both_us_p50", "leak_audit", "folds"),
}


def write(folder: Path, part: str, learners: range, *, named: bool = True) -> None:
    answers = school(13, learners=150, answers=12).answers
    lines = []
    for learner in learners:
        mine = answers.take(answers.learner == learner * 3)
        lines += [f"{learner},u{learner}"] + ([",".join(map(str, mine.question))] if named else [])
        lines += [",".join(map(str, mine.first_skill())), ",".join(str(int(score)) for score in mine.score)]
    (folder / f"tiny_{part}.csv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    write(tmp_path, "train1", range(90))
    write(tmp_path, "test1", range(90, 150))
    return tmp_path


def test_one_object_with_every_figure_is_printed(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tracing.main(["--data", str(tiny), "--folds", "1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) >= WANTED
    assert 0.5 < printed["auc"] < 1
    assert printed["auc_first4_interval"][0] < printed["auc_first4"] < printed["auc_first4_interval"][1]
    assert printed["leak_audit"]["passed"]
    assert [fold["fold"] for fold in printed["folds"]] == [1]
    assert all(0 <= printed[name] <= 1 for name in ("auc", "ece", "brier"))


def test_without_folds_all_are_measured_and_averaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for fold, learners in ((1, range(60)), (2, range(30, 90))):
        write(tmp_path, f"train{fold}", learners, named=False)
        write(tmp_path, f"test{fold}", range(90, 130), named=False)
    assert tracing.main(["--data", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert len(printed["folds"]) == 2
    assert printed["auc"] == pytest.approx(np.mean([fold["auc"] for fold in printed["folds"]]))


def test_a_table_is_printed_for_people(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tracing.main(["--data", str(tiny)]) == 0
    assert "auc_first4" in capsys.readouterr().out


def test_a_learner_in_both_parts_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "train1", range(60))
    write(tmp_path, "test1", range(59, 90))
    assert tracing.main(["--data", str(tmp_path), "--json"]) == 1
    captured = capsys.readouterr()
    assert "both train and test" in captured.err
    assert not captured.out


def test_a_model_that_reads_the_answers_fails_the_run(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = tracing.predictor.Predictor.predict_many
    monkeypatch.setattr(
        tracing.predictor.Predictor,
        "predict_many",
        lambda self, answers: 0.9 * honest(self, answers) + 0.1 * answers.score,
    )
    monkeypatch.setattr(tracing, "TIMED_ANSWERS", 0)
    monkeypatch.setattr(tracing, "_timings", lambda *_: {})
    assert tracing.main(["--data", str(tiny), "--json"]) == 1


def test_a_batch_that_is_not_the_product_s_own_path_is_found(tiny: Path) -> None:
    fold = responses.read_fold(1, responses.folds(tiny)[1])
    trained = tracing.training.train(fold.train, np.random.default_rng(1))
    expected = trained.predictor.predict_many(fold.test)
    with pytest.raises(leaks.Leak, match="one at a time"):
        tracing._timings(trained.predictor, fold.test, expected + 1e-6)


@pytest.mark.parametrize("arguments", [["--folds", "7"], ["--data", "/nowhere/at/all"]])
def test_nothing_to_read_is_said(tiny: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert tracing.main(["--data", str(tiny), *arguments]) == 2
    assert capsys.readouterr().err


@pytest.mark.realdata
def test_the_real_files_are_read_and_merged() -> None:
    if not DATA.exists():
        pytest.skip(f"the public answers are not at {DATA}")
    files = responses.folds(DATA / "assist2009")
    fold = responses.read_fold(1, files[1])
    leaks.no_repeats(fold.train)
    leaks.learners_are_disjoint(fold.train, fold.test)
    assert len(fold.train) > 200_000
    assert np.diff(fold.train.start).max() > 1
    short = responses.read_fold(1, responses.folds(DATA / "assist2015")[1])
    assert (short.train.question == -1).all()
