"""Lessons in Markdown: TOML front matter between lines of ``+++``, then segments under second-level headings.

``## Heading {#anchor skill=… level=… minutes=…}`` opens a segment. What is left out comes from the front matter.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from wayfare.catalog.imports import texts
from wayfare.core.imports import RowError

_HEADING = re.compile(r"##[ \t]+(?P<title>.*?)[ \t]*\{#(?P<anchor>[\w.-]{1,120})(?P<rest>[^{}]*)\}[ \t]*")
_PAIR = re.compile(r"(skill|level|minutes)=(\S+)")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")


class Misplaced(RowError):
    """Something wrong at a known line of a file."""

    def __init__(self, at: int, column: str, value: object, error: str) -> None:
        """Add the line, counted from 1."""
        super().__init__(column, value, error)
        self.at = at


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment as it is written; skill, level and minutes are None where they were left out."""

    line: int
    anchor: str
    title: str
    text: str
    skill: str | None
    level: float | None
    minutes: float | None


def table(text: str) -> dict[str, object]:
    """Return a TOML table. Raises RowError."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RowError("", str(error), "This is not valid TOML.") from error


def lesson(text: str) -> tuple[dict[str, object], list[Stretch]]:
    """Return a lesson's front matter and segments. Raises RowError, with its line where one is known."""
    lines = text.split("\n")
    if lines[0].strip() != "+++":
        raise RowError("", lines[0], "A lesson begins with a line +++ and its front matter in TOML.")
    end = next((number for number, line in enumerate(lines) if number and line.strip() == "+++"), None)
    if end is None:
        raise RowError("", lines[0], "The front matter never ends: a second line +++ is missing.")
    head = table("\n".join(lines[1:end]))
    return head, list(_stretches(lines, end + 1))


def _stretches(lines: list[str], first: int) -> Iterator[Stretch]:
    marks = list(_headings(lines, first))
    before = "\n".join(lines[first : marks[0][0] if marks else len(lines)]).strip()
    if before or not marks:
        raise Misplaced(first + 1, "", before, "The text of a lesson stands under headings: ## Title {#anchor}.")
    seen: set[str] = set()
    for place, (start, heading) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else len(lines)
        found = _stretch(start, heading, "\n".join(lines[start + 1 : end]))
        if found.anchor in seen:
            raise Misplaced(start + 1, "anchor", found.anchor, "This anchor stands earlier in the lesson already.")
        seen.add(found.anchor)
        yield found


def _headings(lines: list[str], first: int) -> Iterator[tuple[int, str]]:
    """Yield the second-level headings outside of fenced code."""
    fence = ""
    for number, line in enumerate(lines[first:], start=first):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence
        elif mark:
            fence = mark[1]
        elif line.startswith(("## ", "##\t")):
            yield number, line


def _stretch(start: int, heading: str, text: str) -> Stretch:
    found = _HEADING.fullmatch(heading)
    if found is None:
        raise Misplaced(
            start + 1, "", heading, "A heading has an anchor: ## Title {#anchor skill=… level=… minutes=…}."
        )
    pairs = found["rest"].split()
    said = {match[1]: match[2] for pair in pairs if (match := _PAIR.fullmatch(pair))}
    if len(said) != len(pairs):
        raise Misplaced(start + 1, "", heading, "Only skill=, level= and minutes= may follow the anchor, once each.")
    try:
        return Stretch(
            line=start + 1,
            anchor=found["anchor"],
            title=texts.cut(texts.line(found["title"]), 300),
            text=texts.prose(text),
            skill=said.get("skill"),
            level=texts.level(said["level"]) if "level" in said else None,
            minutes=texts.minutes(said["minutes"]) if "minutes" in said else None,
        )
    except RowError as error:
        raise Misplaced(start + 1, error.column, error.value, error.error) from error
