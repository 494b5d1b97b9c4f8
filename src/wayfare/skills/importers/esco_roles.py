"""Occupations as roles, with their essential and optional skills, from a folder of ESCO files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wayfare.core.imports import Batch, Counts, RawRow, Record, Report, RowError
from wayfare.people import api as people
from wayfare.skills.importers import apply, esco_files, esco_scale
from wayfare.skills.importers.apply import LIMITS, Wanted
from wayfare.skills.importers.esco_files import OCCUPATIONS, RELATIONS, labels, text
from wayfare.skills.importers.esco_skills import SOURCE
from wayfare.skills.models import OtherSource, Skill

ESSENTIAL, OPTIONAL = "essential", "optional"


@dataclass(slots=True)
class _Occupation:
    """All that the files say of one occupation; ``skills`` maps a skill to whether it is essential."""

    line: int
    title: str
    titles: list[str]
    description: str
    zone: int
    skills: dict[str, bool] = field(default_factory=dict)


class Roles:
    """All occupations of an ESCO release. Rows are gathered first; roles are staged once all files are read."""

    kind = "roles"
    format = SOURCE

    def __init__(self, path: Path) -> None:
        """Take the folder. Raises NotFound where files are missing."""
        self.source_name = path.name or str(path)
        self.paths = esco_files.found(path, (OCCUPATIONS, RELATIONS))
        self.found: dict[str, _Occupation] = {}
        own = Skill.objects.filter(source=SOURCE).values_list("source_id", flat=True)
        self.known = {*own, *OtherSource.objects.filter(source=SOURCE).values_list("source_id", flat=True)}

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of both files, occupations first."""
        return esco_files.rows(self.paths)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Gather a row. Raises RowError."""
        if row.cells["__kind__"] == OCCUPATIONS:
            self._occupation(row, report)
        else:
            self._relation(row, report)
        return ()

    def _occupation(self, row: RawRow, report: Report) -> None:
        key, title = text(row, "conceptUri"), apply.checked("name", text(row, "preferredLabel"))
        if key in self.found:
            raise RowError("conceptUri", key, f"This occupation stands in line {self.found[key].line} already.")
        titles = labels(row, title)
        fitting = [one for one in titles if len(one) <= LIMITS["name"]]
        report.count("titles left out: too long", len(titles) - len(fitting))
        about = str(row.cells["description"]).strip()
        zone = esco_scale.zone(text(row, "iscoGroup"))
        self.found[apply.checked("id", key)] = _Occupation(row.line, title, fitting, about, zone)

    def _relation(self, row: RawRow, report: Report) -> None:
        key, skill, relation = text(row, "occupationUri"), text(row, "skillUri"), text(row, "relationType")
        if relation not in (ESSENTIAL, OPTIONAL):
            raise RowError("relationType", relation, f"{ESSENTIAL} or {OPTIONAL} belongs here.")
        if not self.known:
            raise RowError("skillUri", skill, "There is no skill of ESCO yet. Import the skills of this folder first.")
        for column, concept, there in (("occupationUri", key, self.found), ("skillUri", skill, self.known)):
            if concept not in there:  # releases point to a few concepts that they do not hold
                error = RowError(column, concept, "ESCO's files hold nothing with this id; the relation was left out.")
                report.warn(row.line, error, self.paths[RELATIONS].name)
                return
        skills = self.found[key].skills
        skills[skill] = skills.get(skill, False) or relation == ESSENTIAL

    def check(self, batch: Batch, report: Report) -> None:
        """Stage what the rows add up to."""
        users = Counter(skill for one in self.found.values() for skill in one.skills)
        apply.stage(batch, ((one.line, self._records(key, one, users)) for key, one in self.found.items()))
        report.count("roles", len(self.found))
        report.count("titles", sum(len(one.titles) + 1 for one in self.found.values()))
        report.count("targets", users.total())
        report.count("essential targets", sum(sum(one.skills.values()) for one in self.found.values()))
        report.count("roles without any target", sum(not one.skills for one in self.found.values()))

    def _records(self, key: str, one: _Occupation, users: Counter[str]) -> list[Record]:
        wanted = [
            Wanted(
                skill,
                esco_scale.level(essential, one.zone),
                esco_scale.importance(essential, users[skill], len(self.found)),
                f"ESCO: {ESSENTIAL if essential else OPTIONAL}",
            )
            for skill, essential in one.skills.items()
        ]
        targets = apply.target_records(key, sorted(wanted, key=lambda want: (-want.importance, want.skill)))
        draft = people.RoleDraft(id=key, title=one.title, description=one.description, zone=one.zone, titles=one.titles)
        return [*people.role_records(draft=draft, also=[target.payload for target in targets]), *targets]

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would change."""
        return people.compare_roles(batch=batch, source=SOURCE)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the roles and their targets visible."""
        apply.apply_roles(batch, SOURCE, now)
