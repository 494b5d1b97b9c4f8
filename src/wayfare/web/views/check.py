"""“I know this”: a few questions about one skill, at the level that the role needs, until it is clear."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.catalog.api import QuestionView
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Gaussian
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.web import drawing, texts
from wayfare.web.access import person_page
from wayfare.web.templating import url

CLEAR = 0.8  # P(level is reached) from which on, or below one minus which, a check has said enough
A_LITTLE_MORE = 0.5  # levels above the estimate at which a question says most


@require_http_methods(["GET", "HEAD"])
@person_page
def check(request: HttpRequest, who: PersonView, skill_id: int) -> HttpResponse:
    """Begin at a question about a skill that this person has not answered yet. Raises NotFound."""
    skill = skills.skill(skill_id=skill_id)
    question = fresh(who.id, skill_id, wanted(who, skill_id))
    if question is None:
        messages.info(
            request, _("You have answered all questions that we have about %(skill)s.") % {"skill": skill.name}
        )
        return HttpResponseRedirect(url("skill", skill_id))
    return HttpResponseRedirect(url("attempt", question.version_id, uuid.uuid4()) + "?check=1")


def fresh(person_id: int, skill_id: int, level: float | None) -> QuestionView | None:
    """Return the question nearest to a level, else to what is believed, that a person has not answered yet, or None."""
    asked = learner.answered_versions(person_id=person_id, skill_id=skill_id)
    if level is None:
        level = learner.snapshot(person_id=person_id).belief(skill_id).mean + A_LITTLE_MORE
    found = catalog.questions_for_skill(skill_id=skill_id, level=level, limit=len(asked) + 1)
    return next((question for question in found if question.version_id not in asked), None)


def wanted(who: PersonView, skill_id: int) -> float | None:
    """Return the level that a person's role needs of a skill, or None."""
    role = people.role_of(person_id=who.id)
    targets = skills.targets(role_id=role.id) if role is not None and role.state != "proposed" else []
    return next((target.level for target in targets if target.skill_id == skill_id), None)


def said(after: Gaussian, target: float | None) -> tuple[str, bool]:
    """Say how clear it is by now whether the wanted level is reached, and whether that is enough."""
    if target is None:
        return drawing.words(after, known=True), False
    chance, level = gaussian.at_least(after, target), {"level": texts.level(target)}
    if chance >= CLEAR:
        return _("That is clear: you are at level %(level)s, which your role needs.") % level, True
    if chance <= 1 - CLEAR:
        return _("That is clear enough for now: level %(level)s is still ahead of you.") % level, True
    return _("Not clear yet whether you are at level %(level)s. One or two more would help.") % level, False
