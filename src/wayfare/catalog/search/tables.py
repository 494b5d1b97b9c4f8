"""The tables of the index of items, and of what was searched for in vain."""

from django.db import models

from wayfare.core.fields import Privacy
from wayfare.core.search.tables import GoneTable, GramTable, PartTable, TermTable, VectorTable, privacy


class ItemPart(PartTable):
    """Items indexed together."""


class ItemTerm(TermTable):
    """A word of items."""


class ItemGram(GramTable):
    """Two letters in words of items."""


class ItemGone(GoneTable):
    """An item that is not to be found any more."""


class ItemVector(VectorTable):
    """What an item is about by its title."""

    item_id = models.BigIntegerField(primary_key=True)


class Demand(models.Model):
    """Words that were searched for in vain, and how often on a day. Nobody knows by whom."""

    day = models.DateField()
    words = models.CharField(max_length=80)
    times = models.IntegerField(default=1)

    class Meta:
        """Words stand once on a day."""

        constraints = [models.UniqueConstraint(fields=["day", "words"], name="catalog_demand_once")]


PRIVACY: dict[type[models.Model], dict[str, Privacy]] = {
    **privacy(ItemPart, ItemTerm, ItemGram, ItemGone, ItemVector),
    # what few people typed could be about somebody, so only the code that adds it up may read it
    Demand: dict.fromkeys(("id", "day", "words", "times"), Privacy.SENSITIVE),
}
