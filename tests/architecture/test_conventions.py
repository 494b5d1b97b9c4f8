"""The house style that a linter cannot count: sizes, names, docstrings."""

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TREES = ("src", "tests", "benchmarks", "scripts")
BANNED = ("utils", "util", "helpers", "helper", "manager", "managers", "common", "misc")
MEDIAN, P95, MOST = 10, 45, 80
FILE_P95, FILE_MOST = 400, 600
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files(tree: str) -> dict[Path, ast.Module]:
    """Return the parsed Python files of a folder, without migrations, which a tool writes."""
    paths = (path for path in (ROOT / tree).rglob("*.py") if "migrations" not in path.parts)
    return {path.relative_to(ROOT): ast.parse(path.read_text("utf-8")) for path in sorted(paths)}


def lines(tree: str) -> dict[Path, int]:
    """Return how many lines each Python file of a folder has."""
    return {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in files(tree)}


def functions(tree: str) -> dict[str, int]:
    """Return how many lines each function of a folder has, decorators left out."""
    return {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, module in files(tree).items()
        for node in ast.walk(module)
        if isinstance(node, Function)
    }


def percentile(values: list[int], share: float) -> int:
    """Return the value that ``share`` of all values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def worst(sizes: dict[str, int], limit: int) -> dict[str, int]:
    """Return what is over a limit, largest first."""
    return {name: size for name, size in sorted(sizes.items(), key=lambda pair: -pair[1]) if size > limit}


@pytest.mark.parametrize("tree", TREES)
def test_functions_are_short(tree: str) -> None:
    found = functions(tree)
    if found:
        assert not worst(found, MOST)
        assert percentile(list(found.values()), 0.95) <= P95, worst(found, P95)


@pytest.mark.parametrize("trees", [TREES, ("src",)], ids=["everything", "src"])
def test_the_usual_function_is_very_short(trees: tuple[str, ...]) -> None:
    assert statistics.median(size for tree in trees for size in functions(tree).values()) <= MEDIAN


@pytest.mark.parametrize("tree", TREES)
def test_files_are_short(tree: str) -> None:
    found = {str(path): size for path, size in lines(tree).items()}
    if found:
        assert not worst(found, FILE_MOST)
        assert percentile(list(found.values()), 0.95) <= FILE_P95, worst(found, FILE_P95)


def test_names_say_what_a_thing_is() -> None:
    paths = [path for tree in TREES for path in files(tree)]
    assert not [path for path in paths if path.stem in BANNED or set(path.parent.parts) & set(BANNED)]


def test_nothing_is_left_for_later() -> None:
    marks = [mark + suffix for mark in ("TO" + "DO", "FIX" + "ME", "XX" + "X") for suffix in (":", " ", "(")]
    texts = {path: (ROOT / path).read_text("utf-8") for tree in TREES for path in files(tree)}
    assert not {path: mark for path, text in texts.items() for mark in marks if mark in text}


def _public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def test_public_things_say_what_they_are() -> None:
    silent = [
        f"{path}:{getattr(node, 'lineno', 1)}"
        for path, module in files("src").items()
        for node in [module, *_public(module.body)]
        if not ast.get_docstring(node)
    ]
    assert not silent
