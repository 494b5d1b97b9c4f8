"""The log: one event a line, as text or as JSON, from structlog and from the standard library alike."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from wayfare.config import logs

Configure = Callable[[str, str], io.StringIO]


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Return a function that sends the log into a text; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()

    def configured(level: str, form: str) -> io.StringIO:
        monkeypatch.setattr("sys.stderr", written)
        logs.configure(level, form)
        return written

    yield configured
    structlog.contextvars.clear_contextvars()
    root.handlers = handlers
    root.setLevel(level)


def rows(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_json_is_one_object_a_line(begin: Configure) -> None:
    written = begin("INFO", "json")
    structlog.get_logger("room").info("sealed", rows=3, name="Zoë")
    logging.getLogger("django").warning("slow %s", "page")
    first, second = rows(written)
    assert (first["event"], first["level"], first["logger"], first["rows"]) == ("sealed", "info", "room", 3)
    assert first["name"] == "Zoë"
    assert (second["event"], second["level"], second["logger"]) == ("slow page", "warning", "django")


def test_text_begins_with_time_level_place_and_event(begin: Configure) -> None:
    written = begin("INFO", "text")
    structlog.get_logger("room").info("it happened", number=7)
    line = written.getvalue()
    assert line.startswith("timestamp=20")
    assert ' level=info logger=room event="it happened" number=7\n' in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_times_are_in_utc(begin: Configure, form: str) -> None:
    written = begin("INFO", form)
    logging.getLogger("x").warning("now")
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", written.getvalue())


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("INFO", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_what_is_below_the_level_is_not_written(begin: Configure, level: str, seen: list[str]) -> None:
    written = begin(level, "json")
    log = logging.getLogger("place")
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)(name)
    assert [row["event"] for row in rows(written)] == seen


@pytest.mark.parametrize("name", ["axes", "huey", "axes.attempts", "huey.consumer"])
def test_talkative_libraries_only_warn(begin: Configure, name: str) -> None:
    written = begin("DEBUG", "json")
    logging.getLogger(name).info("chatter")
    logging.getLogger(name).warning("trouble")
    assert [row["event"] for row in rows(written)] == ["trouble"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told_with_its_event(begin: Configure, form: str) -> None:
    written = begin("INFO", form)
    try:
        {}["lost"]
    except KeyError:
        logging.getLogger("x").exception("failed")
    (line,) = written.getvalue().splitlines()
    assert "failed" in line
    assert "KeyError" in line
    assert "lost" in line


def test_what_belongs_to_a_request_is_on_each_of_its_lines(begin: Configure) -> None:
    written = begin("INFO", "json")
    structlog.contextvars.bind_contextvars(request="r1")
    logging.getLogger("a").warning("one")
    structlog.get_logger("b").warning("two")
    assert [row["request"] for row in rows(written)] == ["r1", "r1"]


def test_configuring_twice_writes_each_event_once(begin: Configure) -> None:
    begin("INFO", "json")
    written = begin("INFO", "json")
    logging.getLogger("x").warning("once")
    assert len(rows(written)) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "plain"),
        ("a\nb", "a\\nb"),
        ("a\r\nb", "a\\r\\nb"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u2028", "\\u2028"),
        ("Zoë 日本", "Zoë 日本"),
    ],
)
def test_control_characters_are_written_out(text: str, line: str) -> None:
    assert logs.on_one_line(None, "info", {"event": text, "n": 3}) == {"event": line, "n": 3}


@given(st.text(max_size=60))
def test_any_text_stays_on_one_printable_line(text: str) -> None:
    found = logs.on_one_line(None, "info", {"event": text})["event"]
    assert found.isprintable()
    assert found == text or not text.isprintable()
