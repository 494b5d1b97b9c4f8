"""Which skills items are about: what changes when they are tagged again. What a person settled stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from wayfare.catalog.imports.drafts import Taught
from wayfare.catalog.models import LIVE, ItemSkill

_VALUES = ("level", "confidence", "origin", "state", "words", "strength")
_UPDATE = f"UPDATE catalog_itemskill SET {', '.join(f'{name} = %s' for name in _VALUES)} WHERE id = %s"
_MANY = 500


class Change(msgspec.Struct, frozen=True):
    """What is to happen to one item's skills: rows of new values that end with the id, and ids that go."""

    updated: tuple[tuple[Any, ...], ...] = ()
    removed: tuple[int, ...] = ()


def row(item_id: int, taught: Taught, batch_id: int | None) -> ItemSkill:
    """Return the unsaved row that says an item teaches a skill."""
    return ItemSkill(
        item_id=item_id,
        skill_id=taught.skill,
        batch_id=batch_id,
        **{name: getattr(taught, name) for name in _VALUES},
    )


def differences(wanted: Mapping[int, Sequence[Taught]], batch_id: int) -> dict[int, Change]:
    """Insert what is new, invisibly until the batch is applied, and return by item what else is to change."""
    rows: dict[int, dict[int, ItemSkill]] = {item_id: {} for item_id in wanted}
    for old in ItemSkill.objects.filter(LIVE, item_id__in=list(wanted)):
        rows[old.item_id][old.skill_id] = old
    with transaction.atomic():
        ItemSkill.objects.bulk_create(
            row(item_id, taught, batch_id)
            for item_id, everything in wanted.items()
            for taught in everything
            if taught.skill not in rows[item_id]
        )
    return {item_id: _change(rows[item_id], {taught.skill: taught for taught in wanted[item_id]}) for item_id in wanted}


def _change(old: Mapping[int, ItemSkill], new: Mapping[int, Taught]) -> Change:
    updated = []
    for skill_id in old.keys() & new.keys():
        before = tuple(getattr(old[skill_id], name) for name in _VALUES)
        after = _after(old[skill_id], new[skill_id])
        if after != before:
            updated.append((*after, old[skill_id].pk))
    gone = [old[skill_id].pk for skill_id in old.keys() - new.keys() if not settled(old[skill_id])]
    return Change(tuple(sorted(updated, key=lambda values: values[-1])), tuple(sorted(gone)))


def _after(old: ItemSkill, new: Taught) -> tuple[Any, ...]:
    """Return the values a row takes; of a settled one only the strength moves with the item's quality."""
    if settled(old):
        return (*(getattr(old, name) for name in _VALUES[:-1]), new.strength)
    return tuple(getattr(new, name) for name in _VALUES)


def settled(old: ItemSkill) -> bool:
    """Say whether a person said yes or no; an author's own word is no decision about a proposal."""
    if old.state == ItemSkill.State.REJECTED:
        return True
    return old.state == ItemSkill.State.APPROVED and old.origin != ItemSkill.Origin.AUTHOR


def write(changes: Iterable[Change]) -> None:
    """Write changes that ``differences`` worked out."""
    changes = list(changes)
    updated = [values for change in changes for values in change.updated]
    removed = [row_id for change in changes for row_id in change.removed]
    if updated:
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, updated)
    for start in range(0, len(removed), _MANY):
        ItemSkill.objects.filter(id__in=removed[start : start + _MANY]).delete()
