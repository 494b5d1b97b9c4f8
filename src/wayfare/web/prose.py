"""Markdown of questions and answers, as safe HTML: no raw HTML, no pictures, no links."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink", "html_block"])
)


@lru_cache(maxsize=2048)
def prose(text: str) -> Markup:
    """Return paragraphs, lists, tables and code. Wide tables and code can be scrolled by keyboard."""
    return Markup(_reachable(_MARKDOWN.render(text)))  # noqa: S704  the renderer escapes everything that is not Markdown


@lru_cache(maxsize=4096)
def line(text: str) -> Markup:
    """Return one line: emphasis and code, no paragraphs."""
    return Markup(_MARKDOWN.renderInline(text))  # noqa: S704  as above


def _reachable(html: str) -> str:
    return (
        html.replace("<table>", '<div class="scroll" tabindex="0"><table>')
        .replace("</table>", "</table></div>")
        .replace("<pre>", '<pre tabindex="0">')
    )
