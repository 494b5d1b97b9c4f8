"""The world: 60 skills in six layers, lessons of four minutes, exercises of one, and a check that nobody sees.

A policy is called once a person, with the course and a seed, and returns a generator: it yields what the person does next and is
sent what could be observed of it (``Seen``). It never sees what somebody knows. When it ends, or somebody drops out, the check
follows ``DELAY`` days later, on questions that nobody has seen: a skill counts where P(right) is at least ``COMPETENT``.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wayfare.engine.placement import graph, particles

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Dice = np.random.Generator

SKILLS, LAYERS = 60, 6
LESSON, EXERCISE = 4.0, 1.0  # minutes
GUESS = 0.15
COMPETENT = 0.85
RATE_MEAN, RATE_SD = -0.1, 0.35  # of the log of the individual learning rate
SESSION = 30.0  # minutes a day
DELAY = 14.0  # days from the end until the check
MOST_MINUTES = 3000.0


class Action(NamedTuple):
    """What a person does next: a lesson on a skill, or an exercise."""

    skill: int
    lesson: bool


class Seen(NamedTuple):
    """What can be observed: whether the answer was right (None after a lesson), and the day, counted from the first one."""

    right: bool | None
    day: float


Steps = Generator[Action, Seen, frozenset[int]]
"""The steps of one person; what is returned at the end names the skills that were skipped."""


@dataclass(frozen=True)
class Course:
    """What there is to learn: skills by their place, and what builds on what; and what no policy may read.

    ``popular`` is the order of what most others took. ``hardness``, a standard normal number a skill, is for the families alone.
    """

    skills: graph.Graph
    lesson: float = LESSON
    exercise: float = EXERCISE
    guess: float = GUESS
    popular: tuple[int, ...] = ()
    hardness: tuple[float, ...] = ()

    @cached_property
    def plan(self) -> particles.Plan:
        """Return what placement works out once for a set of skills."""
        return particles.plan(self.skills)

    def __len__(self) -> int:
        return len(self.skills)


Policy = Callable[[Course, int], Steps]


def course(seed: int, skills: int = SKILLS, layers: int = LAYERS) -> Course:
    """Draw a layered course: layers of equal size, one to three prerequisites, mostly of the layer below.

    What is popular is what comes first in a catalogue, with a lot of noise.
    """
    dice = np.random.default_rng([seed, skills, layers])
    layer: Places = np.arange(skills) * layers // skills
    needed: dict[object, list[int]] = {}
    for skill in np.flatnonzero(layer):
        lower = layer < layer[skill] if dice.random() < 0.15 else layer == layer[skill] - 1
        pool = np.flatnonzero(lower)
        needed[int(skill)] = [
            int(one) for one in dice.choice(pool, min(len(pool), int(dice.integers(1, 4))), replace=False)
        ]
    popular = np.argsort(layer + dice.normal(0, 1.5, skills))
    return Course(
        graph.build(range(skills), needed), popular=tuple(map(int, popular)), hardness=tuple(dice.normal(0, 1, skills))
    )


@dataclass(frozen=True, slots=True)
class People:
    """Who comes: their learning rates, and which skills they know already (people x skills)."""

    rate: Reals
    known: Flags

    def __len__(self) -> int:
        return len(self.rate)


def people(of: Course, count: int, share: float, seed: int, closed: bool) -> People:
    """Draw people who know ``share`` of the skills on average, the easier ones first, each in their own order.

    Shares vary between people (beta distribution). ``closed`` says whether nobody knows a skill without its prerequisites.
    """
    dice = np.random.default_rng([seed, count, round(1000 * share)])
    rate = np.exp(dice.normal(RATE_MEAN, RATE_SD, count))
    shares = dice.beta(6 * share, 6 * (1 - share), count)
    shares *= share / shares.mean()
    sizes = np.minimum(len(of), np.floor(shares * len(of) + dice.random(count))).astype(int)
    ease = np.array(of.skills.depth) + dice.normal(0, 1.0, (count, len(of)))
    known = np.zeros((count, len(of)), dtype=np.bool_)
    for row, size in enumerate(sizes):
        known[row, _first(of, ease[row], int(size), closed)] = True
    return People(rate, known)


def _first(of: Course, ease: Reals, size: int, closed: bool) -> list[int]:
    if not closed:
        return [int(one) for one in np.argsort(ease)[:size]]
    taken: list[int] = []
    left = {int(one) for one in np.argsort(ease)}
    while len(taken) < size:
        within = [one for one in left if all(needed in taken for needed in of.skills.before[one])]
        taken.append(min(within, key=lambda one: float(ease[one])))
        left.discard(taken[-1])
    return taken
