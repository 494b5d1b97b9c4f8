"""Show what you can do: a placement in a skill, an item or one's whole role, one question at a time.

The page of a placement always shows the question that is asked now. Each answer has an address of its own, which shows what was
answered ever after; so a double click, a reload and the back button never count an answer twice.
"""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.errors import Conflict, NotFound
from wayfare.learner import api as learner
from wayfare.learner.api import Outcome, PlacementView
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.web import asking, drawing, placing
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url
from wayfare.web.views.practice import tags


@require_http_methods(["GET", "HEAD"])
@person_page
def check(request: HttpRequest, who: PersonView, skill_id: int) -> HttpResponse:
    """Lead to where one shows a skill."""
    return HttpResponseRedirect(url("place", "skill", skill_id))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def place(request: HttpRequest, who: PersonView, kind: str, subject_id: int) -> HttpResponse:
    """Say what is about to be asked, or begin it. Raises NotFound."""
    if kind not in placing.KINDS:
        raise NotFound(_("There is nothing to show here."), advice=_("Begin from My skills."))
    refused = ""
    if request.method == "POST":
        try:
            begun = learner.begin(person_id=who.id, kind=kind, subject_id=subject_id, now=clock.now())
        except Conflict as error:
            refused = placing.refusal(error)
        else:
            return HttpResponseRedirect(url("placement", begun.id))
    subject = placing.subject(who.id, kind, subject_id)
    tested = catalog.skills_with_questions(skill_ids=subject.skill_ids)
    context = {
        "subject": subject,
        "refused": refused,
        "testable": len(tested) if not refused else 0,
        "most": placing.most(kind, subject.skill_ids) if tested else 0,
    }
    return page(request, "place.html", who, context, status=409 if refused else 200)


@require_http_methods(["GET", "HEAD"])
@person_page
def placement(request: HttpRequest, who: PersonView, placement_id: int) -> HttpResponse:
    """Show the question that is asked now, or what was found."""
    view = learner.placement(person_id=who.id, placement_id=placement_id)
    return _question(request, who, view) if view.next is not None else _found(request, who, view)


@require_POST
@person_page
def stop(request: HttpRequest, who: PersonView, placement_id: int) -> HttpResponse:
    """End a placement with what is known by now."""
    learner.stop(person_id=who.id, placement_id=placement_id, now=clock.now())
    return HttpResponseRedirect(url("placement", placement_id))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def answer(
    request: HttpRequest, who: PersonView, placement_id: int, version_id: int, attempt_id: uuid.UUID
) -> HttpResponse:
    """Take the answer to a question of a placement, or show what was answered."""
    view = learner.placement(person_id=who.id, placement_id=placement_id)
    if request.method == "POST":
        return _answer(request, who, view, version_id, attempt_id)
    outcome = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
    if outcome is None:
        return HttpResponseRedirect(url("placement", placement_id))
    return _verdict(request, who, view, outcome)


def _answer(
    request: HttpRequest, who: PersonView, view: PlacementView, version_id: int, attempt_id: uuid.UUID
) -> HttpResponse:
    response = asking.response(request.POST)
    if response is None:
        error = _("Choose an answer, or say that you do not know. Nothing was counted.")
        return _again(request, who, view, error, 422)
    try:
        placed = learner.place(
            person_id=who.id,
            placement_id=view.id,
            version_id=version_id,
            response=response,
            attempt_id=attempt_id,
            now=clock.now(),
        )
    except Conflict:
        first = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
        if first is None:
            return _again(request, who, view, _("Another question is asked by now. Nothing was counted."), 409)
        error = _("You had answered this before. Your first answer counts, and here it is.")
        return _verdict(request, who, view, first, error=error)
    return _verdict(request, who, placed.placement, placed.outcome)


def _again(request: HttpRequest, who: PersonView, view: PlacementView, error: str, status: int) -> HttpResponse:
    """Show the question that is asked now, with what was wrong; where nothing is asked any more, what was found."""
    if view.next is not None:
        return _question(request, who, view, error=error, status=status)
    messages.info(request, error)
    address = url("placement", view.id)
    return HttpResponse(headers={"HX-Redirect": address}) if from_script(request) else HttpResponseRedirect(address)


def _question(
    request: HttpRequest, who: PersonView, view: PlacementView, *, error: str = "", status: int = 200
) -> HttpResponse:
    asked = view.next
    if asked is None:
        raise NotFound(_("This placement asks nothing any more."))
    skill = skills.skill(skill_id=asked.skill_id)
    context = {
        "question": catalog.question(version_id=asked.version_id),
        "skill": skill,
        "attempt_id": uuid.uuid4(),
        "why": placing.why(asked.why, skill.name),
        "error": error,
        "outcome": None,
    }
    return _inside(request, who, view, context, status)


def _verdict(
    request: HttpRequest, who: PersonView, view: PlacementView, outcome: Outcome, *, error: str = ""
) -> HttpResponse:
    graded, levels = outcome.graded, {one.skill_id: one.level for one in view.found}
    target = levels.get(graded.skill_id or 0)
    context = {
        "question": catalog.question(version_id=graded.version_id),
        "skill": skills.skill(skill_id=graded.skill_id) if graded.skill_id else None,
        "error": error,
        "outcome": outcome,
        "pause": placing.pause(view),
        "before": drawing.bar(outcome.before, known=True) if outcome.before else None,
        "after": drawing.bar(outcome.after, known=True, target=target) if outcome.after else None,
        "tags": tags(graded.options, graded.right, outcome.response),
    }
    return _inside(request, who, view, context, 409 if error else 200)


def _inside(
    request: HttpRequest, who: PersonView, view: PlacementView, context: Mapping[str, object], status: int
) -> HttpResponse:
    """Answer with the page, or with its inside for a script."""
    inside = from_script(request)
    shared = {
        "view": view,
        "subject": _subject(who, view),
        "most": placing.most(view.kind, [one.skill_id for one in view.found]),
        "swapped": inside,
    }
    template = "placement_inside.html" if inside else "placement.html"
    return page(request, template, who, {**shared, **context}, status=status)


def _found(request: HttpRequest, who: PersonView, view: PlacementView) -> HttpResponse:
    context = {"view": view, "subject": _subject(who, view), "findings": placing.findings(view)}
    return page(request, "placed.html", who, context)


def _subject(who: PersonView, view: PlacementView) -> placing.Subject:
    """Return what a placement is about; of a role that is the person's no more, what it was about then."""
    try:
        return placing.subject(who.id, view.kind, view.subject_id)
    except NotFound:
        return placing.Subject(view.kind, 0, _("your earlier role"), [one.skill_id for one in view.found])
