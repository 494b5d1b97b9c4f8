"""Wayfare's own taxonomy files: ``skills.toml`` with ``[[skill]]`` tables and ``roles.toml`` with ``[[role]]`` tables."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from wayfare.core.errors import Invalid
from wayfare.core.imports import Batch, Counts, RawRow, Record, Report, RowError
from wayfare.core.imports.readers import open_text
from wayfare.core.imports.run import reject_repeats
from wayfare.people import api as people
from wayfare.skills.importers import apply
from wayfare.skills.importers.apply import Draft, Wanted
from wayfare.skills.models import Skill

SOURCE = "wayfare"
FILES = ("skills.toml", "roles.toml")
LEVELS = 5
_SKILL = {"id", "name", "kind", "area", "description", "aliases", "levels", "prerequisites", "broader"}
_ROLE = {"id", "title", "summary", "zone", "alternate_titles", "related", "targets"}
_TARGET = {"skill", "level", "importance", "basis"}


class _Tables:
    """The tables of one kind in a TOML file, as rows."""

    format = SOURCE
    kind = ""
    table = ""
    file = ""

    def __init__(self, path: Path) -> None:
        self.path = path / self.file if path.is_dir() else path
        self.source_name = self.path.name

    def rows(self) -> Iterator[RawRow]:
        """Yield each table with the line it starts on. Raises Invalid for a file that is no TOML or has no such tables."""
        with open_text(self.path) as file:
            text = file.read().replace("\r\n", "\n")
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise Invalid(
                f"{self.source_name} cannot be read: {error}. Nothing was imported.",
                advice="It has to be a complete TOML file in UTF-8. Is it cut off?",
            ) from error
        tables = found.get(self.table)
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise Invalid(
                f"{self.source_name} has no [[{self.table}]] tables. Nothing was imported.",
                advice=f"Give the folder, or the file {self.file}.",
            )
        lines = [
            text.count("\n", 0, at.start()) + 1 for at in re.finditer(rf"(?m)^[ \t]*\[\[ *{self.table} *\]\]", text)
        ]
        exact = len(lines) == len(tables)
        for place, cells in enumerate(tables):
            yield RawRow(
                lines[place] if exact else place + 1, {**cells, "__file__": self.source_name}, error=_garbled(cells)
            )


def _garbled(cells: dict[str, object]) -> RowError | None:
    for column, text in cells.items():
        if any("\ud800" <= c <= "\udfff" for c in str(text)):
            return RowError(column, text, "Not UTF-8 text. Save the file as UTF-8 and try again.")
    return None


class Skills(_Tables):
    """Skills with five level anchors, areas and prerequisites."""

    kind = "skills"
    table = "skill"
    file = "skills.toml"

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return a skill and its edges. Raises RowError."""
        _known(row.cells, _SKILL)
        kind = str(row.cells.get("kind", Skill.Kind.PRACTICE))
        if kind not in Skill.Kind.values:
            raise RowError("kind", kind, f"A kind is one of {', '.join(Skill.Kind.values)}.")
        levels = _texts(row, "levels")
        if len(levels) not in (0, LEVELS):
            raise RowError(
                "levels", f"{len(levels)} sentences", "Write five can-do sentences, one for each level, or none."
            )
        own = apply.checked("id", row.cells.get("id", ""))
        before = _texts(row, "prerequisites")
        if own in before:
            raise RowError("prerequisites", own, "A skill cannot be its own prerequisite.")
        return apply.skill_records(
            Draft(
                id=own,
                name=apply.checked("name", row.cells.get("name", "")),
                kind=kind,
                area=apply.checked("area", row.cells.get("area", ""), empty=True),
                description=apply.checked("description", row.cells.get("description", ""), empty=True),
                aliases=_texts(row, "aliases"),
                levels=levels,
                broader=_texts(row, "broader"),
                prerequisites=before,
            )
        )

    def check(self, batch: Batch, report: Report) -> None:
        """Reject repeated ids, edges to skills that are nowhere, and loops among the prerequisites."""
        _reject_repeats(batch, "skill", ["edge"], report)
        own = {row.key: row.line for row in batch.rows("skill")}
        known = own.keys() | set(Skill.objects.filter(source=SOURCE).values_list("source_id", flat=True))
        before: dict[str, list[str]] = {}
        for row in batch.rows("edge"):
            other = str(row.payload["other"])
            if other not in known:
                advice = RowError(
                    str(row.payload["kind"]), other, "There is no skill with this id, here or imported before."
                )
                report.reject(row.line, advice, self.source_name)
                _drop(batch, row.line)
            elif row.payload["kind"] == "prerequisite":
                before.setdefault(row.key, []).append(other)
        loop = cycle(before)
        if loop:
            error = RowError(
                "prerequisites", " → ".join(loop), "These skills wait for each other. Take one prerequisite out."
            )
            report.reject(own[loop[0]], error, self.source_name)
            _drop(batch, own[loop[0]])

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would change."""
        return apply.compare_skills(batch, SOURCE)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the skills visible."""
        apply.apply_skills(batch, SOURCE, now)


class Roles(_Tables):
    """Roles with alternate titles and targets."""

    kind = "roles"
    table = "role"
    file = "roles.toml"

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return a role, its titles, relations and targets. Raises RowError."""
        _known(row.cells, _ROLE)
        wanted = _targets(row)
        draft = people.RoleDraft(
            id=apply.checked("id", row.cells.get("id", "")),
            title=apply.checked("title", row.cells.get("title", "")),
            description=apply.checked("summary", row.cells.get("summary", ""), empty=True),
            zone=_zone(row.cells.get("zone")),
            titles=_texts(row, "alternate_titles"),
            related=[(other, "") for other in _texts(row, "related")],
        )
        targets = apply.target_records(draft.id, wanted)
        return [*people.role_records(draft=draft, also=[target.payload for target in targets]), *targets]

    def check(self, batch: Batch, report: Report) -> None:
        """Reject repeated ids and targets at skills that were never imported."""
        _reject_repeats(batch, "role", ["title", "related", "target"], report)
        known = set(Skill.objects.filter(source=SOURCE).values_list("source_id", flat=True))
        for row in batch.rows("target"):
            if row.payload["skill"] not in known:
                error = RowError(
                    "targets", row.payload["skill"], "There is no skill with this id. Import the skills first."
                )
                report.reject(row.line, error, self.source_name)
                _drop(batch, row.line)

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would change."""
        return people.compare_roles(batch=batch, source=SOURCE)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the roles and their targets visible."""
        apply.apply_roles(batch, SOURCE, now)


def _reject_repeats(batch: Batch, table: str, parts: list[str], report: Report) -> None:
    lines = [line for _, line, _, _ in batch.repeats(table)]
    reject_repeats(batch, table, report)
    for part in parts:
        batch.drop(part, lines)


def _drop(batch: Batch, line: int) -> None:
    for table in ("skill", "edge", "role", "title", "related", "target"):
        batch.drop(table, [line])


def cycle(before: dict[str, list[str]]) -> list[str]:
    """Return the first loop in a graph as a closed walk (its first node stands at both ends), or nothing."""
    done: set[str] = set()
    for start in sorted(before):
        walk: list[str] = []
        stack = [(start, iter(before.get(start, ())))]
        while stack:
            node, others = stack[-1]
            if len(walk) < len(stack):
                walk.append(node)
            other = next((each for each in others if each not in done), None)
            if other is None:
                done.add(node)
                stack.pop()
                walk.pop()
            elif other in walk:
                return [*walk[walk.index(other) :], other]
            else:
                stack.append((other, iter(before.get(other, ()))))
    return []


def _known(cells: dict[str, object], columns: set[str]) -> None:
    odd = sorted(cells.keys() - columns - {"__file__"})
    if odd:
        raise RowError(odd[0], cells[odd[0]], f"This column is not known. Known are {', '.join(sorted(columns))}.")


def _texts(row: RawRow, column: str) -> list[str]:
    found = row.cells.get(column, [])
    if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
        raise RowError(column, found, "Write a list of texts, none of them empty.")
    return [text.strip() for text in found]


def _zone(found: object) -> int | None:
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= LEVELS:
        raise RowError("zone", found, "A job zone is a whole number from 1 to 5.")
    return found


def _targets(row: RawRow) -> list[Wanted]:
    found = row.cells.get("targets", [])
    if not isinstance(found, list) or not all(isinstance(target, dict) for target in found):
        raise RowError("targets", found, "Write targets as tables: {skill=…, level=…, importance=…}.")
    return [_wanted(target) for target in found]


def _wanted(target: dict[str, object]) -> Wanted:
    _known(target, _TARGET)
    return Wanted(
        skill=apply.checked("skill", target.get("skill", "")),
        level=_number(target, "level"),
        importance=_number(target, "importance"),
        basis=apply.checked("basis", target.get("basis", ""), empty=True),
    )


def _number(target: dict[str, object], column: str) -> float:
    number = target.get(column)
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        raise RowError(column, number, f"The {column} of a target is a number from 1 to 5.")
    return float(number)
