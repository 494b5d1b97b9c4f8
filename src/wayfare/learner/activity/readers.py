"""Reading activity: a CSV file with a row for each person and item, or interactions with a line for each person."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import RawRow, Report, RowError, read_csv
from wayfare.core.imports.readers import MAX_LINE, open_text
from wayfare.learner.activity.columns import NEVER, Columns, moment

PERSON, ITEM, STARTED, FINISHED = "person", "item", "started", "finished"
NEEDED, FREE = (PERSON, ITEM), (STARTED, FINISHED)
PARTS = ("train.txt", "test.txt")
USER_MAP, ITEM_MAP = "user_map.txt", "item_map.txt"
_OFTEN = 20_000
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operator says of a file: our columns by theirs, and the sources that plain ids belong to (empty: any)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    people: str = ""
    items: str = ""


def plan(path: Path | None) -> Plan:
    """Return what a TOML file says: ``people`` and ``items`` name sources, ``[columns]`` what our columns are called there.

    Raises NotFound, and Invalid for a file that says something else.
    """
    if path is None:
        return Plan()
    with open_text(path) as file:
        text = file.read()
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"The mapping file {path.name} cannot be read: {error}.", advice="It has to be TOML.") from error
    columns = table.pop("columns", {})
    named = {key: table.pop(key, "") for key in ("people", "items")}
    ours = columns.keys() if isinstance(columns, dict) else {"columns"}
    odd = sorted({*table, *(ours - {*NEEDED, *FREE})})
    texts = [*named.values(), *(columns.values() if isinstance(columns, dict) else ())]
    if odd or not all(isinstance(text, str) for text in texts):
        raise Invalid(
            f"The mapping file {path.name} cannot be used: {odd[0] if odd else 'a name'} has no meaning.",
            advice=f"Say people = SOURCE, items = SOURCE, and under [columns] any of {', '.join((*NEEDED, *FREE))}.",
        )
    return Plan(columns, **named)


def read_rows(path: Path, said: Plan, report: Report, progress: Progress) -> Columns:
    """Read a CSV file with the columns person, item, and (each may be missing or empty) started and finished.

    Raises what ``read_csv`` raises; a bad row is rejected.
    """
    theirs = {ours: said.columns.get(ours, ours) for ours in (*NEEDED, *FREE)}
    found = Columns()
    for row in read_csv(path, [theirs[ours] for ours in NEEDED]):
        report.read += 1
        try:
            _add(found, row, theirs)
        except RowError as error:
            report.reject(row.line, error, path.name)
        if report.read % _OFTEN == 0:
            progress(row.offset)
    return found


def _add(found: Columns, row: RawRow, theirs: Mapping[str, str]) -> None:
    if row.error is not None:
        raise row.error
    person, item = (_name(row, theirs[ours]) for ours in NEEDED)
    started, finished = (moment(str(row.cells.get(theirs[ours], "")).strip(), theirs[ours]) for ours in FREE)
    found.add(row.line, found.people.number(person), found.items.number(item), started, finished)


def _name(row: RawRow, column: str) -> str:
    name = str(row.cells[column]).strip()
    if not name:
        raise RowError(column, name, f"The column “{column}” is empty.")
    return name


def read_interactions(path: Path, report: Report, progress: Progress) -> Columns:
    """Read interactions as MOOCCubeX's splits lay them out: a folder with train.txt and test.txt, or one such file.

    A line is ``user item item …`` in local numbers; user_map.txt and item_map.txt beside it say which ids those stand for. A
    number that they do not hold is rejected. There are no times. Raises NotFound for missing files, Invalid for a broken map.
    """
    parts = [path / name for name in PARTS if (path / name).is_file()] if path.is_dir() else [path]
    folder = path if path.is_dir() else path.parent
    if not parts:
        raise NotFound(f"{path} holds neither {' nor '.join(PARTS)}.", advice="Give the folder or one of the files.")
    users, items = _map(folder / USER_MAP), _map(folder / ITEM_MAP)
    found = Columns()
    for part in parts:
        with open_text(part) as file:
            for line, text in enumerate(file, start=1):
                _line(found, report, part.name, line, text, users, items)
                if line % 1_000 == 0:
                    progress(file.buffer.tell() if len(parts) == 1 else 0)  # type: ignore[attr-defined]
    return found


def _line(
    found: Columns,
    report: Report,
    name: str,
    line: int,
    text: str,
    users: Mapping[str, str],
    items: Mapping[str, str],
) -> None:
    user, *seen = text[:MAX_LINE].split() or [""]
    report.read += len(seen)
    if seen and user not in users:
        error = RowError("user", user, f"{USER_MAP} does not hold this number; {len(seen)} interactions were left out.")
        report.reject(line, error, name)
        return
    person = found.people.number(users[user]) if seen else 0
    for item in seen:
        if item in items:
            found.add(line, person, found.items.number(items[item]), NEVER, NEVER)
        else:
            report.reject(line, RowError("item", item, f"{ITEM_MAP} does not hold this number."), name)


def _map(path: Path) -> dict[str, str]:
    """Return ids by local numbers. Raises NotFound without the file, Invalid for a broken line or a number that stands twice."""
    found: dict[str, str] = {}
    with open_text(path) as file:
        for line, text in enumerate(file, start=1):
            parts = text.split()
            if len(parts) != len(("id", "number")) or not parts[1].isdecimal() or parts[1] in found:
                raise Invalid(
                    f"Line {line} of {path.name} is no “ID NUMBER”, or its number stands there twice.",
                    advice="Fetch the file again.",
                    line=line,
                )
            found[parts[1]] = parts[0]
    return found
