"""Durations, levels and languages as catalogues write them."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog import durations, languages, levels
from wayfare.catalog.durations import MOST_MINUTES, WEEKLY_HOURS, WEEKS_A_MONTH

WEEK, MONTH = 60 * WEEKLY_HOURS, 60 * WEEKLY_HOURS * WEEKS_A_MONTH


def read(folder: Path) -> list[dict[str, str]]:
    text = (folder / "catalog" / "courses.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9.5", 570),
        ("0.6166666666666667", 37),
        ("2", 120),
        ("Approx. 21 hours to complete", 21 * 60),
        ("1.5 total hours 22 lectures All Levels", 90),
        ("1 total hour 9 lectures Intermediate", 60),
        ("Less Than 2 Hours", 120),
        ("Beginner · Guided Project · Less Than 2 Hours", 120),
        ("2 horas", 120),
        ("1,5 horas", 90),
        ("1,500 minutes", 1500),
        ("60 minutos", 60),
        ("2 heures", 120),
        ("ساعتين", 120),
        ("40-45 دقيقة", 42.5),
        ("one hour", 60),
        ("En total, menos de dos horas.", 120),
        ("1 hr 40 mins", 100),
        ("1h 20min", 80),
        ("1-hour 30-minutes", 90),
        ("75-90mins", 82.5),
        ("1.5 - 2 hours", 105),
        ("2 to 3 hours", 150),
        ("2 hours (1 hour for the guided project)", 120),
        ("45 minutes for the guided part + 45 minutes for practice", 90),
        ("1 week of study, 2 hours", 120),
        ("4 months at 10 hours a week", round(4 * WEEKS_A_MONTH * 600, 1)),
        ("6 weeks, 3 hours per week", 6 * 180),
    ],
)
def test_hours_and_minutes_are_taken_as_they_are_said(text: str, minutes: float) -> None:
    found = durations.parse(text)
    assert found is not None
    assert (found.minutes, found.assumed, found.practice) == (minutes, False, False)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5 weeks long", 5 * WEEK),
        ("6-7 weeks long", 6.5 * WEEK),
        ("Estimated 6 weeks", 6 * WEEK),
        ("Estimated timeApprox. 2 Weeks", 2 * WEEK),
        ("8 Weeks + 4 Weeks (New)", 12 * WEEK),
        ("Beginner · Specialization · 3 - 6 Months", 4.5 * MONTH),
        ("4 \n                      months to complete", 4 * MONTH),
        ("Estimated timeApprox. 5 Days", WEEK),
    ],
)
def test_weeks_cost_an_assumed_effort(text: str, minutes: float) -> None:
    found = durations.parse(text)
    assert found is not None
    assert (found.minutes, found.assumed) == (round(minutes, 1), True)


def test_questions_without_a_time_are_practice_of_a_minute_each() -> None:
    assert durations.parse("396 questions Intermediate") == durations.Duration(396.0, assumed=True, practice=True)


@pytest.mark.parametrize(
    "text", ["Flexible schedule", "Estimated timeApprox. undefined undefined", "0.0", "0 hours", "99999999 hours", "-"]
)
def test_what_says_no_duration_gives_none(text: str) -> None:
    assert durations.stated(text)
    assert durations.parse(text) is None


@pytest.mark.parametrize("text", ["", "null", "not-mentioned", " N/A "])
def test_what_is_not_given_is_told_from_what_is_not_understood(text: str) -> None:
    assert not durations.stated(text)


@given(st.text(max_size=400))
def test_any_text_gives_a_sane_duration_or_none(text: str) -> None:
    found = durations.parse(text)
    assert found is None or 0 < found.minutes <= MOST_MINUTES


@given(st.integers(1, 500), st.sampled_from(["hours", "h", "Hours to complete", "horas", "-hour course"]))
def test_more_hours_never_give_fewer_minutes(hours: int, unit: str) -> None:
    one, more = durations.parse(f"{hours} {unit}"), durations.parse(f"{hours + 1} {unit}")
    assert one is not None
    assert more is not None
    assert one.minutes == 60 * hours < more.minutes


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Beginner", 2.0),
        ("Beginner Level", 2.0),
        ("Introductory", 2.0),
        ("Intermediate Level", 3.0),
        ("Advanced", 4.0),
        ("Expert Level", 5.0),
        ("UG", 3.0),
        ("UG/PG", 3.5),
        ("PG", 4.0),
        ("Beginner · Course · 1 - 4 Weeks", 2.0),
        ("396 questions Intermediate", 3.0),
        ("Beginner to Advanced", 3.0),
    ],
)
def test_a_level_s_words_stand_on_our_scale(text: str, level: float) -> None:
    assert levels.parse(text) == level


@pytest.mark.parametrize("text", ["All Levels", "Mixed", "Mixed · Course · 1 - 4 Weeks"])
def test_what_is_for_everyone_has_no_level(text: str) -> None:
    assert levels.parse(text) is None
    assert levels.is_open(text)


@pytest.mark.parametrize("text", ["Subtitles: English", "2", "Data Science professionals have advanced salaries " * 3])
def test_what_is_no_level_is_not_taken_for_one(text: str) -> None:
    assert levels.stated(text)
    assert levels.parse(text) is None
    assert not levels.is_open(text)


@pytest.mark.parametrize("text", ["", "not-mentioned", "mixed/not-mentioned", "null"])
def test_a_level_that_is_not_given_is_not_open_to_all(text: str) -> None:
    assert not levels.stated(text)
    assert not levels.is_open(text)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("Español", "es"),
        ("Portuguese (Brazilian)", "pt-BR"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Chinese (Traditional)", "zh-Hant"),
        ("中文", "zh"),
        ("日本語", "ja"),
        ("हिन्दी", "hi"),
        ("Video Transcript:  English", "en"),
        ("de", "de"),
        ("pt_BR", "pt-BR"),
        ("not-mentioned", ""),
        ("null", ""),
        ("", ""),
    ],
)
def test_languages_get_their_tags(name: str, tag: str) -> None:
    assert languages.tag(name) == tag


@pytest.mark.parametrize(
    ("title", "text", "tag"),
    [
        ("Introduction to Quantum Optics", "", "en"),
        ("Photoshop Essentials", "", "en"),
        ("Curso completo de Excel para principiantes", "", "und"),
        ("Gestión financiera", "", "und"),
        ("Основы Python для исследований", "", "und"),
        ("株式投資", "", "und"),
        ("Python", "Learn how to write your first program in this course.", "en"),
        ("Python", "Lernen Sie mit diesem Kurs, wie man programmiert und testet.", "und"),
        ("Café Management for Beginners", "", "en"),
        ("", "", "en"),
        ("12345 !!!", "", "en"),
    ],
)
def test_a_language_is_guessed_from_the_text(title: str, text: str, tag: str) -> None:
    assert languages.guess(title, text) == tag


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_guess(title: str, text: str) -> None:
    assert languages.guess(title, text) in ("en", "und")
    assert len(languages.tag(title)) <= 35


@pytest.mark.realdata
def test_almost_every_stated_duration_of_the_real_catalogue_is_understood(realdata: Path) -> None:
    rows = read(realdata)
    said = [row["duration"] for row in rows if durations.stated(row["duration"])]
    lost = Counter(text for text in said if durations.parse(text) is None)
    assert len(said) > 32_000
    assert sum(lost.values()) < 10, lost


@pytest.mark.realdata
def test_the_guess_agrees_with_the_stated_language_of_the_real_catalogue(realdata: Path) -> None:
    rows = read(realdata)
    known = [(languages.tag(row["language"]), row) for row in rows if languages.tag(row["language"])]
    agree = sum((tag == "en") == (languages.guess(row["title"], row["description"]) == "en") for tag, row in known)
    assert agree / len(known) > 0.95
