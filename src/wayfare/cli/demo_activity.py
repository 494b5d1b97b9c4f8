"""Three months of simulated activity for the demo company.

Each simulated person has a hidden level in each skill, learns a little from each lesson, and answers by it. Their evidence
is marked ``simulated``, so that nobody takes it for real.
"""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wayfare.catalog import api as catalog
from wayfare.catalog.api import ItemView, QuestionView
from wayfare.engine.tracing import gaussian
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.skills import api as skills

WEEKS = 13
BEHIND, SPREAD, START = 1.0, 0.8, 1.6
LEARNED, PAYS_OFF = 0.15, 0.6
TRUTH = gaussian.Params()


@dataclass
class _Simulated:
    """One simulated person: who, the dice, hidden levels, what they did already."""

    person_id: int
    dice: random.Random
    levels: dict[int, float]
    diligence: float

    def level(self, skill_id: int) -> float:
        return self.levels.setdefault(skill_id, max(0.5, self.dice.gauss(START, SPREAD)))


@dataclass(frozen=True)
class Study:
    """A lesson with its questions, and the right options of each."""

    lesson: ItemView
    questions: list[QuestionView]
    keys: dict[int, tuple[int, ...]]


def studies() -> list[Study]:
    """Return all lessons that can be simulated, read once for everybody."""
    found = []
    for lesson in catalog.lessons():
        questions = catalog.questions_of_item(item_id=lesson.id)
        keys = {question.version_id: catalog.key(version_id=question.version_id) for question in questions}
        found.append(Study(lesson, questions, keys))
    return found


def simulate(*, person_id: int, seed: str, now: datetime, studies: Sequence[Study]) -> None:
    """Let one person learn for three months up to yesterday. The same seed gives the same answers."""
    dice = random.Random(seed)  # noqa: S311  a simulation, not a secret
    role = people.role_of(person_id=person_id)
    targets = skills.targets(role_id=role.id) if role else []
    levels = {t.skill_id: min(5.0, max(0.5, dice.gauss(t.level - BEHIND, SPREAD))) for t in targets}
    who = _Simulated(person_id, dice, levels, dice.uniform(0.1, 0.5))
    ahead = dice.sample(studies, len(studies))
    with transaction.atomic():
        for week in range(WEEKS, 0, -1):
            if ahead and dice.random() < who.diligence:
                day = now - timedelta(days=7 * week - dice.randrange(5), hours=dice.randrange(1, 9))
                _study(who, ahead.pop(), day)


def _study(who: _Simulated, study: Study, at: datetime) -> None:
    """Open a lesson, answer some of its questions, and finish it or not."""
    learner.start(person_id=who.person_id, item_id=study.lesson.id, now=at)
    size = min(len(study.questions), who.dice.randint(2, 5))
    for position, question in enumerate(who.dice.sample(study.questions, size)):
        _answer(who, question, study.keys[question.version_id], at + timedelta(minutes=4, seconds=35 * position))
    if who.dice.random() < PAYS_OFF:
        learner.finish(person_id=who.person_id, item_id=study.lesson.id, now=at + timedelta(minutes=9))
    for segment in study.lesson.segments:
        if segment.skill_id is not None:
            who.levels[segment.skill_id] = min(5.0, who.level(segment.skill_id) + LEARNED)


def _answer(who: _Simulated, question: QuestionView, right: tuple[int, ...], at: datetime) -> None:
    if question.skill_id is None or question.level is None:
        return
    options = len(question.options)
    knows = who.dice.random() < gaussian.right(who.level(question.skill_id), question.level, options, TRUTH)
    wrong = [option for option in range(options) if option not in right]
    learner.answer(
        person_id=who.person_id,
        version_id=question.version_id,
        response=list(right) if knows else [who.dice.choice(wrong)],
        attempt_id=uuid.UUID(int=who.dice.getrandbits(128), version=4),
        now=at,
        source="simulated",
    )
