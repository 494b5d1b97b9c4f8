"""The tables of the index of skills."""

from wayfare.core.search.tables import GoneTable, GramTable, PartTable, TermTable, privacy


class SkillPart(PartTable):
    """Skills indexed together."""


class SkillTerm(TermTable):
    """A word of skills."""


class SkillGram(GramTable):
    """Two letters in words of skills."""


class SkillGone(GoneTable):
    """A skill that is not to be found any more."""


PRIVACY = privacy(SkillPart, SkillTerm, SkillGram, SkillGone)
