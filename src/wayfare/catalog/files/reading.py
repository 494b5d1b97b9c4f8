"""Read a file by its kind."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from wayfare.catalog.files.apart import read_apart
from wayfare.catalog.files.markdown import markdown
from wayfare.catalog.files.parts import Document, Refused
from wayfare.catalog.files.subtitles import subtitles
from wayfare.catalog.imports import texts

MB = 1_000_000
KINDS: Mapping[str, str] = MappingProxyType(
    {
        ".md": "markdown",
        ".markdown": "markdown",
        ".html": "page",
        ".htm": "page",
        ".xhtml": "page",
        ".pdf": "pdf",
        ".vtt": "subtitles",
    }
)
MOST_BYTES = {"markdown": 2 * MB, "page": 5 * MB, "subtitles": 5 * MB, "pdf": 50 * MB}


def read(path: Path) -> Document:
    """Return the text of a file. Raises Refused, with a code that says what is wrong."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise Refused("unknown-kind", f"Files are read as {', '.join(sorted(KINDS))}; this is none of them.")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES[kind]:
            raise Refused("too-large", f"The file has {size:,} bytes; the limit is {MOST_BYTES[kind]:,}.")
        content = path.read_bytes()
    except OSError as error:
        raise Refused("no-file", "There is no such file, or it cannot be read.") from error
    untitled = called(path)
    if kind == "pdf" and b"%PDF-" not in content[:1_024]:
        raise Refused("unreadable-file", "This is no PDF, whatever its name says.")
    text = "" if kind == "pdf" else _text(content)
    if kind in ("pdf", "page"):
        return read_apart(path, untitled)
    return subtitles(text) if kind == "subtitles" else markdown(text, untitled)


def called(path: Path) -> str:
    """Return the name of a file as words: what it is called where it does not say so itself."""
    return path.stem.replace("-", " ").replace("_", " ").strip().capitalize()


def _text(content: bytes) -> str:
    """Return UTF-8 as text without control characters. Raises Refused for anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("not-text", "This is not UTF-8 text. Save the file as UTF-8 and try again.") from error
    if "\x00" in text:
        raise Refused("not-text", "This is no text file, whatever its name says.")
    return texts.prose(text)
