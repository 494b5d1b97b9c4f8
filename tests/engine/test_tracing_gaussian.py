"""The filter: what an answer does to a belief, and what nothing may do to it."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, Gaussian, LearnerState

PARAMS = gaussian.Params()
levels = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0])
scores = st.sampled_from([0.0, 1.0])
attempts = st.builds(Attempt, skill=st.integers(1, 3), level=levels, options=st.sampled_from([0, 2, 4]), score=scores)


def after(*given_attempts: Attempt) -> LearnerState:
    state = gaussian.start(PARAMS)
    for attempt in given_attempts:
        state = gaussian.update(state, attempt, PARAMS)
    return state


@given(attempts)
def test_a_right_answer_raises_and_a_wrong_one_lowers_the_belief(attempt: Attempt) -> None:
    before = gaussian.belief(gaussian.start(PARAMS), attempt.skill, PARAMS)
    now = gaussian.belief(after(attempt), attempt.skill, PARAMS)
    assert (now.mean > before.mean) == (attempt.score == 1.0)


@given(st.lists(attempts, max_size=40))
def test_beliefs_stay_finite_and_variances_positive(given_attempts: list[Attempt]) -> None:
    state = after(*given_attempts)
    for part in (state.ability, *state.skills.values()):
        assert math.isfinite(part.mean)
        assert part.variance > 0


@given(st.lists(attempts, max_size=20), attempts)
def test_predictions_are_probabilities(given_attempts: list[Attempt], question: Attempt) -> None:
    p = gaussian.predict(after(*given_attempts), question.skill, question.level, question.options, PARAMS)
    assert 0 < p < 1


@given(st.lists(attempts, max_size=20), st.integers(1, 3), levels, levels)
def test_a_higher_level_is_never_more_likely(given_attempts: list[Attempt], skill: int, a: float, b: float) -> None:
    x = gaussian.belief(after(*given_attempts), skill, PARAMS)
    low, high = sorted((a, b))
    assert gaussian.at_least(x, low) >= gaussian.at_least(x, high)


@given(attempts, attempts)
def test_a_higher_score_never_gives_a_lower_belief(first: Attempt, second: Attempt) -> None:
    right = Attempt(second.skill, second.level, second.options, 1.0)
    wrong = Attempt(second.skill, second.level, second.options, 0.0)
    high = gaussian.belief(after(first, right), second.skill, PARAMS)
    low = gaussian.belief(after(first, wrong), second.skill, PARAMS)
    assert high.mean >= low.mean


def test_evidence_in_one_skill_carries_a_little_to_another() -> None:
    other = gaussian.belief(after(Attempt(1, 3.0, 4, 1.0)), 2, PARAMS)
    nothing = gaussian.belief(gaussian.start(PARAMS), 2, PARAMS)
    same = gaussian.belief(after(Attempt(1, 3.0, 4, 1.0)), 1, PARAMS)
    assert 0 < other.mean - nothing.mean < same.mean - nothing.mean


def test_ten_right_answers_show_a_level_and_ten_wrong_ones_its_absence() -> None:
    right = gaussian.belief(after(*[Attempt(1, 3.0, 4, 1.0)] * 10), 1, PARAMS)
    wrong = gaussian.belief(after(*[Attempt(1, 3.0, 4, 0.0)] * 10), 1, PARAMS)
    assert gaussian.at_least(right, 3.0) > 0.8
    assert gaussian.at_least(wrong, 3.0) < 0.02
    assert right.variance < PARAMS.prior_variance


def test_a_guessable_question_says_less_than_an_open_one() -> None:
    guessable = gaussian.belief(after(Attempt(1, 3.0, 2, 1.0)), 1, PARAMS)
    open_answer = gaussian.belief(after(Attempt(1, 3.0, 0, 1.0)), 1, PARAMS)
    assert guessable.mean < open_answer.mean


@given(st.floats(-1e6, 1e6))
def test_time_only_widens_and_never_moves(days: float) -> None:
    state = after(*[Attempt(1, 3.0, 4, 1.0)] * 6)
    later = gaussian.widen(state, 1, days, PARAMS)
    assert later.skills[1].mean == state.skills[1].mean
    assert state.skills[1].variance <= later.skills[1].variance <= PARAMS.prior_variance
    assert later.ability == state.ability


def test_time_does_nothing_to_a_skill_nothing_is_known_of() -> None:
    state = gaussian.start(PARAMS)
    assert gaussian.widen(state, 7, 100, PARAMS) is state


@pytest.mark.parametrize("score", [-0.1, 1.1, math.nan])
def test_an_impossible_score_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="not in"):
        gaussian.update(gaussian.start(PARAMS), Attempt(1, 3.0, 4, score), PARAMS)


@given(st.lists(attempts, max_size=15))
def test_the_order_of_answers_to_other_skills_hardly_matters(given_attempts: list[Attempt]) -> None:
    one = [attempt for attempt in given_attempts if attempt.skill == 1]
    rest = [attempt for attempt in given_attempts if attempt.skill != 1]
    first, last = after(*one, *rest), after(*rest, *one)
    a, b = (gaussian.belief(state, 1, PARAMS) for state in (first, last))
    assert abs(a.mean - b.mean) < 1.0


def test_the_role_is_the_prior_within_bounds() -> None:
    assert gaussian.role_prior(4.0, PARAMS) == 3.0
    assert gaussian.role_prior(1.0, PARAMS) == PARAMS.least_prior
    assert gaussian.role_prior(5.0, PARAMS) == PARAMS.most_prior


def test_a_prior_never_replaces_what_is_known() -> None:
    state = after(Attempt(1, 3.0, 4, 1.0))
    assert gaussian.with_prior(state, 1, 3.5, PARAMS) is state
    assert gaussian.with_prior(state, 2, 3.5, PARAMS).skills[2] == Gaussian(3.5, PARAMS.prior_variance)


@settings(max_examples=30)
@given(st.floats(1, 5), st.floats(0.1, 2), levels, scores)
def test_the_matched_moments_agree_with_fine_integration(mean: float, sd: float, level: float, score: float) -> None:
    attempt = Attempt(1, level, 4, score)
    state = LearnerState(Gaussian(0.0, 1e-9), {1: Gaussian(mean, sd * sd)})
    x = gaussian.belief(gaussian.update(state, attempt, PARAMS), 1, PARAMS)
    points = [mean + sd * (-8 + 16 * i / 4000) for i in range(4001)]
    mass = []
    for point in points:
        p = gaussian.right(point, level, 4, PARAMS)
        mass.append(math.exp(-(((point - mean) / sd) ** 2) / 2) * (p if score else 1 - p))
    exact = sum(m * p for m, p in zip(mass, points, strict=True)) / sum(mass)
    assert abs(x.mean - exact) < 0.01 * sd + 1e-3


GOLDEN = [
    (Attempt(1, 2.0, 4, 1.0), 2.141, 1.145),
    (Attempt(1, 3.0, 4, 0.0), 1.7196, 0.9914),
    (Attempt(2, 4.0, 4, 1.0), 2.0979, 1.3387),
]


def test_golden_vectors() -> None:
    """The numbers of the default parameters: whoever changes one changes every stored belief, and has to mean it."""
    state = gaussian.start(PARAMS)
    seen = []
    for attempt, _, _ in GOLDEN:
        state = gaussian.update(state, attempt, PARAMS)
        x = gaussian.belief(state, attempt.skill, PARAMS)
        seen.append((round(x.mean, 4), round(x.variance, 4)))
    assert seen == [(mean, variance) for _, mean, variance in GOLDEN]


@pytest.mark.parametrize("level", [1.5, 3.0, 4.5])
def test_guessing_at_random_ten_thousand_times_moves_nobody_up(level: float) -> None:
    """A guesser is right as often as the model expects of somebody who knows nothing, and is taken for that."""
    dice = random.Random(11)
    params = gaussian.Params()
    state = gaussian.start(params)
    for _ in range(10_000):
        state = gaussian.update(state, Attempt(1, level, 4, float(dice.random() < 0.25)), params)
    assert gaussian.belief(state, 1, params).mean < min(level, params.prior_mean)
