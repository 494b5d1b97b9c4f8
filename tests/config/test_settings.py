"""Settings by environment: what each variable does, and what is refused. The file is run anew for each case."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from environs.exceptions import EnvError

from wayfare.config import settings as live
from wayfare.config.options import OPTIONS

PATH = Path(live.__file__)


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder with nothing set, and leave the log of the tests alone."""
    for option in OPTIONS:
        monkeypatch.delenv(option.name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("wayfare.config.logs.configure", lambda level, form: None)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that gives the settings under some variables."""

    def under(**variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(PATH))

    return under


def test_by_default_it_is_for_this_machine_on_sqlite(run: Any, tmp_path: Path) -> None:
    found = run()
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert (found["HTTPS"], found["DEBUG"], found["SQLITE"], found["JOBS"]) == (False, False, True, True)
    assert (found["LANGUAGE_CODE"], found["TIME_ZONE"], found["USE_TZ"]) == ("en", "UTC", True)
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "wayfare-data" / "wayfare.sqlite3")
    assert found["SECRET_KEY"] == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("hosts", "https"),
    [
        ("127.0.0.1", False),
        ("localhost,[::1]", False),
        ("learn.example.org", True),
        ("localhost,learn.example.org", True),
        ("*", True),
        ("192.168.1.7", True),
    ],
)
def test_in_the_open_https_is_the_default(run: Any, hosts: str, https: bool) -> None:
    found = run(WAYFARE_ALLOWED_HOSTS=hosts)
    assert found["HTTPS"] is https
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is https
    assert bool(found["SECURE_HSTS_SECONDS"]) is https
    assert bool(found["SECURE_PROXY_SSL_HEADER"]) is https


@pytest.mark.parametrize(("said", "https"), [("true", True), ("false", False), ("1", True), ("no", False)])
def test_https_can_be_said_outright(run: Any, said: str, https: bool) -> None:
    assert run(WAYFARE_HTTPS=said, WAYFARE_ALLOWED_HOSTS="learn.example.org")["HTTPS"] is https
    assert run(WAYFARE_HTTPS=said, WAYFARE_ALLOWED_HOSTS="localhost")["HTTPS"] is https


@pytest.mark.parametrize(
    ("name", "setting", "value", "taken"),
    [
        ("WAYFARE_LANGUAGE", "LANGUAGE_CODE", "de", "de"),
        ("WAYFARE_TIME_ZONE", "TIME_ZONE", "Europe/Berlin", "Europe/Berlin"),
        ("WAYFARE_ANSWERS_PER_MINUTE", "ANSWERS_PER_MINUTE", "12", 12),
        *(("WAYFARE_JOBS", "JOBS", word, False) for word in ("0", "false", "no", "off")),
        ("WAYFARE_LOG_LEVEL", "LOG_LEVEL", "DEBUG", "DEBUG"),
        ("WAYFARE_LOG_FORMAT", "LOG_FORMAT", "json", "json"),
        ("WAYFARE_SECRET_KEY", "SECRET_KEY", "k" * 40, "k" * 40),
        ("WAYFARE_SECRET_KEY_FALLBACKS", "SECRET_KEY_FALLBACKS", "one,two", ["one", "two"]),
        ("WAYFARE_ALLOWED_HOSTS", "ALLOWED_HOSTS", "a.example.org,b.example.org", ["a.example.org", "b.example.org"]),
        ("WAYFARE_TRUSTED_ORIGINS", "CSRF_TRUSTED_ORIGINS", "https://a.example.org", ["https://a.example.org"]),
        ("REDIS_URL", "REDIS_URL", "redis://cache.example.org", "redis://cache.example.org"),
    ],
)
def test_a_variable_sets_what_it_says(run: Any, name: str, setting: str, value: str, taken: object) -> None:
    assert run(**{name: value})[setting] == taken


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WAYFARE_JOBS", "perhaps"),
        ("WAYFARE_HTTPS", "maybe"),
        ("WAYFARE_ANSWERS_PER_MINUTE", "many"),
        ("WAYFARE_ANSWERS_PER_MINUTE", "1.5"),
        ("WAYFARE_LOG_LEVEL", "LOUD"),
        ("WAYFARE_LOG_LEVEL", "debug"),
        ("WAYFARE_LOG_FORMAT", "xml"),
    ],
)
def test_an_unusable_value_names_its_variable(run: Any, name: str, value: str) -> None:
    with pytest.raises(EnvError, match=name):
        run(**{name: value})


def test_an_unusable_database_is_refused(run: Any) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        run(DATABASE_URL="mysql://x/y")


def test_what_sqlite_acknowledges_is_on_the_disk(run: Any) -> None:
    options = run()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert f"PRAGMA {pragma}" in options["init_command"]


def test_postgresql_takes_the_place_of_sqlite(run: Any, tmp_path: Path) -> None:
    found = run(DATABASE_URL="postgres://ann:secret@db.example.org:6000/learn")
    database = found["DATABASES"]["default"]
    assert found["SQLITE"] is False
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 6000, "learn")
    assert database["CONN_HEALTH_CHECKS"] is True
    assert found["WAYFARE_HOME"] == tmp_path / "wayfare-data"


def test_redis_is_the_cache_where_there_is_one(run: Any) -> None:
    assert "locmem" in run()["CACHES"]["default"]["BACKEND"]
    cache = run(REDIS_URL="redis://cache.example.org")["CACHES"]["default"]
    assert ("redis" in cache["BACKEND"], cache["LOCATION"]) == (True, "redis://cache.example.org")


@pytest.mark.parametrize("name", ["DEBUG", "DJANGO_DEBUG", "WAYFARE_DEBUG"])
def test_nothing_switches_on_tracebacks(run: Any, name: str) -> None:
    assert run(**{name: "true"})["DEBUG"] is False


def test_nothing_from_elsewhere_is_loaded_into_a_page(run: Any) -> None:
    said = run()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert said["default-src"] == ["'none'"]
    sources = {source for allowed in said.values() for source in allowed}
    assert sources == {"'none'", "'self'", "data:"}
    assert [name for name in said if "data:" in said[name]] == ["img-src"]


def test_the_log_is_set_up_as_said(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr("wayfare.config.logs.configure", lambda level, form: told.append((level, form)))
    run(WAYFARE_LOG_LEVEL="ERROR", WAYFARE_LOG_FORMAT="json")
    assert told == [("ERROR", "json")]


def test_every_option_is_read_somewhere_and_explained_once() -> None:
    names = [option.name for option in OPTIONS]
    source = "".join((PATH.parent / name).read_text("utf-8") for name in ("settings.py", "home.py"))
    assert len(set(names)) == len(names)
    assert [name for name in names if f'"{name}"' not in source and f"'{name}'" not in source] == []
    assert all(option.default and option.meaning.endswith(".") for option in OPTIONS)
