"""Settings are safe without being set, and follow the environment."""

import json
from typing import Any

import pytest

from tests.commands import Installation

SHOW = "import json; from django.conf import settings as s; print(json.dumps({names}, default=str))"
NAMES = (
    "DEBUG",
    "HTTPS",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SQLITE",
    "JOBS",
    "LOG_FORMAT",
    "SECRET_KEY_FALLBACKS",
    "CSRF_TRUSTED_ORIGINS",
)


def seen(installation: Installation, **environment: str) -> dict[str, Any]:
    """Return the settings under an environment."""
    names = "{" + ", ".join(f"'{name}': s.{name}" for name in NAMES) + "}"
    return json.loads(installation.python(SHOW.replace("{names}", names), **environment))


def test_the_defaults_serve_this_machine_without_https(empty_installation: Installation) -> None:
    found = seen(empty_installation)
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert (found["DEBUG"], found["HTTPS"], found["JOBS"]) == (False, False, True)


def test_a_name_of_another_machine_brings_https_everywhere(empty_installation: Installation) -> None:
    found = seen(empty_installation, WAYFARE_ALLOWED_HOSTS="learn.example.org,localhost")
    assert found["HTTPS"] is True
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000


@pytest.mark.parametrize("word", ["0", "false", "no", "off"])
def test_yes_and_no_can_be_said_in_many_ways(empty_installation: Installation, word: str) -> None:
    assert seen(empty_installation, WAYFARE_JOBS=word)["JOBS"] is False


def test_lists_are_separated_by_commas(empty_installation: Installation) -> None:
    found = seen(
        empty_installation,
        WAYFARE_SECRET_KEY_FALLBACKS="old,older",
        WAYFARE_TRUSTED_ORIGINS="https://a.example.org,https://b.example.org",
    )
    assert found["SECRET_KEY_FALLBACKS"] == ["old", "older"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://a.example.org", "https://b.example.org"]
