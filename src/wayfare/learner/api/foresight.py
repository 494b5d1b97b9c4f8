"""P(a right answer now): the one number that is shown of what somebody can do at this moment."""

from dataclasses import dataclass
from datetime import datetime

from wayfare.catalog import api as catalog
from wayfare.engine.memory import scheduling, shown
from wayfare.engine.tracing import gaussian
from wayfare.learner import artefacts, memory, predictors
from wayfare.learner.api.beliefs import Snapshot
from wayfare.learner.rules import PREDICTED_FROM

FOUR_OPTIONS = 4
NEAREST, NEAR = 5, 0.75  # questions, levels


@dataclass(frozen=True, slots=True)
class RightNow:
    """P(right answer now, guessing included) to a question of the skill at ``level``."""

    level: float
    chance: float


def right_now(*, snapshot: Snapshot, skill_id: int, level: float | None, now: datetime) -> RightNow:
    """Return how likely the person answers a question right now: of this level, or (None) of the one they are nearest to.

    Where the active parameters have a fitted predictor, and the person has answered enough for it, it is the mean of what that
    foresees for the questions nearest to the level. Else it follows from mastery and memory: what the person could do, less
    what is forgotten since.
    """
    if level is None:
        level = float(min(5, max(1, round(snapshot.belief(skill_id).mean))))
    return RightNow(level, _chance(snapshot, skill_id, level, now))


def _chance(snapshot: Snapshot, skill_id: int, level: float, now: datetime) -> float:
    bundle = artefacts.bundle(snapshot.artefact)
    if bundle.predictor and sum(snapshot.answers.values()) >= PREDICTED_FROM:
        found = _predicted(snapshot, bundle.predictor, skill_id, level, now)
        if found is not None:
            return found
    could = gaussian.predict(snapshot.state, skill_id, level, FOUR_OPTIONS, bundle.tracing)
    card = memory.read(snapshot.person_id, skill_id, memory.WHOLE).get((skill_id, memory.WHOLE))
    recall = scheduling.recall(card, now.timestamp(), bundle.memory) if card else 1.0
    return shown.right_now(could, gaussian.guess_rate(FOUR_OPTIONS, bundle.tracing), recall, bundle.shown)


def _predicted(snapshot: Snapshot, name: str, skill_id: int, level: float, now: datetime) -> float | None:
    """Return what the predictor foresees; None where there is no question near that level."""
    from wayfare.engine.tracing.answers import Question

    bank = catalog.bank(skill_ids=[skill_id]).get(skill_id, [])
    near = sorted((abs(one.level - level), one.question_id) for one in bank if abs(one.level - level) <= NEAR)
    if not near:
        return None
    predictor, state, at = predictors.load(name), predictors.state(snapshot.person_id, name), predictors.day(now)
    chances = [predictor.predict(state, Question(question, (skill_id,), at)) for _, question in near[:NEAREST]]
    return sum(chances) / len(chances)
