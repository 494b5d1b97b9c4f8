"""What a stranger writes into a request cannot forge a line of the log."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client

from wayfare.config.logs import configure

FORGED = 'x\r\ntimestamp=2026-01-01 level=critical event="all is lost"\n{"level": "critical"}\x1b[31m\u2028\x85'


@pytest.fixture(params=["text", "json"])
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log of a server, in each of its forms."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    configure("INFO", request.param)
    yield written
    root.handlers = handlers
    root.setLevel(level)


def _check(written: io.StringIO, least: int) -> None:
    text = written.getvalue()
    rows = text.split("\n")[:-1]
    assert len(rows) >= least
    for row in rows:
        assert row.isprintable(), repr(row)
        if row.startswith("{"):
            assert json.loads(row)["level"] != "critical"
        else:
            assert row.startswith("timestamp=2")
            assert "critical" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", row)


def test_a_logged_text_stays_on_its_line(lines: io.StringIO) -> None:
    logging.getLogger("plain").warning("seen %s", FORGED)
    structlog.get_logger("shaped").warning(FORGED, path=FORGED, level2=FORGED)
    _check(lines, 2)


def test_an_error_stays_on_one_line(lines: io.StringIO) -> None:
    logging.getLogger("plain").error("failed", exc_info=ValueError(FORGED))
    _check(lines, 1)


@pytest.mark.django_db
def test_a_request_cannot_write_lines_of_its_own(lines: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/no-such-page/%0d%0alevel=critical%20event=x")
    client.get("/api/v1/%0alevel=critical")
    client.get("/", headers={"user-agent": "x\ny", "host": "evil\n.example.org"})
    client.post("/sign-in%0a", {"email": FORGED}, headers={"referer": FORGED})
    client.post("/sign-in", {"email": FORGED, "password": "x"}, headers={"user-agent": FORGED})
    client.get("/api/v1/me", headers={"authorization": f"Bearer {FORGED}"})
    _check(lines, 3)


@pytest.mark.django_db
def test_no_secret_is_logged(lines: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    client.post("/sign-in", {"email": "alice@example.org", "password": "hunter2-hunter2"})
    client.post("/sign-in", {"token": "wf_secret-of-somebody"})
    client.get("/api/v1/me", headers={"authorization": "Bearer wf_secret-of-somebody"})
    assert "hunter2" not in lines.getvalue()
    assert "wf_secret" not in lines.getvalue()
