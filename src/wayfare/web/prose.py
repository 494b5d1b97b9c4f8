"""Markdown of lessons and questions, as safe HTML: no raw HTML, no pictures, links that tell nobody where they come from."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

_BLOCKS = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_LINE = MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])


@lru_cache(maxsize=2048)
def prose(text: str) -> Markup:
    """Return paragraphs, lists, tables and code. Wide tables and code can be scrolled by keyboard."""
    return Markup(_reachable(_BLOCKS.render(text)))  # noqa: S704  the renderer escapes everything that is not Markdown


@lru_cache(maxsize=4096)
def line(text: str) -> Markup:
    """Return one line: emphasis and code, no paragraphs and no links: it may stand inside a label."""
    return Markup(_LINE.renderInline(text))  # noqa: S704  as above


def _reachable(html: str) -> str:
    return (
        html.replace("<a href=", '<a rel="noopener noreferrer external" href=')
        .replace("<table>", '<div class="scroll" tabindex="0"><table>')
        .replace("</table>", "</table></div>")
        .replace("<pre>", '<pre tabindex="0">')
    )
