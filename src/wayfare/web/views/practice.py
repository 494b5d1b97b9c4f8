"""A question, and after the answer: the verdict, why, what it changed, and the new next step, in one answer.

An attempt has an address of its own. Before the answer it shows the form, afterwards what was answered; so a double click, a
reload and the back button never count an answer twice.
"""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.catalog.api import QuestionView
from wayfare.core import clock
from wayfare.core.errors import Conflict, NotFound
from wayfare.learner import api as learner
from wayfare.learner.api import Outcome, Practised
from wayfare.people.api import PersonView
from wayfare.recommend import api as recommend
from wayfare.skills import api as skills
from wayfare.web import asking, drawing
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url


@require_http_methods(["GET", "HEAD"])
@person_page
def open_question(request: HttpRequest, who: PersonView, version_id: int) -> HttpResponse:
    """Begin a new attempt at a question."""
    return HttpResponseRedirect(url("attempt", version_id, uuid.uuid4()))


@require_http_methods(["GET", "HEAD"])
@person_page
def practise(request: HttpRequest, who: PersonView, item_id: int, place: int) -> HttpResponse:
    """Begin a new attempt at the question at a place (from 1) among those of an item. Raises NotFound."""
    found = catalog.sequence(item_id=item_id)
    if not 1 <= place <= len(found):
        raise NotFound(_("There is no such question in this lesson."), advice=_("Open the lesson again."))
    return HttpResponseRedirect(url("attempt", found[place - 1], uuid.uuid4()))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def attempt(request: HttpRequest, who: PersonView, version_id: int, attempt_id: uuid.UUID) -> HttpResponse:
    """Show a question, take the answer to it, or show what was answered."""
    if request.method == "POST":
        return _answer(request, who, version_id, attempt_id)
    outcome = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
    return _show(request, who, version_id, attempt_id, outcome)


def _answer(request: HttpRequest, who: PersonView, version_id: int, attempt_id: uuid.UUID) -> HttpResponse:
    response = asking.response(request.POST)
    if response is None:
        error = _("Choose an answer, or say that you do not know. Nothing was counted.")
        return _show(request, who, version_id, attempt_id, None, error=error)
    try:
        outcome = learner.answer(
            person_id=who.id, version_id=version_id, response=response, attempt_id=attempt_id, now=clock.now()
        )
    except Conflict:
        first = learner.answered(person_id=who.id, version_id=version_id, attempt_id=attempt_id)
        if first is None:
            raise
        error = _("You had answered this before. Your first answer counts, and here it is.")
        return _show(request, who, version_id, attempt_id, first, error=error)
    return _show(request, who, version_id, attempt_id, outcome)


def _show(
    request: HttpRequest,
    who: PersonView,
    version_id: int,
    attempt_id: uuid.UUID,
    outcome: Outcome | None,
    *,
    error: str = "",
) -> HttpResponse:
    question = catalog.question(version_id=version_id)
    context: dict[str, object] = {
        "question": question,
        "attempt_id": attempt_id,
        "error": error,
        "outcome": outcome,
        "skill": skills.skill(skill_id=question.skill_id) if question.skill_id else None,
    }
    context |= _place(question)
    if outcome is not None:
        context |= _result(who, outcome) | {"practised": _practised(who, outcome, question.item_id)}
    inside = from_script(request)
    template = "practice_inside.html" if inside else "practice.html"
    status = (409 if outcome else 422) if error else 200
    return page(request, template, who, context | {"swapped": inside}, status=status)


def _place(question: QuestionView) -> dict[str, object]:
    """Return where the question stands among those of its lesson."""
    if question.item_id is None:
        return {"place": 1, "total": 1}
    versions = catalog.sequence(item_id=question.item_id)
    known = question.version_id in versions
    return {"place": versions.index(question.version_id) + 1 if known else 1, "total": max(1, len(versions))}


def _result(who: PersonView, outcome: Outcome) -> dict[str, object]:
    """Return what the answer changed: the bar before and after, and the next best step now."""
    before, after = outcome.before, outcome.after
    return {
        "before": drawing.bar(before, known=True) if before else None,
        "after": drawing.bar(after, known=True) if after else None,
        "next": recommend.feed(person_id=who.id, now=clock.now()).next,
        "tags": tags(outcome.graded.options, outcome.graded.right, outcome.response),
    }


def _practised(who: PersonView, outcome: Outcome, item_id: int | None) -> Practised | None:
    """Return what practice of the question's skill has come to; None where it is about no skill."""
    graded = outcome.graded
    if graded.skill_id is None or graded.level is None:
        return None
    return learner.practised(
        snapshot=learner.snapshot(person_id=who.id),
        skill_id=graded.skill_id,
        level=graded.level,
        taught=item_id is None or item_id in learner.progress(person_id=who.id).started,
        now=clock.now(),
    )


def tags(options: int, right: Sequence[int], chosen: Sequence[int]) -> list[str]:
    """Return for each option what it was: ``right``, ``yours``, ``both`` or nothing."""
    kinds = {(True, True): "both", (True, False): "right", (False, True): "yours"}
    return [kinds.get((option in right, option in chosen), "") for option in range(options)]
