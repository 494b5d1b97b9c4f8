"""Placement over all skills of a role."""

import json
import random
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.placement.graphs import chain, graphs, islands
from wayfare.engine.placement import particles, role
from wayfare.engine.placement.answers import Outcome
from wayfare.engine.placement.graph import Graph, build

PARAMS = role.Params(guesses=400)
lean = settings(deadline=None, max_examples=12)


def placed(graph: Graph, known: set[int], seed: int, params: role.Params = PARAMS) -> role.Placement:
    """Place somebody who knows these skills, with the guess and slip of the parameters."""
    dice, placement = random.Random(seed), role.start(role.plan(graph), seed, params)
    while question := role.ask(placement):
        right = dice.random() < (1 - params.slip if question.skill in known else params.guess)
        placement = role.answer(placement, question.skill, Outcome.RIGHT if right else Outcome.WRONG)
    return placement


def test_a_chain_is_placed_in_fewer_questions_than_it_has_skills() -> None:
    graph, right, asked = chain(30), [], []
    for seed in range(8):
        known = set(range(4 * seed))
        placement = placed(graph, known, seed)
        asked.append(len(placement.state.answers))
        right += [(chance >= 0.5) == (skill in known) for skill, chance in enumerate(role.chances(placement))]
    assert statistics.mean(right) > 0.95
    assert max(asked) <= PARAMS.most
    assert statistics.mean(asked) < 25


def test_a_right_answer_speaks_for_the_prerequisites_and_a_wrong_one_against_what_builds_on_it() -> None:
    start = role.start(role.plan(chain(5)), 1, PARAMS)
    before = role.chances(start)
    right = role.chances(role.answer(start, 2, Outcome.RIGHT))
    wrong = role.chances(role.answer(start, 2, Outcome.WRONG))
    assert right[0] > before[0]
    assert wrong[4] < before[4]
    assert right[2] > before[2] > wrong[2]


def test_not_knowing_says_more_than_a_wrong_answer() -> None:
    start = role.start(role.plan(chain(5)), 1, PARAMS)
    unknown, wrong = (role.chances(role.answer(start, 2, one))[2] for one in (Outcome.UNKNOWN, Outcome.WRONG))
    assert unknown < wrong


def test_the_same_placement_gives_the_same_question() -> None:
    placement = role.start(role.plan(chain(12)), 5, PARAMS)
    assert role.ask(placement) == role.ask(placement)
    assert role.chances(placement) == role.chances(placement)


def test_an_answer_leaves_the_placement_before_it_alone() -> None:
    placement = role.start(role.plan(chain(8)), 5, PARAMS)
    kept, before = role.chances(placement), placement.evidence.copy()
    role.answer(placement, 3, Outcome.WRONG)
    assert placement.state.answers == ()
    assert (placement.evidence == before).all()
    assert role.chances(placement) == kept


def test_people_are_not_all_asked_the_same_first_question() -> None:
    plan = role.plan(islands(12))
    found = [role.ask(role.start(plan, seed, PARAMS)) for seed in range(12)]
    assert len({question.skill for question in found if question}) > 3


def test_a_question_says_why_it_is_asked() -> None:
    question = role.ask(role.start(role.plan(chain(12)), 1, PARAMS))
    assert question is not None
    assert question.why.code == "tells-about-others"
    assert 0 < question.why.values["before"] < 1
    assert question.why.values["drop"] > 0
    assert 0.5 < question.why.values["others"] < 1


def test_a_lone_skill_is_asked_about_for_its_own_sake() -> None:
    question = role.ask(role.start(role.plan(islands(1)), 1, PARAMS))
    assert question is not None
    assert question.why.code == "not-sure-yet"
    assert question.why.values["others"] == pytest.approx(0, abs=1e-5)


def test_the_expected_drop_is_what_the_answers_bring_on_average() -> None:
    placement = role.start(role.plan(chain(6)), 1, PARAMS)
    question = role.ask(placement)
    assert question is not None
    plan, skill = placement.plan, question.skill

    def variance(cloud: particles.Cloud) -> float:
        chance = particles.means(plan, cloud)
        return float((chance * (1 - chance)).sum())

    right, wrong = (role.likelihoods(one, PARAMS) for one in (Outcome.RIGHT, Outcome.WRONG))
    chance = float(particles.means(plan, placement.cloud)[skill])
    p = right[0] * chance + right[1] * (1 - chance)
    after = [variance(particles.weigh(placement.cloud, skill, *likely)) for likely in (right, wrong)]
    expected = variance(placement.cloud) - p * after[0] - (1 - p) * after[1]
    assert question.why.values["drop"] == pytest.approx(expected, rel=1e-3)


@lean
@given(graphs(), st.integers(0, 999))
def test_the_guesses_stay_closed_whatever_is_answered(graph: Graph, seed: int) -> None:
    dice, placement = random.Random(seed), role.start(role.plan(graph), seed, role.Params(guesses=100, most=8))
    while question := role.ask(placement):
        placement = role.answer(placement, question.skill, dice.choice(list(Outcome)))
    for skill, needed in enumerate(graph.before):
        for one in needed:
            assert (placement.cloud.known[skill] <= placement.cloud.known[one]).all()


@lean
@given(st.integers(0, 999), st.lists(st.tuples(st.integers(0, 6), st.sampled_from(list(Outcome))), max_size=10))
def test_a_kept_state_is_small_and_comes_back_whole(seed: int, answers: list[tuple[int, Outcome]]) -> None:
    state = role.State(seed, tuple(answers))
    kept = json.dumps(state.as_dict())
    assert role.State.from_dict(json.loads(kept)) == state
    assert len(kept) < 60 + 20 * len(answers)


def test_a_resumed_placement_goes_on_as_if_it_had_never_stopped() -> None:
    graph = chain(15)
    plan, whole = role.plan(graph), role.start(role.plan(graph), 9, PARAMS)
    for _ in range(6):
        question = role.ask(whole)
        assert question is not None
        whole = role.answer(whole, question.skill, Outcome.RIGHT if question.skill < 6 else Outcome.UNKNOWN)
    again = role.resume(plan, role.State.from_dict(whole.state.as_dict()), PARAMS)
    assert role.ask(again) == role.ask(whole)
    assert role.chances(again) == role.chances(whole)
    assert (again.cloud.known == whole.cloud.known).all()


def test_what_is_believed_already_shifts_the_start_and_is_kept_on_resuming() -> None:
    plan, odds = role.plan(islands(4)), [3.0, 0.0, 0.0, -3.0]
    begun = role.start(plan, 1, PARAMS, odds)
    chances = role.chances(begun)
    assert chances[0] > 0.75 > chances[1] > 0.25 > chances[3]
    after = role.answer(begun, 1, Outcome.RIGHT)
    assert role.chances(role.resume(plan, after.state, PARAMS, odds)) == role.chances(after)


@given(st.lists(st.floats(0, 1), max_size=20), st.floats(0.5, 1), st.floats(0, 0.2))
def test_skips_are_sure_enough_each_and_together(chances: list[float], at: float, wrong: float) -> None:
    skipped = role.skips(chances, role.Params(skip_at=at, false_skips=wrong))
    assert all(chances[skill] >= at for skill in skipped)
    assert sum(1 - chances[skill] for skill in skipped) <= wrong * len(skipped) + 1e-9
    kept = [chance for skill, chance in enumerate(chances) if skill not in skipped]
    assert not skipped or not kept or min(chances[skill] for skill in skipped) >= max(kept)


def test_sure_skills_are_skipped_and_unsure_ones_are_not() -> None:
    graph = chain(10)
    skipped = role.skips(role.chances(placed(graph, set(range(6)), 3)), PARAMS)
    assert {0, 1, 2} <= skipped
    assert not skipped & {8, 9}


def test_a_skill_that_is_not_there_is_an_error() -> None:
    placement = role.start(role.plan(chain(3)), 1, PARAMS)
    for skill in (-1, 3):
        with pytest.raises(IndexError, match="no skill"):
            role.answer(placement, skill, Outcome.RIGHT)


def test_no_skills_no_questions() -> None:
    placement = role.start(role.plan(build([], {})), 1, PARAMS)
    assert role.ask(placement) is None
    assert role.chances(placement) == ()
    assert role.skips((), PARAMS) == frozenset()


def test_a_hundred_answers_about_one_skill_do_no_harm() -> None:
    placement = role.start(role.plan(chain(4)), 1, role.Params(guesses=100, most=500))
    for _ in range(100):
        placement = role.answer(placement, 2, Outcome.WRONG)
    assert role.chances(placement)[2] < 1e-3
    assert np.isfinite(placement.cloud.weight).all()


GOLDEN = [
    (0.681, 0.566, 0.481, 0.41, 0.343, 0.269),
    (0.869, 0.822, 0.787, 0.758, 0.633, 0.496),
    (0.666, 0.545, 0.457, 0.382, 0.065, 0.051),
]  # counted over all closed states, by the definition of the prior


def test_golden_vectors() -> None:
    """The numbers of the default prior: whoever changes it changes what people are asked, and has to mean it."""
    placement = role.start(role.plan(chain(6)), 1, role.Params(guesses=4000))
    assert role.chances(placement) == pytest.approx(GOLDEN[0], abs=0.03)
    for answer, expected in zip([(3, Outcome.RIGHT), (4, Outcome.UNKNOWN)], GOLDEN[1:], strict=True):
        placement = role.answer(placement, *answer)
        assert role.chances(placement) == pytest.approx(expected, abs=0.03)


def test_only_skills_with_questions_are_asked_about_and_the_others_still_follow() -> None:
    placement = role.start(role.plan(chain(9)), 3, PARAMS)
    before = role.chances(placement)
    asked = set()
    while question := role.ask(placement, {2, 6}):
        asked.add(question.skill)
        placement = role.answer(placement, question.skill, Outcome.RIGHT)
    assert asked <= {2, 6}
    assert role.chances(placement)[0] > before[0]
    assert role.ask(placement, set()) is None
