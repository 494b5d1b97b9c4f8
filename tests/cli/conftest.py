"""An installation that holds the small company of ``tests/company``."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests import commands
from tests.commands import Installation
from wayfare.cli.root import root

Run = Callable[..., Result]

COMPANY = Path(__file__).resolve().parents[1] / "company"
FILES = {
    "skills": COMPANY / "skills.toml",
    "roles": COMPANY / "roles.toml",
    "catalog": COMPANY / "courses",
    "questions": COMPANY / "questions",
    "people": COMPANY / "people.csv",
}


@pytest.fixture(scope="session")
def _company(tmp_path_factory: pytest.TempPathFactory, _initialised: Installation) -> Iterator[Installation]:
    with commands.fresh(tmp_path_factory.mktemp("company"), like=_initialised) as found:
        for verb, path in FILES.items():
            found.must("import", verb, path)
        yield found


@pytest.fixture
def company(tmp_path: Path, _company: Installation) -> Iterator[Installation]:
    """Return an installation with three people, a role, two skills, two lessons and twelve questions."""
    with commands.fresh(tmp_path, like=_company) as found:
        yield found


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a verb on the database of the test."""
    monkeypatch.setenv("WAYFARE_SECRET_KEY", "k" * 40)

    def invoked(*words: str | Path) -> Result:
        done = CliRunner().invoke(root, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    return invoked
