"""The benchmark of recommendations: its figures, and an audit that finds cheats."""

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.quality import interactions, recommend, recommend_leaks, recommend_peers, recommenders
from benchmarks.quality.leaks import Leak
from tests.engine.matching.behaviour.worlds import ITEMS, PEOPLE, TASTES, world
from wayfare.engine.matching.behaviour.matrix import Interactions

FIGURES = {"recall20", "recall50", "ndcg10", "ndcg100", "coverage20", "gini", "fit_cpu_s", "ms_p50", "ms_p99"}


@pytest.fixture(scope="module")
def split() -> tuple[Interactions, Interactions]:
    return world().folded(0.8, np.random.default_rng(1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, split: tuple[Interactions, Interactions]) -> Path:
    path = tmp_path_factory.mktemp("world")
    for name, part in zip(("train", "test"), split, strict=True):
        lines = (" ".join(map(str, [row, *part.history(row)])) for row in range(PEOPLE))
        (path / f"{name}.txt").write_text("\n".join(lines))
    rows = ["item,taste,size", *(f"{item},taste {item % TASTES},{item % 7}" for item in range(ITEMS))]
    (path / "items.csv").write_text("\n".join(rows))
    return path


@pytest.fixture(scope="module")
def printed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert recommend.main(["--data", str(folder), "--json"]) == 0
    return out.getvalue()


def test_the_json_has_every_figure_as_a_share_of_one(printed: str) -> None:
    result = json.loads(printed)
    mine = result["models"]["wayfare"]
    assert set(mine) >= FIGURES | {"cold_people", "cold_items"}
    assert set(mine["cold_people"]) == {"0", "1", "3", "5", "10"}
    assert all(0 < mine["cold_people"][known] < 1 for known in ("0", "1", "3", "5"))
    assert 0 < mine["cold_items"] <= 1
    for name, (low, high) in mine["intervals"].items():
        assert low <= mine[name] <= high
    assert result["leak_audit"]["passed"]


def test_one_known_item_helps_and_new_items_are_foreseen(printed: str) -> None:
    mine = json.loads(printed)["models"]["wayfare"]
    assert mine["cold_people"]["3"] > mine["cold_people"]["0"]
    assert mine["cold_items"] > 0.5


def test_simple_peers_are_measured_by_the_same_rules(folder: Path) -> None:
    data = interactions.read(folder)
    for name, fit in recommenders.PEERS.items():
        figures = recommend.long_histories(data, fit)
        assert 0 < figures["recall20"] < 1, name
        nothing = figures["model"].scores(sp.csr_matrix((1, ITEMS)))
        assert np.argmax(nothing[0]) == np.argmax(np.asarray(data.train.table.sum(0)).ravel())


@pytest.mark.parametrize("name", recommend_peers.FITS)
def test_packaged_peers_rank_people_they_know(name: str, folder: Path) -> None:
    there, _ = recommend_peers.installed()
    if name not in there:
        pytest.skip(f"{recommend_peers.PACKAGES[name]} is not installed: pip install wayfare[bench]")
    assert recommend.long_histories(interactions.read(folder), there[name])["ndcg10"] > 0.05


def test_folders_with_times_have_a_figure_for_the_next_item(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    walks = [(rng.integers(30) + np.arange(7)) % 30 for _ in range(60)]
    for name, part in (("train", slice(0, 6)), ("test", slice(6, 7))):
        lines = (
            " ".join([str(row), *(f"{item}:{at}" for at, item in list(enumerate(walk))[part])])
            for row, walk in enumerate(walks)
        )
        (tmp_path / f"{name}.txt").write_text("\n".join(lines))
    data = interactions.read(tmp_path)
    fitted = recommenders.fit_wayfare(data.train, np.random.default_rng(0))
    assert recommend.next_item(data, fitted)["next_item"] > 0.8


def test_folders_without_times_have_none(folder: Path) -> None:
    data = interactions.read(folder)
    assert recommend.next_item(data, recommenders.fit_wayfare(data.train, np.random.default_rng(0))) == {}


def test_an_item_in_both_parts_is_a_leak(split: tuple[Interactions, Interactions]) -> None:
    train, test = split
    assert recommend_leaks.split(train, test) == {"in_both_parts": 0}
    with pytest.raises(Leak, match="both train and test"):
        recommend_leaks.split(train.joined(test), test)


class Cheat:
    """Ranks what the test says of whoever it is asked about."""

    def __init__(self, answers: sp.csr_matrix) -> None:
        self.answers = answers

    def scores(self, known: sp.csr_matrix) -> np.ndarray:  # type: ignore[type-arg]
        return np.asarray(self.answers.todense())[: known.shape[0]]


def test_a_model_that_foresees_strangers_is_a_leak(split: tuple[Interactions, Interactions]) -> None:
    train, test = split
    rng = np.random.default_rng(1)
    rows = rng.permutation(np.nonzero((test.lengths > 0) & (train.lengths > 0))[0])[: recommend_leaks.LOOKED_AT]
    cheat = Cheat(test.people(np.roll(rows, 1)).table)
    with pytest.raises(Leak, match="strangers"):
        recommend_leaks.lists(train, test, {"cheat": cheat})
    honest = recommend_leaks.lists(train, test, {"popularity": recommenders.Popularity(train.table)})
    assert honest["strangers_recall_over_popularity"]["popularity"] == 0


def test_who_and_what_is_held_out_is_not_in_the_fit(split: tuple[Interactions, Interactions]) -> None:
    train, _ = split
    out = np.array([3, 7])
    assert recommend_leaks.without_people(train, out).table.shape[0] == PEOPLE - 2
    assert not recommend_leaks.without_items(train, out).table[:, out].nnz


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recommend.main(["--data", str(tmp_path)]) == 2
    assert "train.txt" in capsys.readouterr().err


def test_a_leak_fails_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("train.txt", "test.txt"):
        (tmp_path / name).write_text("0 1 2\n1 0 2\n")
    assert recommend.main(["--data", str(tmp_path)]) == 1
    assert "Leak" in capsys.readouterr().err
