"""WebVTT subtitles by the minute. Pure."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from wayfare.catalog.files.parts import Document, Part, Refused, document

MINUTES, MOST_MINUTES = 3.0, 5.0
"""A stretch ends with the first sentence that ends after three minutes, and after five in any case."""
LONGEST = 24 * 60.0
ENDS = (".", "!", "?", "…", "。", "！", "？")


def subtitles(text: str) -> Document:
    """Return what is said, in stretches of some minutes, each called by its times. Raises Refused."""
    import webvtt
    from webvtt.errors import MalformedFileError

    try:
        captions = webvtt.from_buffer(io.StringIO(text)).captions
    except (MalformedFileError, ValueError) as error:
        raise Refused(
            "unreadable-file", "These are no WebVTT subtitles: they begin with WEBVTT, then times."
        ) from error
    if captions and captions[-1].end_in_seconds > 60 * LONGEST:
        raise Refused("too-long", "These subtitles go on for more than a day.")
    return document("", _stretches(captions))


def _stretches(captions: Sequence[Any]) -> Iterator[Part]:
    begin, said, last = None, list[str](), ""
    for caption in captions:
        begin = caption.start_in_seconds if begin is None else begin
        for line in caption.text.splitlines():
            if line.strip() and line.strip() != last:  # rolling captions say each line twice
                said.append(last := line.strip())
        length = (caption.end_in_seconds - begin) / 60
        if said and (length >= MOST_MINUTES or (length >= MINUTES and last.endswith(ENDS))):
            yield _part(begin, caption.end_in_seconds, said)
            begin, said = None, []
    if said and begin is not None:
        yield _part(begin, captions[-1].end_in_seconds, said)


def _part(begin: float, end: float, said: Sequence[str]) -> Part:
    length = round(max(0.1, (end - begin) / 60), 2)
    return Part(f"{_clock(begin)}–{_clock(end)}", " ".join(said), length)


def _clock(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
