"""Which skills items are about: what changes when they are tagged again. What a person settled stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from wayfare.catalog.imports.drafts import Taught
from wayfare.catalog.models import LIVE, ItemSkill
from wayfare.core.imports.staging import turn

_VALUES = ("level", "confidence", "origin", "state", "words", "strength")
_INSERT = (
    f"INSERT INTO catalog_itemskill (item_id, batch_id, skill_id, {', '.join(_VALUES)}) "
    f"VALUES ({', '.join(['%s'] * (3 + len(_VALUES)))})"
)
_UPDATE = f"UPDATE catalog_itemskill SET {', '.join(f'{name} = %s' for name in _VALUES)} WHERE id = %s"
_MANY = 500


class Change(msgspec.Struct, frozen=True):
    """What is to happen to one item's skills: rows of new values that end with the id, and ids that go."""

    updated: tuple[tuple[Any, ...], ...] = ()
    removed: tuple[int, ...] = ()


class Old(NamedTuple):
    """A row as it is now."""

    id: int
    level: float
    confidence: float
    origin: str
    state: str
    words: str
    strength: float

    @property
    def settled(self) -> bool:
        """Say whether a person said yes or no; an author's own word is no decision about a proposal."""
        if self.state == ItemSkill.State.REJECTED:
            return True
        return self.state == ItemSkill.State.APPROVED and self.origin != ItemSkill.Origin.AUTHOR


def insert(wanted: Mapping[int, Iterable[Taught]], batch_id: int) -> None:
    """Write in one short transaction that items teach skills; invisible until the batch is applied."""
    values = [
        (item_id, batch_id, taught.skill, *(getattr(taught, name) for name in _VALUES))
        for item_id, everything in wanted.items()
        for taught in everything
    ]
    if values:
        with turn(), connection.cursor() as cursor:
            cursor.executemany(_INSERT, values)


def differences(wanted: Mapping[int, Sequence[Taught]], batch_id: int) -> dict[int, Change]:
    """Insert what is new, invisibly until the batch is applied, and return by item what else is to change."""
    rows: dict[int, dict[int, Old]] = {item_id: {} for item_id in wanted}
    known = ItemSkill.objects.filter(LIVE, item_id__in=list(wanted))
    for item_id, skill_id, *old in known.values_list("item_id", "skill_id", "id", *_VALUES):
        rows[item_id][skill_id] = Old(*old)
    insert(
        {
            item_id: [taught for taught in everything if taught.skill not in rows[item_id]]
            for item_id, everything in wanted.items()
        },
        batch_id,
    )
    return {item_id: _change(rows[item_id], {taught.skill: taught for taught in wanted[item_id]}) for item_id in wanted}


def _change(old: Mapping[int, Old], new: Mapping[int, Taught]) -> Change:
    updated = []
    for skill_id in sorted(old.keys() & new.keys()):
        before = old[skill_id]
        after = _after(before, new[skill_id])
        if after != before[1:]:
            updated.append((*after, before.id))
    gone = [old[skill_id].id for skill_id in sorted(old.keys() - new.keys()) if not old[skill_id].settled]
    return Change(tuple(updated), tuple(gone))


def _after(old: Old, new: Taught) -> tuple[Any, ...]:
    """Return the values a row takes; of a settled one only the strength moves with the item's quality."""
    if old.settled:
        return (*old[1:-1], new.strength)
    return tuple(getattr(new, name) for name in _VALUES)


def write(changes: Iterable[Mapping[str, Any]]) -> None:
    """Write changes that ``differences`` worked out, as they were staged."""
    updated: list[Sequence[Any]] = []
    removed: list[int] = []
    for change in changes:
        updated += change["updated"]
        removed += change["removed"]
    if updated:
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, updated)
    for start in range(0, len(removed), _MANY):
        ItemSkill.objects.filter(id__in=removed[start : start + _MANY]).delete()
