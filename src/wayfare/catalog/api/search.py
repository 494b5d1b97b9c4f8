"""Searching for items."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from wayfare.catalog.api.duplicates import shown_as
from wayfare.catalog.api.items import items
from wayfare.catalog.api.views import ItemView
from wayfare.catalog.search import demand as in_vain
from wayfare.catalog.search import meaning
from wayfare.catalog.search.demand import Wanted
from wayfare.catalog.search.source import SHAPE, Items
from wayfare.core import search as finding
from wayfare.core.search import Done, Hit, Query, tokens
from wayfare.core.search.vectors import Encode, Vectors
from wayfare.skills import api as skills

FACETS = tuple(SHAPE.facets)
SHOWN = {"skill": 10, "provider": 10, "language": 10}
REORDERED = 60
"""Of so many, the best by words, those whose title says the very words together come first."""
PHRASE, WHOLE = 0.15, 0.2
LANGUAGE = 0.5
DEEPEST = 10_000
NOTHING: Mapping[int, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A label by which items can be narrowed down, and how many have it. ``name`` is set where the label is an id."""

    value: str
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class ItemsFound:
    """Items, best first, and of all that match how many there are, in all and by label.

    ``read_as`` says for each unknown word as which one it was taken; ``partly`` that nothing holds all words;
    ``by_meaning`` that some were found by what they mean, not by what they say; ``sampled`` that
    counts by label come from a sample of very many, and are nearly right.
    """

    items: list[ItemView]
    total: int
    facets: dict[str, list[FacetCount]]
    read_as: dict[str, str] = field(default_factory=dict)
    partly: bool = False
    by_meaning: bool = False
    sampled: bool = False


def search(
    *,
    text: str,
    filters: Mapping[str, str],
    wishes: Mapping[int, float],
    language: str,
    meant: Mapping[int, float] = NOTHING,
    typing: bool = True,
    limit: int = 20,
    offset: int = 0,
) -> ItemsFound:
    """Return the items that match ``text`` and have the labels in ``filters`` (facets: see ``FACETS``).

    ``wishes`` are skills with what they count, in [0, 1]: their items come a little earlier; so do those in ``language``.
    ``meant`` are skills that mean nearly what the text says, with how nearly in (0, 1]: where nothing holds all words, what
    teaches them is found. The last word may be a beginning while ``typing``. Retired items and those still being imported are
    never among them,
    and of near-duplicates on one page the best stands for all.
    """
    wanted = {str(skill): weight for skill, weight in wishes.items()}
    query = Query(
        text=text,
        filters=filters,
        wishes={"skill": wanted, "language": {language.partition("-")[0].lower(): LANGUAGE}},
        meant={"skill": {str(skill): near for skill, near in meant.items()}},
        typing=typing,
    )
    ahead = min(offset, DEEPEST) < REORDERED
    found = finding.find(
        SHAPE,
        query,
        limit=max(REORDERED, offset + limit) if ahead else limit,
        offset=0 if ahead else min(offset, DEEPEST),
    )
    hits = _phrases_first(found.hits, text) if ahead else _held(found.hits)
    gone = len(found.hits) - len(hits)
    return ItemsFound(
        items=[item for item, _ in (hits[offset : offset + limit] if ahead else hits)],
        total=found.total - gone,
        facets={name: _named(name, counts, filters.get(name, "")) for name, counts in found.facets.items()},
        read_as=found.read_as,
        partly=found.partly,
        by_meaning=found.by_meaning,
        sampled=found.sampled,
    )


def _held(hits: Iterable[Hit]) -> list[tuple[ItemView, float]]:
    """Return the items that can still be shown, of near-duplicates the best."""
    listed = list(hits)
    known = items(item_ids=[hit.id for hit in listed])
    stands = shown_as(item_ids=[hit.id for hit in listed if hit.id in known])
    return [(known[hit.id], hit.score) for hit in listed if stands.get(hit.id) == hit.id]


def _phrases_first(hits: list[Hit], text: str) -> list[tuple[ItemView, float]]:
    phrase = f" {' '.join(tokens(text))} "
    held = [(place, item, score) for place, (item, score) in enumerate(_held(hits))]
    if not phrase.strip():
        return [(item, score) for _, item, score in held]

    def better(entry: tuple[int, ItemView, float]) -> tuple[float, int]:
        place, item, score = entry
        title = f" {' '.join(tokens(item.title))} "
        extra = PHRASE * (phrase.rstrip() in title) + WHOLE * (phrase == title)
        return -(score + extra) if place < REORDERED else -score, place

    return [(item, score) for _, item, score in sorted(held, key=better)]


def _named(name: str, counts: list[tuple[str, int]], chosen: str) -> list[FacetCount]:
    """Return the labels to show: the most frequent ones, and the chosen one wherever it stands."""
    most = SHOWN.get(name, len(counts))
    shown = counts[:most] + [pair for pair in counts[most:] if pair[0] == chosen]
    if name != "skill":
        return [FacetCount(value, count) for value, count in shown]
    known = skills.named(skill_ids=[int(value) for value, _ in shown])
    return [FacetCount(value, count, known[int(value)].name) for value, count in shown if int(value) in known]


def refresh_search(*, now: datetime) -> Done:
    """Bring the index of items up to date with the catalogue; what has not changed is only looked at."""
    return finding.refresh(SHAPE, Items(), now=now)


def rebuild_search(*, now: datetime) -> Done:
    """Make the index of items anew. Raises Conflict while another process is at it."""
    return finding.rebuild(SHAPE, Items(), now=now)


def read_meanings(*, encode: Encode) -> int:
    """Make a vector of the title of each item that is new or changed; return how many were made."""
    return meaning.prepare(encode)


def meanings(*, model: str) -> Iterator[Vectors]:
    """Yield the vectors of all items' titles, as a model made them, in large pages."""
    return meaning.pages(model)


def searchable() -> int:
    """Return how many items can be found."""
    return finding.size(SHAPE)


def note_demand(*, text: str, day: date) -> None:
    """Count a search that found nothing: words and a day, never who. Addresses and long numbers are not kept."""
    in_vain.note(text, day)


def demand(*, today: date, days: int = 90, limit: int = 50) -> list[Wanted]:
    """Return what was searched for in vain at least five times in the last days, most often first."""
    return in_vain.listed(today - timedelta(days=days), limit)


def demand_total(*, today: date, days: int = 90) -> int:
    """Return how many searches were in vain in the last days, those too few to be shown included."""
    return in_vain.total(today - timedelta(days=days))
