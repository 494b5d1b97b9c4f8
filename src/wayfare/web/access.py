"""Who is looking, and what happens to somebody who is not signed in."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wayfare.core.errors import NotAllowed, NotFound
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.web import demo
from wayfare.web.templating import url

View = Callable[..., HttpResponse]


def person_page(view: View) -> View:
    """Give a view the signed-in person as its second argument; send everybody else to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        who = visitor(request)
        return turn_away(request) if who is None else view(request, who, *args, **kwargs)

    return guarded


def curators_page(view: View) -> View:
    """As ``person_page``, and refuse whoever does not belong to the learning team. Raises NotAllowed."""

    def checked(request: HttpRequest, who: PersonView, *args: object, **kwargs: object) -> HttpResponse:
        people.ensure_curates(person_id=who.id)
        return view(request, who, *args, **kwargs)

    return person_page(wraps(view)(checked))


def visitor(request: HttpRequest) -> PersonView | None:
    """Return the person who is signed in, or None. Raises NotAllowed for an account that is nobody's."""
    if request.user.is_authenticated:
        account = request.user
        if account.person_id is None:
            raise NotAllowed(
                "This account belongs to no person, so there is nothing to learn here.",
                advice="Sign out, then sign in as yourself.",
            )
        try:
            return people.person(person_id=account.person_id)
        except NotFound:  # has left: the session ends here
            logout(request)
    if request.method in ("GET", "HEAD") and (found := demo.here(request)) is not None:
        return demo.become(request, found, found.person)
    return None


def turn_away(request: HttpRequest) -> HttpResponse:
    """Send somebody to the sign-in page, and back afterwards where that is safe."""
    target = url("sign-in")
    if request.method == "GET" and request.path != url("home"):
        target += "?" + urlencode({"next": request.get_full_path()})
    if from_script(request):
        return HttpResponse(headers={"HX-Redirect": url("sign-in")})
    return HttpResponseRedirect(target)


def from_script(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of a page rather than a browser for a whole one."""
    return request.headers.get("HX-Request") == "true"
