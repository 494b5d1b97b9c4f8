"""Answers: one at a time, as the product meets them, and many in columns, as a model is fitted from them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNKNOWN = -1


class Question(NamedTuple):
    """What is asked: a question's id (UNKNOWN where there is none), its skills (at least one), and when, in days.

    ``at`` counts days from any fixed moment; None where times are not known. ``taught`` says that a lesson on the first skill was
    begun before: that proves nothing, but who was taught answers differently from who was not.
    """

    question: int
    skills: tuple[int, ...]
    at: float | None = None
    taught: bool = False


class Answer(NamedTuple):
    """One graded answer; ``score`` in [0, 1], the rest as in Question."""

    question: int
    skills: tuple[int, ...]
    score: float
    at: float | None = None
    taught: bool = False

    @property
    def asked(self) -> Question:
        """Return the question without the answer."""
        return Question(self.question, self.skills, self.at, self.taught)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers in columns. Those of one learner stand together, in the order in which they were given.

    ``skill[start[i]:start[i + 1]]`` are the skills of answer i; ``at`` is in days or None; ``group`` is a label for each answer
    (which slice of people its learner belongs to) or None; ``taught`` is as in Question, None where nobody knows.
    """

    learner: Ints
    question: Ints
    start: Ints
    skill: Ints
    score: Floats
    at: Floats | None = None
    group: NDArray[np.str_] | None = None
    taught: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return int(self.score.size)

    def __iter__(self) -> Iterator[Answer]:
        skills, start = self.skill.tolist(), self.start.tolist()
        times = [None] * len(self) if self.at is None else self.at.tolist()
        taught = [False] * len(self) if self.taught is None else self.taught.tolist()
        rows = zip(self.question.tolist(), self.score.tolist(), times, taught, strict=True)
        for i, (question, score, at, told) in enumerate(rows):
            yield Answer(question, tuple(skills[start[i] : start[i + 1]]), score, at, told)

    def first_skill(self) -> Ints:
        """Return the first skill of each answer."""
        return self.skill[self.start[:-1]]

    def fresh(self) -> NDArray[np.bool_]:
        """Return where another learner begins."""
        return np.concatenate(([True], self.learner[1:] != self.learner[:-1])) if len(self) else np.zeros(0, bool)

    def position(self) -> Ints:
        """Return how many answers the same learner gave before."""
        starts = np.nonzero(self.fresh())[0]
        lengths = np.diff(np.append(starts, len(self)))
        return np.arange(len(self)) - np.repeat(starts, lengths)

    def take(self, rows: NDArray[np.bool_]) -> "Answers":
        """Return the chosen answers, in the same order."""
        counts = np.diff(self.start)
        return Answers(
            self.learner[rows],
            self.question[rows],
            np.concatenate(([0], np.cumsum(counts[rows]))),
            self.skill[np.repeat(rows, counts)],
            self.score[rows],
            None if self.at is None else self.at[rows],
            None if self.group is None else self.group[rows],
            None if self.taught is None else self.taught[rows],
        )

    def with_scores(self, score: Floats) -> "Answers":
        """Return the same questions with other scores."""
        return replace(self, score=score)


def columns(rows: Iterable[tuple[int, Answer]], groups: Sequence[str] | None = None, *, timed: bool = False) -> Answers:
    """Return (learner, answer) pairs in columns; the learners' answers are put together, their order is kept.

    ``timed`` keeps the times, which every answer must then have. Raises ValueError for an answer without a skill or with a score
    outside [0, 1].
    """
    given = list(rows)
    order = np.argsort(np.array([learner for learner, _ in given], np.int64), kind="stable")
    kept = [given[i] for i in order]
    score = np.array([answer.score for _, answer in kept], float)
    if not np.all((score >= 0) & (score <= 1)):
        raise ValueError("a score is not in [0, 1]")
    counts = [len(answer.skills) for _, answer in kept]
    if not all(counts):
        raise ValueError("an answer has no skill")
    return Answers(
        np.array([learner for learner, _ in kept], np.int64),
        np.array([answer.question for _, answer in kept], np.int64),
        np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64),
        np.array([skill for _, answer in kept for skill in answer.skills], np.int64),
        score,
        np.array([answer.at for _, answer in kept], float) if timed else None,
        None if groups is None else np.asarray(groups, str)[order],
        np.array([answer.taught for _, answer in kept], bool),
    )
