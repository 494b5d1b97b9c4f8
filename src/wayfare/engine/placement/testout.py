"""Test out of an item or a segment: a few questions on each skill it teaches, and skip it when every one is shown.

One sequential test (``placement.single``) a skill, taken in turn: the skill that is furthest from being shown comes first, so
that a "no" ends the whole test early and nobody answers questions that can no longer help.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wayfare.engine.placement import single
from wayfare.engine.placement.answers import Item, Outcome, Verdict
from wayfare.engine.placement.level import Question
from wayfare.engine.types import Gaussian


@dataclass(frozen=True, slots=True)
class Claim:
    """A skill that the item teaches: the level it teaches up to, and what is believed of the person."""

    skill: int
    level: float
    prior: Gaussian


@dataclass(frozen=True, slots=True)
class Test:
    """All of a test-out that has to be kept: a sequential test for each skill."""

    parts: Mapping[int, single.Test]

    def as_dict(self) -> dict[str, Any]:
        """Return the test as plain values for JSON."""
        return {str(skill): part.as_dict() for skill, part in self.parts.items()}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Test":
        """Return the test that ``as_dict`` gave."""
        return cls({int(skill): single.Test.from_dict(part) for skill, part in kept.items()})


def start(claims: Sequence[Claim], seed: int) -> Test:
    """Return a test on these skills. Raises ValueError where there is none: nothing can be shown then."""
    if not claims:
        msg = "an item that teaches no skill cannot be tested out of"
        raise ValueError(msg)
    return Test({one.skill: single.start(one.level, one.prior, seed + at) for at, one in enumerate(claims)})


def answer(test: Test, skill: int, item: Item, outcome: Outcome) -> Test:
    """Return the test after an answer to a question on one of its skills. Raises KeyError for another skill."""
    return Test({**test.parts, skill: single.answer(test.parts[skill], item, outcome)})


def verdict(test: Test, params: single.Params) -> Verdict:
    """Return yes where every skill is shown, no as soon as one is not, open otherwise."""
    found = [single.verdict(part, params) for part in test.parts.values()]
    if Verdict.NO in found:
        return Verdict.NO
    return Verdict.YES if all(one is Verdict.YES for one in found) else Verdict.OPEN


def ask(test: Test, banks: Mapping[int, Sequence[Item]], params: single.Params) -> tuple[int, Question] | None:
    """Return the next skill and question, or None where the test has ended or cannot be decided.

    A skill whose questions have run out undecided ends the test as well: it can no longer become a yes.
    """
    if verdict(test, params) is not Verdict.OPEN:
        return None
    chosen: tuple[int, Question] | None = None
    for skill, part in sorted(test.parts.items(), key=lambda pair: (single.chance(pair[1], params), pair[0])):
        if single.verdict(part, params) is Verdict.OPEN:
            question = single.ask(part, banks.get(skill, ()), params)
            if question is None:
                return None
            chosen = chosen or (skill, question)
    return chosen
