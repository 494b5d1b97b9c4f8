"""The methods of placement as the conformance suite sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wayfare.engine.placement import role, single, testout
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


@dataclass(frozen=True)
class BySkill:
    """One sequential test after another; it knows nothing of prerequisites, so it is for graphs without any."""

    params: single.Params = field(default_factory=single.Params)
    tolerance: float = 1e-9

    def _banks(self, test: testout.Test) -> dict[int, list[Item]]:
        return {skill: [Item(at, 2 + at % 5 * 0.5, 4) for at in range(20)] for skill in test.parts}

    def start(self, graph: Graph, seed: int) -> testout.Test:
        return testout.start([testout.Claim(at, 3.0, Gaussian(3.0, 1.25)) for at in range(len(graph))], seed)

    def _next(self, state: testout.Test) -> tuple[int, Any] | None:
        return testout.ask(state, self._banks(state), self.params)

    def ask(self, state: testout.Test) -> int | None:
        following = self._next(state)
        return None if following is None else following[0]

    def answer(self, state: testout.Test, skill: int, outcome: Outcome) -> testout.Test:
        question = single.ask(state.parts[skill], self._banks(state)[skill], self.params)
        assert question is not None
        return testout.answer(state, skill, question.item, outcome)

    def chances(self, state: testout.Test) -> Sequence[float]:
        return [single.chance(state.parts[skill], self.params) for skill in sorted(state.parts)]

    def skips(self, state: testout.Test) -> frozenset[int]:
        found = {skill: single.verdict(part, self.params) for skill, part in state.parts.items()}
        return frozenset(skill for skill, verdict in found.items() if verdict is Verdict.YES)

    def kept(self, state: testout.Test) -> dict[str, Any]:
        return state.as_dict()

    def resume(self, graph: Graph, kept: Mapping[str, Any]) -> testout.Test:
        return testout.Test.from_dict(kept)
