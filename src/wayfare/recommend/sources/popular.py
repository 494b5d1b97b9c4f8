"""What colleagues in the same role finish, and what everybody here finishes."""

from collections.abc import Mapping
from datetime import datetime

from wayfare.core.sql import fetch
from wayfare.core.versions import Memory
from wayfare.engine.types import Hint
from wayfare.recommend.counting import ALL, EPOCH
from wayfare.recommend.given import Given
from wayfare.recommend.sources.protocol import Source

MOST, MOST_GROUPS = 50, 2_000
_BEST = """
SELECT item_id, people, share FROM recommend_popularity WHERE role_id = %s ORDER BY people DESC, item_id LIMIT %s
"""


_kept = Memory(EPOCH, dict[int, list[tuple[int, int, float]]], MOST_GROUPS)


class Popular(Source):
    """Popularity within the role, or in the whole organisation where nothing is counted for the role.

    It is counted by a job, from finished items, and never for fewer than ``counting.LEAST`` people.
    """

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the most finished items; strength is relative to the most finished one."""
        role = given.role.id if given.role is not None else ALL
        for group, name in ((role, given.role.title if given.role else ""), (ALL, "")):
            if rows := _most_finished(group):
                most = rows[0][1]
                return {
                    item: Hint("popular", people / most, {"people": float(people), "share": share, "role": name})
                    for item, people, share in rows
                }
        return {}


def _most_finished(group: int) -> list[tuple[int, int, float]]:
    """Return item, people and share of what is finished most in a group, most first."""
    kept = _kept.now()
    rows = kept.get(group)
    if rows is None:
        rows = kept[group] = [(item, people, share) for item, people, share in fetch(_BEST, [group, MOST])]
    return rows
