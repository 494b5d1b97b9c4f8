"""Review: what is due, or would not be sure on a day ahead; one question after the other, across everything one learns from.

The day stands in the address (``?by=2026-12-01``), so that it can be gone back to.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from statistics import fmean

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.errors import Conflict, Invalid
from wayfare.learner import api as learner
from wayfare.learner.api import Due, Outcome
from wayfare.people.api import PersonView
from wayfare.recommend import api as recommend
from wayfare.skills import api as skills
from wayfare.web import asking, drawing, texts
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url
from wayfare.web.views.practice import tags

SITTING = 8
"""So many questions take about four minutes; after them a pause is offered."""
_DONE = "reviewed"
MORNING = 8
"""Who wants to be ready for a day wants to be so when it begins."""


@require_http_methods(["GET", "HEAD"])
@person_page
def review(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show the first question that is due, else when the next one is."""
    now = clock.now()
    try:
        by = _day(request, who, now)
        waiting = _waiting(request, who, now, by)
    except Invalid as error:
        return _nothing(request, who, now, None, f"{error} {error.next}")
    if not waiting:
        return _nothing(request, who, now, by)
    return _question(request, who, waiting, now, by)


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def answer(request: HttpRequest, who: PersonView, version_id: int, attempt_id: uuid.UUID) -> HttpResponse:
    """Take the answer to a question that was due, or show what was answered."""
    now = clock.now()
    by = _day(request, who, now)
    if request.method != "POST":
        known = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
        return HttpResponseRedirect(url("review")) if known is None else _verdict(request, who, known, by)
    response = asking.response(request.POST)
    if response is None:
        catalog.question(version_id=version_id)
        error = _("Choose an answer, or say that you do not know. Nothing was counted.")
        return _question(request, who, [Due(version_id, 0, now, "")], now, by, error=error)
    try:
        outcome = learner.answer(
            person_id=who.id, version_id=version_id, response=response, attempt_id=attempt_id, now=now
        )
    except Conflict:
        first = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
        if first is None:
            raise
        error = _("You had answered this before. Your first answer counts, and here it is.")
        return _verdict(request, who, first, by, error=error)
    if not outcome.resent:
        request.session[_DONE] = [now.date().isoformat(), *_done(request, now), version_id]
    return _verdict(request, who, outcome, by)


def _done(request: HttpRequest, now: datetime) -> list[int]:
    """Return the questions reviewed today: what was only just explained is not asked again."""
    day, *versions = request.session.get(_DONE, [""])
    return versions if day == now.date().isoformat() else []


def _day(request: HttpRequest, who: PersonView, now: datetime) -> datetime | None:
    """Return the morning of the day that somebody wants to be ready for, where they are. Raises Invalid."""
    given = request.GET.get("by", "")
    if not given:
        return None
    here = now.astimezone(clock.zone(who.time_zone))
    try:
        return datetime.combine(date.fromisoformat(given), time(MORNING), here.tzinfo)
    except ValueError as error:
        raise Invalid(_("That is not a day."), advice=_("Write it as 2026-12-01."), by=given[:20]) from error


def _waiting(request: HttpRequest, who: PersonView, now: datetime, by: datetime | None) -> list[Due]:
    done = set(_done(request, now))
    if by is not None:
        wanted = recommend.levels(person_id=who.id, now=now)
        return learner.refresh(snapshot=learner.snapshot(person_id=who.id), wanted=wanted, by=by, now=now, without=done)
    return [one for one in learner.due(person_id=who.id, now=now) if one.version_id not in done]


def _question(
    request: HttpRequest, who: PersonView, waiting: list[Due], now: datetime, by: datetime | None, *, error: str = ""
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
        "to": _address(by),
    }
    return _inside(request, who, context, 422 if error else 200)


def _why(one: Due, local: datetime) -> str:
    since = {"since": texts.age(one.since, local)}
    sentences = {
        "fading": _("It fades: by our forecast it began to slip %(since)s."),
        "skipped": _("You showed this and skipped it. One question sees whether it held (due %(since)s)."),
        "ahead": _("On the day that you chose it would not be sure."),
    }
    return sentences[one.why] % since if one.why in sentences else ""


def _address(by: datetime | None) -> str:
    """Return what links to further questions end with."""
    return f"?by={by.date().isoformat()}" if by is not None else ""


def _verdict(
    request: HttpRequest, who: PersonView, outcome: Outcome, by: datetime | None, *, error: str = ""
) -> HttpResponse:
    now, graded = clock.now(), outcome.graded
    left, done = len(_waiting(request, who, now, by)), len(_done(request, now))
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
        "to": _address(by),
    }
    return _inside(request, who, context, 409 if error else 200)


def _inside(request: HttpRequest, who: PersonView, context: Mapping[str, object], status: int) -> HttpResponse:
    inside = from_script(request)
    template = "review_inside.html" if inside else "review.html"
    return page(request, template, who, {**context, "swapped": inside}, status=status)


def _nothing(
    request: HttpRequest, who: PersonView, now: datetime, by: datetime | None, error: str = ""
) -> HttpResponse:
    """Say when the next question is due, and how long what is known is likely to stay."""
    local = now.astimezone(clock.zone(who.time_zone))
    coming = learner.next_due(person_id=who.id)
    rows = learner.retention(snapshot=learner.snapshot(person_id=who.id), now=now)
    names = skills.named(skill_ids=[row.skill_id for row in rows])
    kept = [row for row in rows if row.skill_id in names]
    context = {
        "done": len(_done(request, now)),
        "ready": texts.date(by, local) if by is not None else "",
        "by": by.date().isoformat() if by is not None else "",
        "error": error,
        "first": (local + timedelta(days=1)).date().isoformat(),
        "last": (local + learner.FARTHEST).date().isoformat(),
        "coming": texts.coming(coming, local) if coming is not None and coming > now else "",
        "table": [(names[row.skill_id].name, row.recall, texts.coming(row.due, local)) for row in kept],
        "ahead": [
            (round(days), round(100 * fmean(row.recall[place] for row in kept)))
            for place, days in enumerate(learner.AHEAD)
            if kept
        ],
    }
    return page(request, "reviewed.html", who, context, status=422 if error else 200)
