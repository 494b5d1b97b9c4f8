"""Questions as sources give them: what nobody could answer or grade, and options that read alike."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.imports import keys
from wayfare.core.imports import RowError

GOOD: dict[str, Any] = {"stem": "What first?", "options": ["Look", "Run", "Call"], "correct": [0]}


def refused(**cells: object) -> RowError:
    with pytest.raises(RowError) as raised:
        keys.question({**GOOD, **cells})
    return raised.value


def test_a_question_keeps_its_wording() -> None:
    found = keys.question({**GOOD, "explanation": " Look.\r\nThen act. ", "slip": "Hm.", "topic": "a\nb"})
    assert (found.stem, found.options, found.correct, found.multi) == (
        "What first?",
        ("Look", "Run", "Call"),
        (0,),
        False,
    )
    assert (found.explanation, found.slip, found.topic) == ("Look.\nThen act.", "Hm.", "a b")


@pytest.mark.parametrize(
    ("cells", "licence"),
    [
        ({}, ""),
        ({"licence": "CC BY 4.0"}, "CC BY 4.0"),
        ({"license": "MIT"}, "MIT"),
        ({"licence": "CC0", "license": "MIT"}, "CC0"),
        ({"licence": "", "license": "MIT"}, "MIT"),
        ({"licence": "x" * 300}, "x" * 199 + "…"),
        ({"licence": 3}, ""),
    ],
)
def test_a_licence_is_kept_in_either_spelling(cells: dict[str, object], licence: str) -> None:
    assert keys.question({**GOOD, **cells}).licence == licence


def test_right_options_are_kept_in_their_order() -> None:
    assert keys.question({**GOOD, "correct": [2, 0], "multi": True}).correct == (0, 2)


def test_all_options_may_be_right() -> None:
    assert keys.question({**GOOD, "correct": [2, 1, 0], "multi": True}).correct == (0, 1, 2)


def test_one_right_option_may_be_asked_for_as_many() -> None:
    assert keys.question({**GOOD, "multi": True}).multi is True


@pytest.mark.parametrize("many", [2, 10])
def test_a_question_has_two_to_ten_options(many: int) -> None:
    assert len(keys.question({**GOOD, "options": [f"option {n}" for n in range(many)]}).options) == many


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("stem", None, "no text"),
        ("stem", "\n \x07", "no text"),
        ("stem", 42, "no text"),
        ("stem", "x" * 20_001, "more than 20,000 characters"),
        ("options", None, "list of texts"),
        ("options", {"a": 1}, "list of texts"),
        ("options", [], "2 to 10 options"),
        ("options", ["one"], "2 to 10 options"),
        ("options", [str(n) for n in range(11)], "2 to 10 options"),
        ("options", ["a", None], "An option is empty"),
        ("options", ["a", 3], "An option is empty"),
        ("options", ["a", " \x00 "], "An option is empty"),
        ("options", ["a", "b" * 4_001], "more than 4,000 characters"),
        ("options", ["a", "b", " a "], "stands twice"),
        ("correct", None, "counted from 0"),
        ("correct", 0, "counted from 0"),
        ("correct", [], "counted from 0"),
        ("correct", ["0"], "0 to 2"),
        ("correct", [0.0], "0 to 2"),
        ("correct", [True], "0 to 2"),
        ("correct", [-1], "0 to 2"),
        ("correct", [3], "0 to 2"),
        ("correct", [1, 1], "named twice"),
        ("correct", [0, 1], "needs multi = true"),
        ("multi", "yes", "true or false"),
        ("multi", 1, "true or false"),
        ("multi", None, "true or false"),
    ],
)
def test_a_question_that_nobody_could_grade_names_its_column(column: str, value: object, said: str) -> None:
    error = refused(**{column: value})
    assert error.column == column
    assert said in error.error
    assert len(error.value) <= 121


def test_options_that_differ_by_case_are_two() -> None:
    assert keys.question({**GOOD, "options": ["May", "may"]}).options == ("May", "may")


@pytest.mark.parametrize(
    ("options", "correct", "kept", "right"),
    [
        (["a", "b", "a"], [0], ["a", "b"], [0]),
        (["a", "b", "a"], [2], ["a", "b"], [0]),
        (["a", "b", " b\n", "c"], [3], ["a", "b", "c"], [2]),
        (["a", "b", "a"], [0, 2], ["a", "b"], [0]),
        (["a", "a", "b", "b"], [1, 3], ["a", "b"], [0, 1]),
    ],
)
def test_options_that_read_alike_become_one_and_what_is_right_stays_right(
    options: list[str], correct: list[int], kept: list[str], right: list[int]
) -> None:
    found = keys.merged({**GOOD, "options": options, "correct": correct})
    assert found is not None
    assert (found["options"], found["correct"], found["stem"]) == (kept, right, GOOD["stem"])


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"options": ["a", "b"]},
        {"options": "aa"},
        {"options": ["a", "a"], "correct": [2]},
        {"options": ["a", "a"], "correct": [-1]},
        {"options": ["a", "a"], "correct": ["0"]},
        {"options": ["a", "a"], "correct": 0},
    ],
)
def test_where_nothing_can_be_merged_nothing_is(cells: dict[str, object]) -> None:
    assert keys.merged({**GOOD, **cells}) is None


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=8), st.data())
def test_merging_keeps_every_text_once_and_every_right_text_right(options: list[str], data: st.DataObject) -> None:
    correct = data.draw(st.lists(st.integers(0, len(options) - 1), min_size=1, unique=True))
    found = keys.merged({"options": options, "correct": correct})
    assert (found is None) == (len(set(options)) == len(options))
    if found is not None:
        kept, right = found["options"], found["correct"]
        assert isinstance(kept, list)
        assert isinstance(right, list)
        assert sorted(kept) == sorted(set(options))
        assert {kept[place] for place in right} == {options[place] for place in correct}


@given(st.dictionaries(st.sampled_from(["stem", "options", "correct", "multi"]), st.none() | st.text() | st.integers()))
def test_any_cells_are_a_question_or_an_error_of_the_row(cells: dict[str, object]) -> None:
    with pytest.raises(RowError):
        keys.question({**GOOD, "correct": [9], **cells})
