"""What every source of recommendations can do."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from wayfare.engine.types import Hint, Need
from wayfare.recommend.given import Given


class Ask(NamedTuple):
    """That a skill is worth working on. ``asker`` names the role, goal or project; ``field`` says it is a whole field."""

    need: Need
    asker: str
    field: bool = False


class Source:
    """A reason why something may be worth a person's time. It asks for skills, or speaks for items, or both.

    What it returns must follow from ``given``, ``now`` and stored data alone, and it must keep to some hundreds of items.
    """

    def asks(self, given: Given, now: datetime) -> Iterable[Ask]:
        """Return the skills that are worth working on."""
        return ()

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return what speaks for items, by the item's id."""
        return MappingProxyType({})
