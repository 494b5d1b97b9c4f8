"""Import collections of questions: one JSON object a line. A mapping says what their topics are about."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from wayfare.catalog.imports import asked, keys, texts
from wayfare.catalog.imports.drafts import payload
from wayfare.catalog.imports.topics import Topics
from wayfare.core.imports import RawRow, Record, Report, RowError, read_jsonl
from wayfare.core.imports.run import Renew, reject_repeats
from wayfare.core.imports.staging import Batch, Counts


class CollectedQuestions:
    """Questions of collections. One whose topic is about none of our skills is for practice only, never evidence."""

    kind = "questions"
    format = "jsonl"

    def __init__(self, path: Path, topics: Topics, skills: dict[str, int]) -> None:
        """Take the file, what its topics are about, and the ids of the skills that the mapping names."""
        self.path = path
        self.source = topics.source
        self.source_name = path.name
        self.topics = topics
        self.skills = skills

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows of the file. Raises NotFound, TooLarge."""
        return read_jsonl(self.path)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return the question that a row becomes, or nothing for one of a collection that is left out. Raises RowError."""
        collection = texts.line(row.cells.get("source"))
        if collection in self.topics.skip:
            report.count(f"left out: {collection}")
            return []
        key = texts.required(row.cells, "id", 200)
        if (cells := keys.merged(row.cells)) is not None:
            report.warn(row.line, RowError("options", key, "Options that read alike were taken as one."))
        draft = keys.question(cells or row.cells)
        skill = self.skills.get(self.topics.skill(collection, draft.topic) or "")
        report.count("for practice only" if skill is None else "with a skill")
        level = self.topics.level(collection, draft.topic) if skill is not None else None
        return [Record("question", key, payload(msgspec.structs.replace(draft, skill=skill, level=level)))]

    def check(self, batch: Batch, report: Report) -> None:
        """Reject ids that stand twice."""
        reject_repeats(batch, "question", report)

    def compare(self, batch: Batch) -> Counts:
        """Compare with what the source gave before."""
        return asked.compare(batch, self.source)

    def prepare(self, batch: Batch, report: Report, renew: Renew) -> None:
        """Write what is new, invisibly."""
        asked.prepare(batch, self.source, renew)

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Change what changed; what is new becomes visible with the batch."""
        asked.apply(batch, now)
