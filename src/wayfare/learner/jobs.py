"""What the learner room does by itself."""

from datetime import datetime, timedelta

import structlog

from wayfare.core.jobs import periodic
from wayfare.core.jobs.verbs import run_verb
from wayfare.learner import rows
from wayfare.learner.rules import LEAST_ANSWERS

_log = structlog.get_logger(__name__)


@periodic(timedelta(days=7))
def train(*, now: datetime) -> None:
    """Fit the parameters to the answers so far, in a process of its own: it takes memory and minutes that serving must not."""
    if rows.real_answers(LEAST_ANSWERS) < LEAST_ANSWERS:
        return
    report = run_verb("train", "--only", "learner", "--json")
    _log.info("trained", at=now.isoformat(), report=report[:4000])
