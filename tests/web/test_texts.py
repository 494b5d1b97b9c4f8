from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.core.clock import week_start, zone
from wayfare.engine.types import Gaussian
from wayfare.web import drawing, texts
from wayfare.web.pages import initials
from wayfare.web.prose import line, prose


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        *[(0.1, "15 s"), (0.75, "45 s"), (1, "1 min"), (1.25, "1 min"), (1.5, "1½ min"), (4, "4 min")],
        *[(12.4, "12 min"), (90, "90 min"), (100, "1½ h"), (150, "2½ h"), (1200, "20 h")],
    ],
)
def test_minutes_are_said_as_people_say_them(minutes, words):
    assert texts.minutes(minutes) == words


@pytest.mark.parametrize(("level", "words"), [(0.4, "½"), (2, "2"), (2.3, "2½"), (2.8, "3"), (4.5, "4½")])
def test_levels_are_said_in_halves(level, words):
    assert texts.halves(level) == words


def test_a_target_is_said_as_it_was_set():
    assert [texts.level(3.0), texts.level(2.5), texts.level(3.25)] == ["3", "2.5", "3.2"]


def test_the_week_begins_on_monday_where_the_person_is():
    tokyo = zone("Asia/Tokyo")
    sunday_in_london = datetime(2026, 11, 22, 20, tzinfo=UTC)  # already Monday in Tokyo
    assert week_start(sunday_in_london.astimezone(tokyo)) == datetime(2026, 11, 23, tzinfo=tokyo)


def test_a_moment_of_today_needs_no_day():
    local = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))
    assert texts.moment(datetime(2026, 11, 23, 6, 12, tzinfo=UTC), local) == "today, 07:12"
    assert texts.moment(datetime(2026, 11, 22, 6, 12, tzinfo=UTC), local) == "22 November, 07:12"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        *[(-1, "today"), (0, "today"), (1, "yesterday"), (2, "2 days ago"), (13, "13 days ago"), (14, "2 weeks ago")],
        *[(60, "8 weeks ago"), (61, "2 months ago"), (400, "13 months ago")],
    ],
)
def test_an_age_is_said_by_the_calendar(days, words):
    local = datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert texts.age(local - timedelta(days=days), local) == words


def test_a_minute_before_midnight_was_yesterday_where_the_person_is():
    local = datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert texts.age(datetime(2026, 11, 22, 22, 59, tzinfo=UTC), local) == "yesterday"
    assert texts.date(datetime(2026, 11, 22, 23, 10, tzinfo=UTC), local) == "23 November"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "less than 1 in 10"), (0.12, "about 1 in 10"), (0.66, "about 7 in 10"), (0.99, "more than 9 in 10")],
)
def test_a_chance_is_never_certain(value, words):
    assert texts.chance(value) == words


@pytest.mark.parametrize(
    ("name", "letters"), [("Amara Okafor", "AO"), ("Ana Maria Silva", "AS"), ("Sukarno", "S"), ("", "")]
)
def test_initials(name, letters):
    assert initials(name) == letters


levels = st.floats(min_value=-2, max_value=8)
variances = st.floats(min_value=0.01, max_value=4)


@given(mean=levels, variance=variances, target=st.one_of(st.none(), st.floats(min_value=1, max_value=5)))
def test_a_bar_stays_on_its_track_and_holds_its_dot(mean, variance, target):
    bar = drawing.bar(Gaussian(mean, variance), known=True, target=target)
    assert 0 <= bar.start <= bar.start + bar.width <= 100.1
    assert bar.start - 0.1 <= bar.dot <= bar.start + bar.width + 0.1
    assert bar.target is None or 0 <= bar.target <= 100


@given(mean=levels, variance=variances)
def test_words_are_rounded_outwards_never_inwards(mean, variance):
    low, high = drawing.band(Gaussian(mean, variance))
    likely = drawing.words(Gaussian(mean, variance), known=True).split("likely ")[1]
    said = [float(part.replace("½", ".5")) if part != "½" else 0.5 for part in likely.split(" to ")]
    assert said[0] <= low
    assert high <= said[1]


def test_a_band_wider_than_two_levels_has_no_middle():
    assert drawing.bar(Gaussian(3, 1.0), known=True).vague
    assert drawing.words(Gaussian(3, 1.0), known=True).startswith("Not sure yet")
    assert not drawing.bar(Gaussian(3, 0.2), known=True).vague
    assert drawing.words(Gaussian(3, 0.2), known=True) == "About 3, likely 2 to 4"


def test_without_evidence_there_is_nothing_to_say():
    bar = drawing.bar(Gaussian(3, 0.1), known=False)
    assert bar.vague
    assert bar.words == "We do not know yet"


@pytest.mark.parametrize(("done", "planned"), [(0, 0), (18, 10), (45, 5), (80, 30)])
def test_a_budget_fits_its_bar(done, planned):
    found = drawing.budget(minutes=45, done=done, planned=planned)
    assert found.done_width + found.planned_width <= 100.1
    assert found.left == max(0, 45 - done)


def test_markdown_is_safe_html_and_reachable_by_keyboard():
    html = prose(
        "**b** <i>x</i>\n\n| a |\n|---|\n| 1 |\n\n```\ncode\n```\n\n![p](https://e.org/p.png) [l](https://e.org)"
    )
    assert "<strong>b</strong>" in html
    assert "&lt;i&gt;" in html
    assert "<img" not in html
    assert '<div class="scroll" tabindex="0"><table>' in html
    assert '<pre tabindex="0">' in html
    assert '<a rel="noopener noreferrer external" href="https://e.org">' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_markdown_links_run_nothing(address):
    assert "<a" not in prose(f"[x]({address})")


def test_an_option_is_one_line_without_links():
    assert line("`a` and [b](https://e.org)") == "<code>a</code> and [b](https://e.org)"
