"""What can be learnt from: items, their segments, questions, and which skills they are about.

Rows that an import is still writing carry its batch and are invisible until the batch is applied, in one step; ``LIVE``
is the condition that every reader uses.
"""

from django.db import models
from django.db.models import Q

from wayfare.catalog.search import tables as search
from wayfare.catalog.search.tables import Demand, ItemGone, ItemGram, ItemPart, ItemTerm
from wayfare.core.fields import Privacy

__all__ = [
    "LIVE",
    "PRIVACY",
    "Demand",
    "Item",
    "ItemGone",
    "ItemGram",
    "ItemPart",
    "ItemSkill",
    "ItemTerm",
    "Question",
    "QuestionVersion",
    "Segment",
    "live",
]


def live(path: str = "") -> Q:
    """Return the condition that a row is not one that an import is still writing; ``path`` leads to the row."""
    return Q(**{f"{path}batch": None}) | Q(**{f"{path}batch__applied_at__isnull": False})


LIVE = live()


class Item(models.Model):
    """Anything one can learn from: a course, a lesson, an article, a practice set."""

    class Kind(models.TextChoices):
        """What sort of thing it is."""

        COURSE = "course"
        LESSON = "lesson"
        PRACTICE = "practice"

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    provider = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=35, blank=True)
    level = models.FloatField(null=True)
    minutes = models.FloatField(null=True)
    rating = models.FloatField(null=True)
    ratings = models.IntegerField(null=True)
    learners = models.IntegerField(null=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    position = models.SmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    # the source's own words on what it is about, as JSON, kept for tagging again; empty where an author named the skills
    labels = models.TextField(blank=True)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="items")
    # near-duplicates carry the id of the first of them, which carries its own; null where there are none
    same_as = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        """One row for each id of each source."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="catalog_item_source")]


class Segment(models.Model):
    """A stretch of an item with its own skill, level and minutes; its author names the skill, or the tagger proposes it."""

    class Origin(models.TextChoices):
        """Who says which skill it is about."""

        AUTHOR = "author"
        TAGGER = "tagger"

    item = models.ForeignKey(Item, models.CASCADE, related_name="segments")
    anchor = models.CharField(max_length=120)
    position = models.SmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField()
    skill = models.ForeignKey("skills.Skill", models.PROTECT, null=True, related_name="segments")
    level = models.FloatField(null=True)
    minutes = models.FloatField()
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.AUTHOR)
    confidence = models.FloatField(default=1.0)

    class Meta:
        """An anchor stands once in an item."""

        constraints = [models.UniqueConstraint(fields=["item", "anchor"], name="catalog_segment_once")]


class ItemSkill(models.Model):
    """That an item teaches a skill up to a level: said by its author or provider, or proposed by the tagger."""

    class Origin(models.TextChoices):
        """Who says so."""

        AUTHOR = "author"
        PROVIDER = "provider"
        TAGGER = "tagger"

    class State(models.TextChoices):
        """Whether a person settled it."""

        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"

    item = models.ForeignKey(Item, models.CASCADE, related_name="teaches")
    skill = models.ForeignKey("skills.Skill", models.CASCADE, related_name="taught_by")
    level = models.FloatField()
    confidence = models.FloatField()
    origin = models.CharField(max_length=12, choices=Origin)
    state = models.CharField(max_length=12, choices=State)
    words = models.CharField(max_length=200, blank=True)
    strength = models.FloatField(default=0)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="item_skills")

    class Meta:
        """Candidates for a skill are read strongest first."""

        constraints = [models.UniqueConstraint(fields=["item", "skill"], name="catalog_itemskill_once")]
        indexes = [models.Index(fields=["skill", "-strength"], name="catalog_itemskill_best")]


class Question(models.Model):
    """A question; its wording lives in versions. Without a skill it is practice only and never evidence."""

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    topic = models.CharField(max_length=200, blank=True)
    skill = models.ForeignKey("skills.Skill", models.PROTECT, null=True, related_name="questions")
    level = models.FloatField(null=True)
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, related_name="questions")
    retired_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="questions")

    class Meta:
        """One row for each id of each source."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="catalog_question_source")]


class QuestionVersion(models.Model):
    """One wording of a question. Answers name the version they were given to; a version never changes."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.SmallIntegerField()
    stem = models.TextField()
    options = models.JSONField()
    correct = models.JSONField()
    multi = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)
    slip = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    current = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """Versions of a question are numbered from 1."""

        constraints = [models.UniqueConstraint(fields=["question", "number"], name="catalog_version_once")]


_PUBLIC, _SENSITIVE = Privacy.PUBLIC, Privacy.SENSITIVE
PRIVACY: dict[type[models.Model], dict[str, Privacy]] = {
    Item: dict.fromkeys((field.name for field in Item._meta.concrete_fields), _PUBLIC),
    Segment: dict.fromkeys((field.name for field in Segment._meta.concrete_fields), _PUBLIC),
    ItemSkill: dict.fromkeys((field.name for field in ItemSkill._meta.concrete_fields), _PUBLIC),
    Question: dict.fromkeys((field.name for field in Question._meta.concrete_fields), _PUBLIC),
    QuestionVersion: {
        **dict.fromkeys(("id", "question", "number", "stem", "options", "multi", "licence", "current"), _PUBLIC),
        # the key stays with the server until somebody has answered
        **dict.fromkeys(("correct", "explanation", "slip", "digest"), _SENSITIVE),
    },
    **search.PRIVACY,
}
