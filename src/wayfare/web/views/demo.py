"""The demo company's switcher: look at Wayfare as somebody else. Only on this machine, only in a demo database."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.core.ids import row_id
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.web import demo
from wayfare.web.access import person_page
from wayfare.web.demo import Demo
from wayfare.web.pages import page
from wayfare.web.templating import url


@require_http_methods(["GET", "HEAD"])
@person_page
def switcher(request: HttpRequest, who: PersonView) -> HttpResponse:
    """List the people of the demo company, by team."""
    found = _only_here(request)
    teams: dict[str, list[tuple[int, str, str]]] = {}
    for number, name, title, team in people.directory():
        teams.setdefault(team, []).append((number, name, title))
    return page(request, "demo.html", who, {"company": found.company, "teams": teams})


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Become another person of the demo company."""
    found = _only_here(request)
    chosen = request.POST.get("person", "")
    demo.become(request, found, row_id(chosen) or found.person)
    return HttpResponseRedirect(url("home"))


def _only_here(request: HttpRequest) -> Demo:
    found = demo.here(request)
    if found is None:
        raise Http404
    return found
