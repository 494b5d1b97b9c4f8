"""What an operator may say about a file: names of the source, of its columns, of its levels, of its topics."""

from pathlib import Path

import pytest

from wayfare.catalog.imports import topics
from wayfare.catalog.imports.mapping import Mapping, load, mapping
from wayfare.core.errors import Invalid
from wayfare.core.imports import RawRow


def said(folder: Path, text: str) -> Path:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_nothing_is_renamed() -> None:
    found = mapping(None, "courses")
    row = RawRow(3, {"title": "A"}, 17)
    assert found == Mapping("courses", {}, {})
    assert found.renamed(row) is row


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert mapping(said(tmp_path, ""), "courses") == Mapping("courses")


def test_our_columns_are_named_by_theirs(tmp_path: Path) -> None:
    found = mapping(said(tmp_path, '[columns]\ntitle = "name"\nid = "key"\n'), "courses")
    row = found.renamed(RawRow(3, {"name": "A", "key": 7, "other": None}, 17))
    assert row == RawRow(3, {"title": "A", "id": 7, "other": None}, 17)


def test_columns_that_are_swapped_are_swapped(tmp_path: Path) -> None:
    found = mapping(said(tmp_path, '[columns]\ntitle = "id"\nid = "title"\n'), "courses")
    assert found.renamed(RawRow(1, {"id": "A", "title": "B"})).cells == {"title": "A", "id": "B"}


def test_their_words_are_our_levels(tmp_path: Path) -> None:
    found = mapping(said(tmp_path, '[levels]\n"Level B" = 3.5\nGuru = 5\n'), "courses")
    assert found.levels == {"Level B": 3.5, "Guru": 5.0}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("source = ", "TOML"),
        ("source = 3", "source is missing"),
        ('source = ""', "source is missing"),
        (f'source = "{"x" * 41}"', "40 characters"),
        ("columns = 3", "“columns” is a table"),
        ('levels = ["a"]', "“levels” is a table"),
        ('[levels]\n"x" = 9', "from 1 to 5"),
        ('[levels]\n"x" = true', "from 1 to 5"),
        ('[levels]\n"x" = "high"', "from 1 to 5"),
    ],
)
def test_a_file_that_says_nonsense_is_refused_in_words(tmp_path: Path, text: str, about: str) -> None:
    with pytest.raises(Invalid, match=about):
        mapping(said(tmp_path, text), "courses")


def test_a_file_that_is_not_there_or_no_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"gone\.toml cannot be used") as raised:
        load(tmp_path / "gone.toml")
    assert raised.value.next == "gone.toml"
    path = tmp_path / "map.toml"
    path.write_bytes(b"source = \xff")
    with pytest.raises(Invalid, match="Not UTF-8"):
        load(path)


def test_the_topics_that_ship_with_us_are_whole() -> None:
    found = topics.load(None)
    assert found.source
    assert found.skills
    assert found.topics
    assert all(1 <= level <= 5 for level in found.levels.values())


def test_what_an_operator_says_of_topics_comes_first(tmp_path: Path) -> None:
    own = said(tmp_path, 'skip = ["rude"]\n[topics]\n"quiz/knots*" = "rope"\n[levels]\n"quiz/*" = 2\n')
    found = topics.load(own)
    assert found.skip == {"rude"}
    assert found.skill("quiz", "knots and bends") == "rope"
    assert found.level("quiz", "anything") == 2.0
    assert found.level("no such collection", "x") == topics.USUAL_LEVEL
    assert found.skill("no such collection", "x") is None


def test_of_several_patterns_the_first_counts(tmp_path: Path) -> None:
    own = said(tmp_path, '[topics]\n"quiz/a*" = "first"\n"quiz/ab" = "second"\n')
    assert topics.load(own).skill("quiz", "ab") == "first"


def test_patterns_look_at_case() -> None:
    found = topics.Topics("s", "k", frozenset(), {"Quiz/*": "a"}, {})
    assert found.skill("Quiz", "x") == "a"
    assert found.skill("quiz", "x") is None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ('skip = "rude"', "list of sources"),
        ("skip = [1]", "list of sources"),
        ("topics = 3", r"\[topics\]"),
        ("levels = []", r"\[levels\]"),
        ('[levels]\n"a" = 7', "from 1 to 5"),
        ("source = 3", "source is missing"),
        ('skills = ""', "skills is missing"),
    ],
)
def test_topics_that_cannot_be_used_are_refused(tmp_path: Path, text: str, about: str) -> None:
    with pytest.raises(Invalid, match=about):
        topics.load(said(tmp_path, text))
