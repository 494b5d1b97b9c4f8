"""Is it worth it? Held-out items and people say so where there is something, and only there."""

import numpy as np
import pytest
import scipy.sparse as sp

from tests.engine.matching.behaviour.worlds import ITEMS, TASTES, tastes, world
from wayfare.engine.matching.behaviour import cold, judging, rules, sequence, training
from wayfare.engine.matching.behaviour.matrix import Interactions


def test_new_items_are_told_apart_by_views_that_say_something() -> None:
    told = judging.of_new_items(world(people=600), [tastes()], np.random.default_rng(0))
    assert told.mean() > 0.25
    assert told.min() >= -0.5
    assert told.max() <= 0.5


def test_views_that_say_nothing_tell_nothing_apart() -> None:
    shuffled = sp.csr_matrix(tastes()[np.random.default_rng(3).permutation(ITEMS)])
    told = judging.of_new_items(world(people=600), [shuffled], np.random.default_rng(0))
    assert abs(told.mean()) < 0.15
    assert not judging.of_new_items(world(people=600), [sp.csr_matrix((ITEMS, 3))], np.random.default_rng(0)).size


@pytest.mark.parametrize("seed", [1, 2])
def test_order_pays_where_there_is_one(seed: int) -> None:
    walks, other = (_walks(number) for number in (seed, seed + 10))
    model = training.fit(walks, np.random.default_rng(0))
    found = sequence.fit(walks, model, np.random.default_rng(0), least=3)
    gains = judging.of_order(model, found, other, (0.0, 1.0), 30).mean(1)
    assert gains[1] > gains[0] + 0.1


def test_a_rule_takes_as_many_people_as_it_must() -> None:
    walks = _walks(1)
    model = training.fit(walks, np.random.default_rng(0))
    many, few = (sequence.fit(walks, model, np.random.default_rng(0), least=least) for least in (1, 20))
    assert few.targets.size < many.targets.size
    assert few.strength.min() >= 20 / 10 / np.asarray(walks.table.sum(0)).max()


def test_what_follows_is_the_best_of_all_that_rules_say() -> None:
    walks = _walks(1)
    found = sequence.fit(walks, training.fit(walks, np.random.default_rng(0)), np.random.default_rng(0))
    recent = [3, 4, 5]
    best, sums = found.recommend(recent, 10)
    every = found.score(recent, np.zeros(ITEMS))
    assert sums == pytest.approx(np.sort(np.delete(every, recent))[::-1][: sums.size])
    assert sums.size == 10 or np.count_nonzero(np.delete(every, recent)) == sums.size
    for item, value in zip(best.tolist(), sums.tolist(), strict=True):
        assert sum(each for _, each in found.explain(recent, item, ITEMS)) == pytest.approx(value, abs=1e-9)
    assert not found.recommend([], 5)[0].size
    kept = rules.unpack("next", found.pack("next"))
    assert (kept.recommend(recent, 10)[0] == best).all()
    assert kept.decay == found.decay


def test_links_to_new_items_are_the_strongest_of_each_known_one() -> None:
    table = world().table.tolil()
    new = np.arange(50, ITEMS)
    table[:, new] = 0
    start = cold.fit(Interactions(sp.csr_matrix(table)), [tastes()], np.random.default_rng(0))
    assert start is not None
    views = [sp.csr_matrix(tastes()[new])]
    placed, links = start.place(views), start.links(views, ITEMS, 4)
    for item in start.anchors.tolist():
        _, targets, values = links.of(np.array([item]), 0)
        every = placed.score([item])
        assert values == pytest.approx(every[targets], abs=1e-6)
        assert np.sort(values) == pytest.approx(np.sort(every[every > 0])[-4:], abs=1e-6)
        assert new[targets[values.argmax()]] % TASTES == item % TASTES


def _walks(seed: int) -> Interactions:
    """Return people who walk from item to item in steps of one or two, from anywhere."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(1, 3, (400, 6)).cumsum(1) + rng.integers(0, ITEMS, 400)[:, None]
    person, time = np.repeat(np.arange(400), 6), np.tile(np.arange(6.0), 400)
    return Interactions.of(person, steps.ravel() % ITEMS, (400, ITEMS), time)
