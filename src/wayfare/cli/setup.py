"""``wayfare init``, and the check that every other verb begins with."""

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wayfare.config import home
from wayfare.core.errors import NotReady


@click.command()
def init() -> None:
    """Create the database and the secret key, or bring an older database up to date."""
    prepare()
    click.echo(f"Ready: {where()}")


def prepare() -> None:
    """Make the key and run the migrations. Doing it twice changes nothing."""
    settings.WAYFARE_HOME.mkdir(parents=True, exist_ok=True)
    home.make_secret_key()
    settings.SECRET_KEY = home.secret_key()
    call_command("migrate", verbosity=0, interactive=False)


def where() -> str:
    """Return the database in words, without a password."""
    parts = settings.DATABASES["default"]
    return str(parts["NAME"]) if settings.SQLITE else f"PostgreSQL {parts['NAME']} on {parts['HOST'] or 'this machine'}"


def ensure_ready() -> None:
    """Raise NotReady before ``wayfare init`` was run, or while migrations are missing."""
    if not home.secret_key():
        raise NotReady("Wayfare is not set up here yet.", advice="Run: wayfare init")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("The database is older than this version of Wayfare, or empty.", advice="Run: wayfare init")
