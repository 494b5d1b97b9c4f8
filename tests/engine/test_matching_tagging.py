"""Tagging: which skills an item is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.matching import tagging
from wayfare.engine.matching.tagging import Phrase, SkillTerms, Tagger, Texts
from wayfare.engine.matching.words import is_english, words

EXCEL, ACCOUNTING, R, PYTHON, LAW = range(1, 6)
TERMS = [
    SkillTerms(EXCEL, (Phrase("Microsoft Excel", 0.9, name=True), Phrase("Excel", 0.9, name=True))),
    SkillTerms(
        ACCOUNTING,
        (
            Phrase("accounting", 0.48),
            Phrase("financial accounting", 0.92),
            Phrase("balance sheet", 0.48),
            Phrase("tax", 0.25),
        ),
        against=("accounting for taste",),
    ),
    SkillTerms(R, (Phrase("R", 0.9, near=("statistics", "data science"), name=True),)),
    SkillTerms(PYTHON, (Phrase("Python", 0.9, name=True),)),
    SkillTerms(LAW, (Phrase("law", 0.92),)),
]
TAGGER = Tagger(TERMS, nothing=["law of attraction"])


def tagged(title: str, **places: object) -> dict[int, float]:
    return {tag.skill: tag.confidence for tag in TAGGER.tag(Texts(title=title, **places))}  # type: ignore[arg-type]


def test_a_name_in_the_title_is_found_whatever_its_case() -> None:
    assert tagged("EXCEL for everyone") == {EXCEL: 0.9}


def test_the_longest_phrase_counts_and_swallows_the_shorter() -> None:
    assert tagged("Financial Accounting") == {ACCOUNTING: 0.92}
    assert tagged("The law of attraction") == {}
    assert tagged("The law of contracts") == {LAW: 0.92}


def test_phrases_do_not_reach_across_punctuation() -> None:
    assert tagged("Financial. Accounting") == {ACCOUNTING: 0.48}


def test_hints_from_several_places_join() -> None:
    alone = tagged("Accounting")[ACCOUNTING]
    both = tagged("Accounting", skills=["Balance Sheet"], summary="All about tax.")[ACCOUNTING]
    assert alone < both < 1


def test_a_summary_alone_never_makes_sure() -> None:
    summary = "Accounting, financial accounting, balance sheets, tax: " * 3
    found = tagged("Numbers", summary=summary)
    assert 0.35 <= found[ACCOUNTING] <= tagging.BODY_MOST
    assert tagged("Numbers", summary="We mention accounting once.") == {}


def test_hints_none_of_which_is_strong_stay_below_a_half_unless_two_stand_in_front() -> None:
    assert tagged("Accounting for tax", summary="Tax, tax and accounting.")[ACCOUNTING] == tagging.UNSURE_MOST
    assert tagged("Accounting and the balance sheet")[ACCOUNTING] > 0.5


def test_an_ambiguous_name_needs_company() -> None:
    assert tagged("The letter R") == {}
    assert tagged("R for statistics") == {R: 0.9}
    assert tagged("Starting with R", tags=["data science"]) == {R: 0.9}


def test_a_phrase_against_a_skill_takes_it_away() -> None:
    assert tagged("No accounting for taste", skills=["Accounting"]) == {}


def test_other_languages_get_names_but_no_words() -> None:
    assert tagged("Curso completo de Excel y accounting") == {EXCEL: 0.9}
    assert tagged("Accounting", language="Spanish", summary="Excel, accounting, financial accounting, tax") == {}
    assert tagged("Contabilidad", language="es", skills=["Financial accounting"]) == {ACCOUNTING: 0.552}


def test_much_weaker_tags_are_passed_over() -> None:
    found = tagged("Excel", summary="With accounting, a balance sheet and tax.")
    assert set(found) == {EXCEL}


def test_a_tag_says_which_words_it_rests_on() -> None:
    (tag,) = TAGGER.tag(Texts("Accounting", skills=["Balance sheet"]))
    assert tag.words == "“accounting”, “balance sheet”"


def test_at_most_six_tags_are_given() -> None:
    many = Tagger([SkillTerms(n, (Phrase(f"word{n}", 0.9),)) for n in range(20)])
    assert len(many.tag(Texts(" ".join(f"word{n}" for n in range(20))))) == tagging.MOST_TAGS


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Python", None),
        ("Introduction to Python", 2.0),
        ("Python 101", 2.0),
        ("Intermediate Python", 3.0),
        ("Advanced Python Masterclass", 4.0),
        ("Python from Beginner to Advanced", 3.0),
        ("Python A-Z", 3.0),
        ("Python in a basic, complete course", 3.0),
    ],
)
def test_a_title_says_its_level(title: str, level: float | None) -> None:
    assert tagging.level(title) == level
    assert TAGGER.tag(Texts(title))[0].level == level


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C++, C# & Node.js", ["c++", ",", "c#", "node.js"]),
        (".NET and ASP.NET", [".net", "and", "asp.net"]),
        ("Companies' policies", ["company", "policy"]),
        ("Bachelor's degrees", ["bachelor", "degree"]),
        ("Organisations, labour", ["organization", ",", "labor"]),
        ("Économie", ["economie"]),
        ("business statistics class", ["business", "statistic", "class"]),
        ("", []),
    ],
)
def test_words_are_made_comparable(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("title", "language", "english"),
    [
        ("Learn Excel", "", True),
        ("Learn Excel", "English", True),
        ("Learn Excel", "en-GB", True),
        ("Learn Excel", "not-mentioned", True),
        ("Learn Excel", "Video Transcript:  English", True),
        ("Learn Excel", "French", False),
        ("Curso de Excel", "", False),
        ("Aprende Excel para tu trabajo", "", False),
        ("Excel für Einsteiger mit Übungen", "", False),
        ("Les bases de la comptabilité", "", False),
        ("Бухгалтерский учёт", "", False),
        ("会计学", "", False),
        ("The history of El Salvador and de Gaulle", "", True),
        ("Data Science A to Z", "", True),
        ("2024", "", True),
    ],
)
def test_language_is_stated_or_seen(title: str, language: str, english: bool) -> None:
    assert is_english(title, language) is english


@given(st.lists(st.text(max_size=30), max_size=3), st.text(max_size=60), st.text(max_size=200))
def test_any_text_gives_ordered_tags_within_bounds(labels: list[str], title: str, summary: str) -> None:
    found = TAGGER.tag(Texts(title + " excel", summary + " accounting tax", skills=labels, tags=labels))
    assert [tag.confidence for tag in found] == sorted((tag.confidence for tag in found), reverse=True)
    assert all(tagging.FLOOR <= tag.confidence < 1 and len(tag.words) <= tagging.WORDS_LENGTH for tag in found)
    assert len({tag.skill for tag in found}) == len(found)


@given(st.text(max_size=200))
def test_more_text_never_lowers_a_tag(more: str) -> None:
    before = tagged("Excel and accounting", language="en")
    after = tagged("Excel and accounting", language="en", tags=["x"], syllabus=more)
    assert all(after[skill] >= confidence for skill, confidence in before.items())
