"""What every test may ask for: the cast, a fixed time, the real data's folder."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from tests import commands, factories
from tests.commands import Installation
from wayfare.core import versions
from wayfare.people.models import Person

ROOT = Path(__file__).resolve().parent.parent
ON_POSTGRESQL = tuple(
    Path(where)
    for where in (
        "rooms/core",
        "rooms/audit",
        "rooms/records",
        "rooms/learner",
        "rooms/people",
        "rooms/inbox",
        "rooms/skills",
        "rooms/catalog",
        "rooms/paths",
        "cli/test_verbs.py",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run on PostgreSQL as well: rooms whose SQL is written by hand, and every verb."""
    for item in items:
        path = item.path.relative_to(ROOT / "tests")
        if any(path.is_relative_to(folder) for folder in ON_POSTGRESQL):
            item.add_marker(pytest.mark.postgresql)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the databases of this run; the workers leave that to the process that started them."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["WAYFARE_TEST_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_memory() -> None:
    """Forget what was read of another test's catalogue: its state is rolled back, which no installation ever does."""
    versions.forget()


@pytest.fixture
def now() -> datetime:
    """Return a Monday morning in Coordinated Universal Time."""
    return datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def alice(db: None) -> Person:
    """Return Alice, whom the test is about. Bob is her manager."""
    return factories.person("Alice", team=factories.team("Support"), manager=_bob())


@pytest.fixture
def bob(db: None) -> Person:
    """Return Bob: Alice's manager, in the same team."""
    return _bob()


@pytest.fixture
def charlie(db: None) -> Person:
    """Return Charlie: from another team, and nobody's manager."""
    return factories.person("Charlie", team=factories.team("Finance"))


def _bob() -> Person:
    return factories.person("Bob", team=factories.team("Support"))


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Return the folder of the real data sets; skip, loudly, where it is absent."""
    folder = Path(os.environ.get("WAYFARE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real data sets are not at {folder}; name their folder in WAYFARE_DATA")
    return folder


@pytest.fixture
def sqlite_only() -> None:
    """Skip what only makes sense on SQLite."""
    if not settings.SQLITE:
        pytest.skip("about SQLite only")


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Begin and end with an empty cache: it outlives a test's transaction."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def empty_installation(tmp_path: Path) -> Iterator[Installation]:
    """Return a place where nobody has run ``wayfare init`` yet."""
    with commands.fresh(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def _initialised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with commands.fresh(tmp_path_factory.mktemp("initialised")) as found:
        found.must("init")
        yield found


@pytest.fixture
def installation(tmp_path: Path, _initialised: Installation) -> Iterator[Installation]:
    """Return an initialised, empty installation."""
    with commands.fresh(tmp_path, like=_initialised) as found:
        yield found
