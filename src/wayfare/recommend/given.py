"""What a feed is computed from: who somebody is, what they hold, need, believe, did and do not want."""

from dataclasses import dataclass
from datetime import datetime

from wayfare.core.clock import moment
from wayfare.core.sql import fetch
from wayfare.engine.matching.fit import subjects
from wayfare.engine.types import Need
from wayfare.learner import api as learner
from wayfare.learner.api import Snapshot
from wayfare.people import api as people
from wayfare.people.api import PersonView, RoleView
from wayfare.recommend import rules
from wayfare.skills import api as skills

_AWAY = "SELECT item_id FROM recommend_dismissal WHERE person_id = %s AND until > %s"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a person needs, the prerequisites of these skills, and which of them are whole fields of knowledge."""

    wanted: list[Need]
    prerequisites: dict[int, list[int]]
    fields: frozenset[int]


@dataclass(frozen=True, slots=True)
class Given:
    """All that is read about a person before anything is ranked."""

    who: PersonView
    role: RoleView | None
    snapshot: Snapshot
    started: frozenset[int]
    finished: frozenset[int]
    dismissed: frozenset[int]
    skipped: frozenset[int] = frozenset()

    @property
    def hidden(self) -> frozenset[int]:
        """Return the items not to be offered: started, tested out of, or dismissed."""
        return self.started | self.skipped | self.dismissed

    def subjects(self) -> dict[str, float]:
        """Return the words that say what the person's job is about, each with its weight."""
        who = self.who
        return subjects(
            title=who.job_title,
            role=self.role.title if self.role else "",
            group=who.group,
            unit=who.unit,
            organisation=who.organisation,
            function=who.function,
        )

    def needs(self) -> Needs:
        """Return what the person needs; a role that is only proposed needs nothing."""
        if self.role is None or self.role.state == "proposed":
            return Needs([], {}, frozenset())
        targets = skills.targets(role_id=self.role.id)
        before = skills.prerequisites(skill_ids=[target.skill_id for target in targets])
        return Needs(
            rules.needs_of(targets, before, self.snapshot, "role" if self.role.settled else "starter"),
            before,
            frozenset(target.skill_id for target in targets if target.kind in rules.FIELD_KINDS),
        )


def gather(who: PersonView, now: datetime) -> Given:
    """Read what is known about a person at this moment."""
    done = learner.progress(person_id=who.id)
    away = fetch(_AWAY, [who.id, moment(now)])
    return Given(
        who=who,
        role=people.role_of(person_id=who.id),
        snapshot=learner.snapshot(person_id=who.id),
        started=done.started,
        finished=done.finished,
        dismissed=frozenset(item for (item,) in away),
        skipped=learner.skipped_items(person_id=who.id),
    )
