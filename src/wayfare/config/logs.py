"""Structured logs on stderr: readable text by default, one JSON object a line on request."""

import logging
import sys

import structlog


def on_one_line(logger: object, name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Write out line breaks and other control characters, so that no text from outside can forge a line of the log."""
    return {key: _printable(value) if isinstance(value, str) else value for key, value in event.items()}


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def configure(level: str, form: str) -> None:
    """Send the standard library's and structlog's events through one formatter.

    ``level`` is a standard level name, ``form`` is ``text`` or ``json``.
    """
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderers: list[structlog.types.Processor] = (
        [structlog.processors.JSONRenderer()]
        if form == "json"
        else [on_one_line, structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"])]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                *renderers,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("axes").setLevel("WARNING")
    logging.getLogger("huey").setLevel("WARNING")
