"""The tables of the index of skills."""

from django.db import models

from wayfare.core.search.tables import GoneTable, GramTable, PartTable, TermTable, VectorTable, privacy


class SkillPart(PartTable):
    """Skills indexed together."""


class SkillTerm(TermTable):
    """A word of skills."""


class SkillGram(GramTable):
    """Two letters in words of skills."""


class SkillGone(GoneTable):
    """A skill that is not to be found any more."""


class SkillVector(VectorTable):
    """What a skill means."""

    skill_id = models.BigIntegerField(primary_key=True)


PRIVACY = privacy(SkillPart, SkillTerm, SkillGram, SkillGone, SkillVector)
