"""Where an installation keeps its files, from ``DATABASE_URL`` alone."""

import stat
from pathlib import Path

import pytest

from wayfare.config import home


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Begin with no variable set, in an empty folder."""
    for name in ("DATABASE_URL", "WAYFARE_HOME", "WAYFARE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_variable_all_lies_in_one_folder(tmp_path: Path) -> None:
    assert home.home() == tmp_path / "wayfare-data"
    assert home.database_url() == f"sqlite:///{tmp_path}/wayfare-data/wayfare.sqlite3"


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sqlite:///data/learning.sqlite3", "{here}/data"),
        ("sqlite:////srv/wayfare/learning.sqlite3", "/srv/wayfare"),
        ("sqlite:////srv/with%20space/x.sqlite3", "/srv/with space"),
        ("sqlite:///:memory:", "{here}/wayfare-data"),
        ("postgres://user:secret@host/name", "{here}/wayfare-data"),
        ("postgresql://user@/name?host=/run/postgresql", "{here}/wayfare-data"),
    ],
)
def test_the_folder_follows_the_database(
    url: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert str(home.home()) == folder.format(here=tmp_path)


def test_a_folder_that_is_named_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/x.sqlite3")
    monkeypatch.setenv("WAYFARE_HOME", "mine")
    assert home.home() == tmp_path / "mine"


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "/srv/x.sqlite3"])
def test_another_kind_of_database_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ValueError, match="has to begin with"):
        home.database_url()


def test_the_key_is_made_once_for_its_owner_alone() -> None:
    assert home.secret_key() == ""
    assert home.make_secret_key()
    key = home.secret_key()
    assert len(key) > 40
    assert stat.S_IMODE(home.key_file().stat().st_mode) == 0o600
    assert not home.make_secret_key()
    assert home.secret_key() == key


def test_a_key_from_the_environment_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYFARE_SECRET_KEY", "from a vault")
    assert home.secret_key() == "from a vault"
    assert not home.make_secret_key()
    assert not home.key_file().exists()
