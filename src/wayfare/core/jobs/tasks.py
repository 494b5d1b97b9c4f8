"""The queue of what was asked for: huey's, in a file beside the data, in PostgreSQL, or in Redis."""

import json
import sqlite3
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import django.db
import structlog
from django.conf import settings
from django.db import close_old_connections, transaction

from wayfare.core.clock import now
from wayfare.core.jobs import registry, runs
from wayfare.core.jobs.drivers import (
    HueyException,
    Message,
    PostgresHuey,
    RedisHuey,
    Serializer,
    SqliteHuey,
    TaskWrapper,
)
from wayfare.core.jobs.registry import Work

log = structlog.get_logger(__name__)
QUEUE = "wayfare"
FILE = "jobs.sqlite3"


class Plain(Serializer):  # type: ignore[misc]
    """Messages as JSON: what lies in a queue is data and can never be code."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data._asdict()).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(**json.loads(data))


@cache
def task() -> TaskWrapper:
    """Return the only task of this installation's queue: to perform a job by name. Its ``huey`` is the queue.

    With several machines on one PostgreSQL or Redis they share it.
    """
    common = {"results": False, "serializer": Plain()}
    if settings.REDIS_URL:
        queue = RedisHuey(QUEUE, url=settings.REDIS_URL, **common)
    elif not settings.SQLITE:
        queue = PostgresHuey(QUEUE, dsn=_dsn(settings.DATABASES["default"]), **common)
    else:
        queue = SqliteHuey(QUEUE, filename=str(settings.WAYFARE_HOME / FILE), cache_mb=1, **common)
    return queue.task(name="perform")(perform)


def failures() -> tuple[type[Exception], ...]:
    """Return what a database or a queue that is away or busy may raise; trying again later is the answer to all of it."""
    found: tuple[type[Exception], ...] = (django.db.Error, sqlite3.Error, HueyException, OSError)
    if settings.REDIS_URL:
        from redis.exceptions import RedisError

        found += (RedisError,)
    if not settings.SQLITE:
        import psycopg

        found += (psycopg.Error,)
    return found


def _dsn(database: Mapping[str, Any]) -> str:
    from psycopg.conninfo import make_conninfo

    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return make_conninfo("", **{names[key]: database[key] for key in names if database[key]})


def enqueue(work: Work, *arguments: object) -> None:
    """Ask for a job. It is put into the queue when the current transaction commits, and never if it does not."""
    transaction.on_commit(partial(put, registry.name_of(work), list(arguments)))


def put(name: str, arguments: list[object]) -> None:
    """Put a job into the queue now. Only for callers that are in no transaction."""
    task()(name, arguments)


def perform(name: str, arguments: list[object]) -> None:
    """Run one job, on the queue's worker thread. A failure is written down, logged by the queue, and ends the job only."""
    found = registry.registered()[name]
    log.debug("job", name=name)
    close_old_connections()
    with runs.noted(name):
        found.work(*arguments, **({"now": now()} if found.every else {}))
    close_old_connections()
