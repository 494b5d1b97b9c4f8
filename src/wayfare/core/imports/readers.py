"""Read a file row by row, whatever its size, and refuse what is not what it says it is."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO

import msgspec

from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.core.imports.report import RowError

DELIMITERS = ",;\t"
MAX_CELL = 200_000
MAX_LINE = 4_000_000


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: the line it starts on, its cells by column, and how far into the file (in bytes) it ends.

    ``error`` is set instead of cells where the row itself could not be read.
    """

    line: int
    cells: dict[str, object] = field(default_factory=dict)
    offset: int = 0
    error: RowError | None = None


def open_text(path: Path) -> IO[str]:
    """Open a text file as UTF-8, with or without a byte order mark; bad bytes survive as surrogates. Raises NotFound."""
    try:
        return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise NotFound(f"There is no file {path}.", advice="Check the path.") from error
    except PermissionError as error:
        raise Invalid(f"The file {path} cannot be read.", advice="Check its permissions.") from error


def _lines(file: IO[str], name: str) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise TooLarge(
                f"Line {number} of {name} has more than {MAX_LINE:,} characters. Nothing was imported.",
                advice="Is this the right file? A quotation mark may be missing.",
                line=number,
            )
        yield line


def read_csv(path: Path, required: Sequence[str]) -> Iterator[RawRow]:
    """Yield the rows of a CSV file with a header; its first line shows whether commas, semicolons or tabs part the cells.

    Raises NotFound for a missing file, Invalid for a missing column or a quotation that never ends, TooLarge for a cell of
    more than 200,000 characters. A row with too few or too many cells, or with bytes that are not UTF-8, carries an error.
    """
    csv.field_size_limit(MAX_CELL)
    with open_text(path) as file:
        lines = _lines(file, path.name)
        first = next(lines, "")
        reader = csv.reader(chain([first], lines), delimiter=max(DELIMITERS, key=first.count), strict=True)
        try:
            header = _header(next(reader, None), required, path)
            last = reader.line_num
            for cells in reader:
                line, last = last + 1, reader.line_num
                if cells:
                    yield _row(line, header, cells, file.buffer.tell())  # type: ignore[attr-defined]
        except csv.Error as error:
            raise _unreadable(error, reader.line_num, path) from error


def _unreadable(error: csv.Error, line: int, path: Path) -> Invalid:
    if "field limit" in str(error):
        return TooLarge(
            f"A cell near line {line} of {path.name} has more than {MAX_CELL:,} characters. Nothing was imported.",
            advice="A quotation mark may be missing before that line.",
            line=line,
        )
    return Invalid(
        f"{path.name} cannot be read as CSV near line {line}: {error}. Nothing was imported.",
        advice="The file may be cut off, or a quotation mark may be missing. Export it again as CSV (UTF-8).",
        line=line,
    )


def _header(cells: list[str] | None, required: Sequence[str], path: Path) -> list[str]:
    header = [cell.strip() for cell in cells or []]
    if any(not is_text(cell) for cell in header):
        raise Invalid(
            f"The header of {path.name} is not UTF-8 text. Nothing was imported.",
            advice="Save or export the file as CSV in UTF-8 and try again.",
            line=1,
        )
    missing = [name for name in required if name not in header]
    if missing:
        raise Invalid(
            f"{path.name} has no column {', '.join(f'“{name}”' for name in missing)}. Nothing was imported.",
            advice=f"Its columns are: {', '.join(header)[:300] or 'none'}. Name them in a --map file, or pick another --format.",
            missing=missing,
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise Invalid(
            f"{path.name} has the column “{twice[0]}” twice. Nothing was imported.",
            advice="Rename or remove one of them.",
            columns=twice,
        )
    return header


def _row(line: int, header: list[str], cells: list[str], offset: int) -> RawRow:
    if len(cells) != len(header):
        error = RowError(
            "", f"{len(cells)} cells", f"The row has {len(cells)} cells, the header {len(header)}. Is it cut off?"
        )
        return RawRow(line, offset=offset, error=error)
    values: dict[str, object] = dict(zip(header, cells, strict=True))
    return RawRow(line, values, offset, bad_text(values))


def read_jsonl(path: Path) -> Iterator[RawRow]:
    """Yield the objects of a JSON lines file. A line that is no JSON object carries an error; blank lines are passed over.

    Raises NotFound for a missing file, TooLarge for a line of more than four million characters.
    """
    with open_text(path) as file:
        for line, text in enumerate(_lines(file, path.name), start=1):
            if not text.strip():
                continue
            offset = file.buffer.tell()  # type: ignore[attr-defined]
            yield _json_row(line, text, offset)


def _json_row(line: int, text: str, offset: int) -> RawRow:
    try:
        cells = msgspec.json.decode(text.encode("utf-8", "surrogateescape"))
    except (msgspec.DecodeError, UnicodeDecodeError):
        error = RowError("", text.strip(), "This line is not valid JSON in UTF-8; it may be cut off.")
        return RawRow(line, offset=offset, error=error)
    if not isinstance(cells, dict):
        return RawRow(line, offset=offset, error=RowError("", text.strip(), "This line is not a JSON object."))
    return RawRow(line, cells, offset, bad_text(cells))


def is_text(value: str) -> bool:
    """Say whether a value was UTF-8 text in its file."""
    if "\x00" in value:
        return False
    try:
        value.isascii() or value.encode()
    except UnicodeEncodeError:
        return False
    return True


def bad_text(values: Mapping[str, object]) -> RowError | None:
    """Return what is wrong with the first cell that is too long or was not UTF-8 text; None where all are good."""
    for column, value in values.items():
        if not isinstance(value, str):
            continue
        if len(value) > MAX_CELL:
            return RowError(column, value, f"More than {MAX_CELL:,} characters.", "too-long")
        if not is_text(value):
            return RowError(column, value, "Not UTF-8 text. Save the file as UTF-8 and try again.")
    return None
