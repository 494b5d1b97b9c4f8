"""P(a right answer), now and later: the number that is shown of what somebody can do, and whether practice is enough."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wayfare.catalog import api as catalog
from wayfare.engine.memory import scheduling, shown
from wayfare.engine.planning import practice
from wayfare.engine.tracing import gaussian
from wayfare.learner import artefacts, memory, predictors, rows
from wayfare.learner.api.beliefs import Snapshot
from wayfare.learner.placing.protocol import Bank
from wayfare.learner.rules import PREDICTED_FROM

if TYPE_CHECKING:
    from wayfare.engine.tracing.predictor import Predictor
    from wayfare.engine.tracing.state import State

FOUR_OPTIONS = 4
NEAREST, NEAR = 5, 0.75  # questions, levels


@dataclass(frozen=True, slots=True)
class RightNow:
    """P(right answer now, guessing included) to a question of the skill at ``level``."""

    level: float
    chance: float


@dataclass(frozen=True, slots=True)
class Practised:
    """What practice of a skill has come to: P(right answer) to a question at ``level`` now, and some weeks on without any more.

    ``enough`` for now says that more of it hardly pays: better go on, and come back to it on another day. ``unsure`` says that a
    lesson would tell more than an exercise.
    """

    level: float
    now: float
    later: float
    enough: bool
    unsure: bool


def right_now(*, snapshot: Snapshot, skill_id: int, level: float | None, now: datetime) -> RightNow:
    """Return how likely the person answers a question right now: of this level, or (None) of the one they are nearest to.

    Where the active parameters have a fitted predictor, and the person has answered enough for it, it is the mean of what that
    foresees for the questions nearest to the level, those before the others that were not seen yet. Else it follows from
    mastery and memory: what the person could do, less what is forgotten since.
    """
    if level is None:
        level = float(min(5, max(1, round(snapshot.belief(skill_id).mean))))
    return RightNow(level, foreseen(snapshot=snapshot, wanted={skill_id: level}, at=now)[skill_id])


def foreseen(*, snapshot: Snapshot, wanted: Mapping[int, float], at: datetime) -> dict[int, float]:
    """Return by skill P(right answer) at a moment to a question at the level wanted, if there is no practice until then."""
    return {skill: one.chance for skill, one in outlooks(snapshot=snapshot, wanted=wanted, at=at).items()}


@dataclass(frozen=True, slots=True)
class Outlook:
    """P(right answer) at a moment; how far an exercise is expected to raise it, None where nothing was learned of that."""

    chance: float
    rise: float | None


def outlooks(*, snapshot: Snapshot, wanted: Mapping[int, float], at: datetime) -> dict[int, Outlook]:
    """Return by skill what ``foreseen`` does, with what practice would do to it."""
    looks, found = _foresight(snapshot, wanted), dict[int, Outlook]()
    for skill, level in wanted.items():
        chance = looks.chance(skill, level, at)
        found[skill] = Outlook(chance, looks.rise(skill, chance))
    return found


def practised(*, snapshot: Snapshot, skill_id: int, level: float, taught: bool, now: datetime) -> Practised:
    """Return what practice of a skill has come to. ``taught`` says that the person has begun a lesson on it."""
    looks, later = _foresight(snapshot, [skill_id]), now + timedelta(days=practice.AIMS.ahead)
    chance = looks.chance(skill_id, level, now)
    return Practised(
        level=level,
        now=chance,
        later=looks.chance(skill_id, level, later),
        enough=practice.enough(chance, practice.AIMS.now, taught=taught, rise=looks.rise(skill_id, chance)),
        unsure=not taught and chance < practice.AIMS.begin_with_lesson,
    )


@dataclass(frozen=True, slots=True)
class _Foresight:
    """All that is read to foresee one person's answers about some skills; ``predictor`` is None where there is none for them.

    ``taught`` are the skills that they have begun a lesson on.
    """

    snapshot: Snapshot
    bundle: artefacts.Bundle
    cards: memory.Cards
    bank: Bank
    taught: frozenset[int] = frozenset()
    predictor: "Predictor | None" = None
    state: "State | None" = None

    def chance(self, skill_id: int, level: float, at: datetime) -> float:
        """Return P(right answer) at a moment to a question of a skill at a level."""
        found = self._predicted(skill_id, level, at)
        if found is not None:
            return found
        bundle = self.bundle
        could = gaussian.predict(self.snapshot.state, skill_id, level, FOUR_OPTIONS, bundle.tracing)
        card = self.cards.get((skill_id, memory.WHOLE))
        recall = scheduling.recall(card, at.timestamp(), bundle.memory) if card else 1.0
        return shown.right_now(could, gaussian.guess_rate(FOUR_OPTIONS, bundle.tracing), recall, bundle.shown)

    def rise(self, skill_id: int, chance: float) -> float | None:
        """Return how far an exercise is expected to raise ``chance``; None where nothing was learned of that."""
        if self.predictor is None or self.state is None:
            return None
        return self.predictor.rise(self.state, skill_id, chance)

    def _predicted(self, skill_id: int, level: float, at: datetime) -> float | None:
        """Return what the predictor foresees; None where there is no question near that level."""
        from wayfare.engine.tracing.answers import Question

        if self.predictor is None or self.state is None:
            return None
        seen = self.state.questions
        near = sorted(
            (one.question_id in seen, abs(one.level - level), one.question_id)
            for one in self.bank.get(skill_id, ())
            if abs(one.level - level) <= NEAR
        )[:NEAREST]
        day, taught = predictors.day(at), skill_id in self.taught
        chances = [
            self.predictor.predict(self.state, Question(number, (skill_id,), day, taught)) for *_, number in near
        ]
        return sum(chances) / len(chances) if chances else None


def _foresight(snapshot: Snapshot, skill_ids: Collection[int]) -> _Foresight:
    bundle, person = artefacts.bundle(snapshot.artefact), snapshot.person_id
    if bundle.predictor and sum(snapshot.answers.values()) >= PREDICTED_FROM:
        bank = catalog.bank(skill_ids=list(skill_ids))
        taught = rows.taught(person, skill_ids)
        predictor, state = predictors.load(bundle.predictor), predictors.state(person, bundle.predictor)
        return _Foresight(snapshot, bundle, memory.skills(person), bank, taught, predictor, state)
    return _Foresight(snapshot, bundle, memory.skills(person), {})
