"""What is to be looked at again: what fades, and skips that have to prove themselves."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Askable
from wayfare.engine.memory import scheduling
from wayfare.learner import artefacts, memory, rows, skips
from wayfare.learner.api.beliefs import Snapshot, snapshot
from wayfare.learner.placing.protocol import Bank
from wayfare.learner.skips import Figures, Skipped

FADING, SKIPPED = "fading", "skipped"
AT_ONCE, OF_EACH_SKILL = 20, 3
AHEAD = (0.0, 7.0, 14.0, 30.0)  # days
A_MONTH = 30.0  # days
AIM = 0.9
"""The recall at which a review is due: what comes back in time is kept at about this (see ``scheduling.due``)."""
RIGHT = 3
"""The rating of an answer that was right, neither with ease nor with trouble."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question to be answered again, the skill it is about, since when it is due, and why.

    ``fading``: it is likely to be forgotten soon; ``skipped``: the skill was skipped and is looked at again.
    """

    version_id: int
    skill_id: int
    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How likely what was learned of a skill is recalled: now and after each of ``AHEAD`` days without practice."""

    skill_id: int
    recall: list[float]
    due: datetime


def due(*, person_id: int, now: datetime, limit: int = AT_ONCE) -> list[Due]:
    """Return what is due for review, skips first, then longest due first; each question once, a few of each skill."""
    skipped = skips.due(person_id, now)
    waiting = [(skill, 0, level, since, SKIPPED) for skill, level, since in skipped]
    tried = rows.answered_since(person_id, skipped[0][2]) if skipped else frozenset()
    fading = memory.due(person_id, now)
    believed = snapshot(person_id=person_id) if fading else None
    for skill, question, since in fading:
        level = believed.belief(skill).mean if believed is not None else 0.0
        waiting.append((skill, question, level, since, FADING))
    bank = catalog.bank(skill_ids=list({skill for skill, *_ in waiting}))
    found: dict[int, Due] = {}
    for skill, question, level, since, why in waiting:
        # what a skip was checked with already says nothing new
        chosen = _question(bank, skill, question, level, found.keys() | (tried if why == SKIPPED else frozenset()))
        if chosen is not None and sum(one.skill_id == skill for one in found.values()) < OF_EACH_SKILL:
            found[chosen.version_id] = Due(chosen.version_id, skill, since, why)
    return list(found.values())[:limit]


def due_count(*, person_id: int, now: datetime) -> int:
    """Return about how many questions are due: counted by skill, without looking which questions there are."""
    counted = Counter(skill for skill, *_ in (*skips.due(person_id, now), *memory.due(person_id, now)))
    return min(AT_ONCE, sum(min(number, OF_EACH_SKILL) for number in counted.values()))


def _question(bank: Bank, skill: int, question: int, level: float, taken: Container[int]) -> Askable | None:
    """Return the very question, or for a skill as a whole the one nearest to a level that is not taken yet."""
    free: Sequence[Askable] = [one for one in bank.get(skill, ()) if one.version_id not in taken]
    if question:
        return next((one for one in free if one.question_id == question), None)
    return min(free, key=lambda one: (abs(one.level - level), one.version_id), default=None)


def next_due(*, person_id: int) -> datetime | None:
    """Return when something is due for review next, whether or not that is past; None without any."""
    found = [at for at in (memory.next_due(person_id), skips.next_due(person_id)) if at is not None]
    return min(found, default=None)


def retention(*, snapshot: Snapshot, now: datetime) -> list[Retention]:
    """Return for each skill with a card how likely it is recalled now and later, most endangered first."""
    params = artefacts.bundle(snapshot.artefact)
    found = [
        Retention(
            skill,
            [scheduling.forecast([card], now.timestamp(), [days], params.memory)[0] for days in AHEAD],
            memory.due_at(card, params),
        )
        for (skill, _), card in memory.skills(snapshot.person_id).items()
    ]
    return sorted(found, key=lambda row: row.recall[0])


def kept(*, skill_ids: Iterable[int], artefact: str) -> dict[int, float]:
    """Return how much of what is learned of a skill now is likely still there after a month, in (0, 1].

    1 is what reviews keep, where there are questions about the skill; elsewhere it fades as after a first success.
    """
    params = artefacts.bundle(artefact).memory
    fresh = scheduling.review(None, RIGHT, 0.0, params)
    faded = min(AIM, scheduling.recall(fresh, A_MONTH * scheduling.DAY, params))
    asked = catalog.asked_about()
    return {skill: 1.0 if skill in asked else faded / AIM for skill in skill_ids}


def skipped(*, person_id: int) -> Skipped:
    """Return the items and skills that a placement let a person skip and that no later check has brought back."""
    return skips.standing(person_id)


def skip_figures() -> Figures:
    """Return what became of all skips so far: made, verified, failed."""
    return skips.figures()
