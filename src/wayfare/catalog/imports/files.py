"""Import files as they lie in a folder: each Markdown file, web page, PDF or subtitle file becomes an item."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from wayfare.catalog.files.reading import KINDS
from wayfare.catalog.imports.courses import Courses
from wayfare.catalog.imports.drafts import ItemDraft, payload
from wayfare.catalog.imports.mapping import Mapping
from wayfare.catalog.imports.tagging import Proposals
from wayfare.catalog.models import Item
from wayfare.core.errors import NotFound
from wayfare.core.imports import RawRow, Record, Report

MOST_FILES = 20_000


class Files(Courses):
    """Files of a folder, or one; its path below the folder is the item's id. Hidden files and other kinds are passed over."""

    format = "files"

    def __init__(self, path: Path, mapping: Mapping, proposals: Proposals) -> None:
        """Take the folder or the file, where items come from, and what proposes skills."""
        super().__init__(path, mapping, proposals)
        self.source_name = path.name or str(path)
        self.folder = path if path.is_dir() else path.parent

    def rows(self) -> Iterator[RawRow]:
        """Yield one row for each file. Raises NotFound."""
        if not self.path.exists():
            raise NotFound(f"There is no file or folder {self.path}.", advice="Check the path.")
        found = sorted(self.path.rglob("*")) if self.path.is_dir() else [self.path]
        for file in found[:MOST_FILES]:
            name = file.relative_to(self.folder)
            if file.suffix.lower() in KINDS and file.is_file() and not any(part.startswith(".") for part in name.parts):
                yield RawRow(1, {"id": name.as_posix(), "file": name.as_posix(), "__file__": name.as_posix()})

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return the item that a file becomes. Raises RowError."""
        for record in super().records(row, report):
            draft = msgspec.convert(record.payload, ItemDraft)
            yield Record("item", record.key, payload(msgspec.structs.replace(draft, kind=Item.Kind.LESSON)))
