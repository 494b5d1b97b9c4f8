"""What every answer carries, and what happens to an error of the family."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wayfare.core.errors import SignInNeeded, WayfareError
from wayfare.web.access import turn_away
from wayfare.web.views import errors

Handler = Callable[[HttpRequest], HttpResponse]
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Envelope:
    """Wraps every request."""

    def __init__(self, handler: Handler) -> None:
        """Keep the next handler."""
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request. What is about a person is never kept by a browser or on the way to it."""
        response = self.handler(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an error of the family into a page that says what to do next; leave every other to Django."""
        if isinstance(exception, SignInNeeded):
            return turn_away(request)
        if isinstance(exception, WayfareError):
            return errors.family(request, exception)
        return None
