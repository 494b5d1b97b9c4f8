"""Requests between people: what others ask of one, and what became of what one asked."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.core import clock
from wayfare.core.errors import Conflict, Invalid
from wayfare.core.ids import row_id
from wayfare.inbox import api as inbox
from wayfare.inbox.api import RequestView
from wayfare.learner import api as learner
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.web import estimates, texts
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url

SHOWN = 20


@require_http_methods(["GET", "HEAD"])
@person_page
def inbox_page(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show what others ask of a person, and what that person asked."""
    return _show(request, who)


@require_POST
@person_page
def settle(request: HttpRequest, who: PersonView, request_id: int) -> HttpResponse:
    """Answer a request with a level, or say that one cannot. Raises NotFound unless it was asked of this person."""
    now, cannot = clock.now(), "cannot" in request.POST
    level = row_id(request.POST.get("level", ""))
    if not level and not cannot:
        inbox.request(request_id=request_id, person_id=who.id, now=now)
        error = _("Choose a level, or say that you cannot. Nothing was sent.")
        return _show(request, who, error=error, at=request_id)
    try:
        if cannot:
            done = inbox.decline(request_id=request_id, by=who.id, now=now)
        else:
            done = learner.vouch(request_id=request_id, by=who.id, level=float(level), now=now)
    except (Conflict, Invalid) as error:
        sentence = f"{error.message} {error.next}".strip()
        return _show(request, who, error=sentence, at=request_id, status=error.status)
    said = {"name": done.asker, "level": texts.level(level)}
    thanks = _("Noted. %(name)s sees that you could not say.") if cannot else _said_level()
    messages.success(request, thanks % said)
    return _again(request, who)


def _said_level() -> str:
    return _("Thank you. %(name)s sees that you said level %(level)s.")


@require_POST
@person_page
def withdraw(request: HttpRequest, who: PersonView, request_id: int) -> HttpResponse:
    """Take a request of one's own back. Raises NotFound unless this person asked it."""
    try:
        done = inbox.withdraw(request_id=request_id, by=who.id, now=clock.now())
    except Conflict as error:
        return _show(request, who, error=error.message, status=409)
    messages.success(request, _("Taken back. %(name)s no longer sees it.") % {"name": done.asked})
    return _again(request, who)


def _again(request: HttpRequest, who: PersonView) -> HttpResponse:
    return _show(request, who) if from_script(request) else HttpResponseRedirect(url("inbox"))


def _show(request: HttpRequest, who: PersonView, *, error: str = "", at: int = 0, status: int = 422) -> HttpResponse:
    """Show the page; ``error`` belongs to the request ``at``, or to the page where that is no longer open."""
    now = clock.now()
    local = now.astimezone(clock.zone(who.time_zone))
    received = [row for row in inbox.received(person_id=who.id, now=now) if row.kind == learner.LEVEL_REQUEST]
    sent = inbox.sent(person_id=who.id, now=now)[:SHOWN]
    about = skills.named(skill_ids=[_skill(row) for row in received])
    context = {
        "received": [
            _entry(row, local) | {"skill": about.get(_skill(row)), "anchors": estimates.anchors(about.get(_skill(row)))}
            for row in received
        ],
        "sent": [_entry(row, local) | {"skill_id": _skill(row), "level": _level(row)} for row in sent],
        "error": error,
        "at": at if any(row.id == at for row in received) else 0,
    }
    template = "inbox_inside.html" if from_script(request) else "inbox.html"
    return page(request, template, who, context, status=status if error else 200)


def _entry(row: RequestView, local: datetime) -> dict[str, object]:
    return {
        "request": row,
        "until": texts.date(row.expires_at, local),
        "asked": texts.age(row.made_at, local),
        "settled": texts.age(row.settled_at, local) if row.settled_at else "",
    }


def _skill(row: RequestView) -> int:
    return row_id(row.subject.rpartition(":")[2])


def _level(row: RequestView) -> float | None:
    """Return the level that somebody answered with."""
    level = row.answer.get("level") if isinstance(row.answer, dict) else None
    return float(level) if isinstance(level, int | float) else None
