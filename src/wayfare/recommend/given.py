"""What a feed is computed from: who somebody is, what they hold, need, believe, did and do not want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wayfare.core.clock import moment
from wayfare.core.sql import fetch
from wayfare.engine.matching.fit import subjects
from wayfare.engine.matching.title_words import take_apart
from wayfare.engine.types import Need
from wayfare.learner import api as learner
from wayfare.learner.api import Snapshot
from wayfare.people import api as people
from wayfare.people.api import PersonView, RoleView
from wayfare.recommend import rules
from wayfare.skills import api as skills
from wayfare.skills.api import Target

_AWAY = "SELECT item_id FROM recommend_dismissal WHERE person_id = %s AND until > %s"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a person needs, the prerequisites of these skills, which of them are whole fields of knowledge, and who asks.

    ``askers`` names by skill the role that it counts most in.
    """

    wanted: list[Need]
    prerequisites: dict[int, list[int]]
    fields: frozenset[int]
    askers: dict[int, str]


@dataclass(frozen=True, slots=True)
class Given:
    """All that is read about a person before anything is ranked."""

    who: PersonView
    roles: list[RoleView]
    snapshot: Snapshot
    started: frozenset[int]
    finished: frozenset[int]
    dismissed: frozenset[int]
    skipped: frozenset[int] = frozenset()

    @property
    def hidden(self) -> frozenset[int]:
        """Return the items not to be offered: started, tested out of, or dismissed."""
        return self.started | self.skipped | self.dismissed

    @property
    def role(self) -> RoleView | None:
        """The role that counts, or None."""
        return next(iter(self.roles), None)

    def leads(self) -> bool:
        """Say whether the job title names a rank that leads others."""
        return take_apart(self.who.job_title).leads

    def subjects(self) -> dict[str, float]:
        """Return the words that say what the person's job is about, each with its weight.

        A settled role says more than the professional group, which may be the one that somebody came from.
        """
        who = self.who
        return subjects(
            title=who.job_title,
            role=self.role.title if self.role else "",
            group="" if self.role and self.role.settled else who.group,
            unit=who.unit,
            organisation=who.organisation,
            function=who.function,
        )

    def needs(self) -> Needs:
        """Return what the person needs; a role that is only proposed needs nothing."""
        if self.role is None or self.role.state == "proposed":
            return Needs([], {}, frozenset(), {})
        targets = [skills.targets(role_id=role.id) for role in self.roles]
        wanted = rules.blend(targets, self.role.settled)
        before = skills.prerequisites(skill_ids=wanted)
        return Needs(
            rules.needs_of(wanted, before, self.snapshot),
            before,
            frozenset(target.skill_id for own in targets for target in own if target.kind in rules.FIELD_KINDS),
            _askers(self.roles, targets),
        )


def _askers(roles: Sequence[RoleView], targets: Sequence[Sequence[Target]]) -> dict[int, str]:
    """Return by skill the role to name: the settled one where it asks, else the one where the skill counts most."""
    found: dict[int, tuple[float, str]] = {}
    for role, own in zip(roles, targets, strict=True):
        for target in own:
            counts = 2.0 if role.settled else rules.weight(target)
            if counts > found.get(target.skill_id, (0.0, ""))[0]:
                found[target.skill_id] = (counts, role.title)
    return {skill: title for skill, (_, title) in found.items()}


def gather(who: PersonView, now: datetime) -> Given:
    """Read what is known about a person at this moment."""
    done = learner.progress(person_id=who.id)
    away = fetch(_AWAY, [who.id, moment(now)])
    return Given(
        who=who,
        roles=people.roles_of(person_id=who.id),
        snapshot=learner.snapshot(person_id=who.id),
        started=done.started,
        finished=done.finished,
        dismissed=frozenset(item for (item,) in away),
        skipped=learner.skipped_items(person_id=who.id),
    )
