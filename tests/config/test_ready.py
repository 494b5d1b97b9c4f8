"""What has to be true before a server starts, whoever starts it."""

import json
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tests.commands import Installation
from wayfare.config import ready
from wayfare.core import facts
from wayfare.core.errors import NotAllowed, NotReady

pytestmark = pytest.mark.django_db
HERE = ["127.0.0.1", "localhost", "[::1]"]


def test_a_database_without_the_demo_may_answer_to_anybody() -> None:
    ready.ensure_demo_stays_here(["learn.example.org", "*"])


@pytest.mark.parametrize("host", ["learn.example.org", "*", "0.0.0.0", "192.168.1.5", ""])
def test_the_demo_answers_to_this_machine_only(host: str) -> None:
    facts.put("demo", "{}")
    ready.ensure_demo_stays_here(HERE)
    with pytest.raises(NotAllowed, match="only served to this machine"):
        ready.ensure_demo_stays_here([*HERE, host])


def test_it_is_not_ready_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready.home, "secret_key", lambda: "")
    with pytest.raises(NotReady, match="not set up here yet"):
        ready.ensure_ready()


def test_it_is_not_ready_while_a_migration_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready.home, "secret_key", lambda: "k" * 40)
    ready.ensure_ready()
    MigrationRecorder.Migration.objects.filter(app="recommend").delete()
    assert ready.missing_migrations()[0] == "recommend.0001_initial"
    with pytest.raises(NotReady, match="older than this version"):
        ready.ensure_ready()


def test_where_names_the_database_without_a_password(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NAME": "learning", "HOST": "db", "PASSWORD": "hush"}.items():
        monkeypatch.setitem(settings.DATABASES["default"], name, value)
    settings.SQLITE = False
    assert ready.where() == "PostgreSQL learning on db"


def test_another_server_refuses_the_demo_as_well(installation: Installation) -> None:
    load = "try:\n    import wayfare.config.wsgi\nexcept Exception as error:\n    print(getattr(error, 'code', error))"
    assert installation.python(load, WAYFARE_JOBS="false") == ""
    demo = json.dumps({"company": "Northmoor", "person": 1})
    installation.python(f"from wayfare.core import facts; facts.put('demo', '{demo}')")
    assert installation.python(load, WAYFARE_JOBS="false") == ""
    assert installation.python(load, WAYFARE_JOBS="false", WAYFARE_ALLOWED_HOSTS="learn.example.org") == "not-allowed\n"


def test_an_installation_that_is_not_initialised_is_not_served(empty_installation: Installation) -> None:
    load = "try:\n    import wayfare.config.wsgi\nexcept Exception as error:\n    print(getattr(error, 'code', error))"
    assert empty_installation.python(load) == "not-ready\n"
