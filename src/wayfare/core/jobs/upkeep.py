"""The jobs of core itself: sweeping up."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction

from wayfare.core.imports.run import sweep
from wayfare.core.jobs.registry import periodic


@periodic(timedelta(hours=1))
def clear_sessions(*, now: datetime) -> None:
    """Delete sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@periodic(timedelta(hours=1))
def sweep_imports(*, now: datetime) -> None:
    """Delete what imports that were killed have left behind; nobody ever saw it."""
    sweep()


@periodic(timedelta(hours=6))
def optimise(*, now: datetime) -> None:
    """Let SQLite refresh what it knows of its tables, from a sample; PostgreSQL does that by itself."""
    if connection.vendor == "sqlite":
        # A write transaction from the start: one that only turns into one fails at once while answers are written.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("PRAGMA optimize")
