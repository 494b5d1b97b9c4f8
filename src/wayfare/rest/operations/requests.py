"""Requests between people: ask my manager or a colleague how they see me, and answer those who ask me."""

from ninja import Path, Router

from wayfare.core import clock
from wayfare.core.pages import LIMIT, page
from wayfare.inbox import api as inbox
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.rest import skill_views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.operations.me import After, Limit
from wayfare.rest.schemas import Error, Id
from wayfare.rest.signin import Signed
from wayfare.rest.skill_schemas import Asking, Colleagues, Request, Requests, Seen

router = Router(tags=["requests"])
SETTLED = {409: Error}


@router.get(
    "/colleagues",
    response={200: Colleagues, **REFUSED, 422: Error},
    operation_id="colleagues",
    summary="Whom I may ask",
)
def colleagues(request: Signed, after: After = 0, limit: Limit = LIMIT) -> Colleagues:
    """Return my manager and the others of my team."""
    shown = page(people.colleagues(person_id=request.auth.id), lambda one: one.id, after, limit)
    rows = [skill_views.colleague(request.auth, one) for one in shown.rows]
    return Colleagues(colleagues=rows, next_after=shown.next_after)


@router.post(
    "/skills/{skill}/requests",
    response={200: Request, **REFUSED, **ABSENT, **BAD_BODY},
    operation_id="ask",
    summary="Ask somebody how they see me",
)
def ask(request: Signed, skill: Path[Id], given: Asking) -> Request:
    """Ask my manager or a colleague at which level they see me. They have fourteen days; asking twice is one request."""
    made = learner.ask_about(
        person_id=request.auth.id,
        skill_id=skill,
        asked_id=given.asked,
        note=given.note.replace("\x00", ""),
        now=clock.now(),
    )
    return skill_views.request(made)


@router.get(
    "/requests", response={200: Requests, **REFUSED}, operation_id="requests", summary="Requests to and from me"
)
def requests(request: Signed) -> Requests:
    """Return what others ask of me and is open, and what I asked of others."""
    now, own = clock.now(), request.auth.id
    received = [row for row in inbox.received(person_id=own, now=now) if row.kind == learner.LEVEL_REQUEST]
    sent = [row for row in inbox.sent(person_id=own, now=now) if row.kind == learner.LEVEL_REQUEST]
    return Requests(
        received=[skill_views.request(row) for row in received], sent=[skill_views.request(row) for row in sent]
    )


@router.post(
    "/requests/{id}/answer",
    response={200: Request, **REFUSED, **ABSENT, **BAD_BODY, **SETTLED},
    operation_id="answer_request",
    summary="Say at which level I see somebody",
)
def answer_request(request: Signed, id: Path[Id], given: Seen) -> Request:  # noqa: A002  the name in the address
    """Answer a request with a level; the asker sees that it was me. The same answer again changes nothing."""
    return skill_views.request(learner.vouch(request_id=id, by=request.auth.id, level=given.level, now=clock.now()))


@router.post(
    "/requests/{id}/decline",
    response={200: Request, **REFUSED, **ABSENT, **SETTLED},
    operation_id="decline_request",
    summary="I cannot say",
)
def decline_request(request: Signed, id: Path[Id]) -> Request:  # noqa: A002  the name in the address
    """Say no to a request; nobody has to give a reason."""
    return skill_views.request(inbox.decline(request_id=id, by=request.auth.id, now=clock.now()))


@router.delete(
    "/requests/{id}",
    response={200: Request, **REFUSED, **ABSENT, **SETTLED},
    operation_id="withdraw_request",
    summary="Take my request back",
)
def withdraw_request(request: Signed, id: Path[Id]) -> Request:  # noqa: A002  the name in the address
    """Take a request of mine back before it is answered."""
    return skill_views.request(inbox.withdraw(request_id=id, by=request.auth.id, now=clock.now()))
