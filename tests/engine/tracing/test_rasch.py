"""The hierarchical Rasch model finds what was planted, and believes little where there is little."""

import numpy as np
import pytest

from tests.engine.tracing.simulated import School, school
from wayfare.engine.tracing import rasch
from wayfare.engine.tracing.tables import Places


def fitted(given: School, **how: object) -> tuple[rasch.Easiness, Places]:
    answers = given.answers
    places = Places.of(answers)
    skill = places.skill_many(answers.skill)
    item = places.item_many(answers.question, skill[answers.start[:-1]])
    design = rasch.Design.of(answers.learner, item, answers.start, skill, places.items, places.skills.size + 1)
    return rasch.fit(design, answers.score, **how), places  # type: ignore[arg-type]


def total(easy: rasch.Easiness, given: School, places: Places) -> np.ndarray:
    questions = places.questions // 10
    return easy.mean + easy.item[: questions.size] + easy.skill[given.skill_of[questions]]


@pytest.fixture(scope="module")
def large() -> School:
    return school(3, learners=300, answers=40)


def test_planted_difficulties_are_found(large: School) -> None:
    easy, places = fitted(large)
    found, planted = total(easy, large, places), large.easiness[places.questions // 10]
    assert np.corrcoef(found, planted)[0, 1] > 0.95
    assert np.abs((found - found.mean()) - (planted - planted.mean())).mean() < 0.2


def test_the_spread_of_abilities_is_found() -> None:
    wide, narrow = (fitted(school(4, learners=200, answers=40, spread=spread))[0] for spread in (1.5, 0.5))
    assert 1.5 < wide.ability_variance < 3.2
    assert 0.1 < narrow.ability_variance < 0.6


def test_abilities_are_ranked(large: School) -> None:
    easy, _ = fitted(large)
    learners = np.unique(large.answers.learner) // 3
    assert np.corrcoef(easy.ability, large.ability[learners])[0, 1] > 0.85


def test_an_item_nobody_answered_stays_at_its_skill(large: School) -> None:
    easy, places = fitted(large)
    assert easy.item[places.questions.size :].tolist() == [0.0] * (places.skills.size + 1)


def test_a_known_part_of_the_logit_is_not_learned_again(large: School) -> None:
    places = Places.of(large.answers)
    planted = large.easiness[large.answers.question // 10]
    easy, _ = fitted(large, offset=planted)
    assert np.abs(easy.item[: places.questions.size]).mean() < 0.12


def test_guessing_explains_right_answers_away(large: School) -> None:
    plain, places = fitted(large)
    guessed, _ = fitted(large, guess=0.25)
    assert total(guessed, large, places).mean() < total(plain, large, places).mean() - 0.3


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_answers_that_are_all_alike_give_finite_numbers(score: float) -> None:
    given = school(1, learners=5, answers=4)
    same = School(
        given.answers.with_scores(np.full(len(given.answers), score)), given.ability, given.easiness, given.skill_of
    )
    easy, _ = fitted(same)
    assert np.all(np.isfinite([easy.mean, *easy.item, *easy.skill, *easy.ability]))
    assert (easy.mean > 0) == (score == 1)


def test_the_sigmoid_does_not_overflow() -> None:
    assert rasch.sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]
