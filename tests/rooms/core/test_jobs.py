"""Background jobs: declared by rooms, claimed by one, run once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from huey import MemoryHuey

from wayfare.core import jobs
from wayfare.core.jobs import registry, runner, runs, tasks, upkeep
from wayfare.core.models import ImportBatch, JobRun, Lease, StagedRow
from wayfare.people import jobs as people_jobs
from wayfare.people.models import ApiToken, Person

HOUR = timedelta(hours=1)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> MemoryHuey:
    """Put a queue in memory in the place of the installation's, and no jobs but the test's own."""
    found = MemoryHuey("test", results=False, serializer=tasks.Plain())
    task = found.task(name="perform")(tasks.perform)
    monkeypatch.setattr(tasks, "task", lambda: task)
    monkeypatch.setattr(registry, "_jobs", {})
    monkeypatch.setattr(registry, "autodiscover_modules", lambda name: None)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    return found


@pytest.fixture
def ran(queue: MemoryHuey) -> list[object]:
    """Declare one job of each kind; return what they were run with."""
    seen: list[object] = []

    def refresh(*, now: datetime) -> None:
        seen.append(now)

    def greet(name: str, times: int) -> None:
        seen.append((name, times))

    def fail() -> None:
        raise ValueError("no such planet")

    for work in (refresh, greet, fail):
        work.__module__ = "wayfare.core.test"
    jobs.periodic(HOUR)(refresh)
    jobs.job(greet)
    jobs.job(fail)
    return seen


def work(name: str) -> Callable[..., None]:
    """Return a declared job's function."""
    return registry.registered()[f"core.{name}"].work


def run_queue(queue: MemoryHuey) -> None:
    """Run what waits in the queue, as the consumer does."""
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


def test_every_room_declares_its_jobs_where_they_are_found() -> None:
    found = jobs.registered()
    assert {"core.clear_sessions", "core.sweep_imports", "core.optimise", "people.clear_tokens"} <= set(found)
    assert all(job.work.__doc__ for job in found.values())


@pytest.mark.django_db
def test_a_period_is_claimed_once(now: datetime) -> None:
    assert runs.claim("core.refresh", HOUR, now)
    assert not runs.claim("core.refresh", HOUR, now)
    assert not runs.claim("core.refresh", HOUR, now + HOUR - timedelta(seconds=1))
    assert runs.claim("core.refresh", HOUR, now + HOUR)


@pytest.mark.django_db
def test_a_due_job_is_put_into_the_queue_once_a_period(queue: MemoryHuey, ran: list[object], now: datetime) -> None:
    one, two = runner.Runner("one:1"), runner.Runner("two:2")
    one._work = two._work = lambda: None  # type: ignore[method-assign]
    assert one.beat(now)
    assert not two.beat(now)
    assert one.beat(now + timedelta(minutes=1))
    run_queue(queue)
    assert len(ran) == 1
    one.beat(now + HOUR)
    run_queue(queue)
    assert len(ran) == 2


@pytest.mark.django_db
def test_another_process_takes_over_without_running_a_period_again(
    queue: MemoryHuey, ran: list[object], now: datetime
) -> None:
    one, two = runner.Runner("one:1"), runner.Runner("two:2")
    one._work = two._work = lambda: None  # type: ignore[method-assign]
    one.beat(now)
    assert two.beat(now + timedelta(minutes=2))
    assert not one.beat(now + timedelta(minutes=2))
    assert Lease.objects.get().holder == "two:2"
    run_queue(queue)
    assert len(ran) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_is_enqueued_only_when_the_transaction_commits(queue: MemoryHuey, ran: list[object]) -> None:
    with transaction.atomic():
        jobs.enqueue(work("greet"), "Alice", 2)
        assert not len(queue)
    assert len(queue) == 1
    run_queue(queue)
    assert ran == [("Alice", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_enqueues_nothing(queue: MemoryHuey, ran: list[object]) -> None:
    with transaction.atomic():
        jobs.enqueue(work("greet"), "Alice", 2)
        transaction.set_rollback(True)
    assert not len(queue)


@pytest.mark.django_db
def test_a_run_is_written_down(queue: MemoryHuey, ran: list[object], now: datetime) -> None:
    runs.claim("core.refresh", HOUR, now)
    assert runs.last()["core.refresh"].finished_at is None
    tasks.put("core.refresh", [])
    run_queue(queue)
    last = runs.last()["core.refresh"]
    assert last.finished_at is not None
    assert last.error == ""


@pytest.mark.django_db
def test_a_failure_is_written_down_and_ends_that_job_only(queue: MemoryHuey, ran: list[object], now: datetime) -> None:
    JobRun.objects.create(name="core.fail", started_at=now)
    tasks.put("core.fail", [])
    tasks.put("core.greet", ["Bob", 1])
    run_queue(queue)
    assert "no such planet" in runs.last()["core.fail"].error
    assert ran == [("Bob", 1)]


def test_what_lies_in_the_queue_is_plain_json(queue: MemoryHuey, ran: list[object]) -> None:
    tasks.put("core.greet", ["Alice", 2])
    (message,) = queue.storage.enqueued_items()
    assert b'"args": ["core.greet", ["Alice", 2]]' in message


@pytest.mark.django_db
def test_expired_sessions_are_deleted(now: datetime) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=datetime(2020, 1, 1, tzinfo=now.tzinfo))
    Session.objects.create(session_key="new", session_data="", expire_date=datetime(2990, 1, 1, tzinfo=now.tzinfo))
    upkeep.clear_sessions(now=now)
    assert [session.session_key for session in Session.objects.all()] == ["new"]


@pytest.mark.django_db
def test_leftovers_of_a_killed_import_are_swept_but_not_a_running_one(now: datetime) -> None:
    batch = ImportBatch.objects.create(kind="people", format="csv", source_name="x.csv", started_at=now)
    StagedRow.objects.create(batch=batch, table="person", line=2, key="p1", digest="", payload="{}")
    with_lease = Lease.objects.create(
        name="import", holder="other:1", expires_at=datetime(2990, 1, 1, tzinfo=now.tzinfo)
    )
    upkeep.sweep_imports(now=now)
    assert StagedRow.objects.exists()
    with_lease.delete()
    upkeep.sweep_imports(now=now)
    assert not ImportBatch.objects.exists()
    assert not StagedRow.objects.exists()
    assert not Lease.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_is_kept_in_shape(now: datetime) -> None:
    upkeep.optimise(now=now)


@pytest.mark.django_db
def test_tokens_are_forgotten_a_month_after_they_ended(alice: Person, now: datetime) -> None:
    def token(digest: str, **fields: datetime) -> None:
        given = {"created_at": now - timedelta(days=200), "expires_at": now + HOUR, **fields}
        ApiToken.objects.create(person=alice, digest=digest, **given)

    token("good")
    token("just expired", expires_at=now - timedelta(days=29))
    token("long expired", expires_at=now - timedelta(days=31))
    token("long revoked", revoked_at=now - timedelta(days=31))
    people_jobs.clear_tokens(now=now)
    assert set(ApiToken.objects.values_list("digest", flat=True)) == {"good", "just expired"}


@pytest.mark.django_db
def test_what_is_kept_of_signing_in_is_forgotten_after_a_month(now: datetime) -> None:
    from axes.models import AccessLog

    recent = AccessLog.objects.create(username="a")
    old = AccessLog.objects.create(username="b")
    AccessLog.objects.filter(pk=recent.pk).update(attempt_time=now - timedelta(days=29))
    AccessLog.objects.filter(pk=old.pk).update(attempt_time=now - timedelta(days=31))
    people_jobs.clear_attempts(now=now)
    assert list(AccessLog.objects.all()) == [recent]
