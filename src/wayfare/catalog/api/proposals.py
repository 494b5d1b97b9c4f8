"""Proposals that items are about skills, for people to decide in bulk; decisions teach what is proposed next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from wayfare.audit import api as audit
from wayfare.catalog.imports import decisions
from wayfare.catalog.models import LIVE, Item, ItemSkill
from wayfare.core import facts
from wayfare.core.versions import touch_epoch
from wayfare.skills import api as skills

_MANY = 500
_READ = ("id", "item_id", "item__title", "item__provider", "skill_id", "level", "confidence", "words", "origin")
Grouping = Literal["skill", "item"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """That an item is about a skill up to a level, how sure that is (0 to 1), and the words it rests on, quoted.

    ``origin`` is ``provider`` where it rests on a skill that the provider names itself, else ``tagger``.
    """

    id: int
    item_id: int
    title: str
    provider: str
    skill_id: int
    level: float
    confidence: float
    words: str
    origin: str

    @property
    def place(self) -> tuple[float, int]:
        """Where it stands in the queue: to go on from."""
        return self.confidence, self.id


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which proposals are meant; what is left out narrows nothing. ``text`` stands in a title or in the words they rest on.

    Confidences are at least ``least`` and below ``below``.
    """

    skill_id: int | None = None
    item_id: int | None = None
    origin: str = ""
    least: float = 0.0
    below: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Heap:
    """What waits about one skill or one item: its id and name, how many proposals, and the confidence of the surest."""

    id: int
    name: str
    count: int
    surest: float


ALL = Narrowed()


def proposals(*, most: int, of: Narrowed = ALL, after: tuple[float, int] | None = None) -> list[Proposal]:
    """Return what waits for a decision, surest first, from the one after the place ``after`` on (see ``Proposal.place``)."""
    rows = _waiting(of)
    if after is not None:
        confidence, number = after
        rows = rows.filter(Q(confidence__lt=confidence) | Q(confidence=confidence, id__gt=number))
    return [Proposal(*row) for row in rows.order_by("-confidence", "id").values_list(*_READ)[:most]]


def proposals_waiting(*, of: Narrowed = ALL) -> int:
    """Return how many proposals wait for a decision."""
    return _waiting(of).count()


def proposal_heaps(*, by: Grouping, most: int, of: Narrowed = ALL, offset: int = 0) -> tuple[list[Heap], int, int]:
    """Return what waits, by skill or by item, where most waits first; how many such heaps there are, and how many proposals."""
    column = f"{by}_id"
    grouped = _waiting(of).values_list(column).annotate(count=Count("id"), surest=Max("confidence"))
    rows = list(grouped.order_by("-count", column))  # one reading of the queue: cheaper than asking three times
    found = rows[offset : offset + most]
    named = _names(by, [number for number, _, _ in found])
    heaps = [Heap(number, named.get(number, ""), count, surest) for number, count, surest in found]
    return heaps, len(rows), sum(count for _, count, _ in rows)


def _names(by: Grouping, ids: Sequence[int]) -> dict[int, str]:
    if by == "item":
        return dict(Item.objects.filter(id__in=ids).values_list("id", "title"))
    return {number: skill.name for number, skill in skills.named(skill_ids=ids).items()}


def _waiting(of: Narrowed) -> QuerySet[ItemSkill]:
    rows = ItemSkill.objects.filter(
        LIVE, state=ItemSkill.State.PROPOSED, item__retired_at=None, confidence__gte=of.least
    )
    if of.skill_id is not None:
        rows = rows.filter(skill_id=of.skill_id)
    if of.item_id is not None:
        rows = rows.filter(item_id=of.item_id)
    if of.origin:
        rows = rows.filter(origin=of.origin)
    if of.below is not None:
        rows = rows.filter(confidence__lt=of.below)
    if of.text:
        rows = rows.filter(Q(item__title__icontains=of.text) | Q(words__icontains=of.text))
    return rows


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
            _changed(now)
    return taken + refused


def reopen(*, approved: Iterable[int], rejected: Iterable[int], by: int | None, now: datetime) -> int:
    """Take decisions back: what is still approved, or still rejected, waits again. Return how many changed.

    Whatever somebody decided otherwise in the meantime stays as it is, and so does an author's own word.
    """
    with transaction.atomic():
        changed = sum(
            _settle(sorted(set(ids)), ItemSkill.State.PROPOSED, only=state)
            for ids, state in ((approved, ItemSkill.State.APPROVED), (rejected, ItemSkill.State.REJECTED))
        )
        if changed:
            audit.note_act(actor_id=by, verb="untagged", subject="catalog", now=now, reopened=changed)
            _changed(now)
    return changed


def _changed(now: datetime) -> None:
    facts.put(decisions.DECIDED, now.isoformat())
    touch_epoch("catalog", now)  # what was rejected is offered to nobody any more


def _settle(ids: Sequence[int], state: ItemSkill.State, only: ItemSkill.State | None = None) -> int:
    rows = ItemSkill.objects.exclude(state=state).exclude(origin=ItemSkill.Origin.AUTHOR)
    if only is not None:
        rows = rows.filter(state=only)
    return sum(
        rows.filter(LIVE, id__in=ids[start : start + _MANY]).update(state=state) for start in range(0, len(ids), _MANY)
    )
