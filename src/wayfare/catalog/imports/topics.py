"""What a collection's topics are about: patterns over “source/topic”, each with a skill or a level."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources
from pathlib import Path
from typing import TypeVar

from wayfare.catalog.imports import mapping, markdown, texts
from wayfare.core.errors import Invalid
from wayfare.core.imports import RowError

USUAL_LEVEL = 3.0
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Topics:
    """The questions' source, whose skills they show, which collections are left out, and what each topic is about."""

    source: str
    skills: str
    skip: frozenset[str]
    topics: Mapping[str, str]
    levels: Mapping[str, float]

    def skill(self, collection: str, topic: str) -> str | None:
        """Return the source's id of the skill that a topic is about, or None."""
        return _first(self.topics, f"{collection}/{topic}")

    def level(self, collection: str, topic: str) -> float:
        """Return the level that a right answer shows."""
        return _first(self.levels, f"{collection}/{topic}") or USUAL_LEVEL


def _first(patterns: Mapping[str, Value], name: str) -> Value | None:
    return next((value for pattern, value in patterns.items() if fnmatchcase(name, pattern)), None)


def load(path: Path | None) -> Topics:
    """Return what ships with us, with what an operator's own file says before it. Raises Invalid."""
    text = resources.files("wayfare.catalog.maps").joinpath("questions.toml").read_text(encoding="utf-8")
    ours, own = markdown.table(text), mapping.load(path) if path else {}
    both = {**ours, **own}
    try:
        return Topics(
            source=texts.required(both, "source", 40),
            skills=texts.required(both, "skills", 40),
            skip=frozenset(_list(both["skip"])),
            topics={name: str(skill) for name, skill in _joined(ours, own, "topics").items()},
            levels={name: texts.level(number) for name, number in _joined(ours, own, "levels").items()},
        )
    except RowError as error:
        raise Invalid(f"The mapping file cannot be used: {error.column}: {error.error}", advice=error.value) from error


def _list(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise RowError("skip", value, "This is a list of sources.")
    return value


def _joined(ours: dict[str, object], own: dict[str, object], name: str) -> dict[str, object]:
    first, last = own.get(name, {}), ours[name]
    if not isinstance(first, dict) or not isinstance(last, dict):
        raise RowError(name, first, f"This is a table: [{name}].")
    return {**first, **{pattern: value for pattern, value in last.items() if pattern not in first}}
