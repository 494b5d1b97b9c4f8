"""Is this installation ready to be used? Every door asks: each command, and the WSGI application when it starts."""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wayfare.config import home
from wayfare.core import facts
from wayfare.core.errors import NotAllowed, NotReady
from wayfare.people import api as people

SHORTEST_KEY = 32


def where() -> str:
    """Return the database in words, without a password."""
    parts = settings.DATABASES["default"]
    return str(parts["NAME"]) if settings.SQLITE else f"PostgreSQL {parts['NAME']} on {parts['HOST'] or 'this machine'}"


def missing_migrations() -> list[str]:
    """Return the migrations that the database still lacks, as ``room.name``; empty when it is up to date."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def ensure_ready() -> None:
    """Raise NotReady before ``wayfare init`` was run, with a secret key that is none, or while migrations are missing."""
    if not home.secret_key():
        raise NotReady("Wayfare is not set up here yet.", advice="Run: wayfare init")
    if len(home.secret_key()) < SHORTEST_KEY:
        raise NotReady(
            f"The secret key has fewer than {SHORTEST_KEY} characters; anybody could forge sessions with it.",
            advice="Unset WAYFARE_SECRET_KEY, or set it to a long random text.",
        )
    if missing_migrations():
        raise NotReady("The database is older than this version of Wayfare, or empty.", advice="Run: wayfare init")


def ensure_demo_stays_here(hosts: Iterable[str]) -> None:
    """Raise NotAllowed where a demo database, which signs every visitor in, would answer to other machines."""
    if facts.get("demo") is not None and not people.demo_allowed(hosts=hosts):
        raise NotAllowed(
            "This database holds the demo company, which signs every visitor in without a password. "
            "It is only served to this machine.",
            advice="Use --host 127.0.0.1 and leave WAYFARE_ALLOWED_HOSTS unset, or name another database in DATABASE_URL.",
        )
