"""Markdown by its headings. Pure."""

import re
import tomllib
from collections.abc import Iterator

from wayfare.catalog.files.parts import Document, Section, cut, document

_HEADING = re.compile(r" {0,3}(#{1,3})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_ANCHOR = re.compile(r"[ \t]*\{#[^{}]*\}$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TITLE = re.compile(r"title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.IGNORECASE)


def markdown(text: str, untitled: str) -> Document:
    """Return the stretches below the headings of the first three levels; code between fences has none. Raises Refused."""
    title, lines = _front(text.split("\n"))
    sections = list(_sections(lines))
    title = title or next((section.title for section in sections if section.title), "")
    return document(title, cut(sections, title or untitled))


def _front(lines: list[str]) -> tuple[str, list[str]]:
    """Return the title that front matter (TOML or YAML) says, and the lines below it."""
    mark = lines[0].strip()
    if mark not in ("+++", "---"):
        return "", lines
    end = next((number for number, line in enumerate(lines) if number and line.strip() == mark), None)
    if end is None:
        return "", lines
    head, rest = lines[1:end], lines[end + 1 :]
    if mark == "---":
        said = next((found[1] for line in head if (found := _TITLE.match(line))), "")
        return said, rest
    try:
        given = tomllib.loads("\n".join(head)).get("title", "")
    except tomllib.TOMLDecodeError:
        given = ""
    return str(given), rest


def _sections(lines: list[str]) -> Iterator[Section]:
    title, kept, fence = "", list[str](), ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence
        elif mark:
            fence = mark[1]
        elif found := _HEADING.match(line):
            yield Section(title, "\n".join(kept))
            title, kept = _ANCHOR.sub("", found[2]), []
            continue
        kept.append(line)
    yield Section(title, "\n".join(kept))
