"""The verbs, and what happens when one of them fails."""

import sys
from typing import Any

import click
from django.db.utils import DatabaseError, DataError, IntegrityError

from wayfare import __version__
from wayfare.cli import demo, doctor, imports, parameters, plans, search, server, setup, simulate
from wayfare.core.errors import WayfareError


class Verbs(click.Group):
    """A group whose verbs fail with a sentence, never with a traceback, where the failure is one a person can mend."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; exit code 1 for an error of the family, 2 for wrong usage (click's own)."""
        try:
            return super().invoke(ctx)
        except WayfareError as error:
            click.echo(f"Error ({error.code}): {error.message}", err=True)
            if error.next:
                click.echo(f"  {error.next}", err=True)
        except DatabaseError as error:
            if isinstance(error, IntegrityError | DataError):  # a mistake of ours: let all of it be seen
                raise
            click.echo(f"Error (database): {error}", err=True)
            click.echo("  Run: wayfare check", err=True)
        sys.exit(1)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wayfare")
def root() -> None:
    """Wayfare: the next thing worth learning, for each person, with its true reason."""


for verb in (
    setup.init,
    server.serve,
    demo.demo,
    imports.import_,
    plans.plan,
    plans.token,
    plans.learning_team,
    plans.replay,
    parameters.train,
    parameters.rollback,
    simulate.simulate,
    search.search,
    doctor.check,
):
    root.add_command(verb)
