"""The outermost layer of the API: limits before anything is read, and JSON whatever went wrong further in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wayfare.core.errors import WayfareError
from wayfare.rest import errors
from wayfare.rest.wire import JSON

PREFIX = "/api/"
MAX_BODY = 64 * 1024
MAX_FORM = 1024 * 1024

Handler = Callable[[HttpRequest], HttpResponse]


class Door:
    """Wraps every request: of a page only the size is looked at, under ``/api/`` everything that its head tells."""

    def __init__(self, handler: Handler) -> None:
        """Keep the next handler."""
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if not request.path_info.startswith(PREFIX):
            return _too_long(request) if _length(request) > MAX_FORM else self.handler(request)
        refusal = _refusal(request)
        response = _as_json(self.handler(request)) if refusal is None else errors.answer(refusal)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def _length(request: HttpRequest) -> int:
    """Return the declared length of the body; one that makes no sense counts as too long."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdecimal() and len(declared) < 19 else MAX_FORM + 1


def _too_long(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_("This form is too long.") + "\n", status=413, content_type="text/plain; charset=utf-8")


def _refusal(request: HttpRequest) -> WayfareError | None:
    """Say what is wrong with a request by its head alone."""
    length = _length(request)
    if length > MAX_BODY:
        return errors.too_large()
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        return errors.NoLength(_("The request does not say how long its body is."))
    if length and request.content_type != JSON:
        return errors.WrongType(_("The body is not declared as JSON."))
    return None


def _as_json(response: HttpResponse) -> HttpResponse:
    """Replace an error that Django, not the API, has answered."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(JSON):
        return response
    replaced = errors.answer(_named(response.status_code))
    for name in ("Allow", "Retry-After", "Vary"):
        if name in response.headers:
            replaced[name] = response[name]
    return replaced


def _named(status: int) -> WayfareError:
    if status == 404:
        return errors.no_such_address()
    if status == 405:
        return errors.WrongMethod(_("This address does not know that method."))
    if status == 413:
        return errors.too_large()
    return errors.unexpected() if status >= 500 else errors.BadRequest(_("The request could not be understood."))
