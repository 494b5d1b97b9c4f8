"""``wayfare demo``."""

import click

from wayfare.cli.setup import prepare


@click.command()
@click.option("--no-serve", is_flag=True, help="Load the demo company and stop.")
def demo(no_serve: bool) -> None:
    """Load the demo company into an empty database and serve it."""
    prepare()
