"""The Gaussian filter as a tracer of answers: what it says of the next one, with fitted levels of questions."""

from dataclasses import dataclass
from typing import Any

from wayfare.engine.tracing import gaussian
from wayfare.engine.tracing.answers import Answer, Question
from wayfare.engine.tracing.gaussian import Params
from wayfare.engine.tracing.levels import Levels
from wayfare.engine.types import Attempt, Gaussian, LearnerState


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter with its parameters, and the levels of questions where they are known (else all at ``usual``)."""

    params: Params
    levels: Levels | None = None
    usual: float = 2.5
    options: int = 0

    def start(self) -> LearnerState:
        """Return the belief about somebody nothing is known of."""
        return gaussian.start(self.params)

    def step(self, state: LearnerState, answer: Answer) -> LearnerState:
        """Return the belief after an answer."""
        return gaussian.update(state, self.attempt(answer), self.params)

    def predict(self, state: LearnerState, question: Question) -> float:
        """Return P(right answer), in (0, 1)."""
        skill, *also = question.skills
        return gaussian.predict(state, skill, self.level(question), self.options, self.params, tuple(also))

    def attempt(self, answer: Answer) -> Attempt:
        """Return an answer as the filter takes it."""
        skill, *also = answer.skills
        return Attempt(skill, self.level(answer), self.options, answer.score, tuple(also))

    def level(self, asked: Question | Answer) -> float:
        """Return the level of a question."""
        return self.usual if self.levels is None else self.levels.of(asked.question, asked.skills[0])

    def as_json(self, state: LearnerState) -> Any:
        """Return a belief as a JSON value."""
        rows = [[skill, one.mean, one.variance] for skill, one in state.skills.items()]
        return {"ability": [state.ability.mean, state.ability.variance], "skills": rows}

    def from_json(self, value: Any) -> LearnerState:
        """Return the belief that ``as_json`` wrote."""
        skills = {skill: Gaussian(mean, variance) for skill, mean, variance in value["skills"]}
        return LearnerState(Gaussian(*value["ability"]), skills)
