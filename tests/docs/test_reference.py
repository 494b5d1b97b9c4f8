"""The reference pages are what the code says, and nothing an operator or integrator can use is missing from the docs."""

import ast
import importlib
import re
from pathlib import Path

import click
import pytest
from django.conf import settings

from scripts import reference
from wayfare.cli.root import root
from wayfare.config.options import OPTIONS
from wayfare.rest.api import api

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "src/wayfare/config"


def docs() -> str:
    """Return the text of all pages a person reads."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return "\n".join(path.read_text("utf-8") for path in paths)


def commands(command: click.Command, path: str = "wayfare") -> dict[str, click.Command]:
    """Return every verb that can be called, by its whole name."""
    if not isinstance(command, click.Group):
        return {path: command}
    return {
        name: verb for key, one in command.commands.items() for name, verb in commands(one, f"{path} {key}").items()
    }


def variables() -> set[str]:
    """Return the names of the environment variables that the configuration reads."""
    calls = (
        node
        for path in CONFIG.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
    )
    read = {"get", "str", "bool", "int", "float", "list", "url", "json"}
    names = {call.args[0].value for call in calls if call.func.attr in read and isinstance(call.args[0], ast.Constant)}
    return {name for name in names if isinstance(name, str) and re.fullmatch(r"[A-Z]+_[A-Z_]+", name)}


@pytest.mark.parametrize("path", reference.pages(), ids=lambda path: path.name)
def test_generated_pages_are_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == reference.pages()[path], "run: make docs"


def test_every_variable_that_is_read_has_an_entry_and_the_other_way_round() -> None:
    assert {option.name for option in OPTIONS} == variables() - {"DJANGO_SETTINGS_MODULE"}


def test_every_setting_is_in_the_docs() -> None:
    text = docs()
    assert not [option.name for option in OPTIONS if f"`{option.name}`" not in text]


def test_every_command_and_option_is_in_the_docs() -> None:
    text = docs()
    for name, command in commands(root).items():
        assert name in text
        assert command.help or command.callback.__doc__, name
        flags = [flag for option in command.params if isinstance(option, click.Option) for flag in option.opts]
        assert not [flag for flag in flags if f"`{flag}" not in text], name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def test_every_operation_is_in_the_docs() -> None:
    text = docs()
    operations = [
        f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
    ]
    assert operations
    assert not [operation for operation in operations if operation not in text]


def test_every_room_is_in_the_architecture() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    packages = {path.parent.name for path in (ROOT / "src/wayfare").glob("*/__init__.py")}
    assert not [name for name in packages if f"`{name}`" not in text]


def test_every_door_says_what_it_offers() -> None:
    for room in set(settings.ROOMS) - {"core"}:
        door = importlib.import_module(f"wayfare.{room}.api")
        assert all(getattr(door, name).__doc__ for name in door.__all__), room


def test_decisions_are_short_and_say_their_state_and_what_was_rejected() -> None:
    paths = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [path.name[:4] for path in paths]
    assert numbers == sorted(set(numbers))
    for path in paths:
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 60, path.name
        assert re.search(r"status", text, re.IGNORECASE), path.name
        assert re.search(r"reject|instead|not chosen|alternativ", text, re.IGNORECASE), path.name
