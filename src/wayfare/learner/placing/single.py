"""One test for each skill and level: for a single skill, and for what an item or its segments teach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wayfare.catalog.api import Askable
from wayfare.engine.placement import single
from wayfare.engine.placement.answers import Item, Outcome, Response
from wayfare.engine.tracing.gaussian import Params
from wayfare.engine.types import Gaussian
from wayfare.learner.placing.protocol import Bank, Exposures, Found, Next


@dataclass(frozen=True, slots=True)
class Tests:
    """Tests in the order in which they are taken."""

    tests: tuple[tuple[int, single.Test], ...]
    params: single.Params

    def skills(self) -> list[int]:
        """Return the skills whose questions may be asked."""
        return list(dict.fromkeys(skill for skill, _ in self.tests))

    def next(self, bank: Bank, exposures: Exposures) -> Next | None:
        """Return a question of the first test that is still open and has one left."""
        used = {one.item.id for _, test in self.tests for one in test.base.asked}
        for skill, test in self.tests:
            own = {one.item.id for one in test.base.asked}
            free = (one for one in bank.get(skill, ()) if one.version_id in own or one.version_id not in used)
            items = [item(one, exposures.get(one.version_id, 0.0)) for one in free]
            asked = single.ask(test, items, self.params)
            if asked is not None:
                return Next(asked.item.id, skill, asked.why)
        return None

    def answered(self, question: Askable, outcome: Outcome) -> "Tests":
        """Return the tests after an answer; it counts for every level of its skill that is tested."""
        tests = tuple(
            (skill, single.answer(test, item(question), outcome) if skill == question.skill_id else test)
            for skill, test in self.tests
        )
        return replace(self, tests=tests)

    def found(self) -> list[Found]:
        """Return what is known by now."""
        return [
            Found(
                skill_id=skill,
                level=test.wanted,
                chance=single.chance(test, self.params),
                verdict=single.verdict(test, self.params),
                asked=bool(test.base.asked),
            )
            for skill, test in self.tests
        ]

    def count(self) -> int:
        """Return how many questions were answered."""
        return len({one.item.id for _, test in self.tests for one in test.base.asked})

    def as_dict(self) -> dict[str, Any]:
        """Return the tests as plain values."""
        return {"tests": [[skill, test.as_dict()] for skill, test in self.tests]}


def begin(wanted: Iterable[tuple[int, float, Gaussian]], seed: int, params: Params) -> Tests:
    """Return tests of (skill, level, belief about it), each pair once."""
    pairs = {(skill, level): belief for skill, level, belief in wanted}
    tests = [
        (skill, single.start(level, belief, seed + place))
        for place, ((skill, level), belief) in enumerate(sorted(pairs.items(), key=lambda pair: pair[0]))
    ]
    return Tests(tuple(tests), _params(params))


def resume(kept: Mapping[str, Any], params: Params) -> Tests:
    """Return the tests that were kept."""
    return Tests(tuple((skill, single.Test.from_dict(test)) for skill, test in kept["tests"]), _params(params))


def item(question: Askable, exposure: float = 0.0) -> Item:
    """Return a question as the engine knows it."""
    return Item(question.version_id, question.level, question.options, exposure)


def _params(params: Params) -> single.Params:
    response = Response(slope=params.slope, margin=params.margin, slip=params.slip, free_guess=params.free_guess)
    return single.Params(response=response)
