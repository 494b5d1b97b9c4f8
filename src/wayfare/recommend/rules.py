"""From a role and a person's beliefs to what they need, and from parts to candidates. Pure."""

from collections.abc import Container, Iterable, Mapping

from wayfare.catalog.api import ItemView, Offer, Part, SegmentView
from wayfare.engine.types import Candidate, Need, Teaches
from wayfare.learner.api import Snapshot
from wayfare.skills.api import Target

ENOUGH = 2.0  # a prerequisite is met from this level on
FIELD_KINDS, FIELD_SPREAD = ("knowledge", "generic"), 1.0
KIND_WEIGHTS = {"technology": 0.8, "generic": 0.5}
DEFAULT_MINUTES = {"course": 600.0, "lesson": 5.0, "practice": 5.0}


def needs_of(
    targets: Iterable[Target], prerequisites: Mapping[int, list[int]], snapshot: Snapshot, source: str
) -> list[Need]:
    """Return what a person needs: the role's targets, and the prerequisites of these that are not met yet."""
    needs = {target.skill_id: Need(target.skill_id, source, target.level, weight(target)) for target in targets}
    ahead = list(needs.values())
    while ahead:
        need = ahead.pop()
        for other in unmet(need.skill, prerequisites, snapshot):
            if other not in needs:
                needs[other] = Need(other, "prerequisite", ENOUGH, need.importance)
                ahead.append(needs[other])
    return list(needs.values())


def weight(target: Target) -> float:
    """Return how much a target counts, in [0, 1]: what is decisive for a role far more than what is merely useful.

    Importance is squared, and skills that every job asks for count less than what makes this one.
    """
    return (target.importance / 5) ** 2 * KIND_WEIGHTS.get(target.kind, 1.0)


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


def candidates_of(offers: Iterable[Offer], fields: Container[int]) -> list[Candidate]:
    """Return offers as candidates; ``fields`` are the skills that are whole fields of knowledge."""
    return [
        Candidate(
            item=offer.item_id,
            minutes=offer.minutes or DEFAULT_MINUTES[offer.kind],
            teaches=tuple(_teaches(part, FIELD_SPREAD if part.skill_id in fields else 0.0) for part in offer.parts),
            quality=verdict(offer.quality),
            provider=offer.provider,
            title_key=offer.title.casefold().strip(),
        )
        for offer in offers
    ]


def _teaches(part: Part, spread: float) -> Teaches:
    return Teaches(part.skill_id, part.level, part.confidence, part.segment_minutes, part.segment_id, spread)


def whole(item: ItemView) -> Candidate:
    """Return one item as a candidate by its segments alone."""
    return Candidate(
        item=item.id,
        minutes=item.minutes or DEFAULT_MINUTES[item.kind],
        teaches=tuple(
            Teaches(part.skill_id, part.level, 1.0, part.minutes, part.id)
            for part in item.segments
            if part.skill_id is not None and part.level is not None
        ),
    )


def unused(part: SegmentView, needs: Iterable[Need], snapshot: Snapshot) -> str:
    """Say why a segment is of no use now: ``known``, ``later`` (a step too far) or ``aside`` (not needed)."""
    wanted = {need.skill: need.level for need in needs}
    if part.skill_id is None or part.level is None or part.skill_id not in wanted:
        return "aside"
    enough = min(part.level, wanted[part.skill_id])
    return "known" if snapshot.belief(part.skill_id).mean >= enough else "later"


def verdict(quality: float) -> float:
    """Return the factor, between .75 and 1.25, that what others thought of an item (0.4 to 1) puts on its score."""
    return 0.75 + (quality - 0.4) * 5 / 6
