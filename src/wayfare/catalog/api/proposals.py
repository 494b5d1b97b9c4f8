"""Proposals that items are about skills, for people to decide in bulk; decisions teach what is proposed next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from wayfare.audit import api as audit
from wayfare.catalog.models import LIVE, ItemSkill
from wayfare.core.versions import touch_epoch

_MANY = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """That an item is about a skill up to a level, how sure that is (0 to 1), and the words it rests on, quoted."""

    id: int
    item_id: int
    title: str
    skill_id: int
    level: float
    confidence: float
    words: str


def proposals(*, most: int, skill_id: int | None = None, after: Proposal | None = None) -> list[Proposal]:
    """Return what waits for a decision, surest first: of one skill or of all, from the one after ``after`` on."""
    rows = ItemSkill.objects.filter(LIVE, state=ItemSkill.State.PROPOSED, item__retired_at=None)
    if skill_id is not None:
        rows = rows.filter(skill_id=skill_id)
    if after is not None:
        same = Q(confidence=after.confidence, id__gt=after.id)
        rows = rows.filter(Q(confidence__lt=after.confidence) | same)
    names = ("id", "item_id", "item__title", "skill_id", "level", "confidence", "words")
    return [Proposal(*row) for row in rows.order_by("-confidence", "id").values_list(*names)[:most]]


def decide(*, approved: Iterable[int], rejected: Iterable[int], by: int | None, now: datetime) -> int:
    """Settle proposals by their ids; one that is in both is rejected. Return how many changed.

    ``by`` is the person, None for the command line. A decision may be changed by a later one; an author's own word stays.
    """
    no = sorted(set(rejected))
    yes = sorted(set(approved) - set(no))
    with transaction.atomic():
        taken = _settle(yes, ItemSkill.State.APPROVED)
        refused = _settle(no, ItemSkill.State.REJECTED)
        if taken + refused:
            audit.note_act(actor_id=by, verb="tagged", subject="catalog", now=now, approved=taken, rejected=refused)
            touch_epoch("catalog", now)  # what was rejected is offered to nobody any more
    return taken + refused


def _settle(ids: Sequence[int], state: ItemSkill.State) -> int:
    rows = ItemSkill.objects.exclude(state=state).exclude(origin=ItemSkill.Origin.AUTHOR)
    return sum(
        rows.filter(LIVE, id__in=ids[start : start + _MANY]).update(state=state) for start in range(0, len(ids), _MANY)
    )
