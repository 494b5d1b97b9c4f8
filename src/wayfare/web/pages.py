"""Pages: what every template is given."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from wayfare.core import clock
from wayfare.inbox import api as inbox
from wayfare.people.api import PersonView

THEMES = ("light", "dark")


def page(
    request: HttpRequest,
    template: str,
    who: PersonView | None,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page, for ``who`` or for somebody who is not signed in."""
    shared = {
        "who": who,
        "initials": initials(who.name) if who else "",
        "theme": theme(request),
        "lang": get_language() or "en",
        "demo": request.session.get("demo", "") if who else "",
        "here": request.path,
        "curates": bool(who) and request.user.is_authenticated and request.user.curates,
        "waiting": lambda: inbox.waiting(person_id=who.id, now=clock.now()) if who else 0,
    }
    return render(request, template, {**shared, **(context or {})}, status=status)


def bare_page(request: HttpRequest, template: str, context: Mapping[str, object], status: int) -> HttpResponse:
    """Answer with a page that needs neither database nor session, for when they may be what is wrong."""
    shared = {
        "who": None,
        "initials": "",
        "demo": "",
        "here": "",
        "curates": False,
        "theme": theme(request),
        "lang": get_language() or "en",
    }
    return render(request, template, {**shared, **context}, status=status)


def theme(request: HttpRequest) -> str:
    """Return the chosen theme, or an empty text for the system's."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""


def initials(name: str) -> str:
    """Return up to two initials."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
