"""The sequential test of one skill at a level: it stops early, and is right where it has decided."""

import json
import random
import statistics
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.placement import single
from wayfare.engine.placement.answers import Item, Outcome, Response, Verdict
from wayfare.engine.types import Gaussian

PARAMS = single.Params()
PRIOR = Gaussian(2.8, 1.25)
BANK = [Item(at, show, 4) for at, show in enumerate([2.0, 2.5, 3.0, 3.5, 4.0] * 8)]
STEEP = single.Params(yes=0.95, no=0.05, zone=0.0, response=Response(slope=400.0, margin=0.0, slip=0.1))
ALIKE = [Item(at, 3.0, 5) for at in range(20)]
items = st.sampled_from(BANK)
answers = st.lists(st.tuples(items, st.sampled_from(list(Outcome))), max_size=8)


def after(*given_answers: tuple[Item, Outcome], wanted: float = 3.0) -> single.Test:
    test = single.start(wanted, PRIOR, 7)
    for item, outcome in given_answers:
        test = single.answer(test, item, outcome)
    return test


@settings(deadline=None, max_examples=40)
@given(answers, items)
def test_right_never_lowers_the_chance_and_the_others_never_raise_it(
    given_answers: list[tuple[Item, Outcome]], item: Item
) -> None:
    test = after(*given_answers)
    before = single.chance(test, PARAMS)
    right, wrong, unknown = (single.chance(single.answer(test, item, one), PARAMS) for one in Outcome)
    assert 0 <= unknown <= wrong + 1e-9
    assert wrong - 1e-9 <= before <= right + 1e-9
    assert right <= 1


@settings(deadline=None, max_examples=30)
@given(answers, st.floats(1, 5), st.floats(1, 5))
def test_a_higher_level_is_never_likelier(given_answers: list[tuple[Item, Outcome]], a: float, b: float) -> None:
    low, high = (single.chance(after(*given_answers, wanted=one), PARAMS) for one in sorted((a, b)))
    assert low >= high - 1e-9


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9999), st.floats(1, 5), st.sampled_from([1.0, 2.0, 3.0, 5.0]))
def test_it_stops_asks_nothing_twice_and_resumes_exactly(seed: int, x: float, wanted: float) -> None:
    dice, test, seen = random.Random(seed), single.start(wanted, PRIOR, seed), []
    while question := single.ask(test, BANK, PARAMS):
        test = single.Test.from_dict(json.loads(json.dumps(test.as_dict())))
        assert single.ask(test, BANK, PARAMS) == question
        seen.append(question.item.id)
        right = dice.random() < PARAMS.response.right(x, question.item)
        test = single.answer(test, question.item, Outcome.RIGHT if right else Outcome.WRONG)
    assert len(set(seen)) == len(seen) <= PARAMS.most
    assert len(seen) == PARAMS.most or single.verdict(test, PARAMS) is not Verdict.OPEN


def test_nothing_is_decided_before_the_first_answer() -> None:
    sure = single.start(1.0, Gaussian(5.0, 0.1), 1)
    assert single.chance(sure, PARAMS) > 0.99
    assert single.verdict(sure, PARAMS) is Verdict.OPEN
    assert single.ask(sure, BANK, PARAMS) is not None


def test_right_answers_above_the_level_show_it_and_wrong_ones_below_do_not() -> None:
    hard, easy = Item(1, 4.0, 4), Item(2, 2.0, 4)
    assert single.verdict(after(*[(hard, Outcome.RIGHT)] * 4), PARAMS) is Verdict.YES
    assert single.verdict(after(*[(easy, Outcome.WRONG)] * 2), PARAMS) is Verdict.NO


def test_not_knowing_ends_a_test_sooner_than_wrong_answers() -> None:
    item = Item(1, 3.0, 4)

    def needed(outcome: Outcome) -> int:
        return next(n for n in range(1, 20) if single.verdict(after(*[(item, outcome)] * n), PARAMS) is Verdict.NO)

    assert needed(Outcome.UNKNOWN) <= needed(Outcome.WRONG)


def test_a_wider_zone_never_takes_longer() -> None:
    lengths = []
    for zone in (0.0, 0.5, 1.0):
        params, dice, asked = replace(PARAMS, zone=zone), random.Random(5), 0
        for person in range(25):
            x, test = 1 + 4 * person / 24, single.start(3.0, PRIOR, person)
            while question := single.ask(test, BANK, params):
                right = dice.random() < params.response.right(x, question.item)
                test = single.answer(test, question.item, Outcome.RIGHT if right else Outcome.WRONG)
            asked += len(test.base.asked)
        lengths.append(asked)
    assert lengths == sorted(lengths, reverse=True)


def test_with_guess_and_slip_alone_it_is_walds_test() -> None:
    """Known: right with .9; not known: right with .2. Two right answers at even odds: 20.25 to 1."""
    between = 3.08  # two points of the grid: nobody is just at the level, where a question is right half of the time
    item, even = replace(ALIKE[0], level=between), Gaussian(between, 1.0)
    assert single.chance(single.start(between, even, 1), STEEP) == pytest.approx(0.5, abs=1e-4)
    for right, wrong in [(1, 0), (2, 0), (1, 1), (0, 2), (3, 1)]:
        test = single.start(between, even, 1)
        for outcome in [Outcome.RIGHT] * right + [Outcome.WRONG] * wrong:
            test = single.answer(test, item, outcome)
        odds = 4.5**right / 8**wrong
        assert single.chance(test, STEEP) == pytest.approx(odds / (1 + odds), abs=0.03)


def test_one_skill_is_decided_in_at_most_five_questions_at_the_median() -> None:
    dice, asked, right = random.Random(3), [], []
    for person in range(150):
        known, test = dice.random() < 0.5, single.start(3.0, Gaussian(3.0, 1.0), person)
        while question := single.ask(test, ALIKE, STEEP):
            hit = dice.random() < (0.9 if known else 0.2)
            test = single.answer(test, question.item, Outcome.RIGHT if hit else Outcome.WRONG)
        asked.append(len(test.base.asked))
        if (found := single.verdict(test, STEEP)) is not Verdict.OPEN:
            right.append((found is Verdict.YES) == known)
    assert statistics.median(asked) <= 5
    assert statistics.mean(right) >= 0.93


def test_a_question_says_why_it_is_asked() -> None:
    test = single.start(3.0, PRIOR, 1)
    first = single.ask(test, BANK, PARAMS)
    assert first is not None
    assert first.why.code == "first-look"
    assert first.why.values["wanted"] == 3.0
    assert first.why.values["before"] == pytest.approx(single.chance(test, PARAMS))
    second = single.ask(single.answer(test, first.item, Outcome.WRONG), BANK, PARAMS)
    assert second is None or second.why.code == "decides-level"


def test_without_questions_it_stays_open() -> None:
    test = single.start(3.0, PRIOR, 1)
    assert single.ask(test, [], PARAMS) is None
    assert single.verdict(test, PARAMS) is Verdict.OPEN
