"""The benchmark of calibration by group: people-disjoint, blind to groups, and able to find a gap that is there."""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality import calibration, submissions
from benchmarks.quality.reviews import Unreadable
from wayfare.engine.tracing import gaussian

HEADS = {
    "assessments.csv": ["code_module", "code_presentation", "id_assessment", "assessment_type", "date", "weight"],
    "studentAssessment.csv": ["id_assessment", "id_student", "date_submitted", "is_banked", "score"],
    "studentInfo.csv": ["code_module", "code_presentation", "id_student", *submissions.GROUPS],
}


def written(folder: Path, tables: dict[str, list[list[Any]]]) -> Path:
    for name, head in HEADS.items():
        with (folder / name).open("w", newline="") as opened:
            csv.writer(opened).writerows([head, *tables.get(name, [])])
    return folder


def college(students: int, penalty: float = 0.0, seed: int = 1) -> dict[str, list[list[Any]]]:
    """Students of two modules with five assessments each; in every second assessment, disabled students do worse."""
    dice = np.random.default_rng(seed)
    tables: dict[str, list[list[Any]]] = defaultdict(list)
    names = [f"{module}{number}" for module in "AB" for number in range(5)]
    tables["assessments.csv"] = [[name[0], "2013J", name, "TMA", "", ""] for name in names]
    for student in range(students):
        level, disabled = dice.normal(1.5, 1), dice.random() < 0.4
        groups = ["FM"[student % 2], "0-35", "NY"[int(disabled)], "10-20" if student % 3 else "", "Wales", "HE"]
        for module in "AB":
            tables["studentInfo.csv"].append([module, "2013J", student, *groups])
        for day, name in enumerate(names):
            worse = penalty if disabled and int(name[1]) % 2 else 0.0
            passed = dice.random() < 1 / (1 + np.exp(-(level - worse - int(name[1]) * 0.3)))
            tables["studentAssessment.csv"].append([name, student, day * 10, 0, 80 if passed else 20])
    return tables


def test_two_groups_treated_alike_have_no_gap_beyond_chance(tmp_path: Path) -> None:
    report = calibration.measure(written(tmp_path, college(300)))
    assert report["students_in_both_halves"] == 0
    assert sum(report["students"]) == 300
    assert report["submissions"] == 3000
    by = report["by"]["disability"]
    assert by["gap"] < 2 * by["gap_by_chance"]
    assert by["gap_interval"][0] <= by["gap_interval"][1]
    assert report["filter"]["log_loss"] < report["difficulty_alone"]["log_loss"]
    assert report["filter"]["ece"] < 0.04


def test_a_gap_that_is_there_is_found(tmp_path: Path) -> None:
    by = calibration.measure(written(tmp_path, college(300, penalty=4.0)))["by"]["disability"]
    assert by["gap"] > by["gap_by_chance"]
    assert by["groups"]["Y"]["bias"] > 0 > by["groups"]["N"]["bias"]
    assert by["groups"]["Y"]["bias_interval"][0] > 0


def test_groups_are_no_input(tmp_path: Path) -> None:
    tables = college(60)
    first = calibration.measure(written(tmp_path, tables))
    for row in tables["studentInfo.csv"]:
        row[3:] = ["X"] * len(row[3:])
    other = calibration.measure(written(tmp_path, tables))
    assert first["filter"] == other["filter"]
    assert other["by"]["gender"]["gap"] is None


def test_small_groups_and_unknown_ones_are_shown_but_not_compared(tmp_path: Path) -> None:
    tables = college(150)
    for row in tables["studentInfo.csv"][:20]:
        row[3] = "rare"
    by = calibration.measure(written(tmp_path, tables))["by"]
    assert by["gender"]["groups"]["rare"]["small"]
    assert by["gender"]["groups"]["rare"]["students"] == 10
    assert set(by["imd_band"]["groups"]) == {"10-20%", "unknown"}
    assert by["imd_band"]["gap"] is None


def test_predictions_know_nothing_of_what_comes_later(tmp_path: Path) -> None:
    rows = submissions.read(written(tmp_path, college(60))).rows
    params, levels = gaussian.Params(), {row.assessment: 2.0 for row in rows}
    skills = calibration.numbered(rows)
    whole = calibration.run(rows, params, levels, skills)
    turned = [
        *rows[:300],
        *(submissions.Submission(*(*_before(row), 1 - row.passed, row.groups)) for row in rows[300:]),
    ]
    assert np.array_equal(calibration.run(turned, params, levels, skills)[:301], whole[:301])


def _before(row: submissions.Submission) -> tuple[str, str, str, float]:
    return row.student, row.module, row.assessment, row.day


def test_difficulties_give_each_assessment_its_share(tmp_path: Path) -> None:
    rows = submissions.read(written(tmp_path, college(200))).rows
    params = calibration.GRID[1]
    prior = gaussian.belief(gaussian.start(params), 0, params)
    beliefs = np.tile((0.0, prior.mean, prior.variance), (len(rows), 1))
    levels = calibration.difficulties(rows, beliefs, params)
    for name in ("A0", "B4"):
        share = np.mean([row.passed for row in rows if row.assessment == name])
        p = gaussian.predict(gaussian.start(params), 0, levels[name], 0, params)
        assert p == pytest.approx(share, abs=0.02)
    assert levels["A0"] < levels["A4"]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    tables = college(3)
    tables["studentAssessment.csv"] += [
        ["A0", 1, 3, 0, ""],
        ["A0", 1, 3, 1, 50],
        ["Z", 1, 3, 0, 50],
        ["A0", 99, 3, 0, 50],
    ]
    found = submissions.read(written(tmp_path, tables))
    assert len(found.rows) == 30
    assert found.left_out == {"no score": 1, "carried over": 1, "unknown assessment or student": 2}
    days = [row.day for row in found.rows]
    assert days == sorted(days)


def test_a_score_of_forty_passes(tmp_path: Path) -> None:
    tables = college(1)
    tables["studentAssessment.csv"] = [["A0", 0, 1, 0, 40], ["A1", 0, 2, 0, 39]]
    assert [row.passed for row in submissions.read(written(tmp_path, tables)).rows] == [1.0, 0.0]


@pytest.mark.parametrize("name", sorted(HEADS))
def test_a_missing_file_or_column_is_named(tmp_path: Path, name: str) -> None:
    written(tmp_path, college(3))
    (tmp_path / name).write_text("nothing\n1\n")
    with pytest.raises(Unreadable, match=f"{name}: no column"):
        submissions.read(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(Unreadable, match=name):
        submissions.read(tmp_path)


def test_what_is_no_number_or_too_short_is_named(tmp_path: Path) -> None:
    tables = college(3)
    tables["studentAssessment.csv"].append(["A0", 1, 3, 0, "good"])
    with pytest.raises(Unreadable, match="1, A0"):
        submissions.read(written(tmp_path, tables))
    tables["studentAssessment.csv"][-1] = ["A0", 1]
    with pytest.raises(Unreadable, match="too few columns"):
        submissions.read(written(tmp_path, tables))


def test_too_little_data_ends_with_two_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calibration.main(["--data", str(written(tmp_path, college(5))), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "200 each are needed" in said.err


def test_one_json_object_or_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(written(tmp_path, college(60)))
    assert calibration.main(["--data", folder, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report["by"]) == set(submissions.GROUPS)
    assert calibration.main(["--data", folder]) == 0
    assert "disability" in capsys.readouterr().out
