"""What the learner room does by itself."""

import subprocess
import sys
from datetime import datetime, timedelta

import structlog

from wayfare.core.jobs import periodic
from wayfare.learner import rows
from wayfare.learner.rules import LEAST_ANSWERS

_log = structlog.get_logger(__name__)
_TRAIN = "from wayfare.cli import main; main()"


@periodic(timedelta(days=7))
def train(*, now: datetime) -> None:
    """Fit the parameters to the answers so far, in a process of its own: it takes memory and minutes that serving must not."""
    if rows.real_answers(LEAST_ANSWERS) < LEAST_ANSWERS:
        return
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _TRAIN, "train", "--only", "learner", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    _log.info("trained", at=now.isoformat(), report=done.stdout.strip()[:4000])
