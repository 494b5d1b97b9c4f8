"""The benchmark of placement: its world is what it says, and its figures mean what they say."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import placement, placement_world
from wayfare.engine.placement import single

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("skills", "layers"), placement_world.LAYERS.items())
@pytest.mark.parametrize("seed", range(3))
def test_the_graphs_are_layered_with_one_to_three_prerequisites(skills: int, layers: int, seed: int) -> None:
    graph = placement_world.graph(skills, layers, seed)
    assert len(graph) == skills
    assert max(graph.depth) <= layers - 1
    assert max(graph.depth) >= layers - 2
    assert {len(needed) for skill, needed in enumerate(graph.before) if graph.depth[skill]} <= {1, 2, 3}


def test_a_seed_gives_the_same_graph_and_another_one_another() -> None:
    one, again, other = (placement_world.graph(50, 6, seed) for seed in (1, 1, 2))
    assert one == again
    assert one.before != other.before


@pytest.mark.parametrize("truth", placement_world.TRUTHS)
def test_what_people_know_is_closed_and_neither_nothing_nor_everything(truth: str) -> None:
    graph, dice, shares = placement_world.graph(50, 6, 1), np.random.default_rng(1), []
    for _ in range(60):
        known = placement_world.TRUTHS[truth](graph, dice)
        shares.append(known.mean())
        for skill, needed in enumerate(graph.before):
            assert not known[skill] or known[list(needed)].all()
    assert 0.15 < np.mean(shares) < 0.85


def test_answers_have_the_guess_and_slip_of_the_world() -> None:
    dice = np.random.default_rng(1)
    for known, chance in ((True, 0.9), (False, 0.2)):
        right = [placement_world.reply(known, dice).value == "right" for _ in range(4000)]
        assert np.mean(right) == pytest.approx(chance, abs=0.02)


def made(chances: list[float], known: list[bool], skipped: set[int]) -> placement.Placed:
    return placement.Placed("walk", np.array(known), chances, frozenset(skipped), 5, 1.0)


def test_the_figures_are_shares_of_skills() -> None:
    placed = [made([0.9, 0.9, 0.2, 0.6], [True, False, False, True], {0, 1})]
    found = placement.figures(placed)
    assert found["states_right"] == 0.75
    assert found["false_skip"] == 0.5
    assert found["coverage"] == 0.5
    assert found["known"] == 0.5
    assert found["questions"] == 5


def test_nobody_skipping_anything_is_no_false_skip() -> None:
    found = placement.figures([made([0.2, 0.2], [False, False], set())])
    assert found["false_skip"] == 0
    assert found["coverage"] == 0


def test_an_interval_holds_its_figure() -> None:
    placed = list(placement.people(50, 1, 6, placement.adaptive))
    found, spans = placement.figures(placed), placement.intervals(placed, draws=100)
    for name, (low, high) in spans.items():
        assert low - 1e-9 <= found[name] <= high + 1e-9


def test_asking_what_tells_most_is_better_than_asking_at_random() -> None:
    adaptive, random = (
        placement.figures(list(placement.people(50, 2, 10, ask))) for ask in (placement.adaptive, placement.at_random)
    )
    assert adaptive["states_right"] > random["states_right"]
    assert adaptive["states_right"] > 0.9
    assert adaptive["questions"] <= placement.QUESTIONS


def test_a_fixed_test_gets_better_with_more_questions_a_skill() -> None:
    assert placement.fixed(50, 1, 40, 1) < placement.fixed(50, 1, 40, 3)


def test_one_skill_is_decided_in_five_questions() -> None:
    params = single.Params(yes=0.95, no=0.05, zone=0.0, response=placement.STEEP)
    found = placement.one_skill(100, params, [3.0], steep=True)
    assert found["median"] <= 5
    assert found["right_where_decided"] > 0.9


@pytest.mark.slow
def test_it_prints_one_json_object() -> None:
    command = [sys.executable, "-m", "benchmarks.quality.placement", "--json", "--graphs", "1", "--people", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found = json.loads(done.stdout)
    for skills in ("skills_50", "skills_120"):
        for name in ("states_right", "false_skip", "coverage"):
            assert 0 <= found[skills][name] <= 1
        assert found[skills]["questions"] <= 30
        assert found[skills]["ms_per_question"] > 0
    assert found["single_skill_median"] <= 5
