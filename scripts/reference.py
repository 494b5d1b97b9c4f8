"""Write docs/reference/*.md from the code: settings, commands, REST operations, rooms, fields.

Run ``make docs`` after changing any of them; a test compares the pages with what this would write.
"""

import importlib
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import django

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by scripts/reference.py: change the code, then run `make docs`. -->\n"


def pages() -> dict[Path, str]:
    """Return what each page should hold."""
    from wayfare.rest.openapi import document

    made = {
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "rest.md": rest_page(),
        "rooms.md": rooms_page(),
        "fields.md": fields_page(),
    }
    texts = {name: "\n".join([NOTE, *lines]).rstrip().replace("``", "`") + "\n" for name, lines in made.items()}
    return {FOLDER / name: text for name, text in {**texts, "openapi.json": document()}.items()}


def settings_page() -> list[str]:
    """Return the page of what an operator may set."""
    from wayfare.config.options import OPTIONS

    rows = [f"| `{option.name}` | {option.default} | {option.meaning} |" for option in OPTIONS]
    return [
        "# Settings",
        "",
        "Environment variables; every one has a default that is safe. `wayfare check` names any that nothing reads.",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
        *rows,
    ]


def commands_page() -> list[str]:
    """Return the page of the command line."""
    from wayfare.cli.root import root

    head = [
        "# Commands",
        "",
        (
            "Every verb needs no more than `DATABASE_URL` (and not even that for the default SQLite file), on SQLite and on "
            "PostgreSQL. The exit code is 0 for done, 1 for an error (a sentence and a code on standard error), 2 for wrong "
            "usage. `--json` prints exactly one JSON object on standard output."
        ),
    ]
    return [
        *head,
        *(line for name in sorted(root.commands) for line in _command(root.commands[name], f"wayfare {name}")),
    ]


def _command(command: click.Command, path: str) -> Iterator[str]:
    yield from ("", f"## {path}", "")
    yield inspect.cleandoc(command.help or "")
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _command(command.commands[name], f"{path} {name}")
        return
    context = click.Context(command, info_name=path)
    yield from ("", f"    {command.get_usage(context).removeprefix('Usage: ')}")
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        yield from ("", "| option | what it does |", "|---|---|")
        for option in options:
            name, text = option.get_help_record(context) or ("", "")
            yield f"| `{name.replace('|', ' or ')}` | {text.replace('|', ' or ')} |"


def rest_page() -> list[str]:
    """Return the page of the JSON API's operations."""
    from wayfare.rest.api import api

    schema = api.get_openapi_schema()
    lines = [
        "# REST operations",
        "",
        (
            "The whole description, with every field, is [openapi.json](openapi.json). Every error has the form "
            "`{code, message, next, details}`."
        ),
        "",
        "| operation | what it does |",
        "|---|---|",
    ]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            text = " ".join((operation.get("description") or operation.get("summary") or "").split())
            lines.append(f"| `{method.upper()} {path}` | {text.replace('|', ' or ')} |")
    return lines


def rooms_page() -> list[str]:
    """Return the page of the rooms: the door of each, and its background jobs."""
    from django.conf import settings

    from wayfare.core import jobs

    lines = ["# Rooms", "", "What each room is about, what its door offers, and what it does by itself."]
    for room in settings.ROOMS:
        package = importlib.import_module(f"wayfare.{room}")
        lines += ["", f"## {room}", "", (package.__doc__ or "").strip()]
        if room != "core":
            lines += ["", *_door(importlib.import_module(f"wayfare.{room}.api"))]
        own = [job for job in jobs.registered().values() if job.name.startswith(f"{room}.")]
        lines += [line for job in sorted(own, key=lambda job: job.name) for line in ("", f"Job {_job(job)}")]
    return lines


def _door(door: Any) -> Iterator[str]:
    yield from ("| offered | what it is |", "|---|---|")
    for name in sorted(door.__all__):
        text = inspect.getdoc(getattr(door, name)) or ""
        yield f"| `{name}` | {' '.join(text.split(chr(10) * 2)[0].split()).replace('|', ' or ')} |"


def _job(job: Any) -> str:
    minutes = job.every.total_seconds() / 60 if job.every else 0
    often = (
        f"every {minutes / 60:g} hours"
        if minutes >= 60
        else f"every {minutes:g} minutes"
        if minutes
        else "when asked for"
    )
    return f"`{job.name}` ({often}): {inspect.getdoc(job.work)}"


def fields_page() -> list[str]:
    """Return the page of who may see which field."""
    from django.conf import settings

    lines = [
        "# Fields and who may see them",
        "",
        (
            "`public`: the whole organisation. `team`: a person's team and manager. `self`: the person alone. "
            "`sensitive`: only the code that needs it."
        ),
    ]
    for room in settings.ROOMS:
        privacy = importlib.import_module(f"wayfare.{room}.models").PRIVACY
        lines += ["", f"## {room}", "", "| table | field | who |", "|---|---|---|"]
        lines += [
            f"| {model.__name__} | `{field}` | {level} |"
            for model, fields in privacy.items()
            for field, level in fields.items()
        ]
    return lines


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayfare.config.settings")
    django.setup()
    main()
