"""Web pages by their headings: what somebody wrote, without what stands around it. Pure."""

import re
from html.parser import HTMLParser

from wayfare.catalog.files.parts import Document, Section, cut, document

_AROUND = frozenset(
    ["script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "svg", "button"]
)
_HEADINGS = frozenset(["h1", "h2", "h3"])
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "br",
        "tr",
        "table",
        "section",
        "article",
        "main",
        "blockquote",
        "pre",
        "h4",
        "h5",
        "h6",
    ]
)
_BODY = frozenset(["main", "article"])
_SPACE = re.compile(r"[ \t\r\n]+")
_LINES = re.compile(r"\s*\n\s*")


class _Reader(HTMLParser):
    """Collects sections; those inside of ``main`` or ``article`` apart, because they are the page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.all: list[tuple[str, list[str], bool]] = [("", [], False)]
        self._around = self._body = 0
        self._into = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _AROUND:
            self._around += 1
        self._body += tag in _BODY
        if tag in _HEADINGS and not self._around:
            self.all.append(("", [], self._body > 0))
            self._into = tag
        elif tag == "title":
            self._into = tag
        elif tag in _BLOCKS:
            self._add("\n\n" if tag != "br" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _AROUND:
            self._around = max(0, self._around - 1)
        if tag in _BODY:
            self._body = max(0, self._body - 1)
        if tag == self._into:
            self._into = ""
        elif tag in _BLOCKS:
            self._add("\n\n")

    def handle_data(self, data: str) -> None:
        if self._into == "title":
            self.title += data
        elif self._around:
            return
        elif self._into:
            title, texts, inside = self.all[-1]
            self.all[-1] = (title + data, texts, inside)
        else:
            self._add(_SPACE.sub(" ", data))

    def _add(self, text: str) -> None:
        if self._around:
            return
        title, texts, inside = self.all[-1]
        if not title and not texts and self._body:
            self.all[-1] = (title, texts, inside := True)
        elif self._body and not inside:
            self.all.append((title, texts := [], inside := True))
        texts.append(text)


def page(text: str, untitled: str) -> Document:
    """Return the stretches below the headings of the first three levels. Raises Refused."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    inside = [one for one in reader.all if one[2]]
    chosen = inside if sum(len("".join(texts).strip()) for _, texts, _ in inside) else reader.all
    sections = [Section(title, _LINES.sub("\n\n", "".join(texts))) for title, texts, _ in chosen]
    title = reader.title.strip() or next((one.title for one in sections if one.title.strip()), "")
    return document(title, cut(sections, title or untitled))
