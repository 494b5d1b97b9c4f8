"""What an installation does by default, and what it does once it stands in the open."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Installation
from wayfare.core.errors import NotReady

ASK = """
import json, sys
from django.test import Client
from wayfare.people.models import Account, Person
person = Person.objects.create(source="t", source_id="1", name="Alice", email="alice@example.org", digest="")
account = Account.objects.create(email="alice@example.org", person=person)
account.set_password("a long enough passphrase"); account.save()
host, scheme = sys.argv[1:]
client = Client(headers={"host": host, **({"x-forwarded-proto": scheme} if scheme else {})}, enforce_csrf_checks=False)
told = {}
for path in ("/", "/sign-in", "/healthz", "/api/v1/me"):
    response = client.get(path)
    told[path] = {"status": response.status_code, "headers": dict(response.headers)}
response = client.post("/sign-in", {"email": "alice@example.org", "password": "a long enough passphrase"})
told["signed in"] = response.status_code
told["cookies"] = {
    name: {"secure": bool(cookie["secure"]), "httponly": bool(cookie["httponly"]), "samesite": cookie["samesite"]}
    for name, cookie in client.cookies.items()
}
print(json.dumps(told))
"""
BEGIN = "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'wayfare.config.settings'\ndjango.setup()\n"


def _python(place: Installation, script: str, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEGIN + script, *arguments],
        cwd=place.home,
        env=place.environment(**extra),
        capture_output=True,
        text=True,
        check=False,
    )


def _told(place: Installation, host: str, scheme: str = "", **extra: str) -> dict[str, Any]:
    done = _python(place, ASK, host, scheme, **extra)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_on_this_machine_plain_http_works(installation: Installation) -> None:
    told = _told(installation, "127.0.0.1:8000")
    assert (told["/sign-in"]["status"], told["/healthz"]["status"], told["/api/v1/me"]["status"]) == (200, 200, 401)
    assert told["signed in"] == 302
    assert set(told["cookies"]) >= {"sessionid", "csrftoken"}
    for cookie in told["cookies"].values():
        assert cookie == {"secure": False, "httponly": True, "samesite": "Lax"}
    assert "Strict-Transport-Security" not in told["/sign-in"]["headers"]


def test_in_the_open_everything_goes_over_https(installation: Installation) -> None:
    hosts = {"WAYFARE_ALLOWED_HOSTS": "learn.example.org"}
    told = _told(installation, "learn.example.org", "https", **hosts)
    assert told["/sign-in"]["status"] == 200
    assert told["/sign-in"]["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert told["/api/v1/me"]["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    for cookie in told["cookies"].values():
        assert cookie == {"secure": True, "httponly": True, "samesite": "Lax"}


def test_in_the_open_plain_http_is_sent_to_https(installation: Installation) -> None:
    hosts = {"WAYFARE_ALLOWED_HOSTS": "learn.example.org"}
    told = _told(installation, "learn.example.org", "http", **hosts)
    assert told["/sign-in"]["status"] == 301
    assert told["/sign-in"]["headers"]["Location"] == "https://learn.example.org/sign-in"
    assert told["/healthz"]["status"] == 200
    assert told["cookies"] == {}


def test_a_host_that_was_not_named_is_refused(installation: Installation) -> None:
    told = _told(installation, "evil.example.org", "https", WAYFARE_ALLOWED_HOSTS="learn.example.org")
    assert {told[path]["status"] for path in ("/", "/sign-in", "/healthz", "/api/v1/me")} == {400}


def test_on_this_machine_a_forwarded_scheme_counts_for_nothing(installation: Installation) -> None:
    told = _told(installation, "127.0.0.1", "https")
    assert "Strict-Transport-Security" not in told["/sign-in"]["headers"]


def test_there_is_no_key_before_init(empty_installation: Installation) -> None:
    done = _python(empty_installation, "from django.conf import settings; print(repr(settings.SECRET_KEY))")
    assert done.returncode != 0
    assert "SECRET_KEY setting must not be empty" in done.stderr


@pytest.mark.parametrize("key", ["", "short"])
def test_the_server_does_not_start_without_a_key_of_its_own(installation: Installation, key: str) -> None:
    for path in installation.home.rglob("secret.key"):
        path.unlink()
    extra = {"WAYFARE_SECRET_KEY": key} if key else {}
    done = _python(installation, "import wayfare.config.wsgi", **extra)
    assert done.returncode != 0
    assert NotReady.__name__ in done.stderr
    served = installation.run("serve", **extra)
    assert served.returncode == 1
    assert "Traceback" not in served.stderr


def test_the_key_is_made_once_for_its_owner_alone(installation: Installation) -> None:
    path = next(installation.home.rglob("secret.key"))
    assert path.stat().st_mode & 0o777 == 0o600
    first = path.read_text()
    assert len(first) >= 32
    installation.must("init")
    assert path.read_text() == first


def test_two_installations_have_two_keys(installation: Installation, tmp_path: Path) -> None:
    first = next(installation.home.rglob("secret.key")).read_text()
    other = tmp_path / "other"
    other.mkdir()
    script = "from wayfare.config import home; home.make_secret_key(); print(home.secret_key())"
    made = _python(installation, script, WAYFARE_HOME=str(other))
    assert made.stdout.strip() not in ("", first)


@pytest.mark.parametrize("word", ["true", "1", "yes"])
def test_nobody_can_switch_on_tracebacks(installation: Installation, word: str) -> None:
    script = "from django.conf import settings; print(settings.DEBUG)"
    assert _python(installation, script, DEBUG=word, DJANGO_DEBUG=word).stdout.strip() == "False"
