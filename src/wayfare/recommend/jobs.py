"""What the recommend room does by itself."""

from datetime import datetime, timedelta

import structlog

from wayfare.core.jobs import periodic
from wayfare.core.jobs.verbs import run_verb
from wayfare.learner import api as learner
from wayfare.recommend import counting
from wayfare.recommend.rules import LEAST_INTERACTIONS

_log = structlog.get_logger(__name__)


@periodic(timedelta(days=1))
def count(*, now: datetime) -> None:
    """Count what is finished most, in each role and by all."""
    _log.info("counted what is finished most", counts=counting.count_popularity(now))


@periodic(timedelta(days=7))
def train(*, now: datetime) -> None:
    """Fit the model of behaviour anew, in a process of its own: it takes memory that serving must not."""
    if learner.starts(most=LEAST_INTERACTIONS) < LEAST_INTERACTIONS:
        return
    report = run_verb("train", "--only", "behaviour", "--json")
    _log.info("trained", at=now.isoformat(), report=report[:4000])
