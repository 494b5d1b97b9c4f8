"""Who is asking: a bearer token, or the session of somebody signed in on our pages."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from wayfare.core import clock
from wayfare.core.errors import NotFound, RateLimited, SignInNeeded
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.rest.errors import BadCsrf

FAILURES = 30
PERIOD = timedelta(minutes=5)
MOST_TOKEN = 200


class Signed(HttpRequest):
    """A request of somebody known."""

    auth: PersonView


class Token(HttpBearer):
    """``Authorization: Bearer wf_…``, made by ``wayfare token PERSON``."""

    def __call__(self, request: HttpRequest) -> PersonView | None:
        """Return whose token it is; None without the header. Raises SignInNeeded, RateLimited."""
        header = request.headers.get("Authorization")
        if not header:
            return None
        scheme, _space, token = header.strip().partition(" ")
        return self.authenticate(request, token.strip() if scheme.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> PersonView:
        """Return whose token it is. A good token passes however many bad ones came from the same address."""
        try:
            return people.person_of_token(token=token[:MOST_TOKEN], now=clock.now())
        except SignInNeeded:
            _count_failure(request)
            raise


class Session(APIKeyCookie):
    """The cookie of a page's session. What changes something needs the page's CSRF token as well."""

    def __init__(self) -> None:
        """Name the cookie."""
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=True)

    def __call__(self, request: HttpRequest) -> PersonView | None:
        """Return who is signed in, or None. Raises BadCsrf."""
        person_id = getattr(request.user, "person_id", None) if self.param_name in request.COOKIES else None
        if person_id is None:
            return None
        if check_csrf(request) is not None:
            raise BadCsrf(_("This request does not come from one of our pages."))
        return self.authenticate(request, str(person_id))

    def authenticate(self, request: HttpRequest, key: str | None) -> PersonView:
        """Return the person of an account. Raises SignInNeeded for one who has left."""
        try:
            return people.person(person_id=int(key or 0))
        except NotFound as error:
            raise SignInNeeded(_("This account belongs to nobody who works here.")) from error


def _count_failure(request: HttpRequest) -> None:
    """Count a failed sign-in by address; past thirty in five minutes the answer is 429."""
    key = f"rest:failures:{request.META.get('REMOTE_ADDR', '')}"
    seconds = int(PERIOD.total_seconds())
    cache.add(key, 0, seconds)
    try:
        failures = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return
    if failures > FAILURES:
        raise RateLimited(
            _("Too many failed sign-ins from this address."), advice=_("Wait five minutes."), retry_after=seconds
        )
