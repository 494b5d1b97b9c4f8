"""Every method holds what every method has to; and the suite notices one that does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.placement.graphs import chain, graphs, islands
from tests.engine.placement.placers import ByRole, BySkill
from wayfare.engine.placement import role
from wayfare.engine.placement.answers import Outcome
from wayfare.engine.placement.graph import Graph
from wayfare.engine.testing import placement as suite

FEW = ByRole(role.Params(guesses=400, most=10))
lean = settings(deadline=None, max_examples=6)


@pytest.mark.parametrize("held", suite.CHECKS, ids=lambda held: held.__name__)
@lean
@given(graph=graphs(), seed=st.integers(0, 999))
def test_the_placement_over_a_role_holds_it(
    held: Callable[[suite.Placer, Graph, int], None], graph: Graph, seed: int
) -> None:
    held(FEW, graph, seed)


@pytest.mark.parametrize("held", suite.CHECKS, ids=lambda held: held.__name__)
@lean
@given(count=st.integers(1, 4), seed=st.integers(0, 999))
def test_the_sequential_test_holds_it(held: Callable[[suite.Placer, Graph, int], None], count: int, seed: int) -> None:
    held(BySkill(), islands(count), seed)


def test_everything_is_held_at_once() -> None:
    suite.check(FEW, chain(3), 1)


@dataclass(frozen=True)
class Endless(ByRole):
    """It never stops."""

    def ask(self, state: role.Placement) -> int | None:
        return 0


@dataclass(frozen=True)
class Forgetful(ByRole):
    """It loses the last answer when it is kept."""

    def kept(self, state: role.Placement) -> dict[str, Any]:
        kept = state.state.as_dict()
        return {**kept, "answers": kept["answers"][:-1]}


@dataclass(frozen=True)
class Contrary(ByRole):
    """It takes right for wrong."""

    def answer(self, state: role.Placement, skill: int, outcome: Outcome) -> role.Placement:
        turned = {Outcome.RIGHT: Outcome.WRONG}.get(outcome, Outcome.RIGHT)
        return role.answer(state, skill, turned)


@dataclass(frozen=True)
class Overflowing(ByRole):
    """Its chances are none."""

    def chances(self, state: role.Placement) -> Sequence[float]:
        return [1.5 * chance + 0.5 for chance in role.chances(state)]


@dataclass(frozen=True)
class Open(ByRole):
    """It skips the last skill without what that builds on."""

    def skips(self, state: role.Placement) -> frozenset[int]:
        return frozenset({state.plan.size - 1})


@dataclass(frozen=True)
class Upended(ByRole):
    """It takes what builds on a skill to be likelier than the skill."""

    def chances(self, state: role.Placement) -> Sequence[float]:
        return role.chances(state)[::-1]


@pytest.mark.parametrize(
    ("placer", "sentence"),
    [
        (Endless, "did not stop"),
        (Forgetful, "resumed placement"),
        (Contrary, "a right answer lowered|a wrong answer raised|raised the chance"),
        (Overflowing, "not in"),
        (Open, "without its prerequisite"),
        (Upended, "likelier than its prerequisite"),
    ],
)
def test_the_suite_notices_what_is_broken(placer: type[ByRole], sentence: str) -> None:
    with pytest.raises(suite.Broken, match=sentence):
        suite.check(placer(role.Params(guesses=200, most=10)), chain(4), 3)


def test_the_suite_notices_chance_that_comes_from_nowhere() -> None:
    calls = iter(range(1000))

    class Restless(ByRole):
        def start(self, graph: Graph, seed: int) -> role.Placement:
            return super().start(graph, seed + next(calls))

    with pytest.raises(suite.Broken, match="the same"):
        suite.seeded(Restless(role.Params(guesses=100, most=10)), chain(6), 1)
