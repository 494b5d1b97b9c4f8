"""The graph of skills: order, depth, and what a cycle is called."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.placement.graphs import graphs
from wayfare.engine.placement.graph import Cycle, Graph, build


@given(graphs())
def test_prerequisites_come_first_and_lie_less_deep(graph: Graph) -> None:
    place = {skill: at for at, skill in enumerate(graph.order)}
    assert sorted(graph.order) == list(range(len(graph)))
    for skill, needed in enumerate(graph.before):
        assert all(place[one] < place[skill] for one in needed)
        assert graph.depth[skill] == max((graph.depth[one] + 1 for one in needed), default=0)


@given(graphs())
def test_what_builds_on_a_skill_is_the_reverse_of_its_prerequisites(graph: Graph) -> None:
    pairs = {(one, skill) for skill, needed in enumerate(graph.before) for one in needed}
    assert {(one, skill) for one, after in enumerate(graph.after()) for skill in after} == pairs


def test_a_cycle_is_named_in_order() -> None:
    with pytest.raises(Cycle, match="a → c → b → a") as caught:
        build(["a", "b", "c", "d"], {"a": ["c"], "c": ["b"], "b": ["a"], "d": ["a"]})
    assert caught.value.path == ("a", "c", "b", "a")


def test_a_skill_that_needs_itself_is_a_cycle() -> None:
    with pytest.raises(Cycle) as caught:
        build(["sql"], {"sql": ["sql"]})
    assert caught.value.path == ("sql", "sql")


@given(graphs(), st.data())
def test_turning_one_edge_round_a_path_makes_a_cycle_that_is_really_there(graph: Graph, data: st.DataObject) -> None:
    edges = [(skill, one) for skill, needed in enumerate(graph.before) for one in needed]
    if not edges:
        return
    skill, one = data.draw(st.sampled_from(edges))
    needed = {at: list(before) for at, before in enumerate(graph.before)}
    needed[one].append(skill)
    with pytest.raises(Cycle) as caught:
        build(range(len(graph)), needed)
    path = caught.value.path
    assert path[0] == path[-1]
    assert all(later in needed[earlier] for earlier, later in itertools.pairwise(path))


def test_prerequisites_outside_the_set_are_left_out_and_doubles_count_once() -> None:
    graph = build(["a", "b"], {"b": ["a", "a", "elsewhere"], "unasked": ["a"]})
    assert graph.before == ((), (0,))


def test_a_long_chain_needs_no_recursion() -> None:
    graph = build(range(5000), {skill: [skill + 1] for skill in range(4999)})
    assert graph.depth[0] == 4999
    assert graph.order[0] == 4999


def test_no_skills_are_a_graph_too() -> None:
    assert len(build([], {})) == 0
