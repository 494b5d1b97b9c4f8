"""Answers in columns say the same as answers one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.tracing.answers import UNKNOWN, Answer, Question, columns

answers = st.builds(
    Answer,
    question=st.integers(UNKNOWN, 5),
    skills=st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True).map(tuple),
    score=st.sampled_from([0.0, 0.5, 1.0]),
    at=st.none(),
)
rows = st.lists(st.tuples(st.integers(0, 4), answers), max_size=30)


@given(rows)
def test_columns_hold_every_answer_of_a_learner_in_order(given_rows: list[tuple[int, Answer]]) -> None:
    table = columns(given_rows)
    assert len(table) == len(given_rows)
    found = list(zip(table.learner.tolist(), table, strict=True))
    for learner in {learner for learner, _ in given_rows}:
        assert [a for one, a in found if one == learner] == [a for one, a in given_rows if one == learner]


@given(rows)
def test_positions_count_from_zero_for_each_learner(given_rows: list[tuple[int, Answer]]) -> None:
    table = columns(given_rows)
    counted: dict[int, int] = {}
    for learner, position, fresh in zip(table.learner, table.position(), table.fresh(), strict=True):
        assert position == counted.get(int(learner), 0)
        assert fresh == (position == 0)
        counted[int(learner)] = int(position) + 1


@given(rows, st.integers(0, 4))
def test_taking_rows_keeps_their_skills(given_rows: list[tuple[int, Answer]], learner: int) -> None:
    table = columns(given_rows)
    part = table.take(table.learner == learner)
    assert list(part) == [answer for one, answer in given_rows if one == learner]
    assert part.first_skill().tolist() == [answer.skills[0] for answer in part]


def test_times_and_groups_go_along() -> None:
    given_rows = [(2, Answer(1, (0,), 1.0, 3.5)), (1, Answer(1, (0,), 0.0, 2.5))]
    table = columns(given_rows, ["b", "a"], timed=True)
    assert [answer.at for answer in table] == [2.5, 3.5]
    assert table.group is not None
    assert table.group.tolist() == ["a", "b"]
    part = table.take(np.array([False, True]))
    assert [answer.at for answer in part] == [3.5]
    assert part.group is not None
    assert part.group.tolist() == ["b"]


def test_other_scores_leave_the_questions_alone() -> None:
    table = columns([(1, Answer(1, (0, 2), 1.0))])
    changed = table.with_scores(np.array([0.0]))
    assert list(changed) == [Answer(1, (0, 2), 0.0)]
    assert list(table) == [Answer(1, (0, 2), 1.0)]


def test_what_is_asked_is_the_answer_without_its_score() -> None:
    assert Answer(4, (1, 2), 1.0, 7.0).asked == Question(4, (1, 2), 7.0)


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_an_impossible_score_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="score"):
        columns([(1, Answer(1, (0,), score))])


def test_an_answer_about_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="skill"):
        columns([(1, Answer(1, (), 1.0))])
