"""An item: a lesson to read here, or a course somewhere else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.catalog import api as catalog
from wayfare.catalog.api import ItemView
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people.api import PersonView
from wayfare.recommend import api as recommend
from wayfare.web import texts
from wayfare.web.access import person_page
from wayfare.web.pages import page
from wayfare.web.templating import url


@require_http_methods(["GET", "HEAD"])
@person_page
def item(request: HttpRequest, who: PersonView, item_id: int) -> HttpResponse:
    """Show an item; of a lesson, mark what this person needs of it."""
    found = catalog.item(item_id=item_id)
    progress = learner.progress(person_id=who.id)
    context: dict[str, object] = {
        "item": found,
        "parent": catalog.items(item_ids=[found.parent_id]).get(found.parent_id) if found.parent_id else None,
        "finished": item_id in progress.finished,
        "started": item_id in progress.started,
    }
    context["skipped"] = item_id in learner.skipped(person_id=who.id).items
    context["can_show"] = not context["skipped"] and _can_show(item_id)
    if not found.segments:
        context["parts"] = catalog.items_of_course(item_id=found.id)
        context["safe_url"] = found.url.startswith(("https://", "http://"))
        return page(request, "course.html", who, context)
    return page(request, "lesson.html", who, context | _lesson(who, found))


def _can_show(item_id: int) -> bool:
    """Say whether there are questions about what an item teaches."""
    return bool(catalog.skills_with_questions(skill_ids=[skill for skill, _level in catalog.taught(item_id=item_id)]))


def _lesson(who: PersonView, found: ItemView) -> dict[str, object]:
    """Return the segments with what is needed of them, and how many questions there are."""
    fit = recommend.segments_for(person_id=who.id, item=found, now=clock.now())
    needed = [part for part in found.segments if fit.get(part.id) == "useful"]
    return {
        "fit": fit,
        "partly": 0 < len(needed) < len(found.segments),
        "needed_minutes": sum(part.minutes for part in needed),
        "all_known": bool(fit) and set(fit.values()) == {"known"},
        "questions": catalog.questions_of_item(item_id=found.id),
    }


@require_POST
@person_page
def start(request: HttpRequest, who: PersonView, item_id: int) -> HttpResponse:
    """Note that somebody starts an item, and open it."""
    learner.start(person_id=who.id, item_id=item_id, now=clock.now())
    return HttpResponseRedirect(url("item", item_id))


@require_POST
@person_page
def finish(request: HttpRequest, who: PersonView, item_id: int) -> HttpResponse:
    """Note that somebody has finished an item."""
    learner.finish(person_id=who.id, item_id=item_id, now=clock.now())
    found = catalog.item(item_id=item_id)
    spent = texts.minutes(found.minutes) if found.minutes else ""
    messages.success(
        request,
        _("“%(title)s” is done, %(minutes)s of your week.") % {"title": found.title, "minutes": spent}
        if spent
        else _("“%(title)s” is done.") % {"title": found.title},
    )
    return HttpResponseRedirect(url("home"))
