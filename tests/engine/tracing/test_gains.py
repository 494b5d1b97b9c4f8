"""How much an exercise raises P(right): found where it was planted, silent where too little was seen."""

import numpy as np
import pytest

from wayfare.engine.tracing import gains
from wayfare.engine.tracing.answers import Answer, Answers, columns

LEARNERS, EACH = 300, 6


def answers(rise: float, *, gap: float = 0.001, taught_from: int = 0, learners: int = LEARNERS) -> Answers:
    """Return answers of people who begin at .4 and get better by ``rise`` with each."""
    dice = np.random.default_rng(3)
    rows = [
        (person, Answer(turn, (person % 3,), float(dice.random() < 0.4 + rise * turn), gap * turn, turn >= taught_from))
        for person in range(learners)
        for turn in range(EACH)
    ]
    return columns(rows, timed=True)


def found(given: Answers) -> tuple[float, ...]:
    right = 0.4 + 0.05 * given.position()
    return gains.of_answers(given, right, np.full(len(given), 0.5), np.zeros(len(given)))


@pytest.mark.parametrize("rise", [0.0, 0.05, 0.1])
def test_a_planted_rise_is_found(rise: float) -> None:
    weights = found(answers(rise))
    assert gains.expected(weights, 0.45, 0.5, 0.0) == pytest.approx(rise, abs=0.03)


def test_answers_on_different_days_say_nothing_about_an_exercise() -> None:
    assert found(answers(0.1, gap=1.0)) == ()


def test_a_lesson_in_between_is_not_taken_for_the_gain_of_an_exercise() -> None:
    assert found(answers(0.1, taught_from=3)) == ()


def test_of_few_answers_nothing_is_said() -> None:
    assert found(answers(0.1, learners=20)) == ()


def test_a_streak_counts_from_three_on() -> None:
    weights = (0.0, 0.0, 0.0, 0.0, 1.0)
    assert [gains.expected(weights, 0.5, 0.5, streak) for streak in (-4.0, 2.0, 3.0, 9.0)] == [0.0, 0.0, 1.0, 1.0]
