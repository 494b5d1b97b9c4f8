"""Review: what is due, one question after the other, across everything one learns from."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from statistics import fmean

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.errors import Conflict
from wayfare.learner import api as learner
from wayfare.learner.api import Due, Outcome
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.web import asking, drawing, texts
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url
from wayfare.web.views.practice import tags

SITTING = 8
"""So many questions take about four minutes; after them a pause is offered."""
_DONE = "reviewed"


@require_http_methods(["GET", "HEAD"])
@person_page
def review(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show the first question that is due, else when the next one is."""
    now = clock.now()
    waiting = _waiting(request, who, now)
    if not waiting:
        return _nothing(request, who, now)
    return _question(request, who, waiting, now)


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def answer(request: HttpRequest, who: PersonView, version_id: int, attempt_id: uuid.UUID) -> HttpResponse:
    """Take the answer to a question that was due, or show what was answered."""
    if request.method != "POST":
        known = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
        return HttpResponseRedirect(url("review")) if known is None else _verdict(request, who, known)
    response, now = asking.response(request.POST), clock.now()
    if response is None:
        catalog.question(version_id=version_id)
        error = _("Choose an answer, or say that you do not know. Nothing was counted.")
        return _question(request, who, [Due(version_id, 0, now, "")], now, error=error)
    try:
        outcome = learner.answer(
            person_id=who.id, version_id=version_id, response=response, attempt_id=attempt_id, now=now
        )
    except Conflict:
        first = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
        if first is None:
            raise
        error = _("You had answered this before. Your first answer counts, and here it is.")
        return _verdict(request, who, first, error=error)
    if not outcome.resent:
        request.session[_DONE] = [now.date().isoformat(), *_done(request, now), version_id]
    return _verdict(request, who, outcome)


def _done(request: HttpRequest, now: datetime) -> list[int]:
    """Return the questions reviewed today: what was only just explained is not asked again."""
    day, *versions = request.session.get(_DONE, [""])
    return versions if day == now.date().isoformat() else []


def _waiting(request: HttpRequest, who: PersonView, now: datetime) -> list[Due]:
    done = set(_done(request, now))
    return [one for one in learner.due(person_id=who.id, now=now) if one.version_id not in done]


def _question(
    request: HttpRequest, who: PersonView, waiting: list[Due], now: datetime, *, error: str = ""
) -> HttpResponse:
    first, local = waiting[0], now.astimezone(clock.zone(who.time_zone))
    question = catalog.question(version_id=first.version_id)
    done = len(_done(request, now)) % SITTING
    context = {
        "question": question,
        "skill": skills.skill(skill_id=question.skill_id) if question.skill_id else None,
        "why": _why(first, local),
        "attempt_id": uuid.uuid4(),
        "error": error,
        "outcome": None,
        "place": done + 1,
        "total": min(SITTING, done + len(waiting)),
    }
    return _inside(request, who, context, 422 if error else 200)


def _why(one: Due, local: datetime) -> str:
    since = {"since": texts.age(one.since, local)}
    sentences = {
        "fading": _("It fades: by our forecast it began to slip %(since)s."),
        "skipped": _("You showed this and skipped it. One question sees whether it held (due %(since)s)."),
    }
    return sentences[one.why] % since if one.why in sentences else ""


def _verdict(request: HttpRequest, who: PersonView, outcome: Outcome, *, error: str = "") -> HttpResponse:
    now, graded = clock.now(), outcome.graded
    left, done = len(_waiting(request, who, now)), len(_done(request, now))
    context = {
        "question": catalog.question(version_id=graded.version_id),
        "skill": skills.skill(skill_id=graded.skill_id) if graded.skill_id else None,
        "error": error,
        "outcome": outcome,
        "before": drawing.bar(outcome.before, known=True) if outcome.before else None,
        "after": drawing.bar(outcome.after, known=True) if outcome.after else None,
        "tags": tags(graded.options, graded.right, outcome.response),
        "left": left,
        "pause": left > 0 and done > 0 and done % SITTING == 0,
        "place": 1,
        "total": 1,
    }
    return _inside(request, who, context, 409 if error else 200)


def _inside(request: HttpRequest, who: PersonView, context: Mapping[str, object], status: int) -> HttpResponse:
    inside = from_script(request)
    template = "review_inside.html" if inside else "review.html"
    return page(request, template, who, {**context, "swapped": inside}, status=status)


def _nothing(request: HttpRequest, who: PersonView, now: datetime) -> HttpResponse:
    """Say when the next question is due, and how long what is known is likely to stay."""
    local = now.astimezone(clock.zone(who.time_zone))
    coming = learner.next_due(person_id=who.id)
    rows = learner.retention(snapshot=learner.snapshot(person_id=who.id), now=now)
    names = skills.named(skill_ids=[row.skill_id for row in rows])
    kept = [row for row in rows if row.skill_id in names]
    context = {
        "done": len(_done(request, now)),
        "coming": texts.coming(coming, local) if coming is not None and coming > now else "",
        "table": [(names[row.skill_id].name, row.recall, texts.coming(row.due, local)) for row in kept],
        "ahead": [
            (round(days), round(100 * fmean(row.recall[place] for row in kept)))
            for place, days in enumerate(learner.AHEAD)
            if kept
        ],
    }
    return page(request, "reviewed.html", who, context)
