"""Parameters of the filter from answers: planted levels, slopes and reliabilities are found; all at once is one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import gaussian, levels
from wayfare.engine.tracing.answers import UNKNOWN, Answer, Answers, columns
from wayfare.engine.tracing.gaussian import Params, Source
from wayfare.engine.tracing.tracer import Filter
from wayfare.engine.types import Attempt

answers = st.builds(
    Answer,
    question=st.integers(UNKNOWN, 6),
    skills=st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True).map(tuple),
    score=st.sampled_from([0.0, 0.5, 1.0]),
    at=st.none(),
)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), answers), min_size=1, max_size=25), st.sampled_from([0.0, 0.03]))
def test_foreseeing_all_at_once_is_the_filter_one_by_one(rows: list[tuple[int, Answer]], step: float) -> None:
    table, params = columns(rows), Params(step_variance=step)
    level = 1.0 + np.arange(len(table)) % 4
    options = np.arange(len(table)) % 5
    found = levels.foresee(table, level, options, params)
    state = gaussian.start(params)
    for row, (answer, fresh) in enumerate(zip(table, table.fresh(), strict=True)):
        state = gaussian.start(params) if fresh else state
        first, *also = answer.skills
        expected = gaussian.predict(state, first, level[row], int(options[row]), params, tuple(also))
        assert found[row] == pytest.approx(expected, abs=1e-9)
        attempt = Attempt(first, level[row], int(options[row]), answer.score, tuple(also))
        state = gaussian.update(state, attempt, params)


def school(
    params: Params, *, learners: int = 250, each: int = 40, questions: int = 60, seed: int = 1
) -> tuple[Answers, np.ndarray]:
    """Return answers by people whom the filter's own model describes, and the true levels of the questions."""
    rng = np.random.default_rng(seed)
    level = np.random.default_rng(questions).uniform(1, 5, questions)
    rows = []
    for learner in range(learners):
        ability = rng.normal(0, np.sqrt(params.ability_variance))
        offset = rng.normal(params.prior_mean, np.sqrt(params.prior_variance), 3)
        for question in rng.integers(0, questions, each).tolist():
            skill = question % 3
            p = gaussian.right(ability + offset[skill], level[question], 0, params)
            rows.append((learner, Answer(question, (skill,), float(rng.random() < p))))
    return columns(rows), level


TRUE = Params(prior_mean=2.5, prior_variance=0.8, ability_variance=0.6, slope=1.5)


@pytest.fixture(scope="module")
def fitted() -> tuple[levels.Fitted, np.ndarray]:
    table, level = school(TRUE)
    noisy = level + np.random.default_rng(2).normal(0, 0.4, level.size)
    return levels.fit(table, Params(), experts=dict(enumerate(noisy.tolist()))), level


def test_planted_levels_are_found_on_the_experts_scale(fitted: tuple[levels.Fitted, np.ndarray]) -> None:
    found, level = fitted
    assert np.corrcoef(found.levels.question, level)[0, 1] > 0.97
    assert np.abs(found.levels.question - level).mean() < 0.35


def test_planted_parameters_are_found(fitted: tuple[levels.Fitted, np.ndarray]) -> None:
    params = fitted[0].params
    assert 0.6 < params.slope < 2.0
    assert params.ability_variance + params.prior_variance == pytest.approx(1.4, abs=0.5)
    assert params.prior_mean == pytest.approx(TRUE.prior_mean, abs=0.5)


def test_fitting_foresees_answers_better(fitted: tuple[levels.Fitted, np.ndarray]) -> None:
    found = fitted[0]
    assert found.log_loss < found.log_loss_before - 0.02
    fresh, _ = school(TRUE, learners=80, seed=9)
    before = levels.foresee(fresh, np.full(len(fresh), 3.0), np.zeros(len(fresh), np.int64), Params())
    after = levels.foresee(fresh, found.levels.many(fresh), np.zeros(len(fresh), np.int64), found.params)
    best = levels.foresee(fresh, fitted[1][fresh.question], np.zeros(len(fresh), np.int64), TRUE)
    loss, usual, least = (measure.log_loss(fresh.score, p) for p in (after, before, best))
    assert least < loss < usual - 0.05
    assert loss < least + 0.02


def test_an_unknown_question_takes_its_expert_s_level_set_right(fitted: tuple[levels.Fitted, np.ndarray]) -> None:
    found = fitted[0].levels
    assert found.of(0, 0) == pytest.approx(found.question[0])
    assert found.of(999, 1) == pytest.approx(found.skill[1])
    assert found.of(999, 1, expert=4.0) == pytest.approx(4.0, abs=0.5)
    assert found.of(999, 1, expert=4.0) - found.of(999, 1, expert=3.0) == pytest.approx(1.0)
    assert np.isfinite(found.of(999, 77))


def test_without_experts_the_prior_mean_is_the_anchor() -> None:
    table, level = school(TRUE, learners=150)
    found = levels.fit(table, Params())
    assert found.params.prior_mean == Params().prior_mean
    assert found.params.slope == Params().slope
    assert np.corrcoef(found.levels.question, level)[0, 1] > 0.95


def test_a_question_with_one_answer_stays_near_its_skill() -> None:
    table, _ = school(TRUE, learners=60)
    rows = [(int(learner), answer) for learner, answer in zip(table.learner, table, strict=True)]
    found = levels.fit(columns([*rows, (0, Answer(500, (1,), 0.0))]), Params()).levels
    assert abs(found.of(500, 1) - found.skill[1]) < 1.0


def test_choices_say_how_far_guessing_goes() -> None:
    table, _ = school(TRUE, learners=40)
    found = levels.fit(table, Params(), options=np.full(len(table), 4))
    assert found.params.free_guess == Params().free_guess


def test_nothing_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="no answers"):
        levels.fit(columns([]), Params())


@pytest.mark.parametrize(("planted", "rate"), [(0.9, 0.5), (0.6, 0.8), (0.3, 0.5), (0.75, 0.3)])
def test_planted_reliabilities_are_found(planted: float, rate: float) -> None:
    rng = np.random.default_rng(5)
    people = []
    for _ in range(300):
        level = rng.normal(2.5, 1.2)
        attempts = []
        for _ in range(12):
            asked = float(rng.integers(1, 6))
            attempts.append(Attempt(1, asked, 0, float(rng.random() < gaussian.right(level, asked, 0, Params()))))
        for _ in range(6):
            asked = float(rng.integers(1, 6))
            p = gaussian.right(level, asked, 0, Params())
            said = rng.random() < (p if rng.random() < planted else rate)
            attempts.append(Attempt(1, asked, 0, float(said), source="manager"))
        people.append(attempts)
    (found,) = levels.fit_sources(people, Params(prior_mean=2.5, prior_variance=1.0, ability_variance=0.44))
    assert found.name == "manager"
    assert found.reliability == pytest.approx(planted, abs=0.1)


def test_a_source_seldom_heard_is_believed_halfway() -> None:
    r, rate = levels.reliability(np.array([0.5]), np.array([1.0]))
    assert 0.3 < r < 0.7
    assert 0.3 < rate < 0.8


def test_sources_are_told_apart() -> None:
    people = [[Attempt(1, 3.0, 0, 1.0), Attempt(1, 3.0, 0, 1.0, source="b"), Attempt(1, 2.0, 0, 0.0, source="a")]] * 5
    assert [source.name for source in levels.fit_sources(people, Params())] == ["a", "b"]
    assert levels.fit_sources([[Attempt(1, 3.0, 0, 1.0)]], Params()) == ()


def test_less_reliable_evidence_moves_a_belief_less() -> None:
    params = Params(sources=(Source("manager", 0.6), Source("self", 0.2, 0.8)))
    shifts = []
    for source in ("answer", "manager", "self"):
        state = gaussian.update(gaussian.start(params), Attempt(1, 3.0, 0, 1.0, source=source), params)
        shifts.append(gaussian.belief(state, 1, params).mean - params.prior_mean)
    assert shifts[0] > shifts[1] > shifts[2] > 0


def test_a_claim_says_this_level_and_not_the_next() -> None:
    shown, beyond = gaussian.claim(1, 3.0, "self")
    assert (shown.level, shown.score, shown.source) == (3.0, 1.0, "self")
    assert (beyond.level, beyond.score) == (4.0, 0.0)


def test_parameters_survive_json_and_additions_do_not_change_old_hashes() -> None:
    assert set(Params().as_dict()) == {
        *("prior_mean", "prior_variance", "ability_variance", "slope", "margin", "slip", "free_guess"),
        *("drift_per_day", "behind_role", "least_prior", "most_prior"),
    }
    params = Params(step_variance=0.01, sources=(Source("self", 0.4, 0.7),))
    assert Params(**params.as_dict()) == params
    assert params.as_dict()["sources"] == [["self", 0.4, 0.7]]


def test_several_skills_share_what_an_answer_says() -> None:
    params = Params()
    one = gaussian.update(gaussian.start(params), Attempt(1, 3.0, 0, 1.0), params)
    both = gaussian.update(gaussian.start(params), Attempt(1, 3.0, 0, 1.0, also=(2,)), params)
    assert both.skills[1] == both.skills[2]
    assert params.prior_mean < both.skills[1].mean < one.skills[1].mean
    assert gaussian.belief(both, 1, params, (2,)).variance < gaussian.belief(both, 1, params).variance


def test_the_tracer_takes_levels_from_the_fit(fitted: tuple[levels.Fitted, np.ndarray]) -> None:
    found = fitted[0]
    tracer = Filter(found.params, found.levels)
    hardest, easiest = int(np.argmax(found.levels.question)), int(np.argmin(found.levels.question))
    asked = [Answer(question, (question % 3,), 1.0).asked for question in (hardest, easiest)]
    hard, easy = (tracer.predict(tracer.start(), question) for question in asked)
    assert hard < easy
