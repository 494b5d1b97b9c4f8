"""The next best step, why, and no thank you."""

import msgspec
from django.http import HttpResponse
from ninja import Path, Router

from wayfare.core import clock
from wayfare.recommend import api as recommend
from wayfare.rest import views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.schemas import Decision, Dismiss, Feed, Id, PutAside, Step, Week
from wayfare.rest.signin import Signed
from wayfare.rest.wire import reply

router = Router(tags=["feed"])


@router.get("/feed", response={200: Feed, **REFUSED}, operation_id="feed", summary="My next best step and picks")
def feed(request: Signed) -> HttpResponse:
    """Return what is worth learning next, each pick with its score, terms, factors and true reason."""
    return reply(views.feed(recommend.feed(person_id=request.auth.id, now=clock.now())))


@router.get("/week", response={200: Week, **REFUSED}, operation_id="week", summary="My plan for this week")
def week(request: Signed) -> HttpResponse:
    """Return what fits into what is left of my week and carries furthest, and when I am likely where I want to be."""
    return reply(msgspec.to_builtins(recommend.week(person_id=request.auth.id, now=clock.now())))


@router.get(
    "/why/{decision}", response={200: Decision, **REFUSED, **ABSENT}, operation_id="why", summary="Why I was shown this"
)
def why(request: Signed, decision: Path[Id]) -> Decision:
    """Return the decision behind a pick I was shown, as it was written down then."""
    return views.decision(recommend.why(person_id=request.auth.id, decision_id=decision))


@router.post(
    "/dismissals",
    response={200: Step, **REFUSED, **ABSENT, **BAD_BODY},
    operation_id="dismiss",
    summary="No, thank you",
)
def dismiss(request: Signed, given: Dismiss) -> Step:
    """Take an item out of my feed for 90 days. Doing it twice changes nothing but the date."""
    now = clock.now()
    recommend.dismiss(person_id=request.auth.id, item_id=given.item, now=now)
    return views.step(given.item, "dismissed", recommend.feed(person_id=request.auth.id, now=now))


@router.get("/dismissals", response={200: PutAside, **REFUSED}, operation_id="dismissals", summary="What I said no to")
def dismissals(request: Signed) -> HttpResponse:
    """Return what I put aside and is still away, latest first."""
    found = recommend.dismissals(person_id=request.auth.id, now=clock.now())
    return reply({"items": [msgspec.to_builtins(one) for one in found]})


@router.delete(
    "/dismissals/{item}",
    response={200: Step, **REFUSED, **ABSENT},
    operation_id="undo_dismissal",
    summary="Bring it back",
)
def undo_dismissal(request: Signed, item: Path[Id]) -> Step:
    """Bring a dismissed item back."""
    now = clock.now()
    recommend.undo_dismissal(person_id=request.auth.id, item_id=item, now=now)
    return views.step(item, "restored", recommend.feed(person_id=request.auth.id, now=now))
