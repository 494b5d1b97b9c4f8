"""The one process that runs the jobs: it holds a lease, and another takes over when it is gone."""

import os
import socket
import threading
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.util import Finalize

import structlog
from django.db import close_old_connections, connections

from wayfare.core import leases
from wayfare.core.clock import now as clock_now
from wayfare.core.jobs import registry, runs, tasks
from wayfare.core.jobs.drivers import Consumer

LEASE = "jobs"
BEAT = timedelta(seconds=5)
log = structlog.get_logger(__name__)


class Quiet(Consumer):  # type: ignore[misc]
    """A consumer that lives in threads of a web process and leaves its signals alone."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""


class Runner:
    """Looks at the clock every few seconds: keeps the lease, claims what is due, and runs what is in the queue."""

    def __init__(self, holder: str) -> None:
        """Take the name under which this process holds the lease: ``host:pid``."""
        self.holder = holder
        self.over = threading.Event()
        self.consumer: Quiet | None = None
        self.thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def beat(self, now: datetime) -> bool:
        """Do what is to be done at this moment. Return whether this process is the one that runs jobs."""
        if not leases.keep(LEASE, self.holder, now):
            self._rest()
            return False
        self._work()
        for job in registry.registered().values():
            if job.every is not None and runs.claim(job.name, job.every, now):
                tasks.put(job.name, [])
        return True

    def _run(self) -> None:
        failures = tasks.failures()
        while not self.over.is_set():
            try:
                self.beat(clock_now())
            except failures as error:
                log.warning("jobs have to wait", error=str(error))
            close_old_connections()
            self.over.wait(BEAT.total_seconds())
        self._rest()
        leases.release(LEASE, self.holder)
        connections.close_all()

    def _work(self) -> None:
        if self.consumer is None:
            log.info("this process runs the jobs", holder=self.holder)
            self.consumer = Quiet(tasks.task().huey, workers=1, periodic=False, max_delay=2.0, shutdown_timeout=10)
            self.consumer.start()
        self.consumer.check_worker_health()

    def _rest(self) -> None:
        if self.consumer is not None:
            self.consumer.stop(graceful=True)
            self.consumer = None

    def stop(self) -> None:
        """Let the running job end, give the lease back, and stop."""
        self.over.set()
        self.thread.join(timeout=15)


_runner: Runner | None = None


def start() -> None:
    """Let this process run the jobs whenever no other one does. Doing it twice changes nothing."""
    global _runner  # noqa: PLW0603  (one runner a process is the point)
    if _runner is None:
        _runner = Runner(f"{socket.gethostname()}:{os.getpid()}")
        # A forked worker ends without Python's own atexit; multiprocessing's finalizers run there and everywhere else.
        Finalize(None, partial(stop), exitpriority=10)
        _runner.thread.start()


def stop() -> None:
    """Stop running jobs in this process."""
    global _runner  # noqa: PLW0603
    if _runner is not None:
        _runner.stop()
        _runner = None
