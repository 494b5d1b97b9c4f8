"""Text and numbers of a source, checked and cut to what the catalogue holds."""

import math
import re
from pathlib import Path
from urllib.parse import urlsplit

from wayfare.core.errors import TooLarge
from wayfare.core.imports import RowError

MAX_FILE = 2_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def line(value: object) -> str:
    """Return a value as one line of text without control characters; nothing for what is not text."""
    if not isinstance(value, str):
        return ""
    if value.isprintable() and "  " not in value:  # most are, and this is five times as quick
        return value.strip()
    return _SPACE.sub(" ", _CONTROL.sub(" ", value)).strip()


def prose(value: object) -> str:
    """Return a value as text with its line breaks but without other control characters."""
    if not isinstance(value, str):
        return ""
    if value.isprintable():
        return value.strip()
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def required(cells: dict[str, object], name: str, longest: int) -> str:
    """Return a cell as one line. Raises RowError where it is empty or longer than ``longest`` characters."""
    text = line(cells.get(name))
    if not text:
        raise RowError(name, cells.get(name, ""), f"The {name} is missing.")
    if len(text) > longest:
        raise RowError(name, text, f"The {name} has more than {longest} characters.")
    return text


class Once:
    """The ids of a folder's files: each may stand once in all of them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[str, str] = {}

    def take(self, cells: dict[str, object]) -> str:
        """Return the id of a row. Raises RowError where it is missing or stands in an earlier row."""
        key = required(cells, "id", 200)
        if key in self._places:
            raise RowError("id", key, f"This id stands in {self._places[key]} already.")
        self._places[key] = str(cells.get("__file__", ""))
        return key


def cut(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters, with an ellipsis where it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def number(value: object) -> float | None:
    """Return a finite number, also from text such as “4.7”; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def level(value: object) -> float:
    """Return a level from 1 to 5. Raises RowError."""
    found = number(value)
    if found is None or not 1 <= found <= 5:
        raise RowError("level", value, "A level is a number from 1 to 5.")
    return found


def minutes(value: object) -> float:
    """Return minutes, more than none and at most a year of working time. Raises RowError."""
    found = number(value)
    if found is None or not 0 < found <= 120_000:
        raise RowError("minutes", value, "Minutes are a number above 0.")
    return found


def link(value: object) -> str:
    """Return an http or https address, or nothing for anything else."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > 1000 or _SPACE.search(text) or _CONTROL.search(text):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and host else ""


def read(path: Path, shown: str) -> str:
    """Return the text of a small file. Raises RowError where it is missing or not UTF-8, TooLarge above two megabytes."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise TooLarge(f"{shown} has more than {MAX_FILE:,} bytes. Nothing was imported.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RowError("", shown, "Not UTF-8 text. Save the file as UTF-8 and try again.") from error
    except OSError as error:
        raise RowError("", shown, "There is no such file, or it cannot be read.") from error
    if "\x00" in text:
        raise RowError("", shown, "This is no text file.")
    return text.replace("\r\n", "\n")
