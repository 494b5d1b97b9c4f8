"""Import questions that are written as TOML files: ``[[question]]`` tables with a skill, a level, a key and an explanation."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from wayfare.catalog.imports import asked, keys, markdown, texts
from wayfare.catalog.imports.drafts import payload
from wayfare.catalog.models import Segment
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import RawRow, Record, Report, RowError
from wayfare.core.imports.run import Renew
from wayfare.core.imports.staging import Batch, Counts


class WrittenQuestions:
    """Questions of our own format; each names the skill it shows and the segment that teaches it."""

    kind = "questions"
    format = "wayfare"

    def __init__(self, path: Path, source: str, skills: dict[str, int]) -> None:
        """Take the file or folder, the name of the source, and the ids of the skills that questions may name."""
        self.path = path
        self.source = source
        self.source_name = path.name or str(path)
        self.skills = skills
        self.segments = _segments(source)
        self.once = texts.Once()

    def rows(self) -> Iterator[RawRow]:
        """Yield the questions of all files, with the line each begins on. Raises NotFound, Invalid."""
        for path in _files(self.path):
            yield from _read(path)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return the question that a table becomes. Raises RowError."""
        draft = keys.question(row.cells)
        placed = msgspec.structs.replace(draft, **self._place(row.cells))
        return [Record("question", self.once.take(row.cells), payload(placed))]

    def _place(self, cells: dict[str, object]) -> dict[str, object]:
        skill, segment = cells.get("skill"), cells.get("segment")
        if skill is not None and skill not in self.skills:
            raise RowError("skill", skill, "There is no such skill. Import skills first, or mend the id.")
        if segment is not None and segment not in self.segments:
            raise RowError(
                "segment", segment, "There is no such segment. Import the lessons first, or mend lesson#anchor."
            )
        return {
            "skill": self.skills[str(skill)] if skill is not None else None,
            "level": texts.level(cells.get("level")) if skill is not None else None,
            "segment": self.segments[str(segment)] if segment is not None else None,
        }

    def check(self, batch: Batch, report: Report) -> None:
        """Find nothing more: ids are checked as the files are read."""

    def compare(self, batch: Batch) -> Counts:
        """Compare with what the source gave before."""
        return asked.compare(batch, self.source)

    def prepare(self, batch: Batch, report: Report, renew: Renew) -> None:
        """Write what is new, invisibly."""
        asked.prepare(batch, self.source, renew)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Change what changed; what is new becomes visible with the batch."""
        asked.apply(batch, now)


def _segments(source: str) -> dict[str, int]:
    """Return the ids of the segments of a source by “lesson#anchor”."""
    rows = Segment.objects.filter(item__source=source).values_list("item__source_id", "anchor", "id")
    return {f"{item}#{anchor}": number for item, anchor, number in rows}


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise NotFound(f"There is no file or folder {path}.", advice="Check the path.")
    found = sorted((path / "questions").glob("*.toml")) or sorted(path.glob("*.toml"))
    if not found:
        raise Invalid(f"{path} holds no .toml files. Nothing was imported.", advice="Is this the right folder?")
    return found


def _read(path: Path) -> Iterator[RawRow]:
    place: dict[str, object] = {"__file__": path.name}
    try:
        text = texts.read(path, path.name)
        tables = markdown.table(text).get("question")
    except RowError as error:
        yield RawRow(1, place, error=error)
        return
    if not isinstance(tables, list) or not all(isinstance(cells, dict) for cells in tables):
        wrong = RowError("question", path.name, "A file of questions holds tables [[question]].")
        yield RawRow(1, place, error=wrong)
        return
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[question]]"]
    for place_in_file, cells in enumerate(tables):
        yield RawRow(lines[place_in_file] if place_in_file < len(lines) else 1, {**cells, **place})
