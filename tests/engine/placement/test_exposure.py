"""Nearly the best question, but not the same one of everybody."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.placement.exposure import Rule, draw

worths = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(worths, st.integers(0, 99))
def test_only_questions_nearly_as_good_as_the_best_are_drawn(found: list[float], seed: int) -> None:
    rule = Rule()
    at = draw(found, [0.0] * len(found), rule, random.Random(seed))
    assert found[at] >= rule.close * max(found)


@given(worths, st.integers(0, 99))
def test_the_same_dice_draw_the_same(found: list[float], seed: int) -> None:
    one, other = (draw(found, [0.5] * len(found), Rule(), random.Random(seed)) for _ in range(2))
    assert one == other


def test_equals_are_asked_about_equally_often() -> None:
    dice = random.Random(1)
    seen = Counter(draw([1.0] * 4, [0.0] * 4, Rule(), dice) for _ in range(2000))
    assert min(seen.values()) > 400


def test_at_most_so_many_are_drawn_from() -> None:
    dice = random.Random(1)
    assert {draw([1.0] * 9, [0.0] * 9, Rule(top=2), dice) for _ in range(200)} == {0, 1}


def test_a_question_asked_too_often_is_held_back() -> None:
    dice, rule = random.Random(1), Rule(top=2, limit=0.2)
    seen = Counter(draw([1.0, 0.95], [0.8, 0.1], rule, dice) for _ in range(2000))
    assert 0.05 < seen[0] / 2000 < 0.2


def test_where_all_were_asked_too_often_the_least_used_is_asked() -> None:
    dice, rule = random.Random(1), Rule(limit=1e-9)
    assert {draw([1.0, 1.0, 1.0], [0.9, 0.4, 0.8], rule, dice) for _ in range(50)} == {1}


def test_nothing_to_draw_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="no question"):
        draw([], [], Rule(), random.Random(1))
