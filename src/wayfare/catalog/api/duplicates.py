"""Items that are listed twice, to be shown once."""

from collections.abc import Sequence

from wayfare.catalog.models import Item
from wayfare.engine.matching.duplicates import Listing, groups

_READ = ("id", "title", "summary", "organisation", "language")
_MANY = 500


def shown_as(*, item_ids: Sequence[int]) -> dict[int, int]:
    """Return for each of these items the one that stands for it: the first of its near-duplicates, in the order given.

    Meant for one list at a time (a feed, a page of results): 500 items take some milliseconds.
    """
    rows: dict[int, Listing] = {}
    for start in range(0, len(item_ids), _MANY):
        some = Item.objects.filter(id__in=item_ids[start : start + _MANY])
        rows |= {row[0]: Listing(*row) for row in some.values_list(*_READ)}
    ordered = [rows[number] for number in dict.fromkeys(item_ids) if number in rows]
    stands = {listing.id: listing.id for listing in ordered}
    for group in groups(ordered):
        stands |= dict.fromkeys(group, group[0])
    return stands
