"""Tables of questions and skills: places, contexts, shrinkage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.tracing.simulated import school
from wayfare.engine.tracing import pairs, tables
from wayfare.engine.tracing.answers import UNKNOWN, Answer, columns
from wayfare.engine.tracing.tables import ATTEMPTS_AT, BITS_AT, Places, Tables


@pytest.fixture(scope="module")
def fitted() -> Tables:
    answers = school(5, learners=150).answers
    places = Places.of(answers)
    return tables.fit(tables.rows_of(answers, places), places, pairs.nothing(places.items, places.skills.size + 1))


@given(
    st.sets(st.integers(0, 10**12), max_size=20),
    st.sets(st.integers(0, 10**12), min_size=1, max_size=8),
    st.integers(0, 99),
)
def test_places_are_the_same_one_by_one_and_all_at_once(questions: set[int], skills: set[int], other: int) -> None:
    places = Places(np.array(sorted(questions), np.int64), np.array(sorted(skills), np.int64))
    wanted_skills = np.array([*sorted(skills), other], np.int64)
    many = places.skill_many(wanted_skills)
    assert many.tolist() == [places.skill(int(name)) for name in wanted_skills]
    wanted = np.array([*sorted(questions), other, UNKNOWN], np.int64)
    found = places.item_many(wanted, np.full(wanted.size, many[0]))
    assert found.tolist() == [places.item(int(name), int(many[0])) for name in wanted]
    assert found.max(initial=0) < places.items


def test_an_unknown_question_stands_at_its_skill() -> None:
    places = Places(np.array([5, 9]), np.array([3, 4]))
    assert places.item(9, 0) == 1
    assert places.item(7, 1) == 2 + 1
    assert places.item(UNKNOWN, 0) == 2
    assert places.item(7, places.skill(99)) == places.items - 1


def test_what_was_looked_up_is_forgotten_when_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "REMEMBERED", 3)
    places = Places(np.arange(10), np.arange(5))
    assert [places.item(name, 0) for name in range(10)] == list(range(10))
    assert len(places._asked) <= 3


@given(st.lists(st.sampled_from([0.0, 1.0]), max_size=20), st.integers(1, 6))
def test_bits_are_the_last_outcomes_after_a_one(scores: list[float], most: int) -> None:
    bits = 1
    for score in scores:
        bits = tables.push(bits, score, most)
    kept = scores[-most:]
    assert f"{bits:b}" == "1" + "".join(str(int(score)) for score in kept)


def test_contexts_tell_attempts_outcomes_and_runs() -> None:
    given_answers = [
        Answer(1, (0,), 1.0),
        Answer(2, (0,), 0.0),
        Answer(3, (1,), 1.0),
        Answer(4, (0, 1), 1.0),
        Answer(5, (1,), 0.0),
    ]
    answers = columns([(1, answer) for answer in given_answers] + [(2, given_answers[0])])
    rows = tables.rows_of(answers, Places.of(answers))
    assert rows.attempt.tolist() == [0, 1, 0, 2, 2, 0]
    assert [f"{bits:b}" for bits in rows.bits] == ["1", "11", "1", "110", "111", "1"]
    assert [f"{run:b}" for run in rows.run] == ["1", "11", "1", "1", "1", "1"]


def test_difficult_questions_have_the_lower_numbers(fitted: Tables) -> None:
    truth = school(5, learners=150)
    questions = fitted.places.questions
    assert np.corrcoef(fitted.item[: questions.size, 0], truth.easiness[questions // 10])[0, 1] > 0.85


def test_all_shares_are_probabilities(fitted: Tables) -> None:
    for part in (fitted.item[:, 2], fitted.skill[:, 0], fitted.skill[:, ATTEMPTS_AT:], fitted.by_bits, fitted.by_run):
        assert np.all((part > 0) & (part < 1))


def test_the_unknown_skill_is_the_usual_one(fitted: Tables) -> None:
    usual = float(fitted.numbers[0])
    assert fitted.skill[-1, 0] == pytest.approx(usual)
    assert fitted.item[-1, 1] == 0


def test_a_row_remembered_is_the_row_stored(fitted: Tables) -> None:
    for _ in range(2):
        assert fitted.item_row(3) == fitted.item[3].tolist()
        row = fitted.skill_row(1)
        assert row[:BITS_AT] == fitted.skill[1].tolist()
        assert row[BITS_AT:] == fitted.by_bits[1].tolist()


def test_right_answers_before_raise_the_share_by_context(fitted: Tables) -> None:
    general = fitted.by_bits[-1]
    assert general[0b1111] > general[0b1000]


def test_rows_can_be_taken(fitted: Tables) -> None:
    answers = school(6, learners=10).answers
    rows = tables.rows_of(answers, fitted.places)
    chosen = answers.learner % 2 == 0
    part, again = rows.take(chosen), tables.rows_of(answers.take(chosen), fitted.places)
    for name in ("item", "main", "start", "skill", "attempt", "bits", "run", "position", "score"):
        assert np.array_equal(getattr(part, name), getattr(again, name))
