"""What the recommend room does by itself."""

from datetime import datetime, timedelta

import structlog

from wayfare.core.jobs import periodic
from wayfare.core.jobs.verbs import run_verb
from wayfare.learner import api as learner
from wayfare.recommend import counting, posts
from wayfare.recommend.rules import LEAST_INTERACTIONS

_log = structlog.get_logger(__name__)


@periodic(timedelta(days=1))
def count(*, now: datetime) -> None:
    """Count what is finished most, in each role and by all."""
    _log.info("counted what is finished most", counts=counting.count_popularity(now))


@periodic(timedelta(minutes=10))
def fit_posts(*, now: datetime) -> None:
    """Work out what lies near each post after items or posts have changed, in a process of its own: it loads a model."""
    if posts.due():
        report = run_verb("train", "--only", "posts", "--json")
        _log.info("looked for what lies near posts", at=now.isoformat(), report=report[:4000])


@periodic(timedelta(days=7))
def train(*, now: datetime) -> None:
    """Fit the model of behaviour anew, in a process of its own: it takes memory that serving must not."""
    if learner.starts(most=LEAST_INTERACTIONS) < LEAST_INTERACTIONS:
        return
    report = run_verb("train", "--only", "behaviour", "--json")
    _log.info("trained", at=now.isoformat(), report=report[:4000])
