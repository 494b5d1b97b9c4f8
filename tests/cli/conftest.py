"""An installation that holds the small company of ``tests/company``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import commands
from tests.commands import Installation

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
