"""Words as matching sees them: what is made alike, what is kept apart, and when a title counts as English."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.matching import words as module
from wayfare.engine.matching.words import is_english, words

ANY = st.text(max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Policies", "policy"),
        ("COMPANIES", "company"),
        ("spreadsheets", "Spreadsheet"),
        ("Résumés", "resume"),
        ("ﬁnance", "finance"),
        ("Straße", "strasse"),
        ("organisation", "organization"),
        ("Organisations", "organizations"),
        ("behaviours", "behavior"),
        ("Centres", "center"),
        ("programmes", "programs"),
        ("theatre", "theater"),
        ("paediatric", "pediatric"),
        ("licences", "license"),
        ("counselling", "counseling"),
        ("modelling", "modeling"),
        ("people's", "people"),
        ("people’s", "people"),
        ("managers'", "manager"),
        ("e-mail", "e mail"),
        ("“quoted”", "“quoted”"),
        ("Sales & marketing", "sales marketing"),
        ("to\tand\nfro", "to and fro"),
        ("１２ steps", "12 steps"),
    ],
)
def test_what_differs_in_form_only_is_alike(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C", "C#"),
        ("C++", "C#"),
        (".NET", "net"),
        ("good", "goods"),
        ("new", "news"),
        ("mean", "means"),
        ("custom", "customs"),
        ("state", "states"),
        ("read/write", "read write"),
        ("one, two", "one two"),
        ("its", "it"),
        ("gas", "ga"),
    ],
)
def test_what_means_something_else_is_kept_apart(one: str, other: str) -> None:
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("classes", "classe"),
        ("class", "class"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("canvas", "canvas"),
        ("kudos", "kudos"),
        ("ties", "tie"),
        ("pies", "pie"),
        ("cities", "city"),
        ("aws", "aws"),
        ("us", "us"),
        ("s3s", "s3s"),
        ("series", "series"),
        ("species", "species"),
    ],
)
def test_a_word_loses_its_plural_only_where_it_looks_like_one(plural: str, singular: str) -> None:
    assert words(plural) == [singular]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("   \n\t ", []),
        ("'", []),
        ('"-&"', []),
        ("...", [".", ".", "."]),
        ("a.b.c", ["a.b.c"]),
        ("a. b", ["a", ".", "b"]),
        (".5 to 1.5", [".5", "to", "1.5"]),
        ("R&D", ["r", "d"]),
        ("rock'n'roll", ["rock'n'roll"]),
        ("(brackets)", ["(", "bracket", ")"]),
        ("C++/C#", ["c++", "/", "c#"]),
        ("日本語", ["日", "本", "語"]),
        ("Node.js: part 2", ["node.js", ":", "part", "2"]),
        ("t'", ["t"]),
        ("🐍", ["🐍"]),
    ],
)
def test_a_text_is_cut_at_its_signs(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(ANY)
def test_no_word_is_empty_or_holds_a_space(text: str) -> None:
    assert all(word and not any(sign.isspace() for sign in word) for word in words(text))


@given(ANY)
def test_case_changes_nothing(text: str) -> None:
    assert words(text.casefold()) == words(text)


@given(st.text(string.ascii_letters + string.digits + " ,.-", max_size=60), st.integers(0, 4))
def test_space_around_a_text_changes_nothing(text: str, many: int) -> None:
    assert words(" " * many + text + "\n" * many) == words(text)


@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=9), max_size=8))
def test_each_word_is_read_for_itself(parts: list[str]) -> None:
    assert words(" ".join(parts)) == [word for part in parts for word in words(part)]


@given(st.text(string.ascii_lowercase, min_size=1, max_size=12))
def test_a_word_is_read_the_same_the_second_time(text: str) -> None:
    """Forms are kept once they are worked out; what is kept has to be what would be worked out."""
    first = words(text)
    assert words(text) == first
    assert [module._common_form(text)] == first


def test_only_so_many_forms_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    full = module._Singular()
    monkeypatch.setattr(module._Singular, "__len__", lambda self: 500_000)
    assert full["policies"] == "policy"
    assert "policies" not in full


@pytest.mark.parametrize(
    "stated", ["en", "EN", "en-US", "en_GB", "eng", "English", "english (UK)", "American English", " English "]
)
def test_a_stated_english_is_believed_whatever_the_title(stated: str) -> None:
    assert is_english("Curso completo de Excel para principiantes", stated)


@pytest.mark.parametrize("stated", ["es", "Spanish", "zh-Hans", "fr-CA", "Deutsch", "日本語"])
def test_a_stated_other_language_is_believed_whatever_the_title(stated: str) -> None:
    assert not is_english("Introduction to the Art of Learning", stated)


@pytest.mark.parametrize(
    "unstated", ["", "null", "none", "not mentioned", "Not-Mentioned", "unknown", "und", "mul", " "]
)
def test_where_no_language_is_stated_the_title_decides(unstated: str) -> None:
    assert is_english("Introduction to accounting", unstated)
    assert not is_english("Introducción a la contabilidad para todos", unstated)


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("", True),
        ("!!!", True),
        ("Excel", True),
        ("Kurs", False),
        ("How to cook Comment and Cours", True),
        ("The guide: guia", True),
        ("La vida", True),
        ("La vida en el campo", False),
        ("La vida en el campo: a guide to the country", True),
        ("Ünïcödé", True),
        ("Python для начинающих", False),
        ("Python 3 データ", False),
        ("Desenvolvimento web", False),
        ("Sıfırdan Excel Eğitimi", False),
        ("Programmieren lernen mit dem Raspberry Pi", False),
        ("Formation Excel: apprendre les bases", False),
        ("Corso di cucina", False),
        ("CURSO DE INGLÉS", False),
        ("Con Artists of New York", True),
        ("Se7en", True),
        ("E2E Testing Masterclass", True),
    ],
)
def test_a_title_tells_its_language_by_its_small_words(title: str, english: bool) -> None:
    assert is_english(title, "") is english


@given(ANY, ANY)
def test_any_title_and_any_language_get_an_answer(title: str, language: str) -> None:
    assert is_english(title, language) in (True, False)


@given(st.text("абвгдежзиклмнопрстуфхцчшщыэюя ", min_size=1, max_size=40).filter(str.strip))
def test_a_title_in_other_letters_is_never_english(title: str) -> None:
    assert not is_english(title, "")
    assert is_english(title, "en")
