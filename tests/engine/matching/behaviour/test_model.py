"""What holds for every score: a sum over what somebody did, in any order, each item once."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.behaviour.worlds import ITEMS, TASTES, model, world
from wayfare.engine import artefact
from wayfare.engine.matching.behaviour import training
from wayfare.engine.matching.behaviour.model import Behaviour, unpack

histories = st.lists(st.integers(0, ITEMS - 1), max_size=30)
heads = st.sampled_from([4_096, 20])


@given(histories, heads)
def test_doing_an_item_twice_changes_nothing(history: list[int], head: int) -> None:
    once = model(head=head).score(history)
    assert (model(head=head).score([*history, *history[:3]]) == once).all()


@given(histories, st.randoms(use_true_random=False))
def test_the_order_in_which_items_are_told_changes_nothing(history: list[int], random: object) -> None:
    shuffled = history.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert (model().score(shuffled) == model().score(history)).all()


@given(histories, st.integers(0, ITEMS - 1), heads)
def test_contributions_add_up_to_the_score(history: list[int], item: int, head: int) -> None:
    why = model(head=head).explain(history, item)
    assert why.popularity + why.contributions.sum() == pytest.approx(why.score, abs=1e-9)
    assert why.score == pytest.approx(model(head=head).score(history)[item], abs=1e-9)
    assert why.items.tolist() == sorted(set(history))


@given(histories)
def test_items_that_the_model_never_saw_are_ignored(history: list[int]) -> None:
    assert (model().score([*history, ITEMS, ITEMS + 7, -1]) == model().score(history)).all()


@given(histories, st.integers(1, ITEMS + 5))
def test_what_somebody_did_is_never_recommended(history: list[int], k: int) -> None:
    items, scores = model().recommend(history, k)
    assert not set(items.tolist()) & set(history)
    assert len(items) == min(k, ITEMS - len(set(history)))
    assert (np.diff(scores) <= 0).all()


def test_other_numbers_for_the_items_give_the_same_scores_under_those_numbers() -> None:
    data = world()
    order = np.random.default_rng(5).permutation(ITEMS)
    renamed = type(data).of(*_pairs(data, order), data.table.shape)
    settings = training.Settings(sample=1)  # nobody is held out: the choice must not differ by a draw
    plain = training.fit(data, np.random.default_rng(0), settings)
    other = training.fit(renamed, np.random.default_rng(0), settings)
    for history in ([3], [1, 5, 9, 13], list(range(0, 40, 2))):
        assert other.score(order[history])[order] == pytest.approx(plain.score(history), abs=1e-4)


def _pairs(data: object, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    table = data.table.tocoo()  # type: ignore[attr-defined]
    return table.row, order[table.col]


def test_with_nothing_known_the_popular_comes_first() -> None:
    counts = np.asarray(world().table.sum(0)).ravel()
    items, _ = model().recommend([], 10)
    assert counts[items].tolist() == sorted(counts.tolist(), reverse=True)[:10]


def test_with_nothing_known_the_popular_of_the_own_segment_comes_first() -> None:
    data = world()
    segments = np.array([int(np.bincount(data.history(row) % TASTES, minlength=TASTES).argmax()) for row in range(400)])
    fitted = training.fit(data, np.random.default_rng(0), segments=segments)
    for segment in range(TASTES):
        items, _ = fitted.recommend([], 5, segment)
        assert (items % TASTES == segment).mean() >= 0.8
    assert (fitted.score([], 99) == fitted.score([])).all()


def test_one_more_item_changes_the_next_scores_without_a_fit() -> None:
    before, after = model().score([0]), model().score([0, 1])
    mine, new = np.arange(ITEMS) % TASTES == 0, np.arange(ITEMS) % TASTES == 1
    assert not np.array_equal(before, after)
    assert after[new].mean() / after[mine].mean() > before[new].mean() / before[mine].mean()


@pytest.mark.parametrize("head", [4_096, 20])
def test_people_get_what_is_to_their_taste(head: int) -> None:
    for taste in range(TASTES):
        history = [taste, taste + TASTES, taste + 2 * TASTES]
        items, _ = model(head=head).recommend(history, 8)
        assert (items % TASTES == taste).mean() >= 0.7


@pytest.mark.parametrize("head", [4_096, 20])
def test_a_model_that_was_saved_and_loaded_says_the_same(head: int, tmp_path: Path) -> None:
    fitted = model(head=head)
    path = artefact.write(tmp_path, artefact.pack(*fitted.pack()))
    loaded = unpack(*artefact.load(path))
    for history in ([], [4], [1, 2, 3, 50], list(range(30))):
        assert (loaded.score(history) == fitted.score(history)).all()
    assert artefact.pack(*loaded.pack()) == artefact.pack(*fitted.pack())


def test_the_arrays_of_something_else_are_refused() -> None:
    header, arrays = model().pack()
    with pytest.raises(ValueError, match="trees"):
        unpack({**header, "kind": "trees"}, arrays)
    with pytest.raises(KeyError):
        unpack(header, {name: array for name, array in arrays.items() if name != "dense"})


def test_the_same_seed_gives_the_same_model() -> None:
    one, two = (training.fit(world(3), np.random.default_rng(9)) for _ in range(2))
    assert artefact.pack(*one.pack()) == artefact.pack(*two.pack())


def test_the_rung_is_the_nearest_in_ratio() -> None:
    fitted: Behaviour = model()
    assert fitted.rung(0).length == 0
    assert fitted.rung(1).length == 1
    assert fitted.rung(10_000).length == fitted.rungs[-1].length
