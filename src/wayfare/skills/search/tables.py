"""The tables of the index of skills."""

from django.db import models

from wayfare.core.search.tables import GoneTable, GramTable, PartTable, TermTable, privacy


class SkillPart(PartTable):
    """Skills indexed together."""


class SkillTerm(TermTable):
    """A word of skills."""


class SkillGram(GramTable):
    """Two letters in words of skills."""


class SkillGone(GoneTable):
    """A skill that is not to be found any more."""


class SkillVector(models.Model):
    """What a skill means, as a vector of half precision, by the model that made it."""

    skill_id = models.BigIntegerField(primary_key=True)
    mark = models.BigIntegerField()
    model = models.CharField(max_length=40)
    vector = models.BinaryField()


PRIVACY = privacy(SkillPart, SkillTerm, SkillGram, SkillGone, SkillVector)
