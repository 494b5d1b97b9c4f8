"""Hints that rest on an item that the person did: which one, and by how much, is their evidence."""

from collections.abc import Collection
from typing import NamedTuple

from wayfare.catalog import api as catalog
from wayfare.engine.types import Hint


class Spoken(NamedTuple):
    """An item, how strongly it is spoken for, the item of the person's own that speaks most for it, and the model's score."""

    item: int
    strength: float
    own: int
    score: float


def because(source: str, spoken: Collection[Spoken]) -> dict[int, Hint]:
    """Return the hints of a source, by item; one that rests on an item that is not there any more is left out."""
    titles = catalog.titles(item_ids={one.own for one in spoken})
    return {
        item: Hint(source, strength, {"item": titles[own], "item_id": float(own), "score": score})
        for item, strength, own, score in spoken
        if own in titles
    }
