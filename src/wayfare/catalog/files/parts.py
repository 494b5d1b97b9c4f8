"""What a file becomes: stretches with a title, some minutes and their text. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CHARACTERS_A_MINUTE = 1_200
"""About 200 words of English; counted in characters, because not every script puts spaces between words."""
LEAST_MINUTES = 0.5
SHORT, LONG = 300, 6_000
"""A stretch below 15 seconds goes with its neighbour; one above five minutes is cut."""
MOST_TEXT = 600_000
"""Characters of a whole file: eight hours of reading."""
MOST_RUN = 20_000
"""Characters without the end of a sentence or line: more is no text that somebody wrote."""
MOST_TITLE = 300
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s*|\n")
_SPACE = re.compile(r"\s+")


class Refused(Exception):
    """A file that cannot be used. ``code`` is stable, the message is for a person."""

    def __init__(self, code: str, message: str) -> None:
        """Take both."""
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file."""

    title: str
    text: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch as the file itself cuts it: below one heading, or on some pages."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file's own title (empty where it has none) and its stretches."""

    title: str
    parts: tuple[Part, ...]


def document(title: str, parts: Iterable[Part]) -> Document:
    """Return a file's text. Raises Refused where there is none, or too much."""
    found = tuple(parts)
    size = sum(len(part.text) for part in found)
    if not size:
        raise Refused("no-text", "There is no text in this file. Pictures of text have to be recognised first.")
    ensure_size(size)
    return Document(heading(title), found)


def ensure_size(characters: int) -> None:
    """Raise Refused for more text than a file may hold."""
    if characters > MOST_TEXT:
        raise Refused("too-long", f"The text has more than {MOST_TEXT:,} characters. Cut it into several files.")


def cut(sections: Iterable[Section], untitled: str) -> list[Part]:
    """Return stretches of up to five minutes; what stands before the first heading is called ``untitled``.

    Raises Refused for a run of text that never ends.
    """
    merged: list[Section] = []
    for section in sections:
        text = section.text.strip()
        title = heading(section.title) or (merged[-1].title if merged else untitled)
        if not text:
            continue
        if merged and len(merged[-1].text) < SHORT and len(merged[-1].text) + len(text) < LONG:
            before = merged.pop()
            merged.append(Section(before.title, f"{before.text}\n\n{title}\n\n{text}"))
        else:
            merged.append(Section(title, text))
    return [part for section in merged for part in _parts(section)]


def _parts(section: Section) -> Iterator[Part]:
    for number, text in enumerate(_pieces(section.text), start=1):
        title = section.title if number == 1 else f"{section.title} ({number})"
        yield Part(heading(title), text, minutes(text))


def minutes(text: str) -> float:
    """Return how long it takes to read a text."""
    return round(max(LEAST_MINUTES, len(text) / CHARACTERS_A_MINUTE), 2)


def heading(text: str) -> str:
    """Return a title on one line, cut to what the catalogue holds."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= MOST_TITLE else f"{line[: MOST_TITLE - 1].rstrip()}…"


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text between paragraphs, or where one is too long between sentences."""
    kept, size = list[str](), 0
    for paragraph in _PARAGRAPH.split(text):
        for piece in [paragraph] if len(paragraph) <= LONG else _sentences(paragraph):
            if kept and size + len(piece) > LONG:
                yield "\n\n".join(kept)
                kept, size = [], 0
            kept.append(piece)
            size += len(piece)
    if kept:
        yield "\n\n".join(kept)


def _sentences(paragraph: str) -> Iterator[str]:
    kept, size = list[str](), 0
    for sentence in _SENTENCE.split(paragraph):
        if len(sentence) > MOST_RUN:
            raise Refused(
                "no-sentences", f"More than {MOST_RUN:,} characters stand there without an end: no written text."
            )
        if kept and size + len(sentence) > LONG:
            yield " ".join(kept)
            kept, size = [], 0
        if sentence.strip():
            kept.append(sentence.strip())
            size += len(sentence)
    if kept:
        yield " ".join(kept)
