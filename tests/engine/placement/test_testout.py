"""Testing out of an item: every skill it teaches has to be shown."""

import json
import random

import pytest

from wayfare.engine.placement import single, testout
from wayfare.engine.placement.answers import Item, Outcome, Verdict
from wayfare.engine.types import Gaussian

PARAMS = single.Params()
CLAIMS = [testout.Claim(1, 3.0, Gaussian(3.0, 1.25)), testout.Claim(2, 2.0, Gaussian(1.8, 1.25))]
BANKS = {skill: [Item(100 * skill + at, 2 + at % 5 * 0.5, 4) for at in range(20)] for skill in (1, 2)}


def taken(levels: dict[int, float], seed: int) -> tuple[testout.Test, int]:
    dice, test, asked = random.Random(seed), testout.start(CLAIMS, seed), 0
    while following := testout.ask(test, BANKS, PARAMS):
        skill, question = following
        right = dice.random() < PARAMS.response.right(levels[skill], question.item)
        test = testout.answer(test, skill, question.item, Outcome.RIGHT if right else Outcome.WRONG)
        asked += 1
    return test, asked


def test_who_can_do_everything_gets_out_and_who_can_do_nothing_does_not() -> None:
    able = [testout.verdict(taken({1: 5.0, 2: 5.0}, seed)[0], PARAMS) for seed in range(12)]
    new = [testout.verdict(taken({1: 1.0, 2: 0.0}, seed)[0], PARAMS) for seed in range(12)]
    assert able.count(Verdict.YES) >= 9
    assert Verdict.YES not in new


def test_one_skill_that_is_missing_is_enough_to_stay() -> None:
    found = [testout.verdict(taken({1: 5.0, 2: 0.0}, seed)[0], PARAMS) for seed in range(12)]
    assert found.count(Verdict.YES) <= 1


def test_a_no_ends_the_whole_test_early() -> None:
    new = [taken({1: 1.0, 2: 0.0}, seed)[1] for seed in range(12)]
    able = [taken({1: 5.0, 2: 5.0}, seed)[1] for seed in range(12)]
    assert sum(new) < sum(able)


def test_the_skill_furthest_from_being_shown_comes_first() -> None:
    following = testout.ask(testout.start(CLAIMS, 1), BANKS, PARAMS)
    assert following is not None
    chances = {one.skill: single.chance(single.start(one.level, one.prior, 1), PARAMS) for one in CLAIMS}
    assert following[0] == min(chances, key=chances.__getitem__)


def test_it_resumes_exactly() -> None:
    test, _ = taken({1: 3.0, 2: 2.0}, 3)
    again = testout.Test.from_dict(json.loads(json.dumps(test.as_dict())))
    assert again == test
    begun = testout.start(CLAIMS, 5)
    kept = testout.Test.from_dict(json.loads(json.dumps(begun.as_dict())))
    assert testout.ask(kept, BANKS, PARAMS) == testout.ask(begun, BANKS, PARAMS)


def test_a_skill_without_questions_cannot_be_shown_so_nothing_is_asked() -> None:
    test = testout.start(CLAIMS, 1)
    assert testout.ask(test, {1: BANKS[1]}, PARAMS) is None
    assert testout.verdict(test, PARAMS) is Verdict.OPEN


def test_an_item_that_teaches_nothing_cannot_be_tested_out_of() -> None:
    with pytest.raises(ValueError, match="no skill"):
        testout.start([], 1)


def test_an_answer_about_another_skill_is_an_error() -> None:
    with pytest.raises(KeyError):
        testout.answer(testout.start(CLAIMS, 1), 9, BANKS[1][0], Outcome.RIGHT)
