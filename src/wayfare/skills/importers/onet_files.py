"""The files of an O*NET release, as its CSV edition lays them out."""

from collections.abc import Iterator, Sequence
from os import SEEK_END
from pathlib import Path

from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import RawRow, RowError, read_csv

MODEL = "Content Model Reference.csv"
ANCHORS = "Level Scale Anchors.csv"
OCCUPATIONS = "Occupation Data.csv"
ZONES = "Job Zones.csv"
TITLES = "Alternate Titles.csv"
RELATED = "Related Occupations.csv"
KNOWLEDGE = "Knowledge.csv"
GENERIC = "Skills.csv"
TECHNOLOGY = "Technology Skills.csv"

CODE = "O*NET-SOC Code"
_RATING = (CODE, "Element ID", "Scale ID", "Data Value", "Recommend Suppress", "Not Relevant")
COLUMNS = {
    MODEL: ("Element ID", "Element Name", "Description"),
    ANCHORS: ("Element ID", "Scale ID", "Anchor Value", "Anchor Description"),
    OCCUPATIONS: (CODE, "Title", "Description"),
    ZONES: (CODE, "Job Zone"),
    TITLES: (CODE, "Alternate Title", "Short Title"),
    RELATED: (CODE, "Related O*NET-SOC Code", "Relatedness Tier", "Index"),
    KNOWLEDGE: _RATING,
    GENERIC: _RATING,
    TECHNOLOGY: (CODE, "Example", "Commodity Title", "Hot Technology", "In Demand"),
}


def looks_like(path: Path) -> bool:
    """Say whether a folder holds O*NET files."""
    return path.is_dir() and any((path / name).is_file() for name in (MODEL, OCCUPATIONS, TECHNOLOGY))


def need(folder: Path, names: Sequence[str]) -> None:
    """Raise NotFound where files are missing, and name all of them; raise Invalid for one that ends inside a row."""
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise NotFound(
            f"{folder} lacks {', '.join(f'“{name}”' for name in missing)}. Nothing was imported.",
            advice="Give the folder of an O*NET release in its CSV edition, with the files' own names.",
            missing=missing,
        )
    for name in names:
        if not _ends(folder / name):
            raise Invalid(
                f"{name} ends in the middle of a row. Nothing was imported.",
                advice="The file is cut off; fetch it again. If it is complete, add a line end.",
            )


def _ends(path: Path) -> bool:
    """Say whether the last row is closed by a line end: a release's files always are, one that was cut off hardly ever."""
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - 1))
        return file.read() in (b"\n", b"\r", b"")


def rows(folder: Path, name: str) -> Iterator[RawRow]:
    """Yield the rows of one file, each with the file's name. Raises Invalid where columns are missing or it is cut off."""
    for row in read_csv(folder / name, COLUMNS[name]):
        row.cells["__file__"] = name
        yield row


def text(row: RawRow, column: str) -> str:
    """Return a cell that has to hold something. Raises RowError."""
    found = str(row.cells.get(column, "")).strip()
    if not found:
        raise RowError(column, found, f"The column “{column}” is empty.")
    return found


def number(row: RawRow, column: str, low: float, high: float) -> float:
    """Return a number within bounds. Raises RowError."""
    found = str(row.cells.get(column, "")).strip()
    try:
        value = float(found)
    except ValueError:
        raise RowError(column, found, f"The column “{column}” has to hold a number.") from None
    if not low <= value <= high:
        raise RowError(column, found, f"A number from {low:g} to {high:g} belongs here.")
    return value


def yes(row: RawRow, column: str) -> bool:
    """Say whether a flag is set: Y or N, or empty for N. Raises RowError."""
    found = str(row.cells.get(column, "")).strip()
    if found not in ("Y", "N", ""):
        raise RowError(column, found, "Y or N belongs here.")
    return found == "Y"
