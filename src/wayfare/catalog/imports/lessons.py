"""Import courses that are written as folders of lessons: ``<course>/course.toml`` and ``<course>/<lesson>.md``."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from wayfare.catalog.imports import markdown, publish, texts
from wayfare.catalog.imports.drafts import ItemDraft, SegmentDraft, Taught, payload
from wayfare.catalog.imports.markdown import Misplaced, Stretch
from wayfare.catalog.models import Item
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import RawRow, Record, Report, RowError
from wayfare.core.imports.run import Renew
from wayfare.core.imports.staging import Batch, Counts

DEFAULT_MINUTES = 3.0
DEFAULT_LEVEL = 2.0


class Lessons:
    """Courses, their lessons as parts, the lessons' segments and skills."""

    kind = "catalog"
    format = "wayfare"

    def __init__(self, path: Path, source: str, skills: dict[str, int]) -> None:
        """Take the folder, the name of the source, and the ids of the skills that lessons may name."""
        self.path = path
        self.source = source
        self.source_name = path.name or str(path)
        self.skills = skills
        self.once = texts.Once()

    def rows(self) -> Iterator[RawRow]:
        """Yield one row for each course and each of its lessons. Raises NotFound, Invalid."""
        for folder in _courses(self.path):
            course = _course(folder)
            listed = course.cells.get("lessons")
            lessons = [
                _lesson(folder, name, {"__position__": position, "__course__": course.cells})
                for position, name in enumerate(listed if isinstance(listed, list) else [], start=1)
                if isinstance(name, str)
            ]
            course.cells["__minutes__"] = sum(_minutes(row.cells) for row in lessons)
            yield course
            yield from lessons

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return the item that a course or a lesson becomes. Raises RowError."""
        draft = self._lesson(row, report) if "__course__" in row.cells else self._course(row, report)
        return [Record("item", self.once.take(row.cells), payload(draft))] if draft else []

    def check(self, batch: Batch, report: Report) -> None:
        """Find nothing more: ids are checked as the files are read."""

    def compare(self, batch: Batch) -> Counts:
        """Compare with what the source gave before."""
        return publish.compare(batch, self.source)

    def prepare(self, batch: Batch, report: Report, renew: Renew) -> None:
        """Write what is new, invisibly."""
        publish.prepare(batch, self.source, _as_said, renew)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Change what changed; what is new becomes visible with the batch."""
        publish.apply(batch, now)

    def _course(self, row: RawRow, report: Report) -> ItemDraft:
        cells = row.cells
        lessons = cells.get("lessons")
        if not isinstance(lessons, list) or not lessons or not all(isinstance(name, str) for name in lessons):
            raise RowError("lessons", lessons, 'A course lists the names of its lessons: lessons = ["…"].')
        for name in cells.get("__unlisted__") or ():  # type: ignore[attr-defined]
            error = RowError("lessons", name, "This lesson is not listed in course.toml; it was left out.")
            report.warn(row.line, error, str(cells["__file__"]))
        return ItemDraft(
            kind=Item.Kind.COURSE,
            title=texts.required(cells, "title", 300),
            summary=texts.prose(cells.get("description")),
            provider=texts.cut(texts.line(cells.get("provider")), 120),
            organisation=texts.cut(texts.line(cells.get("organisation")), 200),
            language=texts.line(cells.get("language") or "en")[:35],
            minutes=texts.number(cells.get("__minutes__")),
        )

    def _lesson(self, row: RawRow, report: Report) -> ItemDraft | None:
        cells = row.cells
        named = cells.get("skills") or []
        if not isinstance(named, list):
            raise RowError("skills", named, 'Skills are a list of ids: skills = ["…"].')
        stretches: list[Stretch] = cells["__stretches__"]  # type: ignore[assignment]
        before = len(report.rejected)
        self._known(named, stretches, row, report)
        if len(report.rejected) > before:
            return None
        segments = _segments(cells, named, stretches, self.skills)
        course: dict[str, object] = cells["__course__"]  # type: ignore[assignment]
        return ItemDraft(
            kind=Item.Kind.LESSON,
            title=texts.required(cells, "title", 300),
            summary=texts.prose(cells.get("summary")),
            provider=texts.cut(texts.line(course.get("provider")), 120),
            organisation=texts.cut(texts.line(course.get("organisation")), 200),
            language=texts.line(cells.get("language") or course.get("language") or "en")[:35],
            level=_level(cells),
            minutes=_minutes(cells),
            parent=texts.line(course.get("id")) or None,
            position=int(str(cells["__position__"])),
            segments=tuple(segments),
            teaches=tuple(_taught(segments, [self.skills[str(name)] for name in named], _level(cells))),
        )

    def _known(self, named: list[object], stretches: list[Stretch], row: RawRow, report: Report) -> None:
        """Reject every skill that is not there, each with its line."""
        wanted = [(1, name) for name in named] + [(part.line, part.skill) for part in stretches if part.skill]
        for line, name in wanted:
            if name not in self.skills:
                error = RowError("skill", name, "There is no such skill. Import skills first, or mend the id.")
                report.reject(line, error, str(row.cells["__file__"]))


def _as_said(drafts: Sequence[ItemDraft]) -> list[tuple[ItemDraft, tuple[Taught, ...]]]:
    return [(draft, draft.teaches) for draft in drafts]


def _courses(path: Path) -> list[Path]:
    """Return the folders of courses in or under a folder. Raises NotFound, Invalid."""
    if not path.is_dir():
        raise NotFound(f"There is no folder {path}.", advice="Check the path.")
    for folder in (path, path / "courses"):
        if (folder / "course.toml").is_file():
            return [folder]
        found = sorted(part.parent for part in folder.glob("*/course.toml"))
        if found:
            return found
    raise Invalid(
        f"{path} holds no courses. Nothing was imported.",
        advice="A course is a folder with a file course.toml and its lessons beside it.",
    )


def _course(folder: Path) -> RawRow:
    shown = f"{folder.name}/course.toml"
    try:
        cells = markdown.table(texts.read(folder / "course.toml", shown))
    except RowError as error:
        return RawRow(1, {"__file__": shown}, error=error)
    listed = cells.get("lessons")
    files = {path.stem for path in folder.glob("*.md")}
    cells["__unlisted__"] = sorted(files - set(map(str, listed))) if isinstance(listed, list) else []
    return RawRow(1, {**cells, "__file__": shown})


def _lesson(folder: Path, name: str, place: dict[str, object]) -> RawRow:
    shown = f"{folder.name}/{name}.md"
    cells: dict[str, object] = {"__file__": shown, **place}
    try:
        head, stretches = markdown.lesson(_inside(folder, name, shown))
    except Misplaced as error:
        return RawRow(error.at, cells, error=error)
    except RowError as error:
        return RawRow(1, cells, error=error)
    return RawRow(1, {**head, **cells, "__stretches__": stretches})


def _inside(folder: Path, name: str, shown: str) -> str:
    """Return the text of a lesson that lies in the course's own folder. Raises RowError."""
    if Path(name).name != name:
        raise RowError("lessons", name, "The name of a lesson is a file name without folders and without .md.")
    return texts.read(folder / f"{name}.md", shown)


def _minutes(cells: dict[str, object]) -> float:
    """Return what the author says, or else the sum over the segments."""
    if (said := texts.number(cells.get("minutes"))) is not None:
        return said
    stretches = cells.get("__stretches__")
    parts: list[Stretch] = stretches if isinstance(stretches, list) else []
    return sum(part.minutes or DEFAULT_MINUTES for part in parts)


def _level(cells: dict[str, object]) -> float | None:
    return texts.level(cells["level"]) if "level" in cells else None


def _segments(
    cells: dict[str, object], named: list[object], stretches: list[Stretch], skills: dict[str, int]
) -> list[SegmentDraft]:
    """Fill in from the front matter what the headings leave out."""
    level = _level(cells)
    whole = texts.minutes(cells["minutes"]) if "minutes" in cells else DEFAULT_MINUTES * len(stretches)
    open_minutes = whole - sum(part.minutes or 0.0 for part in stretches)
    unsaid = sum(1 for part in stretches if part.minutes is None)
    share = max(0.5, open_minutes / unsaid) if unsaid else 0.0
    only = str(named[0]) if len(named) == 1 else None
    return [
        SegmentDraft(
            anchor=part.anchor,
            title=part.title,
            text=part.text,
            skill=skills[skill] if (skill := part.skill or only) else None,
            level=part.level or level,
            minutes=part.minutes or round(share, 2),
        )
        for part in stretches
    ]


def _taught(segments: list[SegmentDraft], named: list[int], level: float | None) -> Iterator[Taught]:
    """Yield what a lesson teaches: each skill up to the highest level of its segments."""
    levels: dict[int, float] = dict.fromkeys(named, level or DEFAULT_LEVEL)
    for skill in {segment.skill for segment in segments if segment.skill is not None}:
        levels[skill] = max(part.level or level or DEFAULT_LEVEL for part in segments if part.skill == skill)
    for skill, top in sorted(levels.items()):
        yield Taught(skill=skill, level=top, confidence=1.0, strength=1.0)
