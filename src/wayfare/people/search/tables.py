"""The tables of the index of people."""

from wayfare.core.search.tables import GoneTable, GramTable, PartTable, TermTable, privacy


class PersonPart(PartTable):
    """People indexed together."""


class PersonTerm(TermTable):
    """A word of names, titles and teams."""


class PersonGram(GramTable):
    """Two letters in words of names, titles and teams."""


class PersonGone(GoneTable):
    """Somebody who is not to be found any more."""


PRIVACY = privacy(PersonPart, PersonTerm, PersonGram, PersonGone)
