"""What was learned of questions and skills from other people's answers: flat arrays, looked up by place.

Fitted for each user fold from the learners of the other folds, so that nobody's features know of their own answers. (Leaving
out single answers or single learners instead leaks: the left-out answer can be read from the difference.)
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.tracing import rasch
from wayfare.engine.tracing.answers import UNKNOWN, Answers, Floats, Ints
from wayfare.engine.tracing.pairs import Pairs

MOST_ATTEMPTS = 12
SKILL_BITS, RUN_BITS = 5, 6
SHRINK_SKILL, SHRINK_ITEM, SHRINK_COHORT = 20.0, 6.0, 3.0
ATTEMPTS_AT = 3  # where the shares by attempt begin in a skill's row; those by bits follow them
BITS_AT = ATTEMPTS_AT + MOST_ATTEMPTS + 1


REMEMBERED = 20_000
Kept = TypeVar("Kept")


def remember(memory: dict[int, Kept], name: int, value: Kept) -> None:
    """Keep a value that was looked up in the arrays; all are forgotten when there are too many."""
    if len(memory) >= REMEMBERED:
        memory.clear()
    memory[name] = value


@dataclass(frozen=True, slots=True)
class Places:
    """Where known ids stand in the tables: sorted ids. The last skill place is that of any unknown skill.

    After the questions come the skills again, as items, for answers whose question is not known or new.
    """

    questions: Ints
    skills: Ints
    _found: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def items(self) -> int:
        """Return the number of items: questions, then skills, then one for anything unknown."""
        return self.questions.size + self.skills.size + 1

    def skill(self, name: int) -> int:
        """Return the place of a skill."""
        place = self._found.get(name)
        if place is None:
            at = int(self.skills.searchsorted(name))
            place = at if at < self.skills.size and self.skills[at] == name else int(self.skills.size)
            remember(self._found, name, place)
        return place

    def item(self, question: int, skill_place: int) -> int:
        """Return the place of a question, or of its skill where the question is unknown."""
        place = self._asked.get(question)
        if place is None:
            at = int(self.questions.searchsorted(question))
            place = at if at < self.questions.size and self.questions[at] == question else UNKNOWN
            remember(self._asked, question, place)
        return place if place >= 0 else int(self.questions.size) + skill_place

    def skill_many(self, names: Ints) -> Ints:
        """Return the places of many skills."""
        return _find(self.skills, names, self.skills.size)

    def item_many(self, questions: Ints, skill_places: Ints) -> Ints:
        """Return the places of many questions."""
        found = _find(self.questions, questions, UNKNOWN)
        return np.where((found >= 0) & (questions != UNKNOWN), found, self.questions.size + skill_places)

    @classmethod
    def of(cls, answers: Answers) -> "Places":
        """Return the places of all questions and skills that were answered."""
        questions = np.unique(answers.question)
        return cls(questions[questions != UNKNOWN], np.unique(answers.skill))


def _find(known: Ints, wanted: Ints, missing: int) -> Ints:
    if not known.size:
        return np.full(wanted.size, missing, np.int64)
    at = np.minimum(known.searchsorted(wanted), known.size - 1)
    return np.where(known[at] == wanted, at, missing)


@dataclass(frozen=True, slots=True)
class Tables:
    """All that a feature vector takes from others.

    ``item`` has a row for each item: difficulty (negative is harder; logits), ln(1 + answers), share right, cohort, position.
    ``skill`` has a row for each skill: share right, easiness, ln(1 + answers), then share right at the k-th attempt.
    ``by_bits`` and ``by_run`` are shares right after given last outcomes, for each skill and (last row) in general.
    """

    places: Places
    numbers: Floats  # usual score, variance of abilities, variance of offsets
    item: Floats
    skill: Floats
    by_bits: Floats
    by_run: Floats
    pairs: Pairs
    _items: dict[int, list[float]] = field(default_factory=dict, repr=False, compare=False)
    _skills: dict[int, list[float]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def fresh(self) -> float:
        """Return the variance of the offset of a skill that somebody has not answered about, in squared logits."""
        return float(self.numbers[2])

    def item_row(self, place: int) -> list[float]:
        """Return the numbers of an item."""
        row = self._items.get(place)
        if row is None:
            row = self.item[place].tolist()
            remember(self._items, place, row)
        return row

    def skill_row(self, place: int) -> list[float]:
        """Return the numbers of a skill: those of ``skill``, then of ``by_bits``."""
        row = self._skills.get(place)
        if row is None:
            row = [*self.skill[place].tolist(), *self.by_bits[place].tolist()]
            remember(self._skills, place, row)
        return row


@dataclass(frozen=True, slots=True)
class Rows:
    """Answers with their places and contexts, computed once for all folds.

    ``attempt``, ``bits`` and ``run`` describe what the learner had answered before: earlier answers about the skill (at most
    MOST_ATTEMPTS), their last outcomes, the outcomes of the present run of answers about one skill.
    """

    learner: Ints
    item: Ints
    main: Ints
    start: Ints
    skill: Ints
    attempt: Ints
    bits: Ints
    run: Ints
    position: Ints
    score: Floats

    def take(self, rows: NDArray[np.bool_]) -> "Rows":
        """Return the chosen rows."""
        counts = np.diff(self.start)
        return Rows(
            self.learner[rows], self.item[rows], self.main[rows],
            np.concatenate(([0], np.cumsum(counts[rows]))), self.skill[np.repeat(rows, counts)],
            self.attempt[rows], self.bits[rows], self.run[rows], self.position[rows], self.score[rows],
        )  # fmt: skip


def push(bits: int, score: float, most: int) -> int:
    """Return the outcomes with one more at the end; after the leading one stand at most ``most`` of them."""
    bits = 2 * bits + (score >= 0.5)
    return bits if bits < 1 << (most + 1) else (bits & ((1 << most) - 1)) | (1 << most)


def rows_of(answers: Answers, places: Places) -> Rows:
    """Return answers with their places and contexts."""
    skill = places.skill_many(answers.skill)
    first = skill[answers.start[:-1]]
    contexts = np.array(list(_contexts(answers, skill)), np.int64).reshape(-1, 3)
    return Rows(
        answers.learner, places.item_many(answers.question, first), first, answers.start, skill,
        contexts[:, 0], contexts[:, 1], contexts[:, 2], answers.position(), answers.score,
    )  # fmt: skip


def _contexts(answers: Answers, skill: Ints):  # type: ignore[no-untyped-def]
    known: dict[int, tuple[int, int]] = {}
    skills, start, scores = skill.tolist(), answers.start.tolist(), answers.score.tolist()
    run, last = 1, -1
    for i, fresh in enumerate(answers.fresh().tolist()):
        if fresh:
            known, run, last = {}, 1, -1
        mine = skills[start[i] : start[i + 1]]
        run = run if mine[0] == last else 1
        attempts, bits = known.get(mine[0], (0, 1))
        yield min(attempts, MOST_ATTEMPTS), bits, run
        for each in mine:
            attempts, bits = known.get(each, (0, 1))
            known[each] = (attempts + 1, push(bits, scores[i], SKILL_BITS))
        run, last = push(run, scores[i], RUN_BITS), mine[0]


def fit(rows: Rows, places: Places, pairs: Pairs) -> Tables:
    """Return the tables that rows give; ``pairs`` come from elsewhere, for they need residuals."""
    items, skills = places.items, places.skills.size + 1
    design = rasch.Design.of(rows.learner, rows.item, rows.start, rows.skill, items, skills)
    easy = rasch.fit(design, rows.score)
    usual = float(rows.score.mean()) if rows.score.size else 0.5
    count = np.bincount(rows.main, minlength=skills)
    share = (np.bincount(rows.main, rows.score, skills) + SHRINK_SKILL * usual) / (count + SHRINK_SKILL)
    ability = easy.ability[design.learner]
    cohort = np.bincount(rows.main, ability, skills) / (count + SHRINK_COHORT)
    bits, run = (
        _shrunk(rows.main, context, rows.score, skills, 2 << most, usual)
        for context, most in ((rows.bits, SKILL_BITS), (rows.run, RUN_BITS))
    )
    attempts = _attempts(rows, skills, share)
    return Tables(
        places,
        np.array([usual, easy.ability_variance, easy.offset_variance]),
        _items(rows, places, easy, ability, share, cohort),
        np.column_stack([share, easy.skill, np.log1p(count), attempts]),
        bits,
        run,
        pairs,
    )


def _items(rows: Rows, places: Places, easy: rasch.Easiness, ability: Floats, share: Floats, cohort: Floats) -> Floats:
    items, questions = places.items, places.questions.size
    count = np.bincount(rows.item, minlength=items)
    # The skill that most rows of an item have first; a skill's own item belongs to it.
    main = np.concatenate([np.full(questions, places.skills.size), np.arange(items - questions)])
    main[rows.item] = rows.main
    weight = np.bincount(rows.item, easy_of(rows, easy), items) / np.maximum(count, 1)
    level = np.where(count > 0, weight, easy.skill[main])
    share_of_item = (np.bincount(rows.item, rows.score, items) + SHRINK_ITEM * share[main]) / (count + SHRINK_ITEM)
    cohort_of_item = (np.bincount(rows.item, ability, items) + SHRINK_COHORT * cohort[main]) / (count + SHRINK_COHORT)
    steps = np.log1p(rows.position)
    usual = np.bincount(rows.main, steps, share.size) / (np.bincount(rows.main, minlength=share.size) + 1)
    position = (np.bincount(rows.item, steps, items) + usual[main]) / (count + 1)
    return np.column_stack([easy.mean + level + easy.item, np.log1p(count), share_of_item, cohort_of_item, position])


def easy_of(rows: Rows, easy: rasch.Easiness) -> Floats:
    """Return the mean easiness of each row's skills."""
    counts = np.diff(rows.start)
    row = np.repeat(np.arange(counts.size), counts)
    return np.bincount(row, easy.skill[rows.skill], counts.size) / counts


def _attempts(rows: Rows, skills: int, share: Floats) -> Floats:
    size = MOST_ATTEMPTS + 1
    key = rows.main * size + rows.attempt
    count = np.bincount(key, minlength=skills * size).reshape(skills, size)
    right = np.bincount(key, rows.score, skills * size).reshape(skills, size)
    return np.asarray((right + SHRINK_SKILL * share[:, None]) / (count + SHRINK_SKILL))


def _shrunk(main: Ints, context: Ints, score: Floats, skills: int, size: int, usual: float) -> Floats:
    """Return the share right in each context: of each skill, shrunk to the general one, which is the last row."""
    count, right = np.bincount(context, minlength=size), np.bincount(context, score, size)
    general = (right + SHRINK_SKILL * usual) / (count + SHRINK_SKILL)
    key = main * size + context
    count = np.bincount(key, minlength=skills * size).reshape(skills, size)
    right = np.bincount(key, score, skills * size).reshape(skills, size)
    return np.vstack([(right + SHRINK_SKILL * general) / (count + SHRINK_SKILL), general])
