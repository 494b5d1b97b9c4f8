"""What people see when something is wrong: the fact, and what they can do."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wayfare.core.errors import WayfareError
from wayfare.web.pages import bare_page

log = structlog.get_logger(__name__)


def _page(request: HttpRequest, status: int, title: str, sentence: str, advice: str = "") -> HttpResponse:
    """Answer without touching the database, which may be what is wrong."""
    context = {"status": status, "title": title, "sentence": sentence, "advice": advice}
    return bare_page(request, "error.html", context, status)


def family(request: HttpRequest, error: WayfareError) -> HttpResponse:
    """Answer an error of the family with its own sentence."""
    titles = {404: _("There is nothing here"), 409: _("That was already answered"), 403: _("This is not yours to see")}
    title = titles.get(error.status, _("That did not work"))
    return _page(request, error.status, title, error.message, error.next)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _page(request, 400, _("That request could not be understood"), _("Nothing was changed."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _page(request, 403, _("This is not yours to see"), _("Nothing was changed."))


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or too old."""
    log.warning("csrf", reason=reason, path=request.path)
    return _page(
        request,
        403,
        _("This form was open for too long"),
        _("We could not tell that it came from you, so nothing was changed."),
        _("Go back, load the page again and send it once more. Cookies have to be allowed."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _page(request, 404, _("There is no such page"), _("It may have moved, or the address has a slip in it."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _page(
        request,
        500,
        _("Something broke on our side"),
        _("It was written down. What you had saved before is safe."),
        _("Try again in a minute. If it happens again, tell whoever runs Wayfare here, with the time."),
    )


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer somebody who tried to sign in too often."""
    return _page(
        request,
        429,
        _("Too many tries"),
        _("Signing in is closed for 15 minutes for this address or computer."),
        _("Wait, then try again. Nobody else is affected, and nothing was changed."),
    )
