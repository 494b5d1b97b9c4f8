"""The learning team's queue: which proposed skills items are really about."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.ids import row_id
from wayfare.people.api import PersonView
from wayfare.web import curating, texts
from wayfare.web.access import curators_page, from_script
from wayfare.web.curating import Asked
from wayfare.web.pages import page

MOST = 500
DECIDED = "decided"


@require_http_methods(["GET", "HEAD"])
@curators_page
def proposals_page(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show what waits for a decision, by skill or by item."""
    return _show(request, who, curating.asked(request.GET))


@require_POST
@curators_page
def decide(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Approve or reject what was ticked, or all that is shown of one skill or item."""
    what = curating.asked(request.GET)
    yes, ids = _chosen(request)
    if not ids:
        return _show(request, who, what, error=_("Tick at least one proposal first. Nothing was changed."))
    changed = catalog.decide(approved=ids if yes else (), rejected=() if yes else ids, by=who.id, now=clock.now())
    request.session[DECIDED] = {"approved": ids if yes else [], "rejected": [] if yes else ids}
    approved = ngettext("%(num)d proposal approved.", "%(num)d proposals approved.", changed)
    rejected = ngettext("%(num)d proposal rejected.", "%(num)d proposals rejected.", changed)
    messages.success(request, (approved if yes else rejected) % {"num": changed}, extra_tags=DECIDED)
    return _again(request, who, what)


def _chosen(request: HttpRequest) -> tuple[bool, list[int]]:
    """Return whether to approve, and the proposals: a button that names a heap decides all that is shown of it."""
    verdict, _colon, heap = request.POST.get("verdict", "").partition(":")
    listed = request.POST.get(f"shown-{heap}", "").split() if heap else request.POST.getlist("proposal")
    ids = [number for number in map(row_id, listed[:MOST]) if number]
    return verdict == "approve", ids if verdict in ("approve", "reject") else []


@require_POST
@curators_page
def undo(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Take the last decision of this session back; what somebody else decided since stays."""
    last = request.session.pop(DECIDED, None) or {"approved": [], "rejected": []}
    changed = catalog.reopen(**last, by=who.id, now=clock.now())
    said = ngettext("%(num)d proposal waits again.", "%(num)d proposals wait again.", changed) % {"num": changed}
    messages.success(request, said)
    return _again(request, who, curating.asked(request.GET))


def _again(request: HttpRequest, who: PersonView, what: Asked) -> HttpResponse:
    return _show(request, who, what) if from_script(request) else HttpResponseRedirect(what.address())


def _show(request: HttpRequest, who: PersonView, what: Asked, *, error: str = "") -> HttpResponse:
    """Show the queue; a page that has become empty gives way to the first one."""
    shown, total, waiting = curating.heaps(what)
    if not shown and (what.page > 1 or what.after or what.one):
        what = replace(what, page=1, after=None, one=what.one if what.after else 0)
        shown, total, waiting = curating.heaps(what)
    back, on = curating.onward(what, shown, total)
    context = {
        "asked": what,
        "shown": shown,
        "heaps": total,
        "waiting_here": waiting,
        "other_way": replace(what, by="item" if what.by == "skill" else "skill", one=0, after=None, page=1).address(),
        "all_heaps": replace(what, one=0, after=None).address(),
        "back": back,
        "on": on,
        "teaching": _teaching(clock.now()),
        "undoable": DECIDED in request.session,
        "error": error,
    }
    template = "proposals_inside.html" if from_script(request) else "proposals.html"
    return page(request, template, who, context, status=422 if error else 200)


def _teaching(now: datetime) -> dict[str, object]:
    found = catalog.teaching()
    learned = texts.age(found.learned_at, now) if found.learned_at else ""
    return {"found": found, "learned": learned}
