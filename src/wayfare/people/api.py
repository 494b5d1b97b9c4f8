"""The door of people: who works here, in which role, and how they prove who they are."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from wayfare.core import clock, sql
from wayfare.core.errors import Conflict, Invalid, NotFound, SignInNeeded
from wayfare.core.imports import Batch, Counts, Options, Record, Report, run
from wayfare.core.versions import bump
from wayfare.people import roles
from wayfare.people.accounts import (
    account_for,
    directory,
    ensure_curates,
    roles_like,
    set_learning_team,
    set_password,
)
from wayfare.people.checks import MARK
from wayfare.people.importer import PeopleImporter
from wayfare.people.mapping import PeopleMap
from wayfare.people.mapping import read as read_map
from wayfare.people.matching import Settled, settle, start
from wayfare.people.models import Account, ApiToken, Person, PersonRole, Role
from wayfare.people.roles import RoleDraft
from wayfare.people.rules import demo_allowed, demo_visit_allowed
from wayfare.people.search.door import Colleague, PeopleFound, rebuild_search, refresh_search, search, searchable

__all__ = [
    "Account",
    "Colleague",
    "PeopleFound",
    "PersonView",
    "RoleDraft",
    "RoleView",
    "Settled",
    "account_for",
    "apply_roles",
    "colleagues",
    "compare_roles",
    "confirm_role",
    "count",
    "create_token",
    "demo_allowed",
    "demo_visit_allowed",
    "directory",
    "ensure_curates",
    "find",
    "groups",
    "ids_named",
    "ids_of",
    "import_people",
    "match_titles",
    "person",
    "person_of_token",
    "proposed_role",
    "rebuild_search",
    "refresh_search",
    "reject_role",
    "reports",
    "revoke_tokens",
    "role_of",
    "role_records",
    "role_titles",
    "roles_by_person",
    "roles_like",
    "roles_of",
    "search",
    "searchable",
    "set_learning_team",
    "set_password",
]

TOKEN_LIFE = timedelta(days=90)
_SETTLED = (PersonRole.State.CONFIRMED, PersonRole.State.STATED, PersonRole.State.MATCHED)
_ORDER = (*_SETTLED, PersonRole.State.STARTER, PersonRole.State.PROPOSED)
_log = structlog.get_logger(__name__)


_COLUMNS = """p.id, p.source, p.source_id, p.name, p.email, p.job_title, p.organisation, p."group",
       COALESCE(t.name, ''), p.team_id, p.manager_id, p.language, p.time_zone, p.weekly_minutes, p.unit, p.function"""
_SELECT = f"SELECT {_COLUMNS} FROM people_person p LEFT JOIN people_team t ON t.id = p.team_id"
_TOKEN = f"""
SELECT {_COLUMNS}, a.expires_at > %s
FROM people_apitoken a JOIN people_person p ON p.id = a.person_id LEFT JOIN people_team t ON t.id = p.team_id
WHERE a.digest = %s AND a.revoked_at IS NULL AND p.active
  AND NOT EXISTS (SELECT 1 FROM people_account c WHERE c.person_id = p.id AND NOT c.is_active)
"""
_ROLES = """
SELECT r.id, r.title, h.state, h.confidence, h.words FROM people_personrole h JOIN people_role r ON r.id = h.role_id
WHERE h.person_id = %s ORDER BY h.id
"""


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as other rooms see them. The order of the fields is that of ``_COLUMNS``."""

    id: int
    key: str
    name: str
    email: str
    job_title: str
    organisation: str
    group: str
    team: str
    team_id: int | None
    manager_id: int | None
    language: str
    time_zone: str
    weekly_minutes: int
    unit: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role that a person holds, may hold (``proposed``), or borrows as a ``starter``."""

    id: int
    title: str
    state: str
    confidence: float
    words: str

    @property
    def settled(self) -> bool:
        """Whether a source, a clear match or a person says so."""
        return self.state in _SETTLED


def person(*, person_id: int) -> PersonView:
    """Return a person. Raises NotFound for nobody and for somebody who has left."""
    row = sql.one(f"{_SELECT} WHERE p.id = %s AND p.active", [person_id])
    if row is None:
        raise NotFound("There is no such person.", person=person_id)
    return _of_row(row)


def _of_row(row: tuple[Any, ...]) -> PersonView:
    """Return the person of a row of ``_SELECT``."""
    number, source, source_id, *others = row
    return PersonView(number, f"{source}:{source_id}", *others)


def find(*, name: str) -> PersonView:
    """Return the person named on a command line: an email address, ``SOURCE:ID``, an id of any source, ``#NUMBER`` or a name.

    ``SOURCE:ID`` and ``#NUMBER`` always mean one person. Raises NotFound for nobody, and Conflict where more than one person
    answers to it, which an id that several rows of a file shared does as well.
    """
    people = Person.objects.filter(active=True).order_by("id")
    rows = list(people.filter(_exactly(name))[:1]) or list(people.filter(_named(name))[:6]) if name.strip() else []
    if not rows:
        raise NotFound(
            f"Nobody is called “{name}”.",
            advice="Name a person by email address, SOURCE:ID, the source's own id, #NUMBER or full name.",
        )
    if len(rows) > 1:
        keys = ", ".join(f"{row.source}:{row.source_id}" for row in rows[:5])
        raise Conflict(f"More than one person answers to “{name}”.", advice=f"Say which one: {keys}")
    return person(person_id=rows[0].pk)


def _exactly(name: str) -> Q:
    if name.startswith("#") and name[1:].isdecimal() and len(name) < 19:
        return Q(id=int(name[1:]))
    source, _, source_id = name.partition(":")
    return Q(source=source, source_id=source_id)


def _named(name: str) -> Q:
    source, colon, source_id = name.partition(":")
    wanted = Q(email__iexact=name) | Q(source_id=name) | Q(name__iexact=name) | Q(source_id__startswith=f"{name}{MARK}")
    return wanted | Q(source=source, source_id__startswith=f"{source_id}{MARK}") if colon else wanted


def count() -> int:
    """Return how many people there are, those who have left included."""
    return Person.objects.count()


def ids_named(*, names: Collection[str], source: str = "") -> dict[str, int]:
    """Return who works here under each of many names: an email address, ``SOURCE:ID``, or an id of ``source`` (empty: of any).

    A name of nobody, or of more than one person, is left out.
    """
    found = sql.ids_named("people_person", names, source, "t.active")
    mail: dict[str, list[str]] = {}
    for name in names:
        for form in {name, name.lower()} if "@" in name else ():
            mail.setdefault(form, []).append(name)
    for some in sql.pieces(list(mail)):
        query = f"SELECT id, email FROM people_person WHERE active AND email IN ({sql.marks(some)})"
        for number, email in sql.fetch(query, some):
            for name in mail[email]:
                found.setdefault(name, set()).add(number)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def ids_of(*, source: str) -> dict[str, int]:
    """Return the ids of all people of a source by the source's own id."""
    return dict(Person.objects.filter(source=source).values_list("source_id", "id"))


def colleagues(*, person_id: int) -> list[PersonView]:
    """Return a person's manager, then the others of their team by name; empty for somebody with neither."""
    query = f"""
    {_SELECT} JOIN people_person me ON me.id = %s
    WHERE p.active AND p.id <> me.id AND (p.id = me.manager_id OR p.team_id = me.team_id)
    ORDER BY CASE WHEN p.id = me.manager_id THEN 0 ELSE 1 END, p.name, p.id
    """
    return [_of_row(row) for row in sql.fetch(query, [person_id])]


def reports(*, person_id: int) -> list[PersonView]:
    """Return those whose manager a person is, by name; those who have left are left out."""
    return [
        _of_row(row)
        for row in sql.fetch(f"{_SELECT} WHERE p.manager_id = %s AND p.active ORDER BY p.name, p.id", [person_id])
    ]


def groups(*, person_ids: Collection[int]) -> dict[int, str]:
    """Return the professional group of those people who have one."""
    rows = Person.objects.filter(id__in=person_ids).exclude(group="").values_list("id", "group")
    return dict(rows)


def role_of(*, person_id: int) -> RoleView | None:
    """Return the role that counts for a person: confirmed, stated, matched, else a starter, else a proposal; None without any."""
    return next(iter(roles_of(person_id=person_id)), None)


def roles_of(*, person_id: int) -> list[RoleView]:
    """Return the role that counts for a person, then the other roles that their professional group starts from.

    A role that a person or a source stated stands alone, and one that is only proposed does too.
    """
    rows = [RoleView(*row) for row in sql.fetch(_ROLES, [person_id]) if row[2] in _ORDER]
    if not rows:
        return []
    best = min(rows, key=lambda row: (_ORDER.index(row.state), -row.confidence))
    if best.state not in (PersonRole.State.MATCHED, PersonRole.State.STARTER):
        return [best]
    return [best, *(row for row in rows if row.state == PersonRole.State.STARTER and row.id != best.id)]


def roles_by_person() -> dict[int, int]:
    """Return the role that counts for each person who has one, by the person's id; proposed ones do not count."""
    rows = PersonRole.objects.filter(state__in=(*_SETTLED, PersonRole.State.STARTER))
    found: dict[int, tuple[int, float, int]] = {}
    for person, role, state, confidence in rows.values_list("person_id", "role_id", "state", "confidence"):
        place = (_ORDER.index(state), -confidence, role)
        found[person] = min(place, found.get(person, place))
    return {person: role for person, (_, _, role) in found.items()}


def posts(*, limit: int) -> list[tuple[str, str, str]]:
    """Return job title, unit and function of each different post that somebody holds, those of most people first."""
    return list(sql.fetch(_POSTS, [limit]))


_POSTS = """
SELECT p.job_title, p.unit, p.function FROM people_person p WHERE p.active AND p.job_title <> ''
GROUP BY p.job_title, p.unit, p.function ORDER BY COUNT(*) DESC, p.job_title, p.unit, p.function LIMIT %s
"""


def role_titles(*, role_ids: Collection[int]) -> dict[int, str]:
    """Return the titles of the roles with these ids that exist, by id."""
    return dict(Role.objects.filter(id__in=role_ids).values_list("id", "title"))


def proposed_role(*, person_id: int) -> RoleView | None:
    """Return the role that a person's job title suggests and that waits for somebody to confirm or reject it, or None.

    It may be the very role they started from; ``words`` is the title it rests on.
    """
    waiting = Q(state=PersonRole.State.PROPOSED) | Q(state=PersonRole.State.STARTER) & ~Q(words="")
    rows = PersonRole.objects.filter(waiting, person_id=person_id).select_related("role")
    best = rows.order_by("-confidence", "id").first()
    return _role_view(best) if best else None


def _role_view(row: PersonRole) -> RoleView:
    return RoleView(row.role_id, row.role.title, row.state, row.confidence, row.words)


def match_titles(*, now: datetime) -> Settled:
    """Settle everybody's role by what their source states and by their job title, after people or roles were imported.

    A title that only one role can mean is ``matched``; a likely one is ``proposed`` and waits for a person; without either
    the professional group gives a ``starter``. What a person confirmed or rejected is never changed. Doing it twice
    changes nothing. ``now`` stands in the log.
    """
    settled = settle()
    _log.debug("titles matched", at=now.isoformat(), people=settled.people, changed=settled.changed, **settled.states)
    return settled


def confirm_role(*, person_id: int, role_id: int, by: int | None, now: datetime) -> None:
    """Settle that a person holds a role; any other role of theirs is set aside. Raises NotFound."""
    if not Role.objects.filter(id=role_id).exists():
        raise NotFound("There is no such role.", role=role_id)
    decided = {"decided_by_id": by, "decided_at": now}
    with transaction.atomic():
        others = PersonRole.objects.filter(person_id=person_id).exclude(role_id=role_id)
        others.update(state=PersonRole.State.REJECTED, **decided)
        PersonRole.objects.update_or_create(
            person_id=person_id,
            role_id=role_id,
            defaults={"state": PersonRole.State.CONFIRMED, "confidence": 1.0, **decided},
        )
        bump(person_id)


def reject_role(*, person_id: int, role_id: int, by: int | None, now: datetime) -> None:
    """Settle that a person does not hold a role; without any other they start from their group's. Raises NotFound."""
    with transaction.atomic():
        changed = PersonRole.objects.filter(person_id=person_id, role_id=role_id).update(
            state=PersonRole.State.REJECTED, decided_by=by, decided_at=now
        )
        if not changed:
            raise NotFound("That role was not proposed.", role=role_id)
        start(person_id)
        bump(person_id)


def create_token(*, person_id: int, now: datetime, life: timedelta = TOKEN_LIFE) -> str:
    """Return a new bearer token for the API. It is shown once; only its digest is kept."""
    token = f"wf_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(person_id=person_id, digest=_digest(token), created_at=now, expires_at=now + life)
    return token


def person_of_token(*, token: str, now: datetime) -> PersonView:
    """Return whose token it is. Raises SignInNeeded for an unknown, expired or revoked one."""
    row = sql.one(_TOKEN, [clock.moment(now), _digest(token)])
    if row is None:
        raise SignInNeeded("This token is not known.")
    *who, living = row
    if not living:
        raise SignInNeeded("This token has expired.")
    return _of_row(tuple(who))


def revoke_tokens(*, person_id: int, now: datetime) -> int:
    """End all living tokens of a person at once. Return how many there were."""
    return ApiToken.objects.filter(person_id=person_id, revoked_at=None, expires_at__gt=now).update(revoked_at=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def import_people(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import people from a CSV file and return the report. Raises Invalid, NotFound or TooLarge for an unusable file."""
    if form not in (None, "csv"):
        raise Invalid(f"People are not imported from “{form}”.", advice="Use --format csv.")
    plan = read_map(mapping) if mapping else PeopleMap()
    report = run(PeopleImporter(path, plan), options)
    if report.applied and (report.created or report.updated):
        for state, number in match_titles(now=clock.now()).states.items():
            report.count(f"role {state}", number)
        refresh_search(now=clock.now())
    return report


def role_records(*, draft: RoleDraft, also: object) -> list[Record]:
    """Return a role as rows to stage; a change of ``also`` counts as a change of the role. Raises RowError."""
    return roles.records(draft, also)


def compare_roles(*, batch: Batch, source: str) -> Counts:
    """Return what applying the staged roles of a source would create, update and leave as it is."""
    return roles.compare(batch, source)


def apply_roles(*, batch: Batch, source: str) -> None:
    """Make the staged roles of a source visible, with titles and relations. Call it in the transaction of an import."""
    roles.apply(batch, source)
