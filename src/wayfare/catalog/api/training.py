"""What decisions about proposals teach the tagger."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from wayfare.catalog.api.imports import retagged
from wayfare.catalog.imports import decisions
from wayfare.core import facts
from wayfare.engine.matching.blend import LEAST_OF_EACH

QUIET = timedelta(minutes=10)
"""So long after the last decision somebody may still be deciding."""
PATIENCE = timedelta(hours=6)
"""So long after the last training, new decisions count even while more are coming in."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """How much was decided so far, how much of each is needed before anything is learned from it, and when it last was."""

    approved: int
    rejected: int
    needed: int
    learned_at: datetime | None

    @property
    def enough(self) -> bool:
        """Whether there is enough of both kinds to learn from."""
        return min(self.approved, self.rejected) >= self.needed


def teaching() -> Teaching:
    """Return what people's decisions teach so far."""
    approved, rejected = decisions.counts()
    learned = facts.get(decisions.LEARNED)
    return Teaching(approved, rejected, LEAST_OF_EACH, datetime.fromisoformat(learned) if learned else None)


def train(*, now: datetime, promote: bool = True) -> dict[str, Any]:
    """Learn from what people approved and rejected, and propose skills anew for all items; return what changed.

    Without ``promote`` it only says whether there is enough. Raises Conflict during an import.
    """
    found = teaching()
    figures: dict[str, Any] = asdict(found) | {"kept": False, "reason": ""}
    del figures["learned_at"]
    if not found.enough:
        return figures | {"reason": f"{LEAST_OF_EACH} approvals and {LEAST_OF_EACH} rejections are needed"}
    if not promote:
        return figures | {"reason": "not put in place"}
    report, learned = retagged(now)
    facts.put(decisions.LEARNED, now.isoformat())
    if not report.applied:
        return figures | {"reason": "nothing was decided since the last time"}
    figures |= {"kept": learned, "read": report.read, "proposed": report.created, "changed": report.updated}
    return (
        figures if learned else figures | {"reason": "decisions held out are foreseen no better with what was learned"}
    )


def due(*, now: datetime) -> bool:
    """Whether decisions wait to be learned from, and nobody seems to be in the middle of deciding."""
    said, learned = facts.get(decisions.DECIDED), facts.get(decisions.LEARNED)
    if said is None or (learned is not None and datetime.fromisoformat(said) <= datetime.fromisoformat(learned)):
        return False
    waited = learned is not None and now - datetime.fromisoformat(learned) > PATIENCE
    return (waited or now - datetime.fromisoformat(said) > QUIET) and teaching().enough
