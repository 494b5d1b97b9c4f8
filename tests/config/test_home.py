"""Where an installation keeps its files, and its secret key: all of it derives from the environment."""

from pathlib import Path

import pytest

from wayfare.config import home

KEY = "k" * 40


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder with nothing in the environment."""
    for name in ("WAYFARE_HOME", "WAYFARE_SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_by_default_everything_lies_in_one_folder_here(place: Path) -> None:
    assert home.home() == place / "wayfare-data"
    assert home.database_url() == f"sqlite:///{place / 'wayfare-data' / 'wayfare.sqlite3'}"
    assert home.key_file() == place / "wayfare-data" / "secret.key"


def test_asking_makes_nothing(place: Path) -> None:
    assert home.secret_key() == ""
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sqlite:////srv/learn/db.sqlite3", "/srv/learn"),
        ("sqlite:////srv/a%20b/db.sqlite3", "/srv/a b"),
        ("sqlite:////srv/a/../b/db.sqlite3", "/srv/b"),
        ("sqlite:///db.sqlite3", "."),
        ("sqlite:///sub/db.sqlite3", "sub"),
        ("sqlite://", "wayfare-data"),
        ("sqlite:///:memory:", "wayfare-data"),
        ("postgres://ann:secret@db.example.org/learn", "wayfare-data"),
        ("postgresql://user@/name?host=/run/postgresql", "wayfare-data"),
    ],
)
def test_files_lie_beside_an_sqlite_database(
    place: Path, monkeypatch: pytest.MonkeyPatch, url: str, folder: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert home.home() == (place / folder).resolve()
    assert home.database_url() == url


@pytest.mark.parametrize("url", ["", "sqlite:////srv/learn/db.sqlite3", "postgres://db.example.org/learn"])
def test_a_folder_that_is_named_is_the_home_whatever_the_database(
    place: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("WAYFARE_HOME", "own/folder")
    assert home.home() == place / "own" / "folder"


def test_the_default_database_lies_in_the_folder_that_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYFARE_HOME", "own")
    assert home.database_url() == f"sqlite:///{place / 'own' / 'wayfare.sqlite3'}"


@pytest.mark.parametrize("url", ["mysql://x/y", "/srv/db.sqlite3", "db.sqlite3", "http://example.org", "nonsense", " "])
def test_another_kind_of_database_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ValueError, match="has to begin with"):
        home.database_url()


def test_a_refusal_does_not_repeat_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://ann:hunter2@db/learn")
    with pytest.raises(ValueError, match="DATABASE_URL") as raised:
        home.database_url()
    assert "hunter2" not in str(raised.value)


def test_a_key_is_made_once_long_and_for_its_owner_alone(place: Path) -> None:
    assert home.make_secret_key() is True
    made = home.secret_key()
    assert len(made) >= 48
    assert made.isascii()
    assert home.key_file().stat().st_mode & 0o777 == 0o600
    assert home.make_secret_key() is False
    assert home.secret_key() == made


def test_two_keys_are_never_the_same(place: Path) -> None:
    made = set()
    for _ in range(3):
        home.make_secret_key()
        made.add(home.secret_key())
        home.key_file().unlink()
    assert len(made) == 3


def test_the_home_is_made_with_the_key(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYFARE_HOME", str(place / "a" / "b"))
    home.make_secret_key()
    assert [path.name for path in (place / "a" / "b").iterdir()] == ["secret.key"]


def test_a_key_from_outside_comes_before_the_file_and_makes_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYFARE_SECRET_KEY", KEY)
    assert home.make_secret_key() is False
    assert home.secret_key() == KEY
    assert list(place.iterdir()) == []
    monkeypatch.delenv("WAYFARE_SECRET_KEY")
    home.make_secret_key()
    monkeypatch.setenv("WAYFARE_SECRET_KEY", KEY)
    assert home.secret_key() == KEY != home.key_file().read_text()


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYFARE_SECRET_KEY", "")
    monkeypatch.setenv("WAYFARE_HOME", "")
    assert home.make_secret_key() is True
    assert home.secret_key() == home.key_file().read_text()


def test_space_around_a_written_key_does_no_harm(place: Path) -> None:
    home.key_file().parent.mkdir()
    home.key_file().write_text(f"  {KEY}\n")
    assert home.secret_key() == KEY


@pytest.mark.parametrize("left", ["", "\n"])
def test_what_a_killed_init_left_behind_is_no_key(place: Path, left: str) -> None:
    home.key_file().parent.mkdir()
    home.key_file().write_text(left)
    assert home.make_secret_key() is True
    assert len(home.secret_key()) >= 48
    assert home.key_file().stat().st_mode & 0o777 == 0o600


def test_making_a_key_leaves_nothing_else_behind(place: Path) -> None:
    home.make_secret_key()
    assert [path.name for path in home.home().iterdir()] == ["secret.key"]


def test_a_key_that_is_there_is_never_written_over(place: Path) -> None:
    home.key_file().parent.mkdir()
    home.key_file().write_text("short")
    assert home.make_secret_key() is False
    assert home.key_file().read_text() == "short"
