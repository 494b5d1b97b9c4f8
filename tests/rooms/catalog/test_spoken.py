"""Levels, languages and durations in the many ways that they are said, and the numbers behind quality."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog import durations, languages, levels
from wayfare.catalog.quality import FLOOR, quality

NAMES = sorted(name for names in languages._NAMES.values() for name in names.split())
UNITS = {"hours": 60.0, "minutes": 1.0, "weeks": 60 * durations.WEEKLY_HOURS}


@pytest.mark.parametrize("name", NAMES)
def test_every_language_is_known_by_each_of_its_names(name: str) -> None:
    found = languages.tag(name)
    assert name in languages._NAMES[found].split()
    assert languages.tag(name.upper()) == languages.tag(f" {name.title()} ") == found


@pytest.mark.parametrize("code", sorted(languages._NAMES))
def test_every_tag_stands_for_itself_with_and_without_a_region(code: str) -> None:
    assert languages.tag(code) == code
    assert languages.tag(f"{code}-XX") == languages.tag(f"{code}_XX") == f"{code}-XX"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Portuguese (European)", "pt-PT"),
        ("Brazilian Portuguese", "pt-BR"),
        ("Subtitles: French, English", "fr"),
        ("xx", ""),
        ("tlh", ""),
        ("12", ""),
        ("English?", "en"),
        ("Englisch", ""),
        ("zh-Hant-TW", "zh-Hant-TW"),
        (" \n", ""),
        ("(", ""),
        ("en-" + "a" * 9, ""),
    ],
)
def test_a_language_is_told_by_its_first_known_word_or_not_at_all(name: str, tag: str) -> None:
    assert languages.tag(name) == tag


@pytest.mark.parametrize(
    "word", ["el", "los", "las", "une", "est", "avec", "ist", "und", "mit", "gli", "della", "uma", "como"]
)
def test_one_small_word_of_another_language_is_enough(word: str) -> None:
    assert languages.guess(f"Python {word} Excel") == languages.UNDETERMINED


@given(st.lists(st.sampled_from(["python", "excel", "design", "data"]), max_size=6).map(" ".join))
def test_plain_words_count_as_english_and_one_english_word_keeps_them_so(title: str) -> None:
    assert languages.guess(title) == languages.guess(f"{title} with the") == "en"


def test_only_the_beginning_of_a_text_decides() -> None:
    assert languages.guess("Excel", "x " * 400 + "die der das und") == "en"
    assert languages.guess("Excel", "die der das und " + "with the " * 400) == "en"


@pytest.mark.parametrize("word", sorted(levels._WORDS))
def test_every_level_word_is_found_in_any_case_but_only_whole(word: str) -> None:
    assert levels.parse(word.upper()) == levels.parse(f"Level: {word}!") == levels._WORDS[word]
    assert levels.parse(f"x{word}x") is None


@given(st.lists(st.sampled_from(sorted(levels._WORDS)), min_size=1, max_size=4).map(", ".join))
def test_several_levels_give_something_between_them(text: str) -> None:
    found = levels.parse(text)
    if len(text) <= 60:
        said = [levels._WORDS[word] for word in text.split(", ")]
        assert found is not None
        assert min(said) <= found <= max(said)
    else:
        assert found is None


@pytest.mark.parametrize("words", ["All Levels", "any level", "MIXED", "For every level"])
def test_what_is_open_to_all_says_so_in_a_few_words_only(words: str) -> None:
    assert levels.is_open(words)
    assert not levels.is_open(words + " and much more text than a level has" * 3)


@given(st.floats(0.1, 400), st.sampled_from(sorted(UNITS)))
def test_a_number_with_its_unit_is_that_many(number: float, unit: str) -> None:
    shown = f"{number:.2f}"
    found = durations.parse(f"{shown} {unit}")
    assert found is not None
    assert found.minutes == pytest.approx(float(shown) * UNITS[unit], abs=0.06)
    assert found.assumed is (unit == "weeks")


@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from(["-", "–", " - ", " to "]))
def test_a_range_counts_by_its_middle(low: int, high: int, between: str) -> None:
    found = durations.parse(f"{low}{between}{high} hours")
    assert found is not None
    assert found.minutes == 30 * (low + high)


@given(st.integers(0, 20), st.integers(1, 59))
def test_hours_and_minutes_add_up(hours: int, minutes: int) -> None:
    found = durations.parse(f"{hours}h {minutes}min")
    assert found is not None
    assert found.minutes == 60 * hours + minutes


@pytest.mark.parametrize("text", ["0", "0 hours", "2001 hours", "99999999", "-", "hours", "soon", "3 lectures", "1/2"])
def test_what_takes_no_time_or_more_than_a_working_year_is_none(text: str) -> None:
    assert durations.parse(text) is None


@pytest.mark.parametrize(
    ("rating", "ratings", "learners", "expected"),
    [
        (None, None, None, 0.48),
        (5.0, 10**9, 10**9, 1.0),
        (0.0, 10**9, 0, FLOOR),
        (3.0, 10**9, 0, FLOOR),
        (4.2, 10**6, 0, 0.48),
        (None, None, 999_999, 0.88),
        (None, 99_999_999, None, 0.88),
        (None, 10**6, 0, 0.48),
    ],
)
def test_quality_is_what_its_formula_says(
    rating: float | None, ratings: int | None, learners: int | None, expected: float
) -> None:
    assert quality(rating, ratings, learners) == expected


def test_a_rating_comes_closer_to_the_truth_with_its_count() -> None:
    found = [quality(2.0, count, 0) for count in (0, 10, 100, 10_000)]
    assert found == sorted(found, reverse=True)
    assert found[0] == quality(None, None, 0)
    assert found[-1] == FLOOR
