"""The files of an ESCO release, as its CSV edition lays them out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wayfare.core.errors import NotFound
from wayfare.core.imports import RawRow, RowError, read_csv

SKILLS, GROUPS, OCCUPATIONS = "skills", "skillGroups", "occupations"
BROADER = "broaderRelationsSkillPillar"
RELATIONS = "occupationSkillRelations"
USUAL_LANGUAGE = "en"
COLUMNS = {
    SKILLS: ("conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "description"),
    GROUPS: ("conceptUri", "preferredLabel"),
    BROADER: ("conceptType", "conceptUri", "broaderType", "broaderUri"),
    OCCUPATIONS: ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description"),
    RELATIONS: ("occupationUri", "relationType", "skillUri"),
}
_TRANSLATED = (SKILLS, GROUPS, OCCUPATIONS)


def looks_like(path: Path) -> bool:
    """Say whether a folder holds ESCO files."""
    return path.is_dir() and any((path / f"{name}.csv").is_file() for name in (BROADER, RELATIONS))


def found(folder: Path, names: Sequence[str]) -> dict[str, Path]:
    """Return the files of these names: the English ones where there are several languages.

    Raises NotFound where files are missing, and names all of them.
    """
    paths = {name: _find(folder, name) for name in names}
    missing = [f"{name}_en.csv" if name in _TRANSLATED else f"{name}.csv" for name, path in paths.items() if not path]
    if missing:
        raise NotFound(
            f"{folder} lacks {', '.join(f'“{name}”' for name in missing)}. Nothing was imported.",
            advice="Give the folder of an ESCO release in its CSV edition, with the files' own names.",
            missing=missing,
        )
    return {name: path for name, path in paths.items() if path}


def _find(folder: Path, name: str) -> Path | None:
    if name not in _TRANSLATED:
        path = folder / f"{name}.csv"
        return path if path.is_file() else None
    usual = folder / f"{name}_{USUAL_LANGUAGE}.csv"
    return usual if usual.is_file() else next(iter(sorted(folder.glob(f"{name}_??.csv"))), None)


def rows(paths: dict[str, Path]) -> Iterator[RawRow]:
    """Yield the rows of all files one after the other, each with its file's name and the name of its kind."""
    for name, path in paths.items():
        for row in read_csv(path, COLUMNS[name]):
            row.cells["__file__"] = path.name
            row.cells["__kind__"] = name
            yield row


def text(row: RawRow, column: str) -> str:
    """Return a cell that has to hold something. Raises RowError."""
    cell = str(row.cells.get(column, "")).strip()
    if not cell:
        raise RowError(column, cell, f"The column “{column}” is empty.")
    return cell


def labels(row: RawRow, own: str) -> list[str]:
    """Return the alternative labels, one a line in their cell, each once and without the preferred one."""
    lines = (line.strip() for line in str(row.cells.get("altLabels", "")).splitlines())
    return [label for label in dict.fromkeys(lines) if label and label != own]
