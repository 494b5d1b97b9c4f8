"""Savings are counted at equal competence, against a fixed course that is tuned, and with intervals."""

import math
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from tests.engine.simulate.small import course
from wayfare.engine.simulate import compare, picture
from wayfare.engine.simulate.compare import Cell, Point
from wayfare.engine.simulate.run import Result


def point(minutes: float, competence: float, people: int = 50) -> Point:
    return Point(np.full(people, minutes), np.full(people, competence), np.zeros(people))


def result(minutes: float, competence: float, people: int = 50) -> Result:
    passed = np.zeros((people, 100), dtype=bool)
    passed[:, : round(100 * competence)] = True
    return Result(np.full(people, minutes), passed, np.zeros(people, dtype=bool), np.full(people, 4.0), np.ones(people))


FIXED = (point(100, 0.5), point(200, 0.8), point(300, 0.9), point(350, 0.85))


def made(seed: int) -> dict[str, Any]:
    return compare.report(0.3, 4, seed, of=course(), before=12)


@cache
def small_report() -> dict[str, Any]:
    return made(1)


def test_the_reference_is_as_competent_and_no_longer_than_it_has_to_be() -> None:
    found = compare.reference(FIXED, 0.85)
    assert found.competence.mean() == pytest.approx(0.85)
    assert found.minutes.mean() == pytest.approx(250)
    assert compare.reference(FIXED, 0.8).minutes.mean() == pytest.approx(200)


def test_a_longer_course_that_teaches_less_is_never_the_reference() -> None:
    for wanted in (0.5, 0.6, 0.8, 0.9):
        assert compare.reference(FIXED, wanted).minutes.mean() <= 300


def test_the_most_competent_fixed_course_can_be_asked_for() -> None:
    found = compare.reference(FIXED, 0.97, 0.0)
    assert found.competence.mean() == pytest.approx(0.9)
    assert found.minutes.mean() == pytest.approx(300)


def test_where_no_fixed_course_is_as_competent_its_last_bit_is_left_out() -> None:
    found = compare.reference(FIXED, 0.97)
    assert found.competence.mean() == pytest.approx(0.9 - compare.NEAR)
    assert found.minutes.mean() < 300
    told = compare.summary([Cell("one", 0.3, {"wayfare": result(150, 0.97)}, FIXED)], 1)
    assert told["saving_most"] == pytest.approx(0.5)
    assert told["saving"] < told["saving_most"]


def test_a_fixed_course_against_itself_saves_nothing() -> None:
    cells = [Cell("one", 0.3, {"wayfare": result(250, 0.85)}, FIXED)]
    found = compare.summary(cells, 1)
    assert found["saving"] == pytest.approx(0)
    assert found["competence_margin_worst_family"] == pytest.approx(0)


def test_half_the_minutes_at_equal_competence_is_half_saved() -> None:
    cells = [
        Cell("one", 0.3, {"wayfare": result(125, 0.85)}, FIXED),
        Cell("two", 0.3, {"wayfare": result(100, 0.8)}, FIXED),
    ]
    found = compare.summary(cells, 1)
    assert found["saving"] == pytest.approx(0.5)
    assert found["saving_by_family"] == {"one": pytest.approx(0.5), "two": pytest.approx(0.5)}
    assert found["skip_failure"] == pytest.approx(0.25)


def test_to_be_quick_and_teach_less_is_no_saving() -> None:
    """Half the minutes of the whole course, but no more competent than a course of that length."""
    found = compare.summary([Cell("one", 0.3, {"wayfare": result(150, 0.65)}, FIXED)], 1)
    assert found["saving"] == pytest.approx(0)
    assert found["saving_at_standard"] == pytest.approx(1 - 150 / 250)
    assert found["competence_worst_family"] == pytest.approx(0.65)


def test_what_is_above_every_fixed_course_shows_as_margin() -> None:
    found = compare.summary([Cell("one", 0.3, {"wayfare": result(300, 0.97)}, FIXED)], 1)
    assert found["competence_margin_worst_family"] == pytest.approx(0.97 - 0.9 + compare.NEAR)
    low, high = found["competence_margin_interval"]
    assert low - 1e-9 <= found["competence_margin_worst_family"] <= high + 1e-9


def test_the_interval_of_the_saving_holds_it() -> None:
    dice = np.random.default_rng(1)
    mine = Result(
        dice.gamma(9, 20, 80), np.ones((80, 10), dtype=bool), np.zeros(80, dtype=bool), np.zeros(80), np.zeros(80)
    )
    fixed = (Point(np.full(80, 300.0), np.ones(80), np.zeros(80)),)
    found = compare.summary([Cell("one", 0.3, {"wayfare": mine}, fixed)], 1)
    low, high = found["saving_interval"]
    assert low < found["saving"] < high
    assert high - low == pytest.approx(4 * 60 / math.sqrt(80) / 300, rel=0.3)


def test_a_report_holds_every_policy_in_every_family_and_says_that_it_is_simulated() -> None:
    found = small_report()
    assert found["simulated"] is True
    names = [row["policy"] for row in found["table"]]
    assert names[:2] == ["wayfare", "best fixed course"]
    assert {"most popular", "random", "mastery without skip", "two right answers = skip"} < set(names)
    assert set(found["families"]) == {"factors", "tracing", "ability"}
    for row in found["table"]:
        assert row["minutes"]["interval"][0] <= row["minutes"]["mean"] <= row["minutes"]["interval"][1]
        assert row["minutes_p90"] >= 0.8 * row["minutes"]["mean"]
        assert 0 <= row["competence"]["mean"] <= 1
        assert 0 <= row["skip_failure"] <= 1
        assert 0 <= row["dropped_out"] <= 1


def test_the_same_seed_gives_the_same_report() -> None:
    assert made(1) == small_report()


def test_the_picture_is_one_document_with_its_table() -> None:
    found = small_report()
    text = picture.svg(found["table"], "Simulated: <a> & b")
    root = ET.fromstring(text)
    assert root.tag.endswith("svg")
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "Simulated: <a> & b"
    told = root.findtext(f"{space}desc") or ""
    for row in found["table"]:
        assert f"{row['policy']}: {row['minutes']['mean']:.0f} min" in told
    assert len(root.findall(f"{space}rect")) == len(found["table"])
    assert len([line for line in root.findall(f"{space}line") if line.get("class") == "whisker"]) == len(found["table"])


def test_a_picture_of_nothing_is_still_a_picture() -> None:
    assert ET.fromstring(picture.svg([], "Simulated: nobody")).tag.endswith("svg")
