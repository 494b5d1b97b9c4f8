"""What there is instead: fixed courses, what is popular, anything at random, mastery without skipping, two right answers.

Each is made by a function that takes its settings and returns a policy.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wayfare.engine.simulate.world import Action, Course, Policy, Seen, Steps


@dataclass(frozen=True, slots=True)
class Length:
    """How long a course is: lessons and exercises a skill, and exercises in a review of everything at the end.

    A share of an exercise stands for so large a share of the skills.
    """

    lessons: int
    exercises: float
    review: float = 0.0


def _of(skill: int, length: Length, spread: float) -> Iterator[Action]:
    for _ in range(length.lessons):
        yield Action(skill, lesson=True)
    for _ in range(int(length.exercises + spread)):
        yield Action(skill, lesson=False)


def actions(order: Sequence[int], length: Length) -> Iterator[Action]:
    """Yield what a course of some length consists of, in an order of skills."""
    spreads = _spreads(order)
    for skill in order:
        yield from _of(skill, length, spreads[skill])
    for skill in order:
        for _ in range(int(length.review + spreads[skill])):
            yield Action(skill, lesson=False)


def _spreads(order: Sequence[int]) -> dict[int, float]:
    """Return a number in [0, 1) for each skill, so that int(x + number) is x on average over the skills."""
    return {skill: ((at * 0.6180339887) % 1.0) for at, skill in enumerate(order)}


def _blind(order: Sequence[int], length: Length) -> Generator[Action, Seen, None]:
    return _unseen(actions(order, length))


def _unseen(doing: Iterable[Action]) -> Generator[Action, Seen, None]:
    """Do one thing after the other, whatever is seen."""
    for action in doing:
        seen: Seen = yield action
        del seen


def fixed(length: Length) -> Policy:
    """Return the fixed course: everything, in the order of prerequisites, the same for everybody."""

    def follow(of: Course, seed: int) -> Steps:
        yield from _blind(of.skills.order, length)
        return frozenset()

    return follow


def popular(length: Length) -> Policy:
    """Return "most popular": what most others took comes first, whatever it builds on."""

    def follow(of: Course, seed: int) -> Steps:
        yield from _blind(of.popular, length)
        return frozenset()

    return follow


def at_random(length: Length) -> Policy:
    """Return "random": the same in any order, another one for each person."""

    def follow(of: Course, seed: int) -> Steps:
        order = [int(one) for one in np.random.default_rng(seed).permutation(len(of))]
        yield from _blind(order, length)
        return frozenset()

    return follow


def two_right(length: Length) -> Policy:
    """Return "two right answers = skip": two questions first, and the fixed course for what is not answered twice."""

    def follow(of: Course, seed: int) -> Steps:
        skipped, spreads = set[int](), _spreads(of.skills.order)
        for skill in of.skills.order:
            seen: Seen = yield Action(skill, lesson=False)
            if seen.right:
                seen = yield Action(skill, lesson=False)
            if seen.right:
                skipped.add(skill)
                continue
            yield from _unseen(_of(skill, length, spreads[skill]))
        return frozenset(skipped)

    return follow
