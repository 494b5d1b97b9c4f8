"""Items that are listed twice, to be shown once."""

from collections.abc import Sequence

from wayfare.catalog import duplicates
from wayfare.catalog.models import LIVE, Item


def shown_as(*, item_ids: Sequence[int]) -> dict[int, int]:
    """Return for each of these items the one that stands for it: the first of its near-duplicates, in the order given."""
    same = duplicates.group_by_item(item_ids)
    first: dict[int, int] = {}
    return {item: first.setdefault(same.get(item, item), item) for item in item_ids}


def also_at(*, item_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return for each of these items that others offer too, by which other providers, in the order of their names."""
    same = duplicates.group_by_item(item_ids)
    rows = Item.objects.filter(LIVE, same_as__in=set(same.values()), retired_at=None)
    offered: dict[int | None, dict[int, str]] = {}
    for group, item, provider in rows.values_list("same_as", "id", "provider"):
        offered.setdefault(group, {})[item] = provider
    found = {}
    for item, group in same.items():
        own = offered.get(group, {})
        others = {provider for provider in own.values() if provider} - {own.get(item, "")}
        if others:
            found[item] = tuple(sorted(others))
    return found
