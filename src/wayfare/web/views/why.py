"""Why this: the terms of the decision, in words, and what would change it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.people.api import PersonView
from wayfare.recommend import api as recommend
from wayfare.web import texts, whys
from wayfare.web.access import person_page, visitor
from wayfare.web.pages import page


@require_http_methods(["GET", "HEAD"])
@person_page
def why(request: HttpRequest, who: PersonView, decision_id: int) -> HttpResponse:
    """Explain one decision about the person who asks."""
    now = clock.now()
    decision = recommend.why(person_id=who.id, decision_id=decision_id)
    item = catalog.item(item_id=decision.subject_id)
    context = {
        "decision": decision,
        "name": whys.name(decision.id),
        "item": item,
        "when": texts.moment(decision.made_at, now.astimezone(clock.zone(who.time_zone))),
        "account": whys.account(decision, item, recommend.feed(person_id=who.id, now=now)),
    }
    return page(request, "why.html", who, context)


@require_http_methods(["GET", "HEAD"])
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer the questions that people ask first, also before signing in."""
    return page(request, "help.html", visitor(request))
