"""Readers of public sets: both formats by content, odd files, repeated rows merged."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.quality import responses
from benchmarks.quality.responses import Names, Unreadable
from wayfare.engine.tracing.answers import UNKNOWN, Answer

FOUR = "0,ann\n7,7,8,8\n1,2,1,3\n1,1,0,1\n1,bob\n9\n2\n0\n"
THREE = "0,ann\n4,4,5\n1,0,1\n1,bob\n5\n0\n"


def read(folder: Path, text: str, name: str = "set_train1.csv") -> list[tuple[int, Answer]]:
    path = folder / name
    path.write_text(text, "utf-8")
    return responses.read(path, Names())


def test_rows_of_one_question_become_one_answer_with_several_skills(tmp_path: Path) -> None:
    assert read(tmp_path, FOUR) == [
        (0, Answer(0, (0, 1), 1.0)),
        (0, Answer(1, (0,), 0.0)),
        (0, Answer(1, (2,), 1.0)),
        (1, Answer(2, (1,), 0.0)),
    ]


def test_three_lines_have_no_questions(tmp_path: Path) -> None:
    assert read(tmp_path, THREE) == [
        (0, Answer(UNKNOWN, (0,), 1.0)),
        (0, Answer(UNKNOWN, (0,), 0.0)),
        (0, Answer(UNKNOWN, (1,), 1.0)),
        (1, Answer(UNKNOWN, (1,), 0.0)),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", ",\n"),
        lambda text: "\ufeff" + text,
        lambda text: text + "\n\n",
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace(",", " , "),
        lambda text: text.rstrip("\n"),
    ],
    ids=[
        "windows",
        "trailing commas",
        "byte order mark",
        "blank at the end",
        "blank lines",
        "spaces",
        "no last line end",
    ],
)
@pytest.mark.parametrize("text", [FOUR, THREE], ids=["four", "three"])
def test_the_same_in_other_clothes_is_the_same(tmp_path: Path, text: str, change: object) -> None:
    assert read(tmp_path, change(text)) == read(tmp_path, text)  # type: ignore[operator]


def test_ids_may_be_any_text(tmp_path: Path) -> None:
    found = read(tmp_path, "x,user-1\nq_a,Q b\nfractions,fractions~2\n1,0\n")
    assert [answer.skills for _, answer in found] == [(0,), (1,)]


def test_a_header_of_the_number_of_answers_names_nobody(tmp_path: Path) -> None:
    found = read(tmp_path, "2\n4,4\n1,0\n2\n4,5\n1,1\n")
    assert [learner for learner, _ in found] == [0, 0, 1, 1]


def test_a_learner_without_answers_is_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, "0,ann\n\n\n1,bob\n5\n0\n") == [(0, Answer(UNKNOWN, (0,), 0.0))]


def test_a_learner_in_two_blocks_is_one_learner(tmp_path: Path) -> None:
    found = read(tmp_path, "0,ann\n1\n1\n1,bob\n1\n1\n2,ann\n2\n0\n")
    assert [learner for learner, _ in found] == [0, 1, 0]


@pytest.mark.parametrize("text", ["", "\n\n", "a\nb\n", "0,ann\n1,2\n1\n", "0,ann\n1,2\n1,5\n", "0,ann\n1\n2\n3\n4\n"])
def test_what_is_in_neither_format_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable, match="neither"):
        read(tmp_path, text)


blocks = st.lists(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=6),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(blocks, st.booleans())
def test_the_format_is_told_by_content(
    tmp_path_factory: pytest.TempPathFactory, given_blocks: list, four: bool
) -> None:
    text = ""
    for place, rows in enumerate(given_blocks):
        columns = list(zip(*rows, strict=True))
        lines = columns if four else columns[1:]
        text += f"{place},u{place}\n" + "".join(",".join(map(str, line)) + "\n" for line in lines)
    found = read(tmp_path_factory.mktemp("set"), text)
    assert all((answer.question == UNKNOWN) != four for _, answer in found)
    assert {learner for learner, _ in found} == set(range(len(given_blocks)))
    for before, after in pairwise(found):
        same = before[0] == after[0] and before[1].question == after[1].question
        assert not (four and same and before[1].score == after[1].score)


def folder(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(THREE, "utf-8")
    return tmp_path


def test_files_are_found_by_part_and_fold_whatever_stands_before(tmp_path: Path) -> None:
    given_folder = folder(
        tmp_path, "a_b_train1.csv", "a_b_test1.csv", "xtrain2.csv", "xtest2.csv", "xvalid2.csv", "notes.csv"
    )
    found = responses.folds(given_folder)
    assert {number: set(parts) for number, parts in found.items()} == {
        1: {"train", "test"},
        2: {"train", "test", "valid"},
    }
    assert list(responses.folds(given_folder, [2])) == [2]


def test_a_set_without_numbers_is_one_fold(tmp_path: Path) -> None:
    assert list(responses.folds(folder(tmp_path, "train.csv", "test.csv"))) == [1]


def test_half_a_fold_is_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no pair"):
        responses.folds(folder(tmp_path, "train1.csv", "test2.csv"))
    with pytest.raises(Unreadable, match="no fold"):
        responses.folds(folder(tmp_path, "test1.csv"), [1, 3])


def test_validation_learners_join_the_training(tmp_path: Path) -> None:
    given_folder = folder(tmp_path, "train1.csv", "test1.csv")
    (given_folder / "valid1.csv").write_text(THREE.replace("ann", "carl").replace("bob", "dora"), "utf-8")
    fold = responses.read_fold(1, responses.folds(given_folder)[1])
    assert (len(fold.train), len(fold.test)) == (8, 4)
    assert set(fold.train.learner.tolist()) == {0, 1, 2, 3}
