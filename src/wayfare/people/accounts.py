"""Accounts: what somebody signs in with, and the people to choose from where a choice is offered."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wayfare.audit import api as audit
from wayfare.core.errors import Invalid, NotAllowed, NotFound
from wayfare.core.texts import fold
from wayfare.people.models import Account, Person, RoleTitle

_NO_ADDRESS = "person-{}@accounts.invalid"


def account_for(*, person_id: int) -> Account:
    """Return a person's account, made without a usable password where there is none. Raises NotFound."""
    found = Account.objects.filter(person_id=person_id).first()
    if found is not None:
        return found
    who = Person.objects.filter(id=person_id, active=True).first()
    if who is None:
        raise NotFound("There is no such person.", person=person_id)
    account = Account(person=who, email=_free_address(who))
    account.set_unusable_password()
    account.save()
    return account


def _free_address(who: Person) -> str:
    taken = not who.email or Account.objects.filter(email__iexact=who.email).exists()
    return _NO_ADDRESS.format(who.id) if taken else who.email.lower()


def set_password(*, person_id: int, password: str) -> Account:
    """Set the password of a person's account and return it; their other sessions end. Raises Invalid and NotFound."""
    account = account_for(person_id=person_id)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
    account.set_password(password)
    account.save(update_fields=["password"])
    return account


def ensure_curates(*, person_id: int) -> None:
    """Raise NotAllowed for somebody who is neither of the learning team nor an administrator."""
    account = Account.objects.filter(person_id=person_id).first()
    if account is None or not account.curates:
        raise NotAllowed("This is for the learning team.", advice="Ask an administrator: wayfare learning-team PERSON")


def set_learning_team(*, person_id: int, member: bool, now: datetime) -> None:
    """Let a person settle what the whole organisation sees, or no longer. Raises NotFound."""
    account = account_for(person_id=person_id)
    if account.is_learning_team != member:
        account.is_learning_team = member
        account.save(update_fields=["is_learning_team"])
        verb = "joined-learning-team" if member else "left-learning-team"
        audit.note_act(actor_id=None, verb=verb, subject=f"person:{person_id}", now=now)


def directory(*, limit: int = 200) -> list[tuple[int, str, str, str]]:
    """Return up to ``limit`` people as (id, name, job title, team), by team and name."""
    rows = Person.objects.filter(active=True).order_by("team__name", "name", "id")
    return [
        (number, name, title, team or "")
        for number, name, title, team in rows.values_list("id", "name", "job_title", "team__name")[:limit]
    ]


def roles_like(*, text: str, limit: int = 8) -> list[tuple[int, str]]:
    """Return up to ``limit`` roles (id, title) that are held under a title like ``text``, closest first."""
    wanted = fold(text)
    if not wanted:
        return []
    rows = RoleTitle.objects.select_related("role").filter(folded__contains=wanted).order_by("folded")[: limit * 8]
    ranked = sorted(rows, key=lambda row: (row.folded != wanted, not row.folded.startswith(wanted), len(row.folded)))
    found = {row.role_id: row.role.title for row in ranked}
    return list(found.items())[:limit]
