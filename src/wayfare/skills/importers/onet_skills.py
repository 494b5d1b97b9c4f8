"""Knowledge areas, generic skills and technologies from a folder of O*NET files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from wayfare.core.imports import Batch, Counts, RawRow, Record, Report, RowError
from wayfare.skills import terms
from wayfare.skills.importers import apply, onet_files, onet_scale, shared
from wayfare.skills.importers.apply import Draft
from wayfare.skills.importers.onet_files import ANCHORS, MODEL, TECHNOLOGY
from wayfare.skills.importers.onet_technology import merge
from wayfare.skills.models import Skill

SOURCE = "onet"
KINDS = {"2.A": Skill.Kind.GENERIC, "2.B": Skill.Kind.GENERIC, "2.C": Skill.Kind.KNOWLEDGE}
"""Which parts of the content model are skills here; an element is one where nothing stands below it."""


class Skills:
    """All skills of an O*NET release. Rows are gathered first; skills are staged once all files are read."""

    kind = "skills"
    format = SOURCE

    def __init__(self, path: Path) -> None:
        """Take the folder. Raises NotFound where files are missing."""
        self.folder = path
        self.source_name = path.name or str(path)
        onet_files.need(path, (MODEL, ANCHORS, TECHNOLOGY))
        self.elements: dict[str, tuple[str, str, int]] = {}
        self.anchors: dict[str, dict[float, str]] = {}
        self.examples: Counter[str] = Counter()
        self.areas: dict[str, tuple[str, int]] = {}

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of all files."""
        return chain.from_iterable(onet_files.rows(self.folder, name) for name in (MODEL, ANCHORS, TECHNOLOGY))

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Gather a row. Raises RowError."""
        match row.cells["__file__"]:
            case onet_files.MODEL:
                key = onet_files.text(row, "Element ID")
                name, about = apply.checked("name", onet_files.text(row, "Element Name")), str(row.cells["Description"])
                if key in self.elements:
                    raise RowError("Element ID", key, f"This element stands in line {self.elements[key][2]} already.")
                self.elements[key] = (name, about, row.line)
            case onet_files.ANCHORS:
                key, sentence = onet_files.text(row, "Element ID"), onet_files.text(row, "Anchor Description")
                rating = onet_files.number(row, "Anchor Value", 0, onet_scale.LEVEL_MOST)
                if row.cells["Scale ID"] == "LV":
                    self.anchors.setdefault(key, {})[rating] = sentence
            case _:
                name = apply.checked("name", onet_files.text(row, "Example"))
                self.examples[name] += 1
                self.areas.setdefault(name, (onet_files.text(row, "Commodity Title"), row.line))
        return ()

    def check(self, batch: Batch, report: Report) -> None:
        """Stage what the rows add up to."""
        drafts = [*self._elements(), *self._technologies()]
        apply.stage(batch, ((line, apply.skill_records(draft)) for line, draft in drafts))
        joined = shared.lead_records(drafts, SOURCE)
        apply.stage(batch, joined)
        if joined:
            report.count("skills that ESCO had already", len(joined))
        for kind, number in Counter(draft.kind for _, draft in drafts).items():
            report.count(f"{kind} skills", number)
        report.count("technology examples", len(self.examples))

    def _elements(self) -> Iterator[tuple[int, Draft]]:
        above = {key.rpartition(".")[0] for key in self.elements}
        for key, (name, about, line) in self.elements.items():
            kind = KINDS.get(key[:3])
            if kind is None or key in above:
                continue
            area = self.elements.get(key.rpartition(".")[0], ("", "", 0))[0]
            levels = onet_scale.anchors(self.anchors.get(key, {}))
            yield line, Draft(key, name, kind, area if area != "Knowledge" else name, about, levels=levels)

    def _technologies(self) -> Iterator[tuple[int, Draft]]:
        for technology in dict.fromkeys(merge(self.examples, terms.lexicon(SOURCE).aliases).values()):
            area, line = self.areas[technology.name]
            yield (
                line,
                Draft(technology.id, technology.name, Skill.Kind.TECHNOLOGY, area[:120], aliases=technology.aliases),
            )

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would change."""
        return apply.compare_skills(batch, SOURCE)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Make the skills visible."""
        shared.lead(batch, SOURCE)
        apply.apply_skills(batch, SOURCE, now)
