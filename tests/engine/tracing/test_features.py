"""The streaming features: nothing of the future, nothing lost between one answer and the next, the same in a batch."""

import json
import math

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.tracing.trained import small_school, trained
from wayfare.engine.tracing import features, streams
from wayfare.engine.tracing.answers import UNKNOWN, Answer, Question
from wayfare.engine.tracing.state import QUESTIONS_KEPT, WINDOW, State
from wayfare.engine.tracing.tables import Tables

answers = st.builds(
    Answer,
    question=st.integers(UNKNOWN, 45).map(lambda n: n * 10 if n >= 0 else n),
    skills=st.lists(st.integers(0, 6), min_size=1, max_size=2, unique=True).map(tuple),
    score=st.sampled_from([0.0, 0.3, 1.0]),
    at=st.one_of(st.none(), st.floats(0, 1000)),
)
histories = st.lists(answers, max_size=40)


def tables() -> Tables:
    return trained("filter").predictor.tables


def after(history: list[Answer]) -> State:
    state = features.start(tables())
    for answer in history:
        state = features.step(state, answer, tables())
    return state


def value(vector: np.ndarray, name: str) -> float:
    return float(vector[features.NAMES.index(name)])


@settings(max_examples=40)
@given(histories, answers)
def test_every_feature_is_a_finite_number(history: list[Answer], asked: Answer) -> None:
    vector = features.vector(after(history), asked.asked, tables())
    assert vector.shape == (len(features.NAMES),)
    assert np.isfinite(vector).all()
    assert 0 < value(vector, "filter") < 1


@settings(max_examples=40)
@given(histories, answers)
def test_a_state_survives_json_and_msgpack(history: list[Answer], asked: Answer) -> None:
    state = after(history)
    for copy in (
        json.loads(json.dumps(state.as_json())),
        msgspec.msgpack.decode(msgspec.msgpack.encode(state.as_json())),
    ):
        restored = State.from_json(copy)
        assert restored == state
        again, before = (features.vector(one, asked.asked, tables()) for one in (restored, state))
        assert np.array_equal(again, before)


@settings(max_examples=30)
@given(histories, answers)
def test_a_step_changes_no_earlier_state(history: list[Answer], answer: Answer) -> None:
    state = after(history)
    written = json.dumps(state.as_json())
    features.step(state, answer, tables())
    features.vector(state, answer.asked, tables())
    assert json.dumps(state.as_json()) == written


@pytest.mark.parametrize("timed", [True, False])
def test_batch_is_one_by_one(timed: bool) -> None:
    given_answers = small_school().answers
    if not timed:
        given_answers = type(given_answers)(
            given_answers.learner, given_answers.question, given_answers.start, given_answers.skill, given_answers.score
        )
    found = streams.with_pairs(given_answers, streams.matrix(given_answers, tables()), tables())
    state = features.start(tables())
    for row, (answer, fresh) in enumerate(zip(given_answers, given_answers.fresh(), strict=True)):
        state = features.start(tables()) if fresh else state
        assert np.abs(features.vector(state, answer.asked, tables()) - found[row]).max() < 1e-9
        state = features.step(state, answer, tables())


def test_counts_are_counts() -> None:
    history = [Answer(10, (1,), 1.0), Answer(20, (1,), 0.0), Answer(10, (1,), 1.0), Answer(30, (2,), 1.0)]
    vector = features.vector(after(history), Question(10, (1,)), tables())
    assert value(vector, "answers") == 4
    assert value(vector, "mean") == pytest.approx(3 / 5)
    assert value(vector, "skill_n") == 3
    assert value(vector, "skill_wrong") == 1
    assert value(vector, "skill_gap") == 1
    assert value(vector, "times_seen") == 2
    assert value(vector, "seen_score") == 1
    assert value(vector, "seen_gap") == 1
    assert value(vector, "run") == 0
    assert value(vector, "skills_seen") == 2


def test_a_run_of_one_skill_counts_on_and_ends() -> None:
    history = [Answer(10, (1,), 1.0), Answer(20, (1,), 1.0), Answer(30, (1,), 1.0)]
    within = features.vector(after(history), Question(40, (1,)), tables())
    assert [value(within, name) for name in ("run", "run_right", "same_skill", "streak")] == [3, 3, 1, 3]
    over = features.vector(after([*history, Answer(50, (2,), 0.0)]), Question(40, (1,)), tables())
    assert [value(over, name) for name in ("run", "same_skill", "runs", "streak")] == [0, 0, 1, -1]
    assert value(over, "runs_mastered") == pytest.approx(1 / 2)


def test_time_is_a_feature_where_it_is_known() -> None:
    state = after([Answer(10, (1,), 1.0, 5.0), Answer(20, (2,), 1.0, 8.0)])
    vector = features.vector(state, Question(10, (1,), 9.0), tables())
    found = [value(vector, name) for name in ("days", "skill_days", "seen_days")]
    assert found == pytest.approx([math.log1p(1), math.log1p(4), math.log1p(4)])
    timeless = features.vector(state, Question(10, (1,)), tables())
    assert [value(timeless, name) for name in ("days", "skill_days", "seen_days")] == [-1, -1, -1]


def test_time_that_runs_backwards_counts_as_none() -> None:
    state = after([Answer(10, (1,), 1.0, 5.0)])
    assert value(features.vector(state, Question(10, (1,), 2.0), tables()), "days") == 0


def test_ability_rises_with_right_answers_and_becomes_surer() -> None:
    state = after([Answer(10, (1,), 1.0)] * 8)
    assert state.general.ability > 0
    assert state.general.variance < features.start(tables()).general.variance
    assert after([Answer(10, (1,), 0.0)] * 8).general.ability < 0


def test_the_state_stays_small() -> None:
    state = after([Answer(1000 + number, (number % 3,), 1.0) for number in range(QUESTIONS_KEPT + 80)])
    assert len(state.questions) == QUESTIONS_KEPT
    assert 1000 not in state.questions
    assert 1000 + QUESTIONS_KEPT + 79 in state.questions
    assert len(state.items) == len(state.places) == len(state.residuals) == WINDOW
    assert len(json.dumps(state.as_json())) < 20_000


def test_an_answered_question_is_not_the_one_forgotten() -> None:
    first = [Answer(1000 + number, (1,), 1.0) for number in range(QUESTIONS_KEPT)]
    state = after([*first, Answer(1000, (1,), 0.0), Answer(5000, (1,), 1.0)])
    assert 1000 in state.questions
    assert 1001 not in state.questions


def test_unknown_questions_and_skills_have_a_place() -> None:
    known = features.vector(after([]), Question(10, (1,)), tables())
    new_question = features.vector(after([]), Question(99_999, (1,)), tables())
    new_skill = features.vector(after([]), Question(99_999, (77,)), tables())
    assert value(new_question, "skill_share") == value(known, "skill_share")
    assert value(new_question, "item_answers") == 0
    assert value(new_skill, "skill_answers") == 0
    assert value(new_skill, "difficulty") == pytest.approx(float(tables().item[-1, 0]))


def test_two_unknown_skills_are_kept_apart() -> None:
    state = after([Answer(UNKNOWN, (77,), 1.0), Answer(UNKNOWN, (78,), 0.0)])
    right, wrong = (features.vector(state, Question(UNKNOWN, (skill,)), tables()) for skill in (77, 78))
    assert value(right, "skill_last") == 1
    assert value(wrong, "skill_last") == 0


GOLDEN = {
    "filter_logit": 0.4302,
    "ability": 0.0216,
    "skill_streak": 2.0,
    "mean_0.2": 0.6138,
    "last_residual_1": 0.3638,
    "rating": 0.0112,
}


def test_golden_vector() -> None:
    """Whoever changes these numbers changes every stored state, and has to mean it."""
    history = [Answer(20, (1,), 1.0), Answer(30, (2, 3), 0.0), Answer(40, (1,), 1.0)]
    vector = features.vector(after(history), Question(50, (1,)), tables())
    assert {name: round(value(vector, name), 4) for name in GOLDEN} == GOLDEN
