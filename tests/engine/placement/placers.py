"""The methods of placement as the conformance suite sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wayfare.engine.placement import role, single
from wayfare.engine.placement.answers import Item, Outcome, Verdict
from wayfare.engine.placement.graph import Graph
from wayfare.engine.types import Gaussian


@dataclass(frozen=True)
class ByRole:
    """Particles over all skills at once."""

    params: role.Params
    tolerance: float = 0.12

    def start(self, graph: Graph, seed: int) -> role.Placement:
        return role.start(role.plan(graph), seed, self.params)

    def ask(self, state: role.Placement) -> int | None:
        question = role.ask(state)
        return None if question is None else question.skill

    def answer(self, state: role.Placement, skill: int, outcome: Outcome) -> role.Placement:
        return role.answer(state, skill, outcome)

    def chances(self, state: role.Placement) -> Sequence[float]:
        return role.chances(state)

    def skips(self, state: role.Placement) -> frozenset[int]:
        return role.skips(role.chances(state), self.params)

    def kept(self, state: role.Placement) -> dict[str, Any]:
        return state.state.as_dict()

    def resume(self, graph: Graph, kept: Mapping[str, Any]) -> role.Placement:
        return role.resume(role.plan(graph), role.State.from_dict(kept), self.params)


Tests = tuple[single.Test, ...]
BANK = [Item(at, 2 + at % 5 * 0.5, 4) for at in range(20)]


@dataclass(frozen=True)
class BySkill:
    """One sequential test after another; it knows nothing of prerequisites, so it is for graphs without any."""

    params: single.Params = field(default_factory=single.Params)
    tolerance: float = 1e-9

    def start(self, graph: Graph, seed: int) -> Tests:
        return tuple(single.start(3.0, Gaussian(3.0, 1.25), seed + at) for at in range(len(graph)))

    def ask(self, state: Tests) -> int | None:
        return next((at for at, test in enumerate(state) if single.ask(test, BANK, self.params) is not None), None)

    def answer(self, state: Tests, skill: int, outcome: Outcome) -> Tests:
        question = single.ask(state[skill], BANK, self.params)
        assert question is not None
        moved = single.answer(state[skill], question.item, outcome)
        return (*state[:skill], moved, *state[skill + 1 :])

    def chances(self, state: Tests) -> Sequence[float]:
        return [single.chance(test, self.params) for test in state]

    def skips(self, state: Tests) -> frozenset[int]:
        found = [single.verdict(test, self.params) for test in state]
        return frozenset(at for at, verdict in enumerate(found) if verdict is Verdict.YES)

    def kept(self, state: Tests) -> dict[str, Any]:
        return {str(at): test.as_dict() for at, test in enumerate(state)}

    def resume(self, graph: Graph, kept: Mapping[str, Any]) -> Tests:
        return tuple(single.Test.from_dict(kept[str(at)]) for at in range(len(kept)))
