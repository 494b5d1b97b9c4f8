"""Home: the next best step, the week, what goes on, a few picks, and saying no to one of them."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.errors import NotFound
from wayfare.core.ids import row_id
from wayfare.learner import api as learner
from wayfare.paths import api as paths
from wayfare.people import api as people
from wayfare.people.api import PersonView, RoleView
from wayfare.recommend import api as recommend
from wayfare.recommend.api import FeedView, Pick
from wayfare.web import drawing, texts, whys
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url

CONTINUING = 3
UNSETTLED = ("proposed", "starter")


@require_http_methods(["GET", "HEAD"])
@person_page
def home(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show the home page."""
    return page(request, "home.html", who, _context(who, clock.now()))


def _context(who: PersonView, now: datetime) -> dict[str, object]:
    local = now.astimezone(clock.zone(who.time_zone))
    view = recommend.feed(person_id=who.id, now=now)
    going_on = view.continuing[:CONTINUING]
    finished = learner.finished_since(person_id=who.id, since=clock.week_start(local))
    items = catalog.items(item_ids=[*going_on, *finished]) if going_on or finished else {}
    done = sum(items[number].minutes or 0.0 for number in finished if number in items)
    weekly = paths.budget(person_id=who.id).weekly_minutes
    unsettled = _unsettled(who) if view.role_state in UNSETTLED else None
    return {
        "greeting": texts.greeting(who.name, local),
        "today": texts.day(local),
        "feed": view,
        "rows": rows(view),
        "also_at": catalog.also_at(item_ids=[pick.item for pick in view.picks]),
        "budget": drawing.budget(
            minutes=weekly,
            done=done,
            planned=view.next.minutes if view.next is not None else 0.0,
        ),
        "due": learner.due_count(person_id=who.id, now=now),
        "continuing": [items[number] for number in going_on if number in items],
        "unsettled": unsettled,
        "can_check": view.next is not None
        and view.next.skill_id > 0
        and bool(catalog.skills_with_questions(skill_ids=[view.next.skill_id])),
    }


def _unsettled(who: PersonView) -> RoleView | None:
    """Return the role to ask about: what the job title suggests, else the one that picks go by."""
    return people.proposed_role(person_id=who.id) or people.role_of(person_id=who.id)


def rows(view: FeedView) -> list[tuple[str, list[Pick]]]:
    """Return the picks in rows by what put them there, each with its heading, in order of their best pick."""
    titles = {
        "role": _("For your role: %(role)s") % {"role": view.role},
        "prerequisite": _("First things first: what these build on"),
        "starter": _("A start, by way of the role %(role)s") % {"role": view.role},
        "group": _("Beside your role: what your professional group needs"),
        "goal": _("For your goals"),
        "project": _("For your projects"),
        "post": _("Close to what your post is about"),
        "together": _("Goes with what you have done"),
        "next": _("What others went on with"),
        "alike": _("New, and close to what you have done"),
        "review": _("Begins to fade"),
        "popular": _("What many here finish"),
    }
    found: dict[str, list[Pick]] = {}
    for pick in view.picks:
        found.setdefault(titles.get(source(pick), _("Also worth your minutes")), []).append(pick)
    also = [pick for own in found.values() if len(own) == 1 for pick in own]  # a row of one is no row
    found = {title: own for title, own in found.items() if len(own) > 1}
    if also:
        found.setdefault(_("Also worth your minutes"), []).extend(also)
    return list(found.items())


def source(pick: Pick) -> str:
    """Return where the strongest term of a pick comes from: role, prerequisite, starter."""
    return str(whys.strongest(pick)["source"])


@require_POST
@person_page
def dismiss(request: HttpRequest, who: PersonView, item_id: int) -> HttpResponse:
    """Take an item away for 90 days; the notice offers to bring it back."""
    recommend.dismiss(person_id=who.id, item_id=item_id, now=clock.now())
    title = catalog.item(item_id=item_id).title
    messages.info(request, _("“%(title)s” stays away for 90 days.") % {"title": title}, extra_tags=f"undo-{item_id}")
    return _home_again(request, who)


@require_POST
@person_page
def undo(request: HttpRequest, who: PersonView, item_id: int) -> HttpResponse:
    """Bring a dismissed item back; doing it twice is no error."""
    try:
        recommend.undo_dismissal(person_id=who.id, item_id=item_id, now=clock.now())
    except NotFound:
        messages.info(request, _("It was back already."))
    else:
        title = catalog.item(item_id=item_id).title
        messages.success(request, _("“%(title)s” can come up again.") % {"title": title})
    return _home_again(request, who)


def _home_again(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Answer with the home page's inside for a script, else by way of its address."""
    if from_script(request):
        return page(request, "home_inside.html", who, _context(who, clock.now()))
    return HttpResponseRedirect(url("home"))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def role(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Find one's role by title, confirm one, or say that a proposed one is wrong."""
    if request.method != "POST":
        wanted = request.GET.get("q", "").strip() or who.job_title
        found = people.roles_like(text=wanted)
        context = {"wanted": wanted, "found": found, "role": people.role_of(person_id=who.id)}
        return page(request, "role.html", who, context)
    number = request.POST.get("role", "")
    role_id, now = row_id(number), clock.now()
    if request.POST.get("answer") == "no":
        people.reject_role(person_id=who.id, role_id=role_id, by=who.id, now=now)
        messages.info(request, _("Noted: that is not your role. Which one is?"))
        return HttpResponseRedirect(url("role"))
    people.confirm_role(person_id=who.id, role_id=role_id, by=who.id, now=now)
    messages.success(request, _("Noted. Your picks now go by this role."))
    return HttpResponseRedirect(url("home"))
