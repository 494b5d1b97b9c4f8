"""Searching: a page of what was found, and a glance at it while somebody types."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.web import searching
from wayfare.web.access import person_page
from wayfare.web.pages import page
from wayfare.web.searching import BESIDE, ITEMS, PAGE, PEOPLE, SKILLS, Asked, Group

GLANCE = 4
NONE = Group([], 0, {}, partly=False)


@require_http_methods(["GET", "HEAD"])
@person_page
def search_page(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show what was found. What nobody offers is counted, without a name."""
    what = searching.asked(request.GET)
    if what.blank:
        return page(request, "search.html", who, {"q": "", "asked": what, "ideas": searching.ideas(who)})
    context = _found(who, what)
    if not context["any"] and not what.filters and what.page == 1 and request.method == "GET":
        catalog.note_demand(text=what.text, day=clock.now().date())
    return page(request, "search.html", who, context)


def _found(who: PersonView, what: Asked) -> dict[str, object]:
    wishes = searching.needs(who)
    meant = skills.alike(text=what.text)
    items = searching.items(who, what, wishes, meant=meant)
    found = {
        SKILLS: searching.found_skills(what, wishes, _size(what, SKILLS)) if _beside(what, SKILLS) else NONE,
        PEOPLE: searching.found_people(who, what, _size(what, PEOPLE)) if _beside(what, PEOPLE) else NONE,
    }
    total = found[what.group].total if what.group in found else items.total
    done = learner.progress(person_id=who.id)
    return {
        "q": what.text,
        "asked": what,
        "items": items,
        "also_at": catalog.also_at(item_ids=[one.id for one in items.items]),
        "skills": found[SKILLS],
        "people": found[PEOPLE],
        "facets": searching.facets(what, items) if what.group in ("", ITEMS) else [],
        "chosen": searching.chosen(what, items),
        "without": replace(what, filters={}, page=1).address(),
        "all_of": {name: replace(what, filters={}, group=name, page=1).address() for name in (ITEMS, SKILLS, PEOPLE)},
        "finished": done.finished,
        "started": done.started,
        "any": bool(items.total or found[SKILLS].total or found[PEOPLE].total),
        "read_as": items.read_as or ({} if items.total else {**found[SKILLS].read_as, **found[PEOPLE].read_as}),
        "back": replace(what, page=what.page - 1).address() if what.page > 1 else "",
        "on": replace(what, page=what.page + 1).address() if what.page * PAGE < total else "",
    }


def _beside(what: Asked, group: str) -> bool:
    """Say whether a group is shown: it alone, or beside the first page of items that nothing narrows down."""
    return what.group == group or (not what.group and not what.filters and what.page == 1)


def _size(what: Asked, group: str) -> int:
    return PAGE if what.group == group else BESIDE


@require_http_methods(["GET", "HEAD"])
@person_page
def now(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Answer with the best few of each group for what has been typed so far; nothing is counted."""
    what = Asked(text=searching.asked(request.GET).text, filters={})
    if what.blank:
        return HttpResponse("")
    wishes = searching.needs(who)
    context = {
        "asked": what,
        "items": searching.items(who, what, wishes, limit=GLANCE),
        "skills": searching.found_skills(what, wishes, BESIDE),
        "people": searching.found_people(who, what, BESIDE),
    }
    return render(request, "search_now.html", context)
