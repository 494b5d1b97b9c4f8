"""What is searched for, seen from the index: documents with texts, labels and worth. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_FIELDS = 8


class Doc(NamedTuple):
    """One thing that can be found. ``mark`` changes whenever anything else here does.

    ``texts`` are in the order of the shape's fields; ``labels`` hold for each facet the values that this thing has, best
    first; ``worth`` in [0, 1] orders what matches alike.
    """

    id: int
    mark: int
    texts: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...] = ()
    worth: float = 0.5


@dataclass(frozen=True)
class Shape:
    """The tables of an index, the weight of each field (the first is the title), and how many labels a facet keeps."""

    part: type[Any]
    term: type[Any]
    gram: type[Any]
    gone: type[Any]
    fields: Mapping[str, float]
    facets: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the index is called: the table of its parts."""
        return str(self.part._meta.db_table)

    def table(self, which: str) -> str:
        """Return the name of one of the tables."""
        return str(getattr(self, which)._meta.db_table)
