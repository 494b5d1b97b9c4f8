"""Background jobs: work that no answer waits for.

A room declares its jobs in its own ``jobs.py``; exactly one process of an installation runs them, whichever holds the
lease. ``periodic`` jobs run every so often; ``job`` ones when something enqueues them, which takes effect only when the
transaction that asked for them commits. A job runs at most once for each time it was asked for: what has to happen
after a crash as well has to be found again by a periodic job.

The queue itself is loaded only by those who use it.
"""

from wayfare.core.jobs.registry import Job, Work, job, periodic, registered

__all__ = ["Job", "enqueue", "job", "periodic", "registered", "start", "stop"]


def enqueue(work: Work, *arguments: object) -> None:
    """Ask for a job. It is put into the queue when the current transaction commits, and never if it does not."""
    from wayfare.core.jobs import tasks

    tasks.enqueue(work, *arguments)


def start() -> None:
    """Let this process run the jobs whenever no other one does. Doing it twice changes nothing."""
    from wayfare.core.jobs import runner

    runner.start()


def stop() -> None:
    """Stop running jobs in this process."""
    from wayfare.core.jobs import runner

    runner.stop()
