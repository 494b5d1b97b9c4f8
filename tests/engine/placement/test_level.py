"""The adaptive test of the broad level."""

import json
import math
import random
import statistics
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.placement import exposure, level
from wayfare.engine.placement.answers import Asked, Item, Outcome, Response
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Gaussian

PARAMS = level.Params()
PRIOR = Gaussian(2.8, 1.25)
BANK = [Item(at, show, options) for at, (show, options) in enumerate([(1 + at * 0.1, 4) for at in range(41)])]
items = st.builds(Item, id=st.integers(0, 999), level=st.floats(1, 5), options=st.sampled_from([0, 2, 4]))
outcomes = st.sampled_from(list(Outcome))
answers = st.lists(st.tuples(items, outcomes), max_size=12)


def after(given_answers: list[tuple[Item, Outcome]]) -> level.Test:
    test = level.start(PRIOR, 7)
    for item, outcome in given_answers:
        test = level.answer(test, item, outcome)
    return test


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 6), items)
def test_the_response_function_is_that_of_the_filter(x: float, item: Item) -> None:
    expected = gaussian.right(x, item.level, item.options, gaussian.Params())
    assert Response().right(x, item) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_the_belief_is_a_distribution_within_the_scale(given_answers: list[tuple[Item, Outcome]]) -> None:
    mass = level.weights(after(given_answers), PARAMS.response)
    x = level.belief(after(given_answers), PARAMS)
    assert sum(mass) == pytest.approx(1)
    assert min(mass) >= 0
    assert level.GRID[0] <= x.mean <= level.GRID[-1]
    assert x.variance >= 0


@settings(max_examples=40, deadline=None)
@given(answers, items)
def test_right_raises_wrong_lowers_and_not_knowing_lowers_most(
    given_answers: list[tuple[Item, Outcome]], item: Item
) -> None:
    test = after(given_answers)
    before = level.belief(test, PARAMS).mean
    right, wrong, unknown = (level.belief(level.answer(test, item, one), PARAMS).mean for one in Outcome)
    assert right >= before - 1e-9
    assert wrong <= before + 1e-9
    assert unknown <= wrong + 1e-9


@settings(max_examples=40, deadline=None)
@given(answers)
def test_the_order_of_answers_does_not_matter(given_answers: list[tuple[Item, Outcome]]) -> None:
    one, other = level.belief(after(given_answers), PARAMS), level.belief(after(given_answers[::-1]), PARAMS)
    assert one.mean == pytest.approx(other.mean)
    assert one.variance == pytest.approx(other.variance)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(1, 5))
def test_it_stops_asks_nothing_twice_and_resumes_exactly(seed: int, x: float) -> None:
    dice, test, seen = random.Random(seed), level.start(PRIOR, seed), []
    while question := level.ask(test, BANK, PARAMS):
        test = level.Test.from_dict(json.loads(json.dumps(test.as_dict())))
        assert level.ask(test, BANK, PARAMS) == question
        seen.append(question.item.id)
        right = dice.random() < PARAMS.response.right(x, question.item)
        test = level.answer(test, question.item, Outcome.RIGHT if right else Outcome.WRONG)
    assert len(seen) == len(set(seen)) <= PARAMS.most
    assert question is None


def test_the_expected_drop_is_the_variance_before_less_the_mean_variance_after() -> None:
    test, item = after([(BANK[10], Outcome.RIGHT)]), BANK[25]
    mass = level.weights(test, PARAMS.response)
    chance = sum(w * PARAMS.response.right(x, item) for w, x in zip(mass, level.GRID, strict=True))
    right, wrong = (level.belief(level.answer(test, item, one), PARAMS).variance for one in list(Outcome)[:2])
    now = level.belief(test, PARAMS).variance
    found = level.drop(mass, level.GRID, item, PARAMS.response)
    assert found == pytest.approx(now - chance * right - (1 - chance) * wrong)


def test_a_question_says_why_it_is_asked() -> None:
    question = level.ask(level.start(PRIOR, 1), BANK, PARAMS)
    assert question is not None
    assert question.why.code == "narrows-level"
    assert question.why.values["mean"] == pytest.approx(2.8, abs=0.05)
    assert 0 < question.why.values["drop"] < question.why.values["sd"] ** 2
    assert question.why.values["level"] == question.item.level


def test_no_questions_no_test() -> None:
    assert level.ask(level.start(PRIOR, 1), [], PARAMS) is None


def test_it_ends_at_the_wanted_precision() -> None:
    loose = replace(PARAMS, least_sd=2.0)
    assert level.ask(level.start(PRIOR, 1), BANK, loose) is None


def test_people_are_not_all_asked_the_same_first_question() -> None:
    found = [level.ask(level.start(PRIOR, seed), BANK, PARAMS) for seed in range(40)]
    assert len({question.item.id for question in found if question}) > 2


def test_adaptive_questions_need_fewer_than_random_ones() -> None:
    response = Response(slope=1.7, margin=0.0, slip=0.0, free_guess=0.0)
    params = level.Params(most=60, response=response, rule=exposure.Rule(top=1))
    dice, lengths = random.Random(4), {"adaptive": [], "random": []}
    bank = [Item(at, round(dice.gauss(3, 1.4), 1), 0) for at in range(200)]
    for person in range(12):
        x = dice.gauss(3, 1)
        for way, found in lengths.items():
            test = level.start(Gaussian(3, 1), person)
            pool = bank if way == "adaptive" else dice.sample(bank, len(bank))
            while question := level.ask(test, pool if way == "adaptive" else [pool[len(test.asked)]], params):
                right = dice.random() < response.right(x, question.item)
                test = level.answer(test, question.item, Outcome.RIGHT if right else Outcome.WRONG)
            found.append(len(test.asked))
    assert statistics.median(lengths["adaptive"]) < statistics.median(lengths["random"])


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        Asked.from_list([1, 3.0, 4, "perhaps"])


GOLDEN = [(Item(1, 2.0, 4), Outcome.RIGHT), (Item(2, 3.0, 4), Outcome.WRONG), (Item(3, 3.0, 0), Outcome.UNKNOWN)]


def test_golden_vectors() -> None:
    test, seen = level.start(PRIOR, 1), []
    for item, outcome in GOLDEN:
        test = level.answer(test, item, outcome)
        x = level.belief(test, PARAMS)
        seen.append((round(x.mean, 3), round(math.sqrt(x.variance), 3)))
    assert seen == [(2.991, 1.034), (2.424, 0.935), (1.953, 0.753)]
