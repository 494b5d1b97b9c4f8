"""``wayfare init``."""

import click
from django.conf import settings
from django.core.management import call_command

from wayfare.config import home
from wayfare.config.ready import where


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
