"""What every method of placement has to hold. Give ``check`` a placer; it raises Broken with a sentence.

from wayfare.engine.testing import placement
placement.check(MyPlacer(), graph, seed=1)
"""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from wayfare.engine.placement.answers import Outcome
from wayfare.engine.placement.graph import Graph

MOST = 500  # a test that asks more than this does not stop


class Broken(AssertionError):
    """A method of placement does not hold what every one has to."""


class Placer(Protocol):
    """A method of placement as the suite sees it. A state is whatever the method likes; ``kept`` must be JSON.

    ``tolerance`` is how far a chance may move by the method's own random noise (0 for an exact one).
    """

    tolerance: float

    def start(self, graph: Graph, seed: int) -> Any:
        """Return the state before the first question."""

    def ask(self, state: Any) -> int | None:
        """Return the skill to ask about, or None at the end."""

    def answer(self, state: Any, skill: int, outcome: Outcome) -> Any:
        """Return the state after an answer; the old one stays as it was."""

    def chances(self, state: Any) -> Sequence[float]:
        """Return P(can do it) for each skill."""

    def skips(self, state: Any) -> frozenset[int]:
        """Return the skills to skip."""

    def kept(self, state: Any) -> Any:
        """Return the state as plain values for JSON."""

    def resume(self, graph: Graph, kept: Any) -> Any:
        """Return the state again."""


Run = list[tuple[int, Outcome]]


def walk(placer: Placer, graph: Graph, seed: int) -> tuple[Any, Run]:
    """Answer at random until the placement ends; return the last state and all answers. Raises Broken where it does not."""
    dice, state, run = random.Random(seed), placer.start(graph, seed), []  # noqa: S311 - nothing secret
    while (skill := placer.ask(state)) is not None:
        outcome = dice.choice(list(Outcome))
        run.append((skill, outcome))
        state = placer.answer(state, skill, outcome)
        _expect(len(run) <= MOST, f"asked {MOST} questions and did not stop")
    return state, run


def stops(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold that it ends, and asks only about skills of the graph."""
    _, run = walk(placer, graph, seed)
    _expect(all(0 <= skill < len(graph) for skill, _ in run), "asked about a skill that is not there")


def seeded(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold that the same seed and answers give the same questions and chances."""
    (one, first), (other, second) = walk(placer, graph, seed), walk(placer, graph, seed)
    _expect(first == second, "the same seed asked something else")
    _expect(list(placer.chances(one)) == list(placer.chances(other)), "the same answers gave other chances")


def resumes(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold that a placement kept as JSON after every answer goes on as if it had never been put away."""
    whole, run = walk(placer, graph, seed)
    state = placer.start(graph, seed)
    for skill, outcome in run:
        state = placer.resume(graph, json.loads(json.dumps(placer.kept(state))))
        _expect(placer.ask(state) == skill, "a resumed placement asked something else")
        state = placer.answer(state, skill, outcome)
    _expect(list(placer.chances(state)) == list(placer.chances(whole)), "a resumed placement found something else")


def probable(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold that there is one probability a skill, at the start and at the end."""
    state, _ = walk(placer, graph, seed)
    for one in (placer.start(graph, seed), state):
        chances = placer.chances(one)
        _expect(len(chances) == len(graph), "there is not one chance for each skill")
        _expect(all(0 <= chance <= 1 for chance in chances), "a chance is not in [0, 1]")


def closed(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold that no skill is likelier than its prerequisites, and none is skipped without them."""
    state, _ = walk(placer, graph, seed)
    chances, skipped = placer.chances(state), placer.skips(state)
    for skill, needed in enumerate(graph.before):
        for one in needed:
            _expect(chances[one] >= chances[skill], f"skill {skill} is likelier than its prerequisite {one}")
            _expect(skill not in skipped or one in skipped, f"skill {skill} is skipped without its prerequisite {one}")


def fair(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold that a right answer never lowers the chance of its skill, and that a wrong one and "I don't know" never raise it."""
    state = placer.start(graph, seed)
    dice, wide = random.Random(seed), placer.tolerance  # noqa: S311 - nothing secret
    for _ in range(4):
        skill = placer.ask(state)
        if skill is None:
            return
        before = placer.chances(state)[skill]
        after = {outcome: placer.chances(placer.answer(state, skill, outcome))[skill] for outcome in Outcome}
        _expect(after[Outcome.RIGHT] >= before - wide, "a right answer lowered the chance of its skill")
        _expect(after[Outcome.WRONG] <= before + wide, "a wrong answer raised the chance of its skill")
        _expect(after[Outcome.UNKNOWN] <= before + wide, '"I don\'t know" raised the chance of its skill')
        state = placer.answer(state, skill, dice.choice(list(Outcome)))


CHECKS: tuple[Callable[[Placer, Graph, int], None], ...] = (stops, seeded, resumes, probable, closed, fair)


def check(placer: Placer, graph: Graph, seed: int) -> None:
    """Hold everything. Raises Broken."""
    for one in CHECKS:
        one(placer, graph, seed)


def _expect(held: bool, sentence: str) -> None:
    if not held:
        raise Broken(sentence)
