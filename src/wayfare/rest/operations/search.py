"""Searching items, skills and people."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from wayfare.catalog import api as catalog
from wayfare.catalog.api import ItemsFound
from wayfare.core import clock
from wayfare.core.ids import BIGGEST
from wayfare.people import api as people
from wayfare.people.api import PeopleFound
from wayfare.recommend import api as recommend
from wayfare.rest.operations import REFUSED
from wayfare.rest.schemas import Error
from wayfare.rest.search_schemas import (
    FacetCount,
    Format,
    FoundItem,
    FoundPerson,
    FoundSkill,
    Minutes,
    SearchFound,
    Totals,
)
from wayfare.rest.signin import Signed
from wayfare.skills import api as skills
from wayfare.skills.api import SkillsFound

LAST = 2_000
BESIDE = 5
Words = Annotated[str, Field(max_length=200, description="What to look for; the last word may be a beginning.")]
Skill = Annotated[int, Field(ge=1, le=BIGGEST, description="Only items about this skill.")]
Level = Annotated[int, Field(ge=1, le=5, description="Only items of this level.")]
Label = Annotated[str, Field(min_length=1, max_length=120)]
Limit = Annotated[int, Field(ge=1, le=100, description="How many items at most.")]
Offset = Annotated[
    int, Field(ge=0, le=LAST, description="How many items to pass over: next_offset of the page before.")
]

router = Router(tags=["search"])


@router.get(
    "/search",
    response={200: SearchFound, **REFUSED, 422: Error},
    operation_id="search",
    summary="Search items, skills, people",
)
def search(
    request: Signed,
    q: Words = "",
    skill: Skill | None = None,
    level: Level | None = None,
    minutes: Minutes | None = None,
    format: Format | None = None,  # noqa: A002  the name in the address
    language: Label | None = None,
    provider: Label | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> SearchFound:
    """Return what holds these words, slips of spelling forgiven; what I need comes a little earlier.

    Without words, all items that have the labels are found. A first page that finds nothing is counted, without a name.
    """
    given = {"skill": skill, "level": level, "minutes": minutes, "format": format, "language": language}
    filters = {name: str(value) for name, value in {**given, "provider": provider}.items() if value is not None}
    text, now = q.replace("\x00", ""), clock.now()
    wishes = recommend.wanted(person_id=request.auth.id, now=now)
    found = catalog.search(
        text=text,
        filters=filters,
        wishes=wishes,
        meant=skills.alike(text=text),
        language=request.auth.language,
        limit=limit,
        offset=offset,
    )
    named, seen = SkillsFound([], 0, {}), PeopleFound([], 0, {})
    if not filters and not offset:
        named = skills.search(text=text, wishes=wishes, limit=BESIDE)
        seen = people.search(text=text, team_id=request.auth.team_id, limit=BESIDE)
        if text.strip() and not (found.total or named.total or seen.total):
            catalog.note_demand(text=text, day=now.date())
    return _answer(found, named, seen, limit, offset)


def _answer(found: ItemsFound, named: SkillsFound, seen: PeopleFound, limit: int, offset: int) -> SearchFound:
    known = skills.named(skill_ids=named.ids)
    after = offset + limit
    return SearchFound(
        items=[FoundItem.model_validate(item) for item in found.items],
        skills=[FoundSkill.model_validate(known[number]) for number in named.ids if number in known],
        people=[FoundPerson.model_validate(one) for one in seen.people],
        totals=Totals(items=found.total, skills=named.total, people=seen.total),
        facets={name: [FacetCount.model_validate(one) for one in counts] for name, counts in found.facets.items()},
        read_as=found.read_as,
        partly=found.partly,
        by_meaning=found.by_meaning,
        sampled=found.sampled,
        next_offset=after if after < found.total and after <= LAST else None,
    )
