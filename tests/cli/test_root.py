"""A verb that fails ends with a sentence, a code and what to do next, and never with a traceback."""

import click
import pytest
from click.testing import CliRunner, Result
from django.db.utils import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from wayfare.cli.root import Verbs
from wayfare.core.errors import Conflict, NotFound


def run(error: Exception | None) -> Result:
    """Run a verb that raises this error, or none."""

    @click.group(cls=Verbs)
    def root() -> None:
        """Test."""

    @root.command()
    def verb() -> None:
        """Do it."""
        if error is not None:
            raise error
        click.echo("done")

    return CliRunner().invoke(root, ["verb"])


def test_a_verb_that_works_exits_with_zero() -> None:
    done = run(None)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "done\n", "")


def test_an_error_of_the_family_has_its_code_its_sentence_and_its_advice() -> None:
    done = run(NotFound("Nobody is called “x”.", advice="Use an email address."))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr == "Error (not-found): Nobody is called “x”.\n  Use an email address.\n"


def test_without_advice_there_is_one_line() -> None:
    assert run(Conflict("Another import is running.")).stderr == "Error (conflict): Another import is running.\n"


@pytest.mark.parametrize("kind", [OperationalError, ProgrammingError, DatabaseError])
def test_a_database_that_fails_points_to_the_check(kind: type[Exception]) -> None:
    done = run(kind("disk I/O error"))
    assert done.exit_code == 1
    assert "Error (database): disk I/O error" in done.stderr
    assert "Run: wayfare check" in done.stderr


def test_wrong_usage_is_clicks_own_business() -> None:
    done = run(click.UsageError("No such thing."))
    assert done.exit_code == 2


@pytest.mark.parametrize("kind", [ZeroDivisionError, IntegrityError])
def test_a_mistake_of_ours_is_not_dressed_up(kind: type[Exception]) -> None:
    """What nobody foresaw has to stay visible with all it says."""
    assert isinstance(run(kind("oops")).exception, kind)
