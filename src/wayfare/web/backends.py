"""A way in with an API token, for a fresh installation on which nobody has a password yet."""

from collections.abc import Mapping

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from wayfare.core import clock
from wayfare.core.errors import SignInNeeded
from wayfare.people import api as people
from wayfare.people.api import Account


class TokenBackend(ModelBackend):
    """Signs somebody in by a living token of theirs, as ``wayfare token PERSON`` makes it."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, token: str = "", **others: object
    ) -> Account | None:
        """Return the account behind a token, or None."""
        if not token:
            return None
        try:
            who = people.person_of_token(token=token, now=clock.now())
        except SignInNeeded:
            return None
        account = people.account_for(person_id=who.id)
        return account if self.user_can_authenticate(account) else None


def typed_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """Return whom failed sign-ins are counted for: the address as typed, without case; empty for a token."""
    given = (credentials or {}).get("username") or request.POST.get("email") or ""
    return given.strip().lower()[:255].replace("\x00", "")
