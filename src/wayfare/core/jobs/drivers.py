"""Huey, without the database drivers that this installation does not use.

Importing huey imports every driver that is installed: some forty megabytes in each worker, half a second of each start.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def _absent(*names: str) -> Iterator[None]:
    """Let these packages look as if they were not installed; those that are loaded already stay as they are."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python marks an absent module
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


_unused = [name for name, used in (("psycopg", not settings.SQLITE), ("redis", bool(settings.REDIS_URL))) if not used]
with _absent(*_unused):
    from huey import PostgresHuey, RedisHuey, SqliteHuey
    from huey.api import TaskWrapper
    from huey.consumer import Consumer
    from huey.exceptions import HueyException
    from huey.registry import Message
    from huey.serializer import Serializer

__all__ = [
    "Consumer",
    "HueyException",
    "Message",
    "PostgresHuey",
    "RedisHuey",
    "Serializer",
    "SqliteHuey",
    "TaskWrapper",
]
