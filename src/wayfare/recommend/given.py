"""What a feed is computed from: who somebody is, what they hold, need, believe, did and do not want."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from wayfare.core.clock import moment
from wayfare.core.sql import fetch
from wayfare.engine.matching.fit import own_words, subjects
from wayfare.engine.matching.title_words import take_apart
from wayfare.learner import api as learner
from wayfare.learner.api import Skipped, Snapshot
from wayfare.people import api as people
from wayfare.people.api import PersonView, RoleView
from wayfare.recommend import together
from wayfare.recommend.together import Fitted

_AWAY = "SELECT item_id FROM recommend_dismissal WHERE person_id = %s AND until > %s"


@dataclass(frozen=True)
class Given:
    """All that is read about a person before anything is ranked, each once; ``order`` is that in which items were started."""

    who: PersonView
    roles: list[RoleView]
    snapshot: Snapshot
    started: frozenset[int]
    finished: frozenset[int]
    order: tuple[int, ...]
    dismissed: frozenset[int]
    skipped: Skipped

    @cached_property
    def fitted(self) -> Fitted | None:
        """What is known of people who did the same, read when a source first asks; None where nothing was started."""
        return together.active() if self.started else None

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Return the items not to be offered: started, tested out of, or dismissed."""
        return self.started | self.skipped.items | self.dismissed

    @property
    def role(self) -> RoleView | None:
        """The role that counts, or None."""
        return next(iter(self.roles), None)

    def rank(self) -> int:
        """Return 2 where the job title names somebody who leads an organisation or much of one, 1 where people, else 0."""
        words = take_apart(self.who.job_title)
        return words.leads + words.directs

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

    def own_words(self) -> frozenset[str]:
        """Return those of these words that name the job itself."""
        return own_words(title=self.who.job_title, unit=self.who.unit)

    def profession(self) -> frozenset[str]:
        """Return the words that name the person's profession, whatever their own job is about."""
        role = self.role.title if self.role else ""
        return frozenset(subjects(title="", role=role, group=self.who.group))


def gather(who: PersonView, now: datetime, artefact: str = "") -> Given:
    """Read what is known about a person at this moment; ``artefact`` is the active one, where it is known."""
    done, roles = learner.progress(person_id=who.id), people.roles_of(person_id=who.id)
    away = fetch(_AWAY, [who.id, moment(now)])
    return Given(
        who=who,
        roles=roles,
        snapshot=learner.snapshot(person_id=who.id, artefact=artefact, roles=roles),
        started=done.started,
        finished=done.finished,
        order=done.order,
        dismissed=frozenset(item for (item,) in away),
        skipped=learner.skipped(person_id=who.id),
    )
