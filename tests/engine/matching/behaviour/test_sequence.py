"""Where times are known, order counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.behaviour.worlds import model, world
from wayfare.engine.matching.behaviour import rules as rules_of
from wayfare.engine.matching.behaviour import sequence, training
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour

ITEMS = 12


@pytest.fixture(scope="module")
def timed() -> Interactions:
    """People who start anywhere and do every item once, mostly the one whose number is next."""
    rng = np.random.default_rng(0)
    walks = [(rng.integers(ITEMS) + np.arange(8)) % ITEMS for _ in range(120)]
    for walk in walks:
        if rng.random() < 0.3:
            walk[[3, 5]] = walk[[5, 3]]
    people = np.repeat(np.arange(120), 8)
    return Interactions.of(people, np.concatenate(walks), (120, ITEMS), np.tile(np.arange(8.0), 120))


@pytest.fixture(scope="module")
def base(timed: Interactions) -> Behaviour:
    return training.fit(timed, np.random.default_rng(0))


@pytest.fixture(scope="module")
def rules(timed: Interactions, base: Behaviour) -> rules_of.Rules:
    return sequence.fit(timed, base, np.random.default_rng(0))


def test_the_next_item_is_the_one_that_usually_follows(rules: rules_of.Rules, base: Behaviour) -> None:
    for item in range(ITEMS):
        recent = [(item - 1) % ITEMS, item]
        scores = rules.score(recent, base.score(recent))
        scores[recent] = -np.inf
        assert np.argmax(scores) == (item + 1) % ITEMS


def test_order_counts(rules: rules_of.Rules, base: Behaviour) -> None:
    one, two = (rules.score(recent, base.score(recent)) for recent in ([2, 3], [3, 2]))
    assert not np.array_equal(one, two)


@given(recent=st.lists(st.integers(-1, ITEMS), max_size=15), item=st.integers(0, ITEMS - 1))
def test_contributions_add_up(rules: rules_of.Rules, base: Behaviour, recent: list[int], item: int) -> None:
    scores = base.score(recent)
    given_by = sum(value for _, value in rules.explain(recent, item, ITEMS))
    rest = rules_of.mixed(scores, rules.share * rules.scale)[item]
    assert given_by + rest == pytest.approx(rules.score(recent, scores)[item], abs=1e-9)


def test_items_come_oldest_first(timed: Interactions) -> None:
    walk = sequence.ordered(timed, 0)
    assert sorted(walk.tolist()) == timed.history(0).tolist()
    assert timed.times is not None
    assert [timed.times[np.nonzero(timed.history(0) == item)[0][0]] for item in walk] == sorted(range(8))


def test_without_times_there_is_nothing_to_learn() -> None:
    with pytest.raises(ValueError, match="times"):
        sequence.fit(world(), model(), np.random.default_rng(0))
    with pytest.raises(ValueError, match="times"):
        sequence.ordered(world(), 0)


def test_the_same_seed_learns_the_same(timed: Interactions, base: Behaviour, rules: rules_of.Rules) -> None:
    again = sequence.fit(timed, base, np.random.default_rng(0))
    assert (again.strength == rules.strength).all()
    assert (again.decay, again.share) == (rules.decay, rules.share)
