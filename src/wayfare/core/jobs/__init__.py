"""Background jobs: work that no answer waits for.

A room declares its jobs in its own ``jobs.py``; exactly one process of an installation runs them, whichever holds the
lease. ``periodic`` jobs run every so often; ``job`` ones when something enqueues them, which takes effect only when the
transaction that asked for them commits. A job runs at most once for each time it was asked for: what has to happen
after a crash as well has to be found again by a periodic job.
"""

from wayfare.core.jobs.registry import Job, job, periodic, registered
from wayfare.core.jobs.runner import start, stop
from wayfare.core.jobs.tasks import enqueue

__all__ = ["Job", "enqueue", "job", "periodic", "registered", "start", "stop"]
