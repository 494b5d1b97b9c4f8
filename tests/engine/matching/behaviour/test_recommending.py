"""The best items are found without a look at all of them, and are the ones that a look at all of them finds."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.behaviour.worlds import ITEMS, world
from wayfare.engine.matching.behaviour import tail, training
from wayfare.engine.matching.behaviour.model import Behaviour

MANY = 300
SEGMENTS = 3
histories = st.lists(st.integers(0, MANY - 1), max_size=25)
segments = st.sampled_from([None, 0, 1, 2, 99])


def fitted(head: int, *, prior: float, exponent: float) -> Behaviour:
    """Return a model of many items, most of them rare, with what is learned of popularity set by hand."""
    from dataclasses import replace

    made = _fitted(head)
    rungs = (made.rungs[0], *(replace(rung, prior=prior, exponent=exponent) for rung in made.rungs[1:]))
    return replace(made, rungs=rungs)


@cache
def _fitted(head: int) -> Behaviour:
    data = world(7, people=500, items=MANY)
    belongs = np.random.default_rng(1).integers(-1, SEGMENTS, 500)
    settings = training.Settings(whole=head, head=head, regressed=40)
    return training.fit(data, np.random.default_rng(0), settings, belongs)


@given(
    histories,
    segments,
    st.integers(1, MANY + 5),
    st.sampled_from([25, 4_096]),
    st.sampled_from([0.0, 0.3]),
    st.sampled_from([0.0, 0.2]),
)
def test_the_best_are_those_of_all_scores(
    history: list[int], segment: int | None, k: int, head: int, prior: float, exponent: float
) -> None:
    model = fitted(head, prior=prior, exponent=exponent)
    items, scores = model.recommend(history, k, segment)
    every = model.score(history, segment)
    rest = np.delete(every, sorted(set(history)))
    assert scores == pytest.approx(np.sort(rest)[::-1][:k], abs=1e-9)
    assert scores == pytest.approx(every[items], abs=1e-9)
    assert len(set(items.tolist())) == items.size


@given(histories, segments, st.integers(0, MANY - 1), st.sampled_from([0.0, 0.3]))
def test_contributions_to_rare_items_add_up(history: list[int], segment: int | None, item: int, prior: float) -> None:
    model = fitted(25, prior=prior, exponent=0.1)
    why = model.explain(history, item, segment)
    assert why.popularity + why.contributions.sum() == pytest.approx(model.score(history, segment)[item], abs=1e-9)


@given(histories, st.sampled_from([25, 4_096]))
def test_the_item_that_an_item_is_shown_for_gives_most_to_its_score(history: list[int], head: int) -> None:
    model = fitted(head, prior=0.3, exponent=0.1)
    items, scores, reasons = model.reasoned(history, MANY)
    assert [items.tolist(), scores.tolist()] == [values.tolist() for values in model.recommend(history, MANY)]
    for item, by in zip(items.tolist(), reasons.tolist(), strict=True):
        why = model.explain(history, item)
        most = why.contributions.max(initial=0.0)
        if by < 0:
            assert most <= 0
        else:
            assert why.contributions[why.items == by] == pytest.approx([most])
    assert model.reasoned(history, 0)[2].size == 0


def test_among_equals_the_one_that_more_did_comes_first() -> None:
    model = fitted(25, prior=0.0, exponent=0.0)
    items, scores = model.recommend([0], MANY)
    counts = np.asarray(world(7, people=500, items=MANY).table.sum(0)).ravel()
    nothing = items[scores == 0]
    assert nothing.size > 20
    assert (np.diff(counts[nothing]) <= 0).all()


def test_popularity_of_a_segment_is_that_of_its_people_drawn_towards_everybodys() -> None:
    data = world(7, people=500, items=MANY)
    belongs = np.random.default_rng(1).integers(-1, SEGMENTS, 500)
    overall = np.asarray(data.table.sum(0)).ravel() / 500
    for head in (25, 4_096):
        for segment in range(SEGMENTS):
            inside = data.people(belongs == segment)
            expected = (np.asarray(inside.table.sum(0)).ravel() + 50 * overall) / (inside.lengths.size + 50)
            assert _fitted(head).score([], segment) == pytest.approx(expected, abs=1e-6)
        assert _fitted(head).score([]) == pytest.approx(overall, abs=1e-6)


def test_rare_items_are_tied_to_the_head_by_regression_both_ways() -> None:
    data = world(3, people=2_000)
    settings = training.Settings(whole=ITEMS - 1, head=ITEMS - 1, sample=1)
    whole = training.fit(data, np.random.default_rng(0), training.Settings(sample=1))
    all_but_one = training.fit(data, np.random.default_rng(0), settings)
    rarest = int(whole.order[-1])
    for item in range(ITEMS):
        if item != rarest:
            assert all_but_one.explain([item], rarest).score == pytest.approx(
                whole.explain([item], rarest).score, rel=0.3, abs=2e-4
            )
            assert all_but_one.explain([rarest], item).score == pytest.approx(
                whole.explain([rarest], item).score, rel=0.3, abs=2e-4
            )


def test_what_is_drawn_of_long_histories_stands_for_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    table = world(2, people=3_000).table
    rare = np.full(3_000, 2)
    assert tail._trimmed(table, rare, np.random.default_rng(0)) is table
    monkeypatch.setattr(tail, "WORK", 3 * int(np.diff(table.indptr).sum()) // 2)
    trimmed = tail._trimmed(table, rare, np.random.default_rng(0))
    assert trimmed.nnz < 0.9 * table.nnz
    assert trimmed.sum() == pytest.approx(table.sum(), rel=0.05)
    assert np.asarray(trimmed.sum(0)).ravel() == pytest.approx(np.asarray(table.sum(0)).ravel(), rel=0.3, abs=40)


def test_an_item_of_the_head_keeps_the_links_that_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "PER_SOURCE", 5)
    settings = training.Settings(whole=25, head=25, regressed=40)
    model = training.fit(world(7, people=500, items=MANY), np.random.default_rng(0), settings)
    for part in (model.tail, model.solved):
        assert np.diff(part.starts[: 25 + 1]).max() <= 5
