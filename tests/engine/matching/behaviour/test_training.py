"""Fitting: what is chosen by held-out people, and what happens where there is little to choose by."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from tests.engine.matching.behaviour.worlds import ITEMS, model, world
from wayfare.engine.matching.behaviour import choosing, linear, training
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.metrics import ranking


def test_weights_are_those_of_the_published_formula() -> None:
    table = world().table
    together = linear.gram(table, np.ones(table.shape[0])).astype(float)
    inverse = np.linalg.inv(
        together + np.diag(2.5 * np.diag(together)) + 0.4 * np.diag(together).mean() * np.eye(ITEMS)
    )
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    assert linear.denoised(together.astype(np.float32), 2.5, 0.4) == pytest.approx(expected, abs=1e-5)


def test_with_much_noise_the_weights_become_conditional_probabilities() -> None:
    table = world().table
    together = linear.gram(table, np.ones(table.shape[0]))
    expected = together / np.diag(together)[:, None]
    np.fill_diagonal(expected, 0)
    assert linear.denoised(together, 1e5) * 1e5 == pytest.approx(expected, abs=2e-3)


def test_an_item_that_nobody_did_gives_and_gets_nothing() -> None:
    table = world().table.tolil()
    table[:, 7] = 0
    weights = linear.denoised(linear.gram(sp.csr_matrix(table), np.ones(400)), 3.0)
    assert not weights[7].any()
    assert not weights[:, 7].any()
    assert np.isfinite(weights).all()


def test_people_count_one_on_average_and_long_histories_less() -> None:
    counts = linear.weights(np.array([0, 1, 4, 100]), 0.5)
    assert counts[0] == 0
    assert counts[1:].mean() == pytest.approx(1)
    assert counts[1] / counts[3] == pytest.approx(10)
    assert linear.weights(np.array([5, 9]), 0.0).tolist() == [1, 1]


def test_rounding_keeps_four_digits_of_every_column() -> None:
    values = np.random.default_rng(0).normal(size=(50, 9)).astype(np.float32) * 10.0 ** np.arange(-4, 5)
    whole, scale = linear.rounded(values)
    assert np.abs(whole * scale - values).max(0) / np.abs(values).max(0) == pytest.approx(0, abs=2e-5)


def test_each_length_gets_a_choice_from_its_window() -> None:
    plan = choosing.choose(world(), 100, np.random.default_rng(0))
    lengths = [choice.length for choice in plan.choices]
    assert lengths == sorted(lengths)
    assert lengths[0] == 1
    for choice in plan.choices:
        assert choosing.WINDOW[0] <= choice.odds * choice.length <= choosing.WINDOW[1]


def test_what_counts_is_the_gain_of_lists_without_what_is_known() -> None:
    known, rest = world(3, items=150).folded(0.7, np.random.default_rng(0))
    scores = np.random.default_rng(1).random((400, 150))
    hits = ranking.hits(ranking.top(scores, 100, known.table), rest.table)
    short, long = (ranking.ndcg(hits, rest.lengths, cut) for cut in (10, 100))
    assert choosing.Probe(known, rest, {}).utility(scores.copy()) == pytest.approx(long)
    both = choosing.Probe(known, rest, {}, (10, 100)).utility(scores.copy())
    assert both == pytest.approx((short + long) / 2)


@pytest.mark.parametrize("seed", range(3))
def test_long_histories_are_chosen_for_by_more_people_than_are_held_out_whole(seed: int) -> None:
    data, newcomers = world(people=1_600, items=600), 40
    long = np.round(data.lengths * choosing.KEPT) > choosing.FEW[-1]
    assert long.mean() * newcomers < choosing.LEAST_PEOPLE
    plan = choosing.choose(data, newcomers, np.random.default_rng(seed))
    assert choosing.MANY[0] in {choice.length for choice in plan.choices}


def test_too_few_people_to_learn_from_get_the_usual_choice() -> None:
    plan = choosing.choose(world(people=60), 600, np.random.default_rng(0))
    assert [replace(choice, prior=0.0) for choice in plan.choices] == list(choosing.DEFAULTS)
    assert all(choice.prior > 0 for choice in plan.choices)


@pytest.mark.parametrize("length", [1, 3])
def test_among_few_people_what_is_popular_is_not_forgotten(length: int) -> None:
    many = world(4, people=1_400)
    known, rest = many.people(np.arange(400, 1_400)).folded(length, np.random.default_rng(2))
    found = []
    for people in (40, 400):
        fitted = training.fit(many.people(np.arange(people)), np.random.default_rng(0))
        scores = np.stack([fitted.score(known.history(row)) for row in range(1_000)])
        usual = np.tile(fitted.score([]), (1_000, 1))
        mine, common = (
            ranking.ndcg(ranking.hits(ranking.top(each, 10, known.table), rest.table), rest.lengths, 10).mean()
            for each in (scores, usual)
        )
        found.append(mine / common)
    assert found[0] > 0.97
    assert found[1] > found[0]


@pytest.mark.parametrize("people", [0, 1, 3])
def test_a_world_of_hardly_anybody_is_no_error(people: int) -> None:
    pairs = np.arange(people)
    fitted = training.fit(Interactions.of(pairs, pairs, (people, 5)), np.random.default_rng(0))
    assert np.isfinite(fitted.score([0, 3])).all()
    assert len(fitted.recommend([], 5)[0]) == 5


def test_the_sparse_tail_loses_little() -> None:
    data = world(1)
    known, rest = data.folded(3, np.random.default_rng(2))
    found = []
    for head in (4_096, 30):
        scores = np.stack([model(head=head).score(known.history(row)) for row in range(400)])
        hits = ranking.hits(ranking.top(scores, 10, known.table), rest.table)
        found.append(ranking.ndcg(hits, rest.lengths, 10).mean())
    assert found[1] > 0.93 * found[0]


def test_personal_beats_popular_for_people_of_three_items() -> None:
    data = world(4)
    known, rest = data.folded(3, np.random.default_rng(2))
    personal = np.stack([model().score(known.history(row)) for row in range(400)])
    popular = np.tile(model().score([]), (400, 1))
    mine, usual = (
        ranking.ndcg(ranking.hits(ranking.top(scores, 10, known.table), rest.table), rest.lengths, 10).mean()
        for scores in (personal, popular)
    )
    assert mine > 1.1 * usual
