"""Answering a question: verdict, belief before and after, and the new next step in one round trip."""

from django.http import HttpResponse
from ninja import Router

from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.recommend import api as recommend
from wayfare.rest import views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.schemas import Answer, Error, Outcome
from wayfare.rest.signin import Signed
from wayfare.rest.wire import reply

router = Router(tags=["answers"])


@router.post(
    "/answers",
    response={200: Outcome, **REFUSED, **ABSENT, **BAD_BODY, 409: Error},
    operation_id="answer",
    summary="Answer a question",
)
def answer(request: Signed, given: Answer) -> HttpResponse:
    """Grade my answer on the server and return what it changed. The same attempt sent again changes nothing."""
    now, own = clock.now(), request.auth.id
    outcome = learner.answer(
        person_id=own,
        version_id=given.question_version,
        response=given.response,
        attempt_id=given.attempt_id,
        now=now,
        occurred_at=given.occurred_at,
        seconds=given.seconds,
    )
    return reply(views.outcome(given.attempt_id, outcome, recommend.feed(person_id=own, now=now)))
