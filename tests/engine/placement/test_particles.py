"""The cloud of guesses: closed, a distribution, and in agreement with counting every closed state."""

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.placement.graphs import chain, graphs, islands
from wayfare.engine.placement import particles
from wayfare.engine.placement.graph import Graph, build

COUNT = 120
lean = settings(deadline=None, max_examples=20)


def is_closed(graph: Graph, known: particles.Bits) -> bool:
    return all(bool((known[skill] <= known[one]).all()) for skill, needed in enumerate(graph.before) for one in needed)


def states(graph: Graph) -> list[tuple[int, ...]]:
    """Return every closed state of a small graph."""
    every = itertools.product((0, 1), repeat=len(graph))
    return [x for x in every if all(x[skill] <= x[one] for skill, before in enumerate(graph.before) for one in before)]


def prior(graph: Graph, x: tuple[int, ...], base: float, slope: float, up: bool) -> float:
    """Return the prior of a state by its definition."""
    deepest, after, chance = max(1, *graph.depth), graph.after(), 1.0
    for skill, known in enumerate(x):
        q = 1 / (1 + math.exp(-(base + slope * graph.depth[skill] / deepest)))
        learnable, implied = all(x[one] for one in graph.before[skill]), any(x[one] for one in after[skill])
        asked = learnable if up else not implied
        if asked:
            chance *= q if known else 1 - q
    return chance


def exact(graph: Graph, evidence: list[float]) -> npt.NDArray[np.float64]:
    """Return the chance of each skill, by counting."""
    mass, total = np.zeros(len(graph)), 0.0
    grid = list(itertools.product(particles.BASES, particles.SLOPES, (True, False)))
    for x in states(graph):
        weight = math.exp(sum(e for e, known in zip(evidence, x, strict=True) if known))
        weight *= sum(prior(graph, x, *point) for point in grid)
        mass += weight * np.array(x)
        total += weight
    found: npt.NDArray[np.float64] = mass / total
    return found


@lean
@given(graphs(), st.integers(0, 99))
def test_guesses_of_the_prior_are_closed(graph: Graph, seed: int) -> None:
    plan = particles.plan(graph)
    cloud = particles.draw(plan, COUNT, np.random.default_rng(seed))
    assert is_closed(graph, cloud.known)
    assert cloud.known[len(graph)].all()
    assert not cloud.known[len(graph) + 1].any()


@lean
@given(graphs(), st.integers(0, 99), st.lists(st.floats(-40, 40), min_size=9, max_size=9))
def test_moving_keeps_them_closed_and_leaves_the_old_cloud_alone(graph: Graph, seed: int, logs: list[float]) -> None:
    plan, dice = particles.plan(graph), np.random.default_rng(seed)
    cloud = particles.draw(plan, COUNT, dice)
    before = cloud.known.copy()
    moved, chances = particles.move(plan, cloud, np.array(logs[: len(graph)], dtype=np.float32), dice)
    assert is_closed(graph, moved.known)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (cloud.known == before).all()
    assert moved.known[len(graph)].all()
    assert not moved.known[len(graph) + 1].any()


@lean
@given(graphs())
def test_skills_that_move_together_do_not_touch(graph: Graph) -> None:
    plan, after = particles.plan(graph), graph.after()
    assert sorted(int(skill) for block in plan.blocks for skill in block.skills) == list(range(len(graph)))
    for block in plan.blocks:
        for one, other in itertools.combinations(map(int, block.skills), 2):
            for linked in (graph.before, after):
                assert one not in linked[other]
                assert other not in linked[one]
                assert not set(linked[one]) & set(linked[other])


@lean
@given(st.integers(0, 99), st.floats(0.05, 1), st.floats(0.05, 1))
def test_weights_stay_a_distribution_and_follow_the_likelihood(seed: int, if_known: float, if_not: float) -> None:
    plan = particles.plan(islands(3))
    cloud = particles.draw(plan, COUNT, np.random.default_rng(seed))
    after = particles.weigh(cloud, 1, if_known, if_not)
    before, now = particles.means(plan, cloud)[1], particles.means(plan, after)[1]
    assert float(after.weight.sum()) == pytest.approx(1, abs=1e-5)
    assert now == pytest.approx(before * if_known / (before * if_known + (1 - before) * if_not), abs=1e-4)
    assert 0 < particles.effective(after) <= 1 + 1e-5


def test_resampling_keeps_the_chances_and_evens_the_weights() -> None:
    plan, dice = particles.plan(chain(5)), np.random.default_rng(2)
    cloud = particles.weigh(particles.draw(plan, 2000, dice), 2, 0.9, 0.2)
    even = particles.resample(cloud, dice)
    assert particles.effective(even) == pytest.approx(1, abs=1e-4)
    assert particles.means(plan, even) == pytest.approx(particles.means(plan, cloud), abs=0.02)


def test_the_covariance_is_that_of_the_weighted_guesses() -> None:
    plan, dice = particles.plan(chain(6)), np.random.default_rng(2)
    cloud = particles.weigh(particles.draw(plan, 400, dice), 2, 0.9, 0.2)
    rows = np.array([0, 2, 5])
    expected = np.cov(cloud.known[rows], aweights=cloud.weight.astype(float), ddof=0)
    assert particles.covariance(cloud, rows) == pytest.approx(expected, abs=1e-5)


def test_products_by_strips_are_products() -> None:
    dice = np.random.default_rng(1)
    left = dice.random((90, 400), dtype=np.float32)
    assert particles._product(left, left.T) == pytest.approx(left @ left.T, rel=1e-5)


DIAMOND = build(range(5), {1: [0], 2: [0], 3: [1, 2], 4: [2]})


@pytest.mark.parametrize("graph", [chain(4), islands(3), DIAMOND], ids=["chain", "islands", "diamond"])
@pytest.mark.parametrize("told", [0, 1], ids=["nothing-told", "much-told"])
def test_many_sweeps_agree_with_counting_every_state(graph: Graph, told: int) -> None:
    evidence = [told * log for log in (1.5, -2.0, 3.0, 1.5, -2.0)][: len(graph)]
    plan, dice = particles.plan(graph), np.random.default_rng(11)
    cloud = particles.draw(plan, 4000, dice)
    for skill, log in enumerate(evidence):
        cloud = particles.weigh(cloud, skill, math.exp(min(log, 0)), math.exp(min(-log, 0)))
    cloud = particles.resample(cloud, dice)
    logs, total = np.array(evidence, dtype=np.float32), np.zeros(len(graph))
    for _ in range(10):
        cloud, chances = particles.move(plan, cloud, logs, dice)
        total += chances
    assert total / 10 == pytest.approx(exact(graph, evidence), abs=0.02)


@pytest.mark.parametrize("graph", [chain(4), DIAMOND], ids=["chain", "diamond"])
def test_guesses_of_the_prior_agree_with_counting_too(graph: Graph) -> None:
    plan = particles.plan(graph)
    cloud = particles.draw(plan, 20_000, np.random.default_rng(5))
    assert particles.means(plan, cloud) == pytest.approx(exact(graph, [0.0] * len(graph)), abs=0.02)
