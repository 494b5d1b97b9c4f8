"""Items that nobody did yet are foreseen from what is said of them."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.behaviour.worlds import ITEMS, TASTES, tastes, world
from wayfare.engine import artefact
from wayfare.engine.matching.behaviour import cold, content
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.placed import NewItems

NEW = np.arange(52, 60)


@pytest.fixture(scope="module")
def start() -> cold.ColdStart:
    table = world().table.tolil()
    table[:, NEW] = 0
    found = cold.fit(Interactions(sp.csr_matrix(table)), [tastes()], np.random.default_rng(0))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def placed(start: cold.ColdStart) -> NewItems:
    return start.place([sp.csr_matrix(tastes()[NEW])])


@pytest.mark.parametrize("taste", range(TASTES))
def test_new_items_go_to_people_who_did_what_is_like_them(placed: NewItems, taste: int) -> None:
    scores = placed.score([taste, taste + 4, taste + 8])
    assert set(NEW[np.argsort(-scores)[:2]] % TASTES) == {taste}


@given(history=st.lists(st.integers(0, ITEMS + 5), max_size=20), item=st.integers(0, NEW.size - 1))
def test_contributions_to_a_new_item_add_up(placed: NewItems, history: list[int], item: int) -> None:
    items, contributions = placed.explain(history, item)
    assert contributions.sum() == pytest.approx(placed.score([*history, *history])[item], abs=1e-9)
    assert set(items.tolist()) <= set(history)


def test_items_of_which_nothing_is_said_are_foreseen_for_nobody(start: cold.ColdStart) -> None:
    silent = start.place([sp.csr_matrix((3, tastes().shape[1]))])
    assert not silent.score(range(20)).any()


def test_new_items_must_be_described_like_the_known_ones(start: cold.ColdStart) -> None:
    with pytest.raises(ValueError, match="views"):
        start.place([sp.csr_matrix((1, 999))])
    with pytest.raises(ValueError, match="views"):
        start.place([])


def test_too_little_to_learn_from_gives_no_cold_start() -> None:
    few = world(items=20)
    assert cold.fit(few, [tastes(20)], np.random.default_rng(0)) is None
    assert cold.fit(world(), [sp.csr_matrix((ITEMS, 3))], np.random.default_rng(0)) is None
    assert cold.fit(world(), [], np.random.default_rng(0)) is None


def test_a_cold_start_that_was_saved_and_loaded_places_the_same(start: cold.ColdStart) -> None:
    loaded = cold.unpack(*artefact.unpack(artefact.pack(*start.pack())))
    views = [sp.csr_matrix(tastes()[NEW])]
    assert (loaded.place(views).table == start.place(views).table).all()
    with pytest.raises(ValueError, match="trees"):
        cold.unpack({"kind": "trees"}, {})


def test_words_of_any_script_are_features_and_long_texts_are_cut() -> None:
    assert content.words("Data science, data!") == {"data": 2, "science": 1}
    assert content.words("学习数据")["数据"] == 1
    assert not content.words("")
    assert sum(content.words("word " * 1_000_000).values()) <= content.LONGEST_TEXT


def test_views_have_rows_of_length_one_or_none() -> None:
    view = content.names({0: {"a": 1, "b": 2}, 1: {"b": 1}, 3: {"a": 5, "alone": 1}}, 5)
    assert np.asarray(view.multiply(view).sum(1)).ravel() == pytest.approx([1, 1, 0, 1, 0])


def test_near_numbers_are_alike() -> None:
    view = content.numbers({item: float(item) for item in range(30)}, 31)
    alike = np.asarray((view @ view.T).todense())
    assert alike[3, 4] > alike[3, 8] > alike[3, 25]
    assert not alike[30].any()
