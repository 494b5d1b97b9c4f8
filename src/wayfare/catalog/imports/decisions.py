"""What people decided about proposals: it teaches the tagger which ones to make."""

from collections.abc import Mapping

from django.db.models import Count, QuerySet

from wayfare.catalog.imports.drafts import ItemDraft
from wayfare.catalog.models import LIVE, ItemSkill
from wayfare.core.ids import digest
from wayfare.engine.matching.blend import LEAST_OF_EACH

MOST = 20_000
"""The newest decisions; older ones add little and take time."""
DECIDED, LEARNED = "proposals decided at", "proposals learned from at"
"""Facts: when somebody last decided, and when the tagger last learned from it."""
_READ = ("title", "summary", "language", "labels")


def counts() -> tuple[int, int]:
    """Return how many proposals were approved, and how many rejected, that teach something."""
    found = dict(_settled().values_list("state").annotate(count=Count("id")))
    return found.get(ItemSkill.State.APPROVED, 0), found.get(ItemSkill.State.REJECTED, 0)


def _settled() -> QuerySet[ItemSkill]:
    rows = ItemSkill.objects.filter(LIVE, item__retired_at=None).exclude(state=ItemSkill.State.PROPOSED)
    return rows.exclude(origin=ItemSkill.Origin.AUTHOR).exclude(item__labels="")


def decided() -> list[tuple[ItemDraft, Mapping[int, bool]]]:
    """Return items about whose proposals somebody decided, each with whether its skills were approved."""
    rows = _settled().order_by("-id")
    found: dict[int, tuple[ItemDraft, dict[int, bool]]] = {}
    names = ["item_id", "skill_id", "state", *(f"item__{name}" for name in _READ)]
    for item_id, skill_id, state, *texts in rows.values_list(*names)[:MOST]:
        draft = ItemDraft(kind="", **dict(zip(_READ, texts, strict=True)))
        found.setdefault(item_id, (draft, {}))[1][skill_id] = state == ItemSkill.State.APPROVED
    return list(found.values())


def mark() -> str:
    """Return a text that changes with every decision that teaches something; empty where there are too few."""
    settled = [sorted(own.items()) for _, own in decided()]
    yes = [approved for own in settled for _, approved in own]
    return digest(settled) if min(sum(yes), len(yes) - sum(yes)) >= LEAST_OF_EACH else ""
