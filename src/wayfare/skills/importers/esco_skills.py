"""Skills, their further labels and what contains them, from a folder of ESCO files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wayfare.core.imports import Batch, Counts, RawRow, Record, Report, RowError
from wayfare.skills.importers import apply, esco_files, shared
from wayfare.skills.importers.apply import LIMITS, Draft
from wayfare.skills.importers.esco_files import BROADER, GROUPS, SKILLS, labels, text
from wayfare.skills.importers.toml import cycle
from wayfare.skills.models import Skill

SOURCE = "esco"
_TRANSVERSAL, _KNOWLEDGE, _GROUP = "transversal", "knowledge", "SkillGroup"


@dataclass(frozen=True, slots=True)
class _Read:
    """A skill as its row has it."""

    line: int
    kind: str
    name: str
    aliases: list[str]
    description: str


class Skills:
    """All skills of an ESCO release. Rows are gathered first; skills are staged once all files are read."""

    kind = "skills"
    format = SOURCE

    def __init__(self, path: Path) -> None:
        """Take the folder. Raises NotFound where files are missing."""
        self.source_name = path.name or str(path)
        self.paths = esco_files.found(path, (SKILLS, GROUPS, BROADER))
        self.skills: dict[str, _Read] = {}
        self.groups: dict[str, str] = {}
        self.broader: dict[str, dict[str, int]] = {}

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of all files."""
        return esco_files.rows(self.paths)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Gather a row. Raises RowError."""
        key = text(row, "conceptUri")
        match row.cells["__kind__"]:
            case esco_files.SKILLS:
                self._skill(row, key)
            case esco_files.GROUPS:
                self.groups[key] = text(row, "preferredLabel")
            case _:
                self._relation(row, key, text(row, "broaderUri"), report)
        return ()

    def _relation(self, row: RawRow, key: str, other: str, report: Report) -> None:
        for column, concept, kind in (("conceptUri", key, "conceptType"), ("broaderUri", other, "broaderType")):
            if concept in self.skills or concept in self.groups:
                continue
            if row.cells[kind] != _GROUP:
                raise RowError(column, concept, "There is no such skill in this release.")
            error = RowError(column, concept, "ESCO has no group with this id; the relation was left out.")
            report.warn(row.line, error, self.paths[BROADER].name)
            return
        self.broader.setdefault(key, {}).setdefault(other, row.line)

    def _skill(self, row: RawRow, key: str) -> None:
        if key in self.skills:
            raise RowError("conceptUri", key, f"This skill stands in line {self.skills[key].line} already.")
        kind = Skill.Kind.KNOWLEDGE if row.cells["skillType"] == _KNOWLEDGE else Skill.Kind.PRACTICE
        if row.cells["reuseLevel"] == _TRANSVERSAL:
            kind = Skill.Kind.GENERIC
        name = apply.checked("name", text(row, "preferredLabel"))
        about = str(row.cells["description"]).strip()
        self.skills[apply.checked("id", key)] = _Read(row.line, kind, name, labels(row, name), about)

    def check(self, batch: Batch, report: Report) -> None:
        """Refuse circles among the broader relations, then stage what the rows add up to."""
        self._break_circles(report)
        partners = shared.Partners(SOURCE)
        staged: list[tuple[int, list[Record]]] = []
        for key, read in self.skills.items():
            draft = self._draft(key, read)
            own, *edges = apply.skill_records(draft)
            partner = partners.of(key, read.name)
            staged.append((read.line, [own if partner is None else shared.record(draft, partner), *edges]))
            report.count("skills that O*NET has as well", int(partner is not None))
        apply.stage(batch, staged)
        for kind, number in Counter(read.kind for read in self.skills.values()).items():
            report.count(f"{kind} skills", number)
        report.count("broader relations between skills", sum(len(own) - 1 for _, own in staged))

    def _break_circles(self, report: Report) -> None:
        """Reject one relation of each circle, and name the circle: nothing can contain itself."""
        graph = {key: list(others) for key, others in self.broader.items()}
        while loop := cycle(graph):
            last, first = loop[-2], loop[-1]
            names = " → ".join(self._label(key) for key in loop)
            error = RowError("broaderUri", names, f"These contain each other: {names}. Take one relation out.")
            report.reject(self.broader[last].pop(first), error, self.paths[BROADER].name)
            graph[last].remove(first)

    def _label(self, key: str) -> str:
        return self.skills[key].name if key in self.skills else self.groups[key]

    def _draft(self, key: str, read: _Read) -> Draft:
        own = [other for other in self.broader.get(key, ()) if other in self.skills]
        return Draft(
            key, read.name, read.kind, self._area(key)[: LIMITS["area"]], read.description, read.aliases, broader=own
        )

    def _area(self, key: str) -> str:
        """Return the label of the nearest group of skills that contains a skill; empty where there is none."""
        level, seen = [key], {key}
        while level:
            above = [other for each in level for other in self.broader.get(each, ()) if other not in seen]
            group = next((other for other in above if other in self.groups), None)
            if group is not None:
                return self.groups[group]
            seen.update(above)
            level = above
        return ""

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would change."""
        own, joined = apply.compare_skills(batch, SOURCE), shared.compare(batch, SOURCE)
        return Counts(own.created + joined.created, own.updated + joined.updated, own.unchanged + joined.unchanged)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the skills visible."""
        shared.apply(batch, SOURCE)
        apply.apply_skills(batch, SOURCE, now)
