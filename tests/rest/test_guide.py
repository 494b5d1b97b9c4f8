"""The guide for integrators is true: its examples run against a real server, and no code or limit is missing from it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import Installation
from wayfare.core import errors as family
from wayfare.core import pages
from wayfare.core.errors import WayfareError
from wayfare.paths import rules as wishes
from wayfare.rest import errors, middleware, schemas, signin

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/guide/integrators.md").read_text("utf-8")
EXAMPLE = re.compile(r"^<!-- run with a server -->\n```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_OURS = {"error", "not-ready"}  # the base, what ends a start


def _codes(base: type[WayfareError]) -> Iterator[tuple[int, str]]:
    yield base.status, base.code
    for kind in base.__subclasses__():
        if kind.__module__ in (family.__name__, errors.__name__, wishes.__name__):
            yield from _codes(kind)


@pytest.mark.slow
def test_the_examples_run_against_a_server(installation: Installation) -> None:
    company = ROOT / "tests/company"
    for kind, name in (
        ("skills", "skills.toml"),
        ("roles", "roles.toml"),
        ("catalog", "courses"),
        ("questions", "questions"),
        ("people", "people.csv"),
    ):
        installation.must("import", kind, company / name)
    token = installation.must("token", "alice@example.org").strip().splitlines()[-1]
    examples = EXAMPLE.findall(TEXT)
    assert {kind for kind, _ in examples} == {"console", "python"}
    with installation.serving() as server:
        environment = installation.environment(WAYFARE_URL=server.url, WAYFARE_TOKEN=token)
        for kind, text in examples:
            call = ["bash", "-euo", "pipefail", "-c", text] if kind == "console" else [sys.executable, "-c", text]
            done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"


def test_every_code_is_explained() -> None:
    told = set(re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", TEXT, re.MULTILINE))
    assert told == {(str(status), code) for status, code in _codes(WayfareError) if code not in NOT_OURS}


def test_the_limits_are_the_real_ones() -> None:
    assert middleware.MAX_BODY == 64 * 1024
    assert schemas.MOST_OPTIONS == 64
    assert (signin.FAILURES, signin.PERIOD.total_seconds()) == (30, 300)
    assert pages.MOST == 500
