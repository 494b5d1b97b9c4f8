"""What goes over the wire when somebody searches."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from wayfare.rest.schemas import example

_ITEM: dict[str, Any] = {
    "id": 12,
    "kind": "lesson",
    "title": "Read the chart first",
    "summary": "You can say what a chart shows.",
    "provider": "Northmoor Supply",
    "url": "",
    "language": "en",
    "level": 2.0,
    "minutes": 6.0,
}


class FoundItem(Schema):
    """An item that was found."""

    model_config = example(**_ITEM)

    id: int
    kind: str
    title: str
    summary: str
    provider: str
    url: str
    language: str
    level: float | None
    minutes: float | None


class FoundSkill(Schema):
    """A skill that was found."""

    id: int
    name: str
    kind: str
    area: str


class FoundPerson(Schema):
    """Somebody who was found, with what everybody may see of them."""

    id: int
    name: str
    job_title: str
    team: str


class FacetCount(Schema):
    """A label by which items can be narrowed down, and how many of those found have it."""

    value: str = Field(description="What to send to narrow down by it.")
    name: str = Field(description="Set where the value is an id.")
    count: int


class Totals(Schema):
    """How many there are in all."""

    items: int
    skills: int
    people: int


class SearchFound(Schema):
    """What was found: a page of items, best first, with counts by facet; skills and people beside the first page."""

    model_config = example(
        items=[_ITEM],
        skills=[{"id": 4, "name": "Reading charts", "kind": "practice", "area": "Data"}],
        people=[],
        totals={"items": 1, "skills": 1, "people": 0},
        facets={"level": [{"value": "2", "name": "", "count": 1}]},
        read_as={"chrats": "chart"},
        partly=False,
        by_meaning=False,
        sampled=False,
        next_offset=None,
    )

    items: list[FoundItem]
    skills: list[FoundSkill]
    people: list[FoundPerson]
    totals: Totals
    facets: dict[str, list[FacetCount]]
    read_as: dict[str, str] = Field(description="For each word that is not known, the one it was read as.")
    partly: bool = Field(description="True where no item holds all words; those that hold most are returned.")
    by_meaning: bool = Field(description="True where some items were found by what they mean, not by what they say.")
    sampled: bool = Field(description="True where counts by facet come from a sample of very many matches.")
    next_offset: int | None = Field(description="Where the next page of items begins; null at the end.")


Format = Literal["course", "lesson", "practice"]
Minutes = Literal["5", "15", "60", "300", "more"]
