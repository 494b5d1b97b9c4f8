"""What is said of every item, for whoever learns from it."""

from collections.abc import Iterator
from typing import NamedTuple

from wayfare.catalog.models import LIVE, Item, ItemSkill
from wayfare.catalog.models import live as applied

LONGEST = 4_000


class Described(NamedTuple):
    """The words of an item (its title, and how its summary begins), who provides it, and the skills that it is held to teach."""

    item_id: int
    text: str
    provider: str
    skills: tuple[int, ...]


def described() -> Iterator[Described]:
    """Yield every item that can be offered, the latest to arrive first."""
    taught: dict[int, list[int]] = {}
    said = ItemSkill.objects.filter(applied()).exclude(state=ItemSkill.State.REJECTED)
    for item, skill in said.values_list("item_id", "skill_id").iterator():
        taught.setdefault(item, []).append(skill)
    rows = Item.objects.filter(LIVE, retired_at=None).order_by("-id").values_list("id", "title", "summary", "provider")
    for item, title, summary, provider in rows.iterator():
        yield Described(item, f"{title} {summary[:LONGEST]}", provider, tuple(taught.get(item, ())))
