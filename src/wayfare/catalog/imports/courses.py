"""Import courses as catalogues export them: JSON lines or CSV, uneven, with free text for durations and levels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from wayfare.catalog import durations, languages, levels
from wayfare.catalog.durations import Duration
from wayfare.catalog.imports import attached, publish, texts
from wayfare.catalog.imports.drafts import ItemDraft, Labels, payload
from wayfare.catalog.imports.mapping import Mapping
from wayfare.catalog.imports.tagging import Proposals
from wayfare.catalog.models import Item
from wayfare.core.errors import Invalid
from wayfare.core.imports import RawRow, Record, Report, RowError, read_csv, read_jsonl
from wayfare.core.imports.run import Renew, reject_repeats
from wayfare.core.imports.staging import Batch, Counts

CSV = (".csv", ".tsv")
LONGEST_ID = 200
MOST_SUMMARY = 20_000
MOST_LABELS, LONGEST_LABEL = 40, 120
MOST_SYLLABUS = 6_000
MOST_COUNT = 2**31 - 1
HIGHEST_RATING = 5.0
_EXAM = re.compile(
    r"\b(practi[cs]e|mock|sample) (tests?|exams?|questions?)\b|\bexam (questions|simulator|dumps?)\b", re.IGNORECASE
)
_ABSENT = ("", "null", "none", "not-mentioned", "n/a")
_SLUG = re.compile(r"[^\W_]+")


class Courses:
    """Courses of a catalogue, tagged with the skills they seem to be about."""

    kind = "catalog"
    format = "courses"

    def __init__(self, path: Path, mapping: Mapping, proposals: Proposals) -> None:
        """Take the file, what its columns are called, and what proposes skills."""
        self.path = path
        self.source = mapping.source
        self.source_name = path.name
        self.folder = path.parent
        self.mapping = mapping
        self.proposals = proposals

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of the file, their columns named as ours. Raises NotFound, TooLarge; of a CSV Invalid as well."""
        if self.path.suffix.casefold() not in CSV:
            return map(self.mapping.renamed, read_jsonl(self.path))
        return _table(map(self.mapping.renamed, read_csv(self.path, ())), self.path.name)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return the item that a course becomes. Raises RowError."""
        cells = row.cells
        given = cells.get("id")
        named = {"id": str(given) if isinstance(given, int) and not isinstance(given, bool) else given}
        key = texts.required(named, "id", LONGEST_ID)
        found = attached.document(self.folder, cells.get("file"))
        draft = _item(cells if found is None else attached.filled(cells, found), self.mapping, report)
        return [Record("item", key, payload(draft if found is None else attached.cut(draft, found)))]

    def check(self, batch: Batch, report: Report) -> None:
        """Reject ids that stand twice."""
        reject_repeats(batch, "item", report)

    def compare(self, batch: Batch) -> Counts:
        """Compare with what the source gave before."""
        return publish.compare(batch, self.source)

    def prepare(self, batch: Batch, report: Report, renew: Renew) -> None:
        """Write what is new, invisibly, with the skills that its words propose."""
        publish.prepare(batch, self.source, self.proposals.taught, renew)
        for note, number in self.proposals.counts.items():
            report.count(note, number)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Change what changed; what is new becomes visible with the batch."""
        publish.apply(batch, now)


def _table(rows: Iterable[RawRow], name: str) -> Iterator[RawRow]:
    """Yield the rows of a table. It may have no column for ids: then a row's address is its id, else its title.

    Raises Invalid for a table that names no course.
    """
    for row in rows:
        cells = {column.casefold(): value for column, value in row.cells.items()}
        if cells and not cells.keys() & {"title", "url"}:
            raise Invalid(
                f"{name} has no column “title”. Nothing was imported.",
                advice=f"Its columns are: {', '.join(row.cells)[:300]}. Say in a --map file which of them is the title.",
            )
        if cells and "id" not in cells:
            cells["id"] = texts.cut(_word(cells, "url") or _word(cells, "title"), LONGEST_ID)
        yield replace(row, cells=cells)


def _item(cells: dict[str, object], mapping: Mapping, report: Report) -> ItemDraft:
    title, summary = _title(cells, report), _summary(cells, report)
    said = _word(cells, "duration") or (f"{minutes} minutes" if (minutes := _word(cells, "minutes")) else "")
    duration = _duration(said, report)
    return ItemDraft(
        kind=_kind(title, duration),
        title=title,
        provider=texts.cut(_word(cells, "provider"), 120),
        organisation=texts.cut(_word(cells, "org"), 200),
        url=_link(cells, report),
        language=_language(_word(cells, "language"), title, summary, report),
        level=_level(_word(cells, "level"), _word(cells, "duration"), mapping, report),
        minutes=duration.minutes if duration else None,
        rating=_rating(cells, report),
        ratings=_count(cells, "n_ratings", report),
        learners=_count(cells, "n_learners", report),
        summary=summary,
        labels=_labels(cells),
    )


def _kind(title: str, duration: Duration | None) -> str:
    """Return ``practice`` for a set of exam questions: it shows what somebody knows and teaches nothing."""
    asked = (duration is not None and duration.practice) or _EXAM.search(title) is not None
    return Item.Kind.PRACTICE if asked else Item.Kind.COURSE


def _word(cells: dict[str, object], name: str) -> str:
    """Return a short cell as one line; nothing for what only says that nothing is known."""
    value = cells.get(name)
    text = texts.line(str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value)
    return "" if text.casefold() in _ABSENT else text


def _title(cells: dict[str, object], report: Report) -> str:
    """Return the title, or what the address says where there is none. Raises RowError where neither names the course."""
    title = _word(cells, "title")
    if not title:
        words = _SLUG.findall(unquote(urlsplit(texts.link(cells.get("url"))).path.rstrip("/").rpartition("/")[2]))
        title = " ".join(words).capitalize()
        if not title:
            raise RowError("title", cells.get("title", ""), "The title is missing.")
        report.count("titles taken from the address")
    return texts.cut(title, 300)


def _summary(cells: dict[str, object], report: Report) -> str:
    text = texts.prose(cells.get("description"))
    if len(text) > MOST_SUMMARY:
        report.count("descriptions cut off")
    return "" if text.casefold() in _ABSENT else texts.cut(text, MOST_SUMMARY)


def _duration(text: str, report: Report) -> durations.Duration | None:
    if not durations.stated(text):
        report.count("durations not given")
        return None
    found = durations.parse(text)
    if found is None:
        report.count("durations not understood")
    elif found.assumed:
        report.count("durations by an assumed effort")
    return found


def _level(text: str, beside: str, mapping: Mapping, report: Report) -> float | None:
    """Return the level that its own cell says, or else the words beside the duration."""
    if text in mapping.levels:
        return mapping.levels[text]
    found = levels.parse(text) or levels.parse(beside)
    if found is None:
        if levels.is_open(text) or levels.is_open(beside):
            report.count("levels open to all")
        else:
            report.count("levels not understood" if levels.stated(text) else "levels not given")
    return found


def _language(name: str, title: str, summary: str, report: Report) -> str:
    found = languages.tag(name)
    if not found:
        report.count("languages guessed")
    return found or languages.guess(title, summary)


def _link(cells: dict[str, object], report: Report) -> str:
    found = texts.link(cells.get("url"))
    if not found and _word(cells, "url"):
        report.count("addresses left out")
    return found


def _rating(cells: dict[str, object], report: Report) -> float | None:
    found = texts.number(cells.get("rating"))
    if found is not None and not 0 <= found <= HIGHEST_RATING:
        report.count("ratings left out")
        return None
    return found or None


def _count(cells: dict[str, object], name: str, report: Report) -> int | None:
    found = texts.number(cells.get(name))
    if found is not None and not 0 <= found <= MOST_COUNT:
        report.count("ratings left out")
        return None
    return int(found) if found is not None else None


def _labels(cells: dict[str, object]) -> str:
    areas = [text for name in ("category", "subcategory") if (text := _word(cells, name))]
    labels = Labels(
        skills=_list(cells.get("skills")),
        tags=_list(cells.get("tags")),
        category=texts.cut(" | ".join(areas), 2 * LONGEST_LABEL),
        syllabus=texts.cut(texts.prose(cells.get("syllabus")), MOST_SYLLABUS),
    )
    return msgspec.json.encode(labels).decode()


def _list(value: object) -> tuple[str, ...]:
    """Return the labels of a list, or of a text with semicolons or, where it has none, commas."""
    parts = value if isinstance(value, list) else []
    if isinstance(value, str):
        parts = value.split(";" if ";" in value else ",")
    labels = (texts.cut(texts.line(part), LONGEST_LABEL) for part in parts[:MOST_LABELS])
    return tuple(dict.fromkeys(label for label in labels if label))
