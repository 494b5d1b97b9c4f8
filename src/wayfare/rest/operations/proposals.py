"""Proposed skills of items, for the learning team to decide in bulk."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Narrowed
from wayfare.core import clock
from wayfare.core.ids import row_id
from wayfare.core.pages import LIMIT
from wayfare.people import api as people
from wayfare.rest.operations import BAD_BODY, REFUSED
from wayfare.rest.operations.me import Limit
from wayfare.rest.proposal_schemas import (
    Changed,
    Decisions,
    Grouping,
    Heap,
    Heaps,
    ItemId,
    Origin,
    Proposal,
    Proposals,
    Share,
    SkillId,
    Teaching,
)
from wayfare.rest.schemas import Error
from wayfare.rest.signin import Signed
from wayfare.skills import api as skills

LAST = 100_000
Words = Annotated[str, Field(max_length=120, description="Words in the title, or in what it rests on.")]
After = Annotated[
    str, Field(pattern=r"^[0-9.e-]{1,24}:[0-9]{1,19}$", description="Where to go on: next_after of the page before.")
]
Offset = Annotated[int, Field(ge=0, le=LAST, description="How many to pass over: next_offset of the page before.")]

router = Router(tags=["proposals"])


@router.get(
    "/proposals",
    response={200: Proposals, **REFUSED, 422: Error},
    operation_id="proposals",
    summary="Proposed skills that wait",
)
def proposals(
    request: Signed,
    skill: SkillId | None = None,
    item: ItemId | None = None,
    origin: Origin | None = None,
    least: Share = 0.0,
    below: Share | None = None,
    q: Words = "",
    after: After | None = None,
    limit: Limit = LIMIT,
) -> Proposals:
    """Return what waits for a decision, surest first. For the learning team."""
    people.ensure_curates(person_id=request.auth.id)
    of = Narrowed(skill, item, origin or "", least, below, q.replace("\x00", ""))
    rows = catalog.proposals(most=limit + 1, of=of, after=_place(after) if after else None)
    known = skills.named(skill_ids={row.skill_id for row in rows})
    shown = [_proposal(row, known[row.skill_id].name) for row in rows[:limit]]
    more = f"{rows[limit - 1].confidence!r}:{rows[limit - 1].id}" if len(rows) > limit else None
    return Proposals(proposals=shown, waiting=catalog.proposals_waiting(of=of), next_after=more)


def _place(text: str) -> tuple[float, int] | None:
    """Return a place in the queue, or None for what is none: the queue from its beginning."""
    confidence, _, number = text.partition(":")
    try:
        return float(confidence), row_id(number)
    except ValueError:
        return None


def _proposal(row: catalog.Proposal, name: str) -> Proposal:
    return Proposal(
        id=row.id,
        item=row.item_id,
        title=row.title,
        provider=row.provider,
        skill=row.skill_id,
        skill_name=name,
        level=row.level,
        confidence=row.confidence,
        words=row.words,
        origin=row.origin,
    )


@router.get(
    "/proposals/heaps",
    response={200: Heaps, **REFUSED, 422: Error},
    operation_id="proposal_heaps",
    summary="What waits by skill or item",
)
def heaps(
    request: Signed,
    by: Grouping = "skill",
    origin: Origin | None = None,
    least: Share = 0.0,
    below: Share | None = None,
    q: Words = "",
    limit: Limit = LIMIT,
    offset: Offset = 0,
) -> Heaps:
    """Return how much waits about each skill or each item, most first, and what decisions have taught. For the learning team."""
    people.ensure_curates(person_id=request.auth.id)
    of = Narrowed(origin=origin or "", least=least, below=below, text=q.replace("\x00", ""))
    found, total, _ = catalog.proposal_heaps(by=by, most=limit, of=of, offset=offset)
    after = offset + limit
    return Heaps(
        heaps=[Heap.model_validate(row) for row in found],
        total=total,
        teaching=Teaching.model_validate(catalog.teaching()),
        next_offset=after if after < min(total, LAST) else None,
    )


@router.post(
    "/proposals/decisions",
    response={200: Changed, **REFUSED, **BAD_BODY},
    operation_id="decide_proposals",
    summary="Approve and reject proposals",
)
def decide(request: Signed, given: Decisions) -> Changed:
    """Approve and reject in one go; unknown ids are passed over, and the same again changes nothing. For the learning team."""
    people.ensure_curates(person_id=request.auth.id)
    return Changed(
        changed=catalog.decide(approved=given.approved, rejected=given.rejected, by=request.auth.id, now=clock.now())
    )


@router.post(
    "/proposals/undo",
    response={200: Changed, **REFUSED, **BAD_BODY},
    operation_id="undo_proposals",
    summary="Take decisions back",
)
def undo(request: Signed, given: Decisions) -> Changed:
    """Let what is still approved, or still rejected, wait again; later decisions of others stay. For the learning team."""
    people.ensure_curates(person_id=request.auth.id)
    return Changed(
        changed=catalog.reopen(approved=given.approved, rejected=given.rejected, by=request.auth.id, now=clock.now())
    )
