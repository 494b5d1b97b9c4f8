"""What an operator may say about a file in a TOML file of their own: ``--map``.

``source`` names where items come from, ``[columns]`` says what our columns are called there, ``[levels]`` what its words mean.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from wayfare.catalog.imports import markdown, texts
from wayfare.core.errors import Invalid
from wayfare.core.imports import RawRow, RowError


@dataclass(frozen=True, slots=True)
class Mapping:
    """The source's name, our columns by theirs, and levels by their words."""

    source: str
    columns: dict[str, str] = field(default_factory=dict)
    levels: dict[str, float] = field(default_factory=dict)

    def renamed(self, row: RawRow) -> RawRow:
        """Return a row with its columns named as ours."""
        if not self.columns:
            return row
        return replace(row, cells={self.columns.get(name, name): value for name, value in row.cells.items()})


def load(path: Path) -> dict[str, object]:
    """Return a mapping file's table. Raises Invalid."""
    try:
        return markdown.table(texts.read(path, path.name))
    except RowError as error:
        raise Invalid(f"The mapping file {path.name} cannot be used: {error.error}", advice=error.value) from error


def mapping(path: Path | None, source: str) -> Mapping:
    """Return what a mapping file says, with ``source`` where it names none. Raises Invalid."""
    if path is None:
        return Mapping(source)
    table = load(path)
    columns, words = _names(table, "columns"), _names(table, "levels")
    try:
        return Mapping(
            source=texts.required({"source": table.get("source", source)}, "source", 40),
            columns={str(theirs): ours for ours, theirs in columns.items()},
            levels={word: texts.level(number) for word, number in words.items()},
        )
    except RowError as error:
        raise Invalid(f"The mapping file {path.name} cannot be used: {error.error}", advice=error.value) from error


def _names(table: dict[str, object], name: str) -> dict[str, object]:
    part = table.get(name, {})
    if not isinstance(part, dict):
        raise Invalid(f"In the mapping file “{name}” is a table: [{name}].")
    return part
