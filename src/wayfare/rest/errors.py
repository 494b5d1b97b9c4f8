"""What a caller is told when something is wrong: always {code, message, next, details}, never a traceback."""

import secrets
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wayfare.core.errors import Invalid, NotAllowed, NotFound, RateLimited, SignInNeeded, TooLarge, WayfareError
from wayfare.rest.wire import reply

log = structlog.get_logger("wayfare.rest")


class Malformed(Invalid):
    """The body is not JSON."""

    code = "malformed"
    status = 400
    advice = "Send one JSON object in UTF-8."


class BadRequest(Invalid):
    """The head of the request makes no sense, such as a host that is not ours."""

    code = "bad-request"
    status = 400


class NoLength(Invalid):
    """The body comes in chunks, without its length."""

    code = "length-required"
    status = 411
    advice = "Send the header Content-Length."


class WrongMethod(Invalid):
    """The address exists, but not for this method."""

    code = "wrong-method"
    status = 405


class WrongType(Invalid):
    """The body is declared as something other than JSON."""

    code = "wrong-type"
    status = 415
    advice = "Send the header Content-Type: application/json"


class BadCsrf(NotAllowed):
    """A signed-in browser changed something without showing that the request came from our own page."""

    code = "csrf"
    advice = "Send the token of the page in the header X-CSRFToken, or use a bearer token."


class Busy(WayfareError):
    """The database did not answer in time."""

    code = "busy"
    status = 503
    advice = "Try again in a few seconds; an answer sent again with the same attempt id is counted once."


class Unexpected(WayfareError):
    """Our fault."""

    code = "unexpected"
    status = 500


def answer(error: WayfareError) -> HttpResponse:
    """Turn an error of the family into a response."""
    body = {"code": error.code, "message": error.message, "next": error.next, "details": error.details}
    response = reply(body, error.status)
    if isinstance(error, SignInNeeded):
        response["WWW-Authenticate"] = 'Bearer realm="wayfare"'
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.details.get("retry_after", 60))
    return response


def unexpected(error: Exception | None = None) -> Unexpected:
    """Log what nobody expected and return what may be said of it: an incident id to ask us about."""
    incident = secrets.token_hex(6)
    log.error("unexpected error", incident=incident, exc_info=error)
    return Unexpected(
        _("Something went wrong on our side. It was written down."),
        advice=_("Tell your administrator the incident id."),
        incident=incident,
    )


def no_such_address() -> NotFound:
    """Return the error for an address that means nothing."""
    return NotFound(_("There is no such address."), advice=_("The addresses are listed in /api/v1/openapi.json"))


def install(api: NinjaAPI) -> None:
    """Give the API one handler for the family, and a member of the family for everything else."""
    members: dict[type[Exception], Callable[[Any], WayfareError]] = {
        WayfareError: lambda error: error,
        ValidationError: _of_validation,
        HttpError: _of_http,
        Http404: lambda error: no_such_address(),
        RequestDataTooBig: lambda error: too_large(),
        SuspiciousOperation: lambda error: malformed(),
        OperationalError: _busy,
        Exception: unexpected,
    }
    for kind, member in members.items():
        api.add_exception_handler(kind, _handler(member))


def _handler(member: Callable[[Any], WayfareError]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(member(error))


def too_large() -> TooLarge:
    """Return the error for a body over the limit."""
    return TooLarge(_("The body is larger than 64 KiB."), advice=_("Send less at a time."))


def malformed() -> Malformed:
    """Return the error for a body that is not JSON."""
    return Malformed(_("The body is not JSON."))


def _busy(error: OperationalError) -> Busy:
    log.error("database unavailable", exc_info=error)
    return Busy(_("The database did not answer in time."))


def _of_http(error: HttpError) -> WayfareError:
    if isinstance(error, AuthenticationError):
        return SignInNeeded(_("Nobody is signed in."))
    return malformed() if error.status_code == 400 else unexpected(error)


def _of_validation(error: ValidationError) -> WayfareError:
    """Say which fields are wrong; an id in the address that cannot exist is like one that does not."""
    problems = [
        {"where": ".".join(str(part) for part in _place(one["loc"])), "problem": one["msg"]}
        for one in error.errors[:20]
    ]
    if any(one["loc"][0] == "path" for one in error.errors):
        return NotFound(_("There is no such thing."), problems=problems)
    return Invalid(_("Some fields are missing or wrong."), advice=_("See details."), problems=problems)


def _place(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Leave out the name of our own parameter: ("body", "given", "response", 0) is told as body.response.0."""
    return (loc[0], *loc[2:]) if loc[0] == "body" else loc
