"""The door of the catalogue: what can be learnt from, and questions that the server grades."""

from wayfare.catalog.api.duplicates import shown_as
from wayfare.catalog.api.imports import import_catalog, import_questions, retag
from wayfare.catalog.api.items import (
    candidates,
    ensure_item,
    item,
    items,
    items_of_course,
    kinds,
    lessons,
    offers,
    retire,
    taught,
)
from wayfare.catalog.api.proposals import Proposal, decide, proposals
from wayfare.catalog.api.questions import (
    bank,
    grade,
    key,
    levels,
    question,
    questions_of_item,
    sequence,
    skills_with_questions,
)
from wayfare.catalog.api.search import (
    FACETS,
    FacetCount,
    ItemsFound,
    demand,
    demand_total,
    note_demand,
    rebuild_search,
    refresh_search,
    search,
    searchable,
)
from wayfare.catalog.api.views import Askable, Graded, ItemView, Offer, Part, QuestionView, SegmentView
from wayfare.catalog.audience import station
from wayfare.catalog.search.demand import Wanted

__all__ = [
    "FACETS",
    "Askable",
    "FacetCount",
    "Graded",
    "ItemView",
    "ItemsFound",
    "Offer",
    "Part",
    "Proposal",
    "QuestionView",
    "SegmentView",
    "Wanted",
    "bank",
    "candidates",
    "decide",
    "demand",
    "demand_total",
    "ensure_item",
    "grade",
    "import_catalog",
    "import_questions",
    "item",
    "items",
    "items_of_course",
    "key",
    "kinds",
    "lessons",
    "levels",
    "note_demand",
    "offers",
    "proposals",
    "question",
    "questions_of_item",
    "rebuild_search",
    "refresh_search",
    "retag",
    "retire",
    "search",
    "searchable",
    "sequence",
    "shown_as",
    "skills_with_questions",
    "station",
    "taught",
]
