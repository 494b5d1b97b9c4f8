"""The tables of an index. Rooms make their own from these; all of them can be made anew from what is searched for.

A part is a set of documents that were indexed together and never changes; what is indexed again stands in a newer part,
which wins. Words are bytes, because bytes are ordered alike everywhere, whatever the collation of a database is.
"""

from typing import ClassVar

from django.db import models

from wayfare.core.fields import Privacy


class PartTable(models.Model):
    """Documents indexed together. ``columns`` packs a dictionary of arrays by document."""

    key = models.CharField(max_length=32, unique=True)
    current = models.BooleanField(default=False)
    docs = models.IntegerField()
    made_at = models.DateTimeField()
    columns = models.BinaryField()

    class Meta:
        """Rooms name it."""

        abstract = True


class TermTable(models.Model):
    """A word of a part: in how many documents it stands, in which, and in which fields of each."""

    part_id = models.BigIntegerField()
    number = models.IntegerField()
    word = models.BinaryField()
    count = models.IntegerField()
    postings = models.BinaryField()

    class Meta:
        """Words are read by themselves, by what they begin with, and by their number."""

        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["word", "part_id", "count"], name="%(app_label)s_%(class)s_word"),
            models.Index(fields=["part_id", "number"], name="%(app_label)s_%(class)s_no"),
        ]


class GramTable(models.Model):
    """Two letters that stand together in words of a part, and the numbers of these words."""

    part_id = models.BigIntegerField()
    gram = models.BinaryField()
    numbers = models.BinaryField()

    class Meta:
        """Grams are read by themselves."""

        abstract = True
        indexes: ClassVar = [models.Index(fields=["gram", "part_id"], name="%(app_label)s_%(class)s_at")]


class GoneTable(models.Model):
    """Something that must not be found any more, although a part still holds it."""

    subject_id = models.BigIntegerField(primary_key=True)

    class Meta:
        """Rooms name it."""

        abstract = True


class VectorTable(models.Model):
    """What something means, as a vector of half precision, by the model that made it; rooms add whose it is (``vectors``)."""

    mark = models.BigIntegerField()
    model = models.CharField(max_length=40)
    vector = models.BinaryField()

    class Meta:
        """Rooms name it."""

        abstract = True


def privacy(*models_: type[models.Model]) -> dict[type[models.Model], dict[str, Privacy]]:
    """Return the privacy of an index over what everybody may see."""
    return {
        model: dict.fromkeys((field.name for field in model._meta.concrete_fields), Privacy.PUBLIC) for model in models_
    }
