"""Occupations as roles, with what they need, from a folder of O*NET files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from wayfare.core.imports import Batch, Counts, RawRow, Record, Report, RowError
from wayfare.people import api as people
from wayfare.skills import terms
from wayfare.skills.importers import apply, onet_files, onet_scale
from wayfare.skills.importers.apply import Wanted
from wayfare.skills.importers.onet_files import CODE, text
from wayfare.skills.importers.onet_needs import Rating, Sheet, needs
from wayfare.skills.importers.onet_technology import merge
from wayfare.skills.models import Skill

SOURCE = "onet"
FILES = (
    onet_files.OCCUPATIONS,
    onet_files.ZONES,
    onet_files.TITLES,
    onet_files.RELATED,
    onet_files.KNOWLEDGE,
    onet_files.GENERIC,
    onet_files.TECHNOLOGY,
)


class Roles:
    """All occupations of an O*NET release. Rows are gathered first; roles are staged once all files are read."""

    kind = "roles"
    format = SOURCE

    def __init__(self, path: Path) -> None:
        """Take the folder. Raises NotFound where files are missing."""
        self.folder = path
        self.source_name = path.name or str(path)
        onet_files.need(path, FILES)
        self.sheets: dict[str, Sheet] = {}
        self.readers = {
            onet_files.OCCUPATIONS: self._occupation,
            onet_files.ZONES: self._zone,
            onet_files.TITLES: self._title,
            onet_files.RELATED: self._related,
            onet_files.KNOWLEDGE: self._rating,
            onet_files.GENERIC: self._rating,
            onet_files.TECHNOLOGY: self._technology,
        }
        self.rated: dict[str, Counter[str]] = {onet_files.KNOWLEDGE: Counter(), onet_files.GENERIC: Counter()}

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of all files, occupations first."""
        return chain.from_iterable(onet_files.rows(self.folder, name) for name in FILES)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Gather a row. Raises RowError."""
        file, code = str(row.cells["__file__"]), text(row, CODE)
        if file == onet_files.OCCUPATIONS:
            self._occupation(row, code, report)
        elif code in self.sheets:
            self.readers[file](row, code, report)
        else:
            raise RowError(CODE, code, f"There is no such occupation in {onet_files.OCCUPATIONS}.")
        return ()

    def _occupation(self, row: RawRow, code: str, report: Report) -> None:
        if code in self.sheets:
            raise RowError(CODE, code, f"This occupation stands in line {self.sheets[code].line} already.")
        title = apply.checked("name", text(row, "Title"))
        self.sheets[code] = Sheet(apply.checked("id", code), title, text(row, "Description"), row.line)

    def _zone(self, row: RawRow, code: str, report: Report) -> None:
        self.sheets[code].zone = int(onet_files.number(row, "Job Zone", 1, 5))

    def _title(self, row: RawRow, code: str, report: Report) -> None:
        self.sheets[code].titles.append(apply.checked("name", text(row, "Alternate Title")))
        short = str(row.cells["Short Title"]).strip()
        if short:
            self.sheets[code].titles.append(apply.checked("name", short))

    def _related(self, row: RawRow, code: str, report: Report) -> None:
        other, tier = text(row, "Related O*NET-SOC Code"), text(row, "Relatedness Tier")
        if other not in self.sheets:
            raise RowError("Related O*NET-SOC Code", other, f"There is no such occupation in {onet_files.OCCUPATIONS}.")
        self.sheets[code].related.append((int(onet_files.number(row, "Index", 1, 1000)), other, tier))

    def _rating(self, row: RawRow, code: str, report: Report) -> None:
        element, scale = text(row, "Element ID"), text(row, "Scale ID")
        if scale not in ("IM", "LV"):
            return
        low, high = (1.0, 5.0) if scale == "IM" else (0.0, onet_scale.LEVEL_MOST)
        value = onet_files.number(row, "Data Value", low, high)
        self.rated[str(row.cells["__file__"])][code] += 1
        if onet_files.yes(row, "Recommend Suppress"):
            report.count("ratings left out: too imprecise")
        elif onet_files.yes(row, "Not Relevant"):
            report.count("ratings left out: not relevant")
        else:
            rating = self.sheets[code].ratings.setdefault(element, Rating())
            if scale == "IM":
                rating.importance = value
            else:
                rating.level = value

    def _technology(self, row: RawRow, code: str, report: Report) -> None:
        flags = (onet_files.yes(row, "In Demand"), onet_files.yes(row, "Hot Technology"))
        self.sheets[code].examples[apply.checked("name", text(row, "Example"))] = flags

    def check(self, batch: Batch, report: Report) -> None:
        """Look for ratings that are cut off and skills that were never imported, then stage the roles."""
        kinds = dict(Skill.objects.filter(source=SOURCE).values_list("source_id", "kind"))
        if not self._complete(report) or not self._known(kinds, report):
            return
        counts = Counter(name for sheet in self.sheets.values() for name in sheet.examples)
        technologies = merge(counts, terms.lexicon(SOURCE).aliases)
        found = needs(self.sheets, {name: each.id for name, each in technologies.items()}, kinds)
        apply.stage(batch, ((sheet.line, self._records(sheet, found[code])) for code, sheet in self.sheets.items()))
        report.count("roles", len(self.sheets))
        report.count("titles", sum(len(set(sheet.titles)) for sheet in self.sheets.values()))
        report.count("targets", sum(map(len, found.values())))
        report.count("roles without any target", sum(not own for own in found.values()))

    def _records(self, sheet: Sheet, wanted: list[Wanted]) -> list[Record]:
        targets = apply.target_records(sheet.code, wanted)
        draft = people.RoleDraft(
            id=sheet.code,
            title=sheet.title,
            description=sheet.description,
            zone=sheet.zone,
            titles=sheet.titles,
            related=[(other, tier) for _, other, tier in sorted(sheet.related)],
        )
        return [*people.role_records(draft=draft, also=[target.payload for target in targets]), *targets]

    def _complete(self, report: Report) -> bool:
        """Every rated occupation has the same number of ratings; a file that was cut between two rows has not."""
        bad = {rejection.file for rejection in report.rejected}
        whole = True
        for file, rated in self.rated.items():
            usual = max(rated.values(), default=0)
            for code, number in rated.items() if file not in bad else ():
                if number != usual:
                    error = RowError(CODE, code, f"{number} ratings instead of {usual}. Is the file cut off?")
                    report.reject(0, error, file)
                    whole = False
        return whole

    def _known(self, kinds: dict[str, str], report: Report) -> bool:
        rated = {element for sheet in self.sheets.values() for element in sheet.ratings}
        missing = sorted(rated - kinds.keys())
        if missing:
            advice = "There is no skill with this id. Import the skills of this folder first."
            report.reject(0, RowError("Element ID", missing[0], advice), onet_files.KNOWLEDGE)
        return not missing

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would change."""
        return people.compare_roles(batch=batch, source=SOURCE)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the roles and their targets visible."""
        apply.apply_roles(batch, SOURCE, now)
