"""PDF by pages and bookmarks. Runs in a process of its own (see ``apart``): a PDF is a program of sorts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wayfare.catalog.files.parts import LONG, Document, Part, Refused, document, ensure_size, heading, minutes

MOST_PAGES, MOST_MARKS = 800, 2_000


def pdf(path: Path) -> Document:
    """Return the pages of a PDF, cut at bookmarks and into stretches of up to five minutes. Raises Refused."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted-file", "This PDF is locked by a password. Save it without one, or leave it out.")
        if len(reader.pages) > MOST_PAGES:
            raise Refused("too-many-pages", f"This PDF has more than {MOST_PAGES} pages. Cut it into several files.")
        title = str(reader.metadata.title or "") if reader.metadata else ""
        return document(title, _parts(_pages(reader), _marks(reader)))
    except DependencyError as error:
        raise Refused("encrypted-file", "This PDF is locked. Save it without a lock, or leave it out.") from error
    except LimitReachedError as error:
        raise Refused(
            "too-demanding", "Reading this PDF takes too much memory. Save it anew, or leave it out."
        ) from error
    except (PyPdfError, RecursionError) as error:
        raise Refused("unreadable-file", "This PDF cannot be read. Save it anew, or leave it out.") from error


def _pages(reader: Any) -> list[str]:
    pages, size = list[str](), 0
    for page in reader.pages:
        pages.append(page.extract_text().strip())
        size += len(pages[-1])
        ensure_size(size)
    return pages


def _marks(reader: Any) -> dict[int, str]:
    """Return the first bookmark of each page that has one."""
    found: dict[int, str] = {}
    waiting: list[Any] = list(reader.outline)[:MOST_MARKS]
    while waiting and len(found) < MOST_MARKS:
        mark = waiting.pop(0)
        if isinstance(mark, list):
            waiting = mark[:MOST_MARKS] + waiting
            continue
        page = reader.get_destination_page_number(mark)
        if page is not None and page >= 0:
            found.setdefault(page, str(mark.title))
    return found


def _parts(pages: list[str], marks: dict[int, str]) -> Iterator[Part]:
    first, size, title = 0, 0, marks.get(0, "")
    for number, text in enumerate(pages):
        if number > first and (number in marks or size + len(text) > LONG):
            yield from _part(pages, first, number, title)
            first, size, title = number, 0, marks.get(number, title)
        size += len(text)
    yield from _part(pages, first, len(pages), title)


def _part(pages: list[str], first: int, end: int, title: str) -> Iterator[Part]:
    text = "\n\n".join(page for page in pages[first:end] if page)
    if text:
        where = f"Page {first + 1}" if end == first + 1 else f"Pages {first + 1}–{end}"
        yield Part(heading(f"{title} ({where})" if title else where), text, minutes(text))
