"""Which items somebody has started and finished. It proves nothing: only evidence moves an estimate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wayfare.catalog import api as catalog
from wayfare.core.versions import bump
from wayfare.learner import rows
from wayfare.learner.models import ItemProgress
from wayfare.learner.rules import iri
from wayfare.records import api as records


@dataclass(frozen=True, slots=True)
class Progress:
    """Which items a person has started, and which of them they have finished; ``order`` is that of their starts."""

    started: frozenset[int]
    finished: frozenset[int]
    order: tuple[int, ...]


def start(*, person_id: int, item_id: int, now: datetime) -> None:
    """Note that a person has started an item. Doing it twice changes nothing. Raises NotFound."""
    catalog.ensure_item(item_id=item_id)
    with transaction.atomic():
        _, made = ItemProgress.objects.get_or_create(person_id=person_id, item_id=item_id, defaults={"started_at": now})
        if made:
            _record(person_id, records.INITIALIZED, item_id, now)


def finish(*, person_id: int, item_id: int, now: datetime) -> None:
    """Note that a person has finished an item. Doing it twice changes nothing. Raises NotFound."""
    catalog.ensure_item(item_id=item_id)
    with transaction.atomic():
        row, _ = ItemProgress.objects.get_or_create(person_id=person_id, item_id=item_id, defaults={"started_at": now})
        if row.finished_at is None:
            ItemProgress.objects.filter(person_id=person_id, item_id=item_id).update(finished_at=now)
            _record(person_id, records.COMPLETED, item_id, now)


def _record(person_id: int, verb: str, item_id: int, now: datetime) -> None:
    records.append(person_id=person_id, verb=verb, object_id=iri("items", item_id), occurred_at=now, now=now)
    bump(person_id)


def progress(*, person_id: int) -> Progress:
    """Return what a person has started and finished."""
    started = rows.progress(person_id)
    order = tuple(item for item, _ in started)
    return Progress(frozenset(order), frozenset(item for item, done in started if done), order)


def finished_since(*, person_id: int, since: datetime) -> list[int]:
    """Return the ids of the items that a person has finished from a moment on."""
    rows_ = ItemProgress.objects.filter(person_id=person_id, finished_at__gte=since).order_by("finished_at")
    return list(rows_.values_list("item_id", flat=True))


def starts(*, most: int) -> int:
    """Return how many items were started by anybody; counting stops at ``most``."""
    return ItemProgress.objects.values_list("person_id")[:most].count()


def started() -> Iterator[tuple[int, int, datetime]]:
    """Yield (person, item, when) for everything that anybody has started."""
    rows_ = ItemProgress.objects.order_by("person_id", "item_id")
    yield from rows_.values_list("person_id", "item_id", "started_at").iterator()


def finished_pairs() -> Iterator[tuple[int, int]]:
    """Yield (person, item) for everything that anybody has finished."""
    rows_ = ItemProgress.objects.filter(finished_at__isnull=False).order_by("person_id", "finished_at", "item_id")
    yield from rows_.values_list("person_id", "item_id").iterator()
