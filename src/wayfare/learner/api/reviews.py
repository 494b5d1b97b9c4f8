"""What is to be looked at again: what fades, and skips that have to prove themselves."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Askable
from wayfare.core.errors import Invalid
from wayfare.engine.memory import scheduling
from wayfare.engine.planning import practice
from wayfare.learner import artefacts, memory, rows, skips
from wayfare.learner.api.beliefs import Snapshot, snapshot
from wayfare.learner.api.foresight import NEAR, outlooks
from wayfare.learner.skips import Figures, Skipped

FADING, SKIPPED, AHEAD_OF = "fading", "skipped", "ahead"
AT_ONCE = 20
AHEAD = (0.0, 7.0, 14.0, 30.0)  # days
A_MONTH = 30.0  # days
FARTHEST = timedelta(days=366)
RIGHT = 3
"""The rating of an answer that was right, neither with ease nor with trouble."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question to be answered again, the skill it is about, since when it is due, and why.

    ``fading``: it is likely to be forgotten soon; ``skipped``: the skill was skipped and is looked at again; ``ahead``: on a day
    that somebody named (``since``) it would not be sure enough.
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


class _Call(NamedTuple):
    """A skill that a question near a level is wanted of; since when, and why."""

    skill_id: int
    level: float
    since: datetime
    why: str


def due(*, person_id: int, now: datetime, limit: int = AT_ONCE) -> list[Due]:
    """Return what is due for review, skips first, then longest due first; one question of each skill."""
    skipped = skips.due(person_id, now)
    calls = [_Call(skill, level, since, SKIPPED) for skill, level, since in skipped]
    tried = rows.answered_since(person_id, skipped[0][2]) if skipped else frozenset()
    fading = memory.due(person_id, now)
    believed = snapshot(person_id=person_id) if fading else None
    for skill, since in fading:
        level = believed.belief(skill).mean if believed is not None else 0.0
        calls.append(_Call(skill, level, since, FADING))
    return _questions(person_id, calls, tried)[:limit]


def refresh(
    *,
    snapshot: Snapshot,
    wanted: Mapping[int, float],
    by: datetime,
    now: datetime,
    without: Container[int] = (),
    limit: int = AT_ONCE,
) -> list[Due]:
    """Return questions on what somebody would not answer surely enough on a day ahead, least sure first; one of each skill.

    ``wanted`` are skills with the level that counts; those that nothing is known of are left to lessons. What is taken for sure
    is raised once everything has reached the first aim (``practice.Aims.later``). ``without`` are versions not to ask now.
    Raises Invalid for a day that is over, or more than a year ahead.
    """
    if not now < by <= now + FARTHEST:
        raise Invalid(
            "That day is not ahead.", advice="Choose a day from tomorrow on, within a year.", by=by.isoformat()
        )
    levels = {skill: level for skill, level in wanted.items() if skill in snapshot.answers}
    ahead, shown = outlooks(snapshot=snapshot, wanted=levels, at=by), skips.standing(snapshot.person_id).skills
    for aim in practice.AIMS.later:
        open_ = [
            (one.chance, skill)
            for skill, one in ahead.items()
            if not practice.enough(one.chance, aim, taught=skill not in shown, rise=one.rise)
        ]
        calls = [_Call(skill, levels[skill], by, AHEAD_OF) for _, skill in sorted(open_)]
        found = _questions(snapshot.person_id, calls, frozenset(), without)[:limit]
        if found:
            return found
    return []


def _questions(
    person_id: int, calls: Sequence[_Call], tried: Container[int], without: Container[int] = ()
) -> list[Due]:
    """Return a question for each skill that calls, where there is one; what a skip was checked with already says nothing new."""
    if not calls:
        return []
    bank = catalog.bank(skill_ids=list({call.skill_id for call in calls}))
    cards, found = memory.everything(person_id), dict[int, Due]()
    for call in calls:
        free = [
            one
            for one in bank.get(call.skill_id, ())
            if one.version_id not in without and not (call.why == SKIPPED and one.version_id in tried)
        ]
        chosen = _question(free, call, cards)
        if chosen is not None:
            found.setdefault(call.skill_id, Due(chosen.version_id, call.skill_id, call.since, call.why))
    return list(found.values())


def due_count(*, person_id: int, now: datetime) -> int:
    """Return about how many questions are due: counted by skill, without looking which questions there are."""
    calls = {skill for skill, *_ in (*skips.due(person_id, now), *memory.due(person_id, now))}
    return min(AT_ONCE, len(calls))


def _question(free: Sequence[Askable], call: _Call, cards: memory.Cards) -> Askable | None:
    """Return a question near the level: one answered wrong last, else one never answered, else the one not seen for longest."""

    def order(one: Askable) -> tuple[bool, bool, float, float, int]:
        card, off = cards.get((call.skill_id, one.question_id)), abs(one.level - call.level)
        missed = card is not None and card.rating == scheduling.AGAIN
        return off > NEAR, not missed, card.at if card else 0.0, off, one.version_id

    return min(free, key=order, default=None)


def fading(*, snapshot: Snapshot, now: datetime, limit: int = AT_ONCE) -> dict[int, float]:
    """Return the skills that are due for review because they fade, longest due first, with how likely each is recalled now."""
    due_ = [skill for skill, _ in memory.due(snapshot.person_id, now)[:limit]]
    cards = memory.skills(snapshot.person_id) if due_ else {}
    params = artefacts.bundle(snapshot.artefact).memory
    return {skill: scheduling.recall(cards[skill, memory.WHOLE], now.timestamp(), params) for skill in due_}


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
    faded = min(memory.AIM, scheduling.recall(fresh, A_MONTH * scheduling.DAY, params))
    asked = catalog.asked_about()
    return {skill: 1.0 if skill in asked else faded / memory.AIM for skill in skill_ids}


def skipped(*, person_id: int) -> Skipped:
    """Return the items and skills that a placement let a person skip and that no later check has brought back."""
    return skips.standing(person_id)


def skip_figures() -> Figures:
    """Return what became of all skips so far: made, verified, failed."""
    return skips.figures()
