"""``wayfare check``: is this installation healthy?"""

import click

from wayfare.config.ready import ensure_ready, where


@click.command()
def check() -> None:
    """Look at the database, migrations, artefacts, disk and settings, and say what to do about each finding."""
    ensure_ready()
    click.echo(f"ok  database: {where()}")
