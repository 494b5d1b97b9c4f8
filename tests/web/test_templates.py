"""Rules that every template keeps."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines

import wayfare.web

FOLDER = Path(wayfare.web.__file__).parent / "templates"
TEMPLATES = sorted(FOLDER.glob("*.html"))
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-text")


class Texts(HTMLParser):
    """Collects what people would read: text between tags, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SPOKEN]


def bare_texts(source: str) -> list[str]:
    """Return words that stand in a template without passing through gettext."""
    without_code = re.sub(r"\{[{%#].*?[}%#]\}", "", source, flags=re.DOTALL)
    without_commands = re.sub(r"<code>.*?</code>", "", without_code, flags=re.DOTALL)
    reader = Texts()
    reader.feed(without_commands)
    return [text.strip() for text in reader.found if re.search(r"[^\W\d_]{2,}", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_goes_through_gettext(path):
    assert bare_texts(path.read_text("utf-8")) == []


def test_a_bare_word_would_be_found():
    assert bare_texts('<p>{{ _("fine") }} not fine</p>') == ["not fine"]
    assert bare_texts('<a aria-label="Not fine"></a>') == ["Not fine"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_style_or_script(path):
    source = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?! src=)|hx-on", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_has_its_token(path):
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text("utf-8"), flags=re.DOTALL)
    assert all("csrf_input" in form or "{{ csrf }}" in form for form in forms)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_whatever_htmx_does_works_as_a_plain_form_too(path):
    for form in re.findall(r"<form[^>]*hx-post[^>]*>", path.read_text("utf-8")):
        addresses = re.findall(r'(?:action|hx-post)="(\{\{.*?\}\})"', form)
        assert len(addresses) == 2
        assert addresses[0] == addresses[1]
        assert 'method="post"' in form


def test_templates_are_compiled_once():
    environment = engines["jinja2"].env
    assert not environment.auto_reload
    assert environment.get_template("home.html") is environment.get_template("home.html")
