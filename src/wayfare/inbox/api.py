"""The door of the inbox: ask a colleague or a manager something, and hear back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from wayfare.audit import api as audit
from wayfare.core import clock, sql
from wayfare.core.errors import Conflict, Invalid, NotAllowed, NotFound, RateLimited
from wayfare.inbox.models import Request
from wayfare.people import api as people

__all__ = ["RequestView", "answer", "ask", "decline", "expire", "received", "request", "sent", "waiting", "withdraw"]

LIFE = timedelta(days=14)
OPEN_AT_ONCE = 10
LONGEST_NOTE = 500
SHOWN = 100
_State = Request.State
_WAITING = """
SELECT COUNT(*) FROM inbox_request r JOIN people_person p ON p.id = r.asker_id
WHERE r.asked_id = %s AND r.state = 'open' AND r.expires_at > %s AND p.active
"""


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as its two parties see it; nobody else sees it at all."""

    id: int
    kind: str
    asker_id: int
    asker: str
    asked_id: int
    asked: str
    subject: str
    title: str
    note: str
    state: str
    answer: object
    made_at: datetime
    expires_at: datetime
    settled_at: datetime | None


def ask(
    *, asker_id: int, asked_id: int, kind: str, subject: str, title: str, now: datetime, note: str = ""
) -> RequestView:
    """Ask somebody something; they have fourteen days. While the same request is open, it is returned and nothing changes.

    Raises NotAllowed unless the asked is the asker's manager or in the same team, Invalid for a note over 500 characters, and
    RateLimited where the asker has ten requests open.
    """
    if len(note) > LONGEST_NOTE:
        raise Invalid("The note is too long.", advice=f"Use at most {LONGEST_NOTE} characters.")
    if asked_id not in {one.id for one in people.colleagues(person_id=asker_id)}:
        raise NotAllowed("You can ask your manager and the people of your team.", asked=asked_id)
    same = {"asker_id": asker_id, "asked_id": asked_id, "kind": kind, "subject": subject}
    expire(now=now)
    if (known := _one(**same, state=_State.OPEN)) is not None:
        return _view(known, now)
    if Request.objects.filter(asker_id=asker_id, state=_State.OPEN).count() >= OPEN_AT_ONCE:
        raise RateLimited(
            f"You have {OPEN_AT_ONCE} requests open.", advice="Withdraw one, or wait for an answer.", retry_after=3600
        )
    return _view(_create(same, title=title, note=note, made_at=now, expires_at=now + LIFE), now)


def _create(same: dict[str, object], **fields: object) -> Request:
    """Write a request, or return the same one where another click was quicker."""
    try:
        with transaction.atomic():
            row = Request.objects.create(**same, **fields)
            audit.note_act(actor_id=row.asker_id, verb="asked", subject=f"request:{row.pk}", now=row.made_at)
    except IntegrityError:
        found = _one(**same, state=_State.OPEN)
        if found is None:
            raise
        row = found
    return row


def request(*, request_id: int, person_id: int, now: datetime) -> RequestView:
    """Return a request to one of its two parties. Raises NotFound to everybody else."""
    return _view(_of_party(request_id, Q(asker_id=person_id) | Q(asked_id=person_id)), now)


def answer(*, request_id: int, by: int, answer: object, now: datetime) -> RequestView:
    """Answer a request. The same answer again changes nothing.

    Raises NotFound unless ``by`` was asked, and Conflict where it was settled otherwise or its time is over.
    """
    return _settle(_of_party(request_id, Q(asked_id=by)), _State.ANSWERED, by, now, answer)


def decline(*, request_id: int, by: int, now: datetime) -> RequestView:
    """Say no to a request; nobody has to give a reason. Raises like ``answer``."""
    return _settle(_of_party(request_id, Q(asked_id=by)), _State.DECLINED, by, now)


def withdraw(*, request_id: int, by: int, now: datetime) -> RequestView:
    """Take a request back. Raises NotFound unless ``by`` asked it, and Conflict as ``answer`` does."""
    return _settle(_of_party(request_id, Q(asker_id=by)), _State.WITHDRAWN, by, now)


def _settle(row: Request, state: str, by: int, now: datetime, value: object = None) -> RequestView:
    with transaction.atomic():
        row = Request.objects.select_for_update().select_related("asker", "asked").get(pk=row.pk)
        if row.state == state and row.answer == value:
            return _view(row, now)
        if _state(row, now) != _State.OPEN:
            raise Conflict(f"This request is {_state(row, now)} already.", request=row.pk, state=_state(row, now))
        row.state, row.answer, row.settled_at = state, value, now
        row.save(update_fields=["state", "answer", "settled_at"])
        audit.note_act(actor_id=by, verb=state, subject=f"request:{row.pk}", now=now)
    return _view(row, now)


def received(*, person_id: int, now: datetime) -> list[RequestView]:
    """Return what others ask of a person and is still open, oldest first."""
    rows = Request.objects.filter(asked_id=person_id, state=_State.OPEN, expires_at__gt=now, asker__active=True)
    return [_view(row, now) for row in rows.select_related("asker", "asked").order_by("id")[:SHOWN]]


def waiting(*, person_id: int, now: datetime) -> int:
    """Return how many requests wait for a person's answer: cheap enough for every page."""
    row = sql.one(_WAITING, [person_id, clock.moment(now)])
    return row[0] if row else 0


def sent(*, person_id: int, now: datetime) -> list[RequestView]:
    """Return what a person asked of others, newest first, settled ones too."""
    rows = Request.objects.filter(asker_id=person_id).select_related("asker", "asked").order_by("-id")
    return [_view(row, now) for row in rows[:SHOWN]]


def expire(*, now: datetime) -> int:
    """Write down that open requests whose time is over have expired, and return how many."""
    rows = Request.objects.filter(state=_State.OPEN, expires_at__lte=now)
    return rows.update(state=_State.EXPIRED, settled_at=now)


def _one(**wanted: object) -> Request | None:
    return Request.objects.select_related("asker", "asked").filter(**wanted).first()


def _of_party(request_id: int, party: Q) -> Request:
    row = Request.objects.select_related("asker", "asked").filter(party, id=request_id).first()
    if row is None:
        raise NotFound("There is no such request.", request=request_id)
    return row


def _state(row: Request, now: datetime) -> str:
    over = row.state == _State.OPEN and row.expires_at <= now
    return str(_State.EXPIRED if over else row.state)


def _view(row: Request, now: datetime) -> RequestView:
    return RequestView(
        id=row.pk,
        kind=row.kind,
        asker_id=row.asker_id,
        asker=row.asker.name,
        asked_id=row.asked_id,
        asked=row.asked.name,
        subject=row.subject,
        title=row.title,
        note=row.note,
        state=_state(row, now),
        answer=row.answer,
        made_at=row.made_at,
        expires_at=row.expires_at,
        settled_at=row.settled_at,
    )
