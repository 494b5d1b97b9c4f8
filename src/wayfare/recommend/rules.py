"""From a role and a person's beliefs to what they need, and from parts to candidates. Pure."""

from collections.abc import Container, Iterable, Mapping

from wayfare.catalog.api import ItemView, Part
from wayfare.core.texts import fold
from wayfare.engine.types import Candidate, Need, Teaches
from wayfare.learner.api import Snapshot
from wayfare.skills.api import Target

ENOUGH = 2.0  # a prerequisite is met from this level on
DEFAULT_MINUTES = 60.0
WELL_RATED, TYPICAL_RATING = 25.0, 4.2


def needs_of(
    targets: Iterable[Target], prerequisites: Mapping[int, list[int]], snapshot: Snapshot, source: str
) -> list[Need]:
    """Return what a person needs: the role's targets, and the prerequisites of these that are not met yet."""
    needs = {target.skill_id: Need(target.skill_id, source, target.level, target.importance / 5) for target in targets}
    ahead = list(needs.values())
    while ahead:
        need = ahead.pop()
        for other in unmet(need.skill, prerequisites, snapshot):
            if other not in needs:
                needs[other] = Need(other, "prerequisite", ENOUGH, need.importance)
                ahead.append(needs[other])
    return list(needs.values())


def unmet(skill_id: int, prerequisites: Mapping[int, list[int]], snapshot: Snapshot) -> list[int]:
    """Return the direct prerequisites of a skill that the person is believed not to meet."""
    return [other for other in prerequisites.get(skill_id, []) if snapshot.belief(other).mean < ENOUGH]


def ready(
    needs: Iterable[Need], prerequisites: Mapping[int, list[int]], snapshot: Snapshot, teachable: Container[int]
) -> list[Need]:
    """Return the needs that can be worked on now: those without an unmet prerequisite that something here teaches."""
    return [
        need for need in needs if not any(other in teachable for other in unmet(need.skill, prerequisites, snapshot))
    ]


def candidates_of(parts: Mapping[int, list[Part]], items: Mapping[int, ItemView]) -> list[Candidate]:
    """Return the candidates among the items, with what each teaches."""
    return [
        Candidate(
            item=item_id,
            minutes=items[item_id].minutes or DEFAULT_MINUTES,
            teaches=tuple(
                Teaches(part.skill_id, part.level, part.confidence, part.segment_minutes, part.segment_id)
                for part in own
            ),
            quality=quality(items[item_id]),
            provider=items[item_id].provider,
            title_key=fold(items[item_id].title),
        )
        for item_id, own in parts.items()
        if item_id in items
    ]


def whole(item: ItemView) -> Candidate:
    """Return one item as a candidate by its segments alone."""
    return Candidate(
        item=item.id,
        minutes=item.minutes or DEFAULT_MINUTES,
        teaches=tuple(
            Teaches(part.skill_id, part.level, 1.0, part.minutes, part.id)
            for part in item.segments
            if part.skill_id is not None and part.level is not None
        ),
    )


def quality(item: ItemView) -> float:
    """Return a factor around 1, between .8 and 1.2, from a provider's ratings shrunk towards a typical one."""
    if item.rating is None or not item.ratings:
        return 1.0
    mean = (item.rating * item.ratings + TYPICAL_RATING * WELL_RATED) / (item.ratings + WELL_RATED)
    return min(1.2, max(0.8, 1 + (mean - TYPICAL_RATING) / 2))
