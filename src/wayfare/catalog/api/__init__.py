"""The door of the catalogue: what can be learnt from, and questions that the server grades."""

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
from wayfare.catalog.api.views import Askable, Graded, ItemView, Offer, Part, QuestionView, SegmentView
from wayfare.catalog.audience import station

__all__ = [
    "Askable",
    "Graded",
    "ItemView",
    "Offer",
    "Part",
    "QuestionView",
    "SegmentView",
    "bank",
    "candidates",
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
    "offers",
    "question",
    "questions_of_item",
    "retag",
    "retire",
    "sequence",
    "skills_with_questions",
    "station",
    "taught",
]
