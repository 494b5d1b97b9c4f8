"""Placements: show what I can do; and reviews: what is due again."""

from typing import Annotated

from ninja import Path, Query, Router
from pydantic import AwareDatetime

from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.recommend import api as recommend
from wayfare.rest import placement_views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.placement_schemas import Begin, Placed, Placement, PlacementAnswer, Reviews
from wayfare.rest.schemas import Error, Id
from wayfare.rest.signin import Signed

router = Router(tags=["placements"])


@router.post(
    "/placements",
    response={200: Placement, **REFUSED, **ABSENT, **BAD_BODY, 409: Error},
    operation_id="begin_placement",
    summary="Show what I can do",
)
def begin_placement(request: Signed, given: Begin) -> Placement:
    """Begin to place me in a skill, an item or my role, or go on where I left it. 409 where there are no questions about it."""
    found = learner.begin(person_id=request.auth.id, kind=given.kind, subject_id=given.subject, now=clock.now())
    return placement_views.placement(found)


@router.get(
    "/placements/{placement}",
    response={200: Placement, **REFUSED, **ABSENT},
    operation_id="placement",
    summary="A placement of mine",
)
def placement(request: Signed, placement: Path[Id]) -> Placement:
    """Return the question that is asked now and why, and what is known by now."""
    return placement_views.placement(learner.placement(person_id=request.auth.id, placement_id=placement))


@router.post(
    "/placements/{placement}/answers",
    response={200: Placed, **REFUSED, **ABSENT, **BAD_BODY, 409: Error},
    operation_id="answer_placement",
    summary="Answer the question that is asked",
)
def answer_placement(request: Signed, placement: Path[Id], given: PlacementAnswer) -> Placed:
    """Grade my answer and go on to the next question. The same attempt sent again changes nothing."""
    placed = learner.place(
        person_id=request.auth.id,
        placement_id=placement,
        version_id=given.question_version,
        response=given.response,
        attempt_id=given.attempt_id,
        now=clock.now(),
    )
    return placement_views.placed(given.attempt_id, placed)


@router.post(
    "/placements/{placement}/stop",
    response={200: Placement, **REFUSED, **ABSENT},
    operation_id="stop_placement",
    summary="Stop a placement",
)
def stop_placement(request: Signed, placement: Path[Id]) -> Placement:
    """End it now with what is known. Doing it twice changes nothing."""
    found = learner.stop(person_id=request.auth.id, placement_id=placement, now=clock.now())
    return placement_views.placement(found)


@router.get(
    "/reviews",
    response={200: Reviews, **REFUSED, 422: Error},
    operation_id="reviews",
    summary="What is due for review",
)
def reviews(
    request: Signed,
    by: Annotated[AwareDatetime | None, Query(description="A moment ahead: what I would not be sure of then.")] = None,
) -> Reviews:
    """Return the questions that are due again, when the next is, and how long what I know is likely to stay.

    With ``by`` the questions are instead on what I would not answer surely enough at that moment, least sure first.
    """
    now, own = clock.now(), request.auth.id
    believed = learner.snapshot(person_id=own)
    retention = learner.retention(snapshot=believed, now=now)
    if by is None:
        due = learner.due(person_id=own, now=now)
    else:
        wanted = recommend.levels(person_id=own, now=now)
        due = learner.refresh(snapshot=believed, wanted=wanted, by=by, now=now)
    return placement_views.reviews(due, learner.next_due(person_id=own), retention)
