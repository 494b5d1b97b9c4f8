"""What somebody's roles need."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from wayfare.core.versions import Memory
from wayfare.people.api import RoleView
from wayfare.recommend import rules
from wayfare.recommend.given import Given
from wayfare.recommend.sources.protocol import Ask, Source
from wayfare.skills import api as skills
from wayfare.skills.api import Target


class RoleGaps(Source):
    """The skills of the role that counts and of those that a professional group starts from; a proposed one asks nothing."""

    def asks(self, given: Given, now: datetime) -> Iterable[Ask]:
        """Return what the roles need."""
        if given.role is None or given.role.state == "proposed":
            return
        kept, key = _kept.now(), tuple((role.id, role.title, role.settled) for role in given.roles)
        if (found := kept.get(key)) is None:
            found = kept[key] = _of_roles(given.roles)
        yield from found


MOST = 2_000
"""For so many roles what they need is kept in memory; where there are more, it begins anew."""
_kept = Memory("catalog", dict[tuple[tuple[int, str, bool], ...], list[Ask]], MOST)


def _of_roles(roles: Sequence[RoleView]) -> list[Ask]:
    """Return what some roles need, the one that counts first; people with the same roles need the same."""
    targets = [skills.targets(role_id=role.id) for role in roles]
    fields = {target.skill_id for own in targets for target in own if target.kind in rules.FIELD_KINDS}
    askers, needs = _askers(roles, targets), rules.blend(targets, roles[0].settled)
    return [Ask(need, askers[skill], skill in fields) for skill, need in needs.items()]


def _askers(roles: Sequence[RoleView], targets: Sequence[Sequence[Target]]) -> dict[int, str]:
    """Return by skill the role to name: the settled one where it asks, else the one where the skill counts most."""
    found: dict[int, tuple[float, str]] = {}
    for role, own in zip(roles, targets, strict=True):
        for target in own:
            counts = 2.0 if role.settled else rules.weight(target)
            if target.skill_id not in found or counts > found[target.skill_id][0]:
                found[target.skill_id] = (counts, role.title)
    return {skill: title for skill, (_, title) in found.items()}
