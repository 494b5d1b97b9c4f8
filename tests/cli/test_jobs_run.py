"""However many processes serve, one of them runs the jobs, and another one takes over."""

import json
import os
import signal
import time
from collections import Counter

import pytest

from tests.commands import Installation, Server
from wayfare.core import jobs

pytestmark = pytest.mark.slow
PERIODIC = {job.name for job in jobs.registered().values() if job.every}
LOUD = {"WAYFARE_LOG_FORMAT": "json", "WAYFARE_LOG_LEVEL": "DEBUG"}
LOOK = """
import json
from wayfare.core.jobs import runs
from wayfare.core.models import Lease
lease = Lease.objects.filter(name="jobs").first()
done = [run.name for run in runs.last().values() if run.finished_at and not run.error]
print(json.dumps([lease.holder if lease else "", done]))
"""


def look(installation: Installation) -> tuple[str, set[str]]:
    """Return who holds the lease, and which jobs have ended well."""
    holder, done = json.loads(installation.python(LOOK))
    return holder, set(done)


def until_all_have_run(installation: Installation) -> str:
    """Wait until every periodic job has run; return the holder of the lease."""
    while True:
        holder, done = look(installation)
        if done >= PERIODIC:
            return holder


def jobs_of(server: Server) -> list[str]:
    """Stop a server and return the jobs that its log names."""
    assert server.stop() == 0
    lines = server.log.read_text().splitlines()
    return [json.loads(line)["name"] for line in lines if '"event": "job"' in line]


def test_two_servers_with_two_workers_each_run_every_job_once(installation: Installation) -> None:
    with (
        installation.serving("--workers", "2", **LOUD) as one,
        installation.serving("--workers", "2", **LOUD) as two,
    ):
        until_all_have_run(installation)
        time.sleep(6)  # longer than a beat: time for the others to do it again if they would
        ran = Counter(jobs_of(one) + jobs_of(two))
    assert set(ran) >= PERIODIC
    assert {name: times for name, times in ran.items() if times != 1 and name != "audit.seal"} == {}


def test_a_killed_holder_is_replaced_and_a_stopped_one_gives_the_lease_back(installation: Installation) -> None:
    with installation.serving() as server:
        first = until_all_have_run(installation)
        os.kill(int(first.partition(":")[2]), signal.SIGKILL)
        while look(installation)[0] in (first, ""):
            assert server.process.poll() is None
        assert server.stop() == 0
        assert look(installation)[0] == ""


def test_jobs_can_be_left_to_another_machine(installation: Installation) -> None:
    with installation.serving(WAYFARE_JOBS="false"):
        time.sleep(6)
        assert look(installation) == ("", set())


def test_the_queue_follows_the_settings_and_loads_no_driver_that_is_not_used(installation: Installation) -> None:
    show = (
        "import sys; from wayfare.core.jobs import tasks\n"
        "print(type(tasks.task().huey.storage).__name__, 'redis' in sys.modules)"
    )
    own = "SqliteStorage" if installation.database_url.startswith("sqlite") else "PostgresStorage"
    assert installation.python(show) == f"{own} False\n"
    assert installation.python(show, REDIS_URL="redis://127.0.0.1:9/0") == "RedisStorage True\n"
