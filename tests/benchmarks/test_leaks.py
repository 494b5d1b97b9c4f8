"""The audit passes an honest tracer and finds each planted leak."""

import numpy as np
import pytest

from benchmarks.quality import leaks
from benchmarks.quality.leaks import Leak
from tests.engine.tracing.simulated import school
from wayfare.engine.tracing import training
from wayfare.engine.tracing.answers import Answer, Answers, columns

DRAWN = school(11, learners=240, answers=20).answers
ALL = DRAWN.take(np.append(True, DRAWN.question[1:] != DRAWN.question[:-1]))
TRAIN, TEST = ALL.take(ALL.learner < 360), ALL.take(ALL.learner >= 360)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def honest(train: Answers) -> leaks.Predict:
    return training.train(train, rng(), ("trees",)).predictor.predict_many


def running_mean(answers: Answers) -> np.ndarray:
    found, right, seen = [], 0.0, 0.0
    for answer, fresh in zip(answers, answers.fresh(), strict=True):
        right, seen = (0.0, 0.0) if fresh else (right, seen)
        found.append((right + 1) / (seen + 2))
        right, seen = right + answer.score, seen + 1
    return np.array(found)


def peeking(answers: Answers) -> np.ndarray:
    """Sees a little of the very answer."""
    return 0.9 * running_mean(answers) + 0.1 * answers.score


def after_the_fact(answers: Answers) -> np.ndarray:
    """Counts all answers of a learner, those to come as well."""
    _, place = np.unique(answers.learner, return_inverse=True)
    return (np.bincount(place, answers.score) / np.bincount(place))[place]


def of_others(answers: Answers) -> np.ndarray:
    """Sees the next answer alone."""
    return running_mean(answers) + 0.01 * np.append(answers.score[1:], 0)


def test_an_honest_tracer_passes() -> None:
    found = leaks.audit(honest, honest(TRAIN), TRAIN, TEST, rng())
    assert abs(found.shuffled_auc - 0.5) <= found.shuffled_allowed
    assert found.changes == 30
    assert found.rows == len(TEST)


@pytest.mark.parametrize("predict", [peeking, after_the_fact, of_others], ids=lambda one: one.__name__)
def test_a_tracer_that_sees_ahead_is_found(predict: leaks.Predict) -> None:
    with pytest.raises(Leak, match="before it was given"):
        leaks.future_is_unseen(predict, TEST, rng())
    leaks.future_is_unseen(running_mean, TEST, rng())


@pytest.mark.parametrize("predict", [peeking, after_the_fact], ids=lambda one: one.__name__)
def test_shuffled_answers_show_who_reads_them(predict: leaks.Predict) -> None:
    with pytest.raises(Leak, match="shuffled"):
        leaks.chance_if_shuffled(lambda _: predict, TRAIN, TEST, rng())


def test_a_small_test_is_allowed_its_standard_error() -> None:
    few = TEST.take(np.arange(len(TEST)) < 200)
    found, allowed = leaks.chance_if_shuffled(lambda _: running_mean, TRAIN, few, rng())
    assert 0.1 < allowed < 0.3
    assert abs(found - 0.5) < allowed


def test_answers_that_are_all_alike_say_nothing() -> None:
    alike = TEST.with_scores(np.ones(len(TEST)))
    assert leaks.chance_if_shuffled(lambda _: running_mean, TRAIN, alike, rng()) == (0.5, 0.5)


def test_learners_in_both_parts_are_found() -> None:
    leaks.learners_are_disjoint(TRAIN, TEST)
    with pytest.raises(Leak, match="both"):
        leaks.learners_are_disjoint(TRAIN, ALL.take(ALL.learner >= 357))


def test_rows_that_should_have_been_merged_are_found() -> None:
    leaks.no_repeats(ALL)
    rows = [(1, Answer(5, (0,), 1.0)), (1, Answer(5, (1,), 1.0))]
    with pytest.raises(Leak, match="1 rows repeat"):
        leaks.no_repeats(columns(rows))


@pytest.mark.parametrize(
    "rows",
    [
        [(1, Answer(5, (0,), 1.0)), (1, Answer(5, (0,), 0.0))],
        [(1, Answer(5, (0,), 1.0)), (2, Answer(5, (0,), 1.0))],
        [(1, Answer(-1, (0,), 1.0)), (1, Answer(-1, (0,), 1.0))],
    ],
    ids=["tried again", "two learners", "no names of questions"],
)
def test_other_neighbours_are_no_repeats(rows: list[tuple[int, Answer]]) -> None:
    leaks.no_repeats(columns(rows))
