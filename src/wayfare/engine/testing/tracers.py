"""What every tracer and predictor must hold, whatever is inside.

    from wayfare.engine.testing import tracers
    tracers.check(my_tracer, np.random.default_rng(1))

Each check draws answers by the given generator and raises Broken with a sentence that says what does not hold.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from wayfare.engine.tracing.answers import UNKNOWN, Answer, Question

State = TypeVar("State")


class Broken(AssertionError):
    """A tracer does not hold what every tracer must."""


class Tracer(Protocol[State]):
    """A state for nothing known, a step for each answer, a probability for each question; states are JSON values."""

    def start(self) -> State:
        """Return the state of somebody who has answered nothing."""
        ...

    def step(self, state: State, answer: Answer) -> State:
        """Return the state after an answer; the given one stays as it is."""
        ...

    def predict(self, state: State, question: Question) -> float:
        """Return P(right)."""
        ...

    def as_json(self, state: State) -> Any:
        """Return a state as a JSON value."""
        ...

    def from_json(self, value: Any) -> State:
        """Return the state that ``as_json`` wrote."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """What may be asked: questions with ids below ``questions`` (and unknown ones), skills below ``skills``."""

    skills: int = 8
    questions: int = 40
    histories: int = 25
    longest: int = 30

    def history(self, rng: np.random.Generator) -> list[Answer]:
        """Return random answers of one learner."""
        return [self.answer(rng) for _ in range(int(rng.integers(1, self.longest + 1)))]

    def answer(self, rng: np.random.Generator) -> Answer:
        """Return a random answer: one or two skills, a known, new or unnamed question."""
        first = int(rng.integers(self.skills))
        skills = (first,) if rng.random() < 0.8 else (first, (first + 1) % self.skills)
        question = int(rng.integers(UNKNOWN, self.questions + 3))
        return Answer(question, skills, float(rng.integers(2)))


def after(tracer: Tracer[State], answers: Sequence[Answer]) -> State:
    """Return the state after some answers."""
    state = tracer.start()
    for answer in answers:
        state = tracer.step(state, answer)
    return state


def online(tracer: Tracer[State], answers: Sequence[Answer]) -> list[float]:
    """Return P(right) before each answer."""
    state, found = tracer.start(), []
    for answer in answers:
        found.append(tracer.predict(state, answer.asked))
        state = tracer.step(state, answer)
    return found


def probabilities(tracer: Tracer[State], world: World, rng: np.random.Generator) -> None:
    """Check that every prediction is a number in [0, 1]."""
    for _ in range(world.histories):
        for p in online(tracer, world.history(rng)):
            if not (math.isfinite(p) and 0 <= p <= 1):
                raise Broken(f"{p} is no probability")


def replay_is_incremental(tracer: Tracer[State], world: World, rng: np.random.Generator) -> None:
    """Check that a state written down after any answer and read again goes on as if nothing had happened."""
    for _ in range(world.histories):
        answers = world.history(rng)
        state = tracer.start()
        for answer in answers:
            state = tracer.step(tracer.from_json(json.loads(json.dumps(tracer.as_json(state)))), answer)
        if tracer.as_json(state) != tracer.as_json(after(tracer, answers)):
            raise Broken("replaying the answers gives another state than taking them one by one")


def past_is_settled(tracer: Tracer[State], world: World, rng: np.random.Generator) -> None:
    """Check that an answer changes no state and no prediction from before it."""
    for _ in range(world.histories):
        answers = world.history(rng)
        at = int(rng.integers(len(answers)))
        other = answers[at]._replace(score=1 - answers[at].score)
        before = online(tracer, answers)[: at + 1]
        if online(tracer, [*answers[:at], other, *answers[at + 1 :]])[: at + 1] != before:
            raise Broken("an answer changes a prediction made before it")
        state = after(tracer, answers)
        written = json.dumps(tracer.as_json(state))
        tracer.step(state, other)
        tracer.predict(state, other.asked)
        if json.dumps(tracer.as_json(state)) != written:
            raise Broken("a step or a prediction changes the state it was given")


def evidence_counts(tracer: Tracer[State], world: World, rng: np.random.Generator, *, pointwise: bool) -> None:
    """Check that a right answer makes the same one at least as likely as a wrong answer does: always, or on average."""
    gains = []
    for _ in range(world.histories):
        state, answer = after(tracer, world.history(rng)), world.answer(rng)
        right, wrong = (tracer.step(state, answer._replace(score=score)) for score in (1.0, 0.0))
        gains.append(tracer.predict(right, answer.asked) - tracer.predict(wrong, answer.asked))
    if pointwise and min(gains) < -1e-12:
        raise Broken(f"a right answer lowers what is foreseen by {-min(gains):.3g}")
    if np.mean(gains) <= 0:
        raise Broken("right answers do not raise what is foreseen")


def order_of_skills(tracer: Tracer[State], world: World, rng: np.random.Generator, *, tolerance: float) -> None:
    """Check that it hardly matters whether answers about one skill stand before or after those about another."""
    changes = []
    for _ in range(world.histories):
        one, two = rng.permutation(world.skills)[:2].tolist()
        drawn = [world.answer(rng) for _ in range(6)]
        first = [answer._replace(skills=(one,)) for answer in drawn[:3]]
        second = [answer._replace(skills=(two,)) for answer in drawn[3:]]
        asked = Question(UNKNOWN, (one,))
        states = after(tracer, [*first, *second]), after(tracer, [*second, *first])
        there, back = (tracer.predict(state, asked) for state in states)
        changes.append(abs(there - back))
    if np.mean(changes) > tolerance:
        raise Broken(f"the order of independent skills moves predictions by {np.mean(changes):.3g}")


def same_predictions(one: Tracer[State], other: Tracer[State], world: World, rng: np.random.Generator) -> None:
    """Check that two tracers say exactly the same: one saved and loaded, or made again from the same seed."""
    for _ in range(world.histories):
        answers = world.history(rng)
        if online(one, answers) != online(other, answers):
            raise Broken("the two tracers differ")


def check(
    tracer: Tracer[State],
    rng: np.random.Generator,
    *,
    world: World | None = None,
    reload: Callable[[], Tracer[State]] | None = None,
    again: Callable[[], Tracer[State]] | None = None,
    pointwise: bool = True,
    order_tolerance: float = 0.02,
) -> None:
    """Run every check. ``reload`` saves and loads the tracer, ``again`` makes it anew from the same seed.

    ``pointwise`` False and a wider ``order_tolerance`` (in probability) are for learned models that see order and may bend.
    Raises Broken.
    """
    asked = world or World()
    probabilities(tracer, asked, rng)
    replay_is_incremental(tracer, asked, rng)
    past_is_settled(tracer, asked, rng)
    evidence_counts(tracer, asked, rng, pointwise=pointwise)
    order_of_skills(tracer, asked, rng, tolerance=order_tolerance)
    for make in (reload, again):
        if make is not None:
            same_predictions(tracer, make(), asked, rng)
