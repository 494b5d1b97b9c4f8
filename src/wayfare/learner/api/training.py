"""Parameters of the learner model: fit them, put them in place, take them back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wayfare.audit import api as audit
from wayfare.core.errors import Conflict
from wayfare.learner import artefacts as kept
from wayfare.learner.models import Artefact
from wayfare.learner.reports import Report


@dataclass(frozen=True, slots=True)
class ArtefactView:
    """A set of parameters, when it was made and last put in place, and what its training found."""

    hash: str
    active: bool
    created_at: datetime
    activated_at: datetime | None
    report: dict[str, Any]


def train(*, now: datetime, promote: bool = True) -> Report:
    """Fit the parameters to all answers, and put them in place where they foresee later answers better."""
    from wayfare.learner import training

    report = training.train(now, promote=promote)
    if report.promoted:
        audit.note_act(actor_id=None, verb="promoted", subject=f"artefact:{report.artefact}", now=now)
    return report


def artefacts() -> list[ArtefactView]:
    """Return all stored parameters, newest first."""
    rows = Artefact.objects.filter(kind=kept.KIND).order_by("-created_at", "hash")
    return [ArtefactView(row.hash, row.active, row.created_at, row.activated_at, row.report) for row in rows]


def roll_back(*, now: datetime, to: str | None = None) -> str:
    """Put earlier parameters in place again and return their hash: ``to``, or those that were active before, or the shipped ones.

    Raises NotFound for unknown or damaged ones, and Conflict where the shipped ones are active already.
    """
    active = kept.active_hash()
    if to is None:
        if active == kept.DEFAULT_HASH:
            raise Conflict("The shipped parameters are in place; there is nothing before them.")
        earlier = Artefact.objects.filter(kind=kept.KIND, active=False, activated_at__isnull=False)
        to = earlier.order_by("-activated_at").values_list("hash", flat=True).first() or kept.DEFAULT_HASH
    kept.activate(to, now)
    audit.note_act(actor_id=None, verb="rolled-back", subject=f"artefact:{to}", now=now)
    return to
