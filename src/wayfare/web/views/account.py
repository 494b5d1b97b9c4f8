"""Signing in and out, and what one can set for oneself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.core import clock
from wayfare.core.errors import Invalid
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.recommend import api as recommend
from wayfare.web import demo
from wayfare.web.access import person_page
from wayfare.web.pages import THEMES, page
from wayfare.web.templating import url

YEAR = 365 * 24 * 3600


@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form, or sign somebody in by password or token."""
    after = _after(request)
    context = {"after": after, "error": "", "email": "", "demo_here": demo.here(request)}
    if request.method != "POST":
        return page(request, "sign_in.html", None, context)
    email, token = request.POST.get("email", "").strip(), request.POST.get("token", "").strip()
    given = {"token": token} if token else {"username": email, "password": request.POST.get("password", "")}
    account = authenticate(request, **given)
    if account is None:
        error = _("This token is not known, or it has expired.") if token else _("Email or password is not right.")
        return page(request, "sign_in.html", None, context | {"error": error, "email": email}, status=401)
    login(request, account)
    return HttpResponseRedirect(after)


def _after(request: HttpRequest) -> str:
    """Return where to go after signing in: only ever a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else url("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; sessions elsewhere go on."""
    logout(request)
    return HttpResponseRedirect(url("sign-in"))


@require_http_methods(["GET", "HEAD"])
@person_page
def settings_page(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show what one can set for oneself."""
    return _settings(request, who)


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the system's choice in a cookie."""
    response = HttpResponseRedirect(url("settings"))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@sensitive_post_parameters()
@require_POST
@person_page
def change_password(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Set a password; somebody who has one says it first."""
    account = _account(request)
    if account.has_usable_password() and not account.check_password(request.POST.get("current", "")):
        error = _("That is not your present password. Nothing was changed.")
        return _settings(request, who, error)
    try:
        changed = people.set_password(person_id=who.id, password=request.POST.get("password", ""))
    except Invalid as invalid:
        return _settings(request, who, invalid.message)
    update_session_auth_hash(request, changed)
    messages.success(request, _("Your password is set. Everywhere else you are signed out."))
    return HttpResponseRedirect(url("settings"))


def _settings(request: HttpRequest, who: PersonView, error: str = "") -> HttpResponse:
    context = {
        "error": error,
        "has_password": _account(request).has_usable_password(),
        "aside": recommend.dismissals(person_id=who.id, now=clock.now()),
    }
    return page(request, "settings.html", who, context, status=422 if error else 200)


def _account(request: HttpRequest) -> people.Account:
    if not isinstance(request.user, people.Account):  # person_page let nobody else in
        raise TypeError(request.user)
    return request.user
