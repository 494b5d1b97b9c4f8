"""Rooms talk through their doors, and only downwards."""

import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
OPEN = {"core", "engine"}  # open to every room
EDGES = {"cli", "config", "web", "rest"}  # above all rooms: the layers say who of them may see whom


def layers() -> list[list[str]]:
    """Return the packages of wayfare from top to bottom, strangers together."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    rows = next(contract["layers"] for contract in contracts if contract["containers"] == ["wayfare"])
    return [[name.strip(" ()") for name in row.split("|")] for row in rows]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("wayfare", cache_dir=None)


def _imports(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    pairs = [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]
    return [(one, other) for one, other in pairs if _room(one) != _room(other)]


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_only_the_door_of_another_room_is_imported(graph: grimp.ImportGraph) -> None:
    rooms = {name for row in layers() for name in row} - OPEN - EDGES
    past_the_door = [
        f"{one} imports {other}"
        for one, other in _imports(graph)
        if _room(other) in rooms and ".".join(other.split(".")[:3]) != f"wayfare.{_room(other)}.api"
    ]
    assert not past_the_door


def test_the_engine_imports_no_room_and_no_framework(graph: grimp.ImportGraph) -> None:
    outside = [(one, other) for one, other in _imports(graph) if _room(one) == "engine"]
    assert not [pair for pair in outside if pair[1] != "wayfare"]
    whole = grimp.build_graph("wayfare", cache_dir=None, include_external_packages=True)
    engine = [module for module in whole.modules if module.startswith("wayfare.engine")]
    imported = {other.split(".")[0] for one in engine for other in whole.find_modules_directly_imported_by(one)}
    assert not imported & {"django", "ninja", "sqlite3", "psycopg", "socket", "requests", "httpx", "urllib"}


def test_every_package_has_its_place_in_the_layers() -> None:
    packages = {path.parent.name for path in (ROOT / "src/wayfare").glob("*/__init__.py")}
    assert packages <= {name for row in layers() for name in row}
