"""Learners with known abilities who answer questions of known difficulty."""

from dataclasses import dataclass

import numpy as np

from wayfare.engine.tracing.answers import UNKNOWN, Answer, Answers, columns


@dataclass(frozen=True)
class School:
    """The truth behind simulated answers, in logits."""

    answers: Answers
    ability: np.ndarray
    easiness: np.ndarray
    skill_of: np.ndarray


def school(
    seed: int = 0,
    *,
    learners: int = 60,
    answers: int = 25,
    skills: int = 5,
    questions: int = 40,
    named: bool = True,
    timed: bool = False,
    grouped: bool = False,
    spread: float = 1.0,
) -> School:
    """Return a school: each learner answers random questions; ability grows a little with every answer."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(0, spread, learners)
    skill_of = rng.integers(0, skills, questions)
    easiness = 0.4 + rng.normal(0, 0.5, skills)[skill_of] + rng.normal(0, 0.8, questions)
    rows, groups = [], []
    for learner in range(learners):
        day = float(rng.uniform(0, 100))
        for number in range(int(rng.integers(1, 2 * answers))):
            question = int(rng.integers(questions))
            p = 1 / (1 + np.exp(-(ability[learner] + easiness[question] + 0.01 * number)))
            first = int(skill_of[question])
            extra = ((first + 1) % skills,) if question % 7 == 0 and skills > 1 else ()
            day += float(rng.exponential(0.3))
            name = question * 10 if named else UNKNOWN
            answer = Answer(name, (first, *extra), float(rng.random() < p), day if timed else None)
            rows.append((learner * 3, answer))
            groups.append("even" if learner % 2 == 0 else "odd")
    return School(columns(rows, groups if grouped else None, timed=timed), ability, easiness, skill_of)
