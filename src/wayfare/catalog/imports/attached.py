"""Files that lie beside an export of courses: a row names one, and its text becomes the item's segments."""

from pathlib import Path

import msgspec

from wayfare.catalog.files.parts import Document, Refused
from wayfare.catalog.files.reading import called, read
from wayfare.catalog.imports import segments
from wayfare.catalog.imports.drafts import ItemDraft
from wayfare.core.imports import RowError

SAMPLE = 2_000
"""So much of the text tells the language where nothing else is written about the item."""


def document(folder: Path, name: object) -> Document | None:
    """Return the text of the file that a row names, None where it names none. Raises RowError.

    The name is a path below the folder of the export; what leads out of it is refused, by links as well.
    """
    if name is None or name == "":
        return None
    if not isinstance(name, str) or "\x00" in name:
        raise RowError("file", name, "A file is named by its path beside this one.", "no-file")
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise RowError("file", name, "A file lies in the folder of this one, or below.", "file-outside")
    try:
        return read(path)
    except Refused as refused:
        raise RowError("file", name, refused.message, refused.code) from refused


def filled(cells: dict[str, object], found: Document) -> dict[str, object]:
    """Return a row with what its file says where the row itself says nothing: title, language, contents."""
    contents = "\n".join(part.title for part in found.parts if any(map(str.isalpha, part.title)))
    given = {"title": found.title or called(Path(str(cells["file"]))), "syllabus": contents, "description": ""}
    if not cells.get("description"):
        given["description"] = found.parts[0].text[:SAMPLE]
    return {**cells, **{name: value for name, value in given.items() if value and not cells.get(name)}}


def cut(draft: ItemDraft, found: Document) -> ItemDraft:
    """Return an item with the stretches of its file as segments, and their minutes where it says none."""
    own = segments.drafts_of(found.parts)
    length = draft.minutes if draft.minutes is not None else round(sum(part.minutes for part in own), 1)
    return msgspec.structs.replace(draft, segments=own, minutes=length)
