"""One skill of one's own: the estimate, what it rests on, what would change it, and three ways to see it differently."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.core.errors import Conflict, Invalid, NotAllowed, NotFound, RateLimited
from wayfare.core.ids import row_id
from wayfare.inbox import api as inbox
from wayfare.learner import api as learner
from wayfare.learner.api import Piece, Snapshot
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.skills.api import SkillView
from wayfare.web import drawing, estimates, placing, texts
from wayfare.web.access import from_script, person_page
from wayfare.web.pages import page
from wayfare.web.templating import url

AT_ONCE = 8  # pieces of evidence that are shown without asking for more


@require_http_methods(["GET", "HEAD"])
@person_page
def skill(request: HttpRequest, who: PersonView, skill_id: int) -> HttpResponse:
    """Show what is believed about one skill of the person who asks. Raises NotFound."""
    return _show(request, who, skill_id)


@require_POST
@person_page
def say_level(request: HttpRequest, who: PersonView, skill_id: int) -> HttpResponse:
    """Keep what somebody says of their own level. Raises NotFound."""
    level, attempt = row_id(request.POST.get("level", "")), _attempt(request.POST.get("attempt_id", ""))
    if not level:
        return _show(request, who, skill_id, form="say", error=_("Choose a level first. Nothing was changed."))
    try:
        done = learner.say(person_id=who.id, skill_id=skill_id, level=float(level), attempt_id=attempt, now=clock.now())
    except Invalid as error:
        return _show(request, who, skill_id, form="say", error=error.message)
    except Conflict:
        again = _("You said so within the last seven days. Saying it again adds nothing; a question or two would.")
        return _show(request, who, skill_id, form="say", error=again, status=409)
    moved = estimates.way(done.after.mean - done.before.mean)
    said = {"level": texts.level(level), "moved": moved}
    messages.success(request, _("Noted: level %(level)s. The estimate: %(moved)s. Answers would say more.") % said)
    return _again(request, who, skill_id)


@require_POST
@person_page
def ask(request: HttpRequest, who: PersonView, skill_id: int) -> HttpResponse:
    """Ask the manager or a colleague at which level they see the person. Raises NotFound."""
    asked, note = row_id(request.POST.get("asked", "")), request.POST.get("note", "").replace("\x00", "").strip()
    now = clock.now()
    if not asked:
        return _show(request, who, skill_id, form="ask", error=_("Choose whom to ask. Nothing was sent."), note=note)
    try:
        made = learner.ask_about(person_id=who.id, skill_id=skill_id, asked_id=asked, note=note, now=now)
    except (Invalid, NotAllowed, RateLimited) as error:
        sentence = f"{error.message} {error.next}".strip()
        return _show(request, who, skill_id, form="ask", error=sentence, status=error.status, note=note)
    said = {"name": made.asked, "day": texts.date(made.expires_at, now.astimezone(clock.zone(who.time_zone)))}
    messages.success(request, _("%(name)s has been asked, and can answer until %(day)s.") % said)
    return _again(request, who, skill_id)


def _attempt(text: str) -> uuid.UUID:
    """Return the id that a form was made with, so that a double click says it once; a new one where it was lost."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _again(request: HttpRequest, who: PersonView, skill_id: int) -> HttpResponse:
    return _show(request, who, skill_id) if from_script(request) else HttpResponseRedirect(url("skill", skill_id))


def _show(
    request: HttpRequest,
    who: PersonView,
    skill_id: int,
    *,
    form: str = "",
    error: str = "",
    note: str = "",
    status: int = 422,
) -> HttpResponse:
    """Show the page; after a refused form with its error and what was typed."""
    now = clock.now()
    local = now.astimezone(clock.zone(who.time_zone))
    about, snapshot = skills.skill(skill_id=skill_id), learner.snapshot(person_id=who.id)
    pieces = learner.evidence(person_id=who.id, skill_id=skill_id)
    context = {
        "skill": about,
        "anchors": estimates.anchors(about),
        "form": form,
        "error": error,
        "note": note,
        "attempt_id": uuid.uuid4(),
        **_estimate(who, about, snapshot, pieces, local),
        **_ways(who, skill_id, pieces, now, local),
    }
    context["ahead"] = estimates.ahead(
        learner.prospect(snapshot=snapshot, skill_id=skill_id),
        snapshot.belief(skill_id),
        questions=bool(context["can_check"]),
        manager=who.manager_id is not None,
    )
    template = "skill_inside.html" if from_script(request) else "skill.html"
    return page(request, template, who, context, status=status if error else 200)


def _estimate(
    who: PersonView, about: SkillView, snapshot: Snapshot, pieces: list[Piece], local: datetime
) -> dict[str, object]:
    """Return the estimate, and what it rests on."""
    target, belief = placing.wanted(who.id, about.id), snapshot.belief(about.id)
    known = about.id in snapshot.answers
    moved_at = learner.last_evidence(person_id=who.id).get(about.id)
    moves = estimates.moves(pieces, _names(pieces), local)
    return {
        "known": known,
        "belief": belief,
        "bar": drawing.bar(belief, known=known, target=target),
        "now": learner.right_now(snapshot=snapshot, skill_id=about.id, level=target, now=local) if known else None,
        "chance": snapshot.at_least(about.id, target) if target is not None and known else None,
        "moved": texts.age(moved_at, local) if moved_at else "",
        "answers": snapshot.answers.get(about.id, 0),
        "moves": moves,
        "at_once": AT_ONCE,
        "stems": {
            move.version_id: catalog.question(version_id=move.version_id).stem.strip().rpartition("\n\n")[2]
            for move in moves[:AT_ONCE]
            if move.version_id is not None
        },
        "kinds": estimates.kinds(pieces),
    }


def _ways(who: PersonView, skill_id: int, pieces: list[Piece], now: datetime, local: datetime) -> dict[str, object]:
    """Return what the person can do about the estimate: whom they can ask, whom they asked, whether they said so already."""
    subject = f"skill:{skill_id}"
    sent = [row for row in inbox.sent(person_id=who.id, now=now) if row.subject == subject and row.state == "open"]
    asked = {row.asked_id for row in sent}
    said = next((piece for piece in pieces if piece.source == estimates.SELF), None)
    again = said.received_at + learner.AGAIN if said is not None else None
    return {
        "can_check": bool(catalog.skills_with_questions(skill_ids=[skill_id])),
        "colleagues": [one for one in people.colleagues(person_id=who.id) if one.id not in asked],
        "waiting_for": [(row.asked, texts.date(row.expires_at, local)) for row in sent],
        "said": said.level if said is not None and again is not None and again > now else None,
        "said_again": texts.date(again, local) if again is not None and again > now else "",
    }


def _names(pieces: Iterable[Piece]) -> dict[int, str]:
    """Return the names of those who said something; somebody who has left is left out."""
    found = {}
    for number in {piece.by for piece in pieces if piece.by is not None and piece.source != estimates.SELF}:
        try:
            found[number] = people.person(person_id=number).name
        except NotFound:
            continue
    return found
