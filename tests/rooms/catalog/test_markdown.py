"""Lessons in Markdown: front matter, headings with their anchors, fences, and what is refused with its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.imports import markdown
from wayfare.catalog.imports.markdown import Misplaced, Stretch
from wayfare.core.imports import RowError

HEAD = '+++\nid = "a"\n+++\n'


def stretches(body: str) -> list[Stretch]:
    return markdown.lesson(HEAD + body)[1]


def only(body: str) -> Stretch:
    (found,) = stretches(body)
    return found


def refused(body: str) -> Misplaced:
    with pytest.raises(Misplaced) as raised:
        stretches(body)
    return raised.value


def test_front_matter_and_segments_are_read() -> None:
    head, found = markdown.lesson('+++\nid = "a"\nlevel = 2\n+++\n\n## One {#one}\n\nText.\n\n## Two {#two}\nMore.')
    assert head == {"id": "a", "level": 2}
    assert [(part.anchor, part.title, part.text, part.line) for part in found] == [
        ("one", "One", "Text.", 6),
        ("two", "Two", "More.", 10),
    ]


def test_what_a_heading_leaves_out_is_left_open() -> None:
    found = only("## One {#one}\nText.")
    assert (found.skill, found.level, found.minutes) == (None, None, None)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("skill=safety", ("safety", None, None)),
        ("level=3", (None, 3.0, None)),
        ("minutes=1.5", (None, None, 1.5)),
        ("minutes=2 skill=a/b level=5", ("a/b", 5.0, 2.0)),
        ("  skill=x   level=1  ", ("x", 1.0, None)),
        ("skill=2.B.1.a", ("2.B.1.a", None, None)),
    ],
)
def test_a_heading_says_skill_level_and_minutes(rest: str, expected: tuple[object, ...]) -> None:
    found = only(f"## One {{#one {rest}}}\nText.")
    assert (found.skill, found.level, found.minutes) == expected


@pytest.mark.parametrize(
    ("heading", "title", "anchor"),
    [
        ("## A {#a}", "A", "a"),
        ("##\tTab {#tab}", "Tab", "tab"),
        ("##   Wide   {#wide}  ", "Wide", "wide"),
        ("## {#bare}", "", "bare"),
        ("## With *stars* and `code` {#s}", "With *stars* and `code`", "s"),
        ("## Brackets {x} {#b}", "Brackets {x}", "b"),
        ("## Dots {#v1.2-b_c}", "Dots", "v1.2-b_c"),
        ("## Zwölf {#zwölf}", "Zwölf", "zwölf"),
        (f"## Long {{#{'x' * 120}}}", "Long", "x" * 120),
    ],
)
def test_a_heading_is_a_title_with_an_anchor(heading: str, title: str, anchor: str) -> None:
    found = only(f"{heading}\nText.")
    assert (found.title, found.anchor) == (title, anchor)


def test_a_very_long_title_is_cut() -> None:
    title = only(f"## {'word ' * 100}{{#a}}\nText.").title
    assert len(title) <= 300
    assert title.endswith("…")


@pytest.mark.parametrize(
    "line", ["# One", "### Three {#three}", "##No space {#n}", " ## Indented {#i}", "#### Four", "\\## no"]
)
def test_other_lines_with_signs_are_text(line: str) -> None:
    assert only(f"## One {{#one}}\n{line}").text == line.strip()


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("```", "```"), ("~~~", "~~~"), ("```python", "```"), ("````", "````"), ("   ```", "```"), ("```", "`````  ")],
)
def test_a_heading_in_fenced_code_is_code(opens: str, closes: str) -> None:
    found = stretches(f"## One {{#one}}\n{opens}\n## not a heading\n{closes}\n## Two {{#two}}\nText.")
    assert [part.anchor for part in found] == ["one", "two"]
    assert "## not a heading" in found[0].text


@pytest.mark.parametrize(("opens", "no_end"), [("```", "~~~"), ("````", "```"), ("```", "``` python"), ("~~~", "~~")])
def test_a_fence_ends_with_its_own_sign_only(opens: str, no_end: str) -> None:
    found = only(f"## One {{#one}}\n{opens}\n{no_end}\n## still code\n")
    assert "## still code" in found.text


def test_code_that_is_indented_further_opens_no_fence() -> None:
    found = stretches("## One {#one}\n    ```\n## Two {#two}\nText.")
    assert [part.anchor for part in found] == ["one", "two"]


def test_a_segment_may_be_empty() -> None:
    assert [part.text for part in stretches("## One {#one}\n## Two {#two}")] == ["", ""]


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("", 4, "under headings"),
        ("\n\n", 4, "under headings"),
        ("Text without a heading.", 4, "under headings"),
        ("Text before.\n## One {#one}\n", 4, "under headings"),
        ("```\n## One {#one}\n```", 4, "under headings"),
        ("## One\nText.", 4, "has an anchor"),
        ("\n## One {one}", 5, "has an anchor"),
        ("## One {#}", 4, "has an anchor"),
        ("## One {#a b} more", 4, "has an anchor"),
        ("## One {#a/b}", 4, "Only skill="),
        ("## One {#a {b}}", 4, "has an anchor"),
        (f"## One {{#{'x' * 121}}}", 4, "Only skill="),
        ("## One {#a colour=red}", 4, "Only skill="),
        ("## One {#a level=2 level=3}", 4, "once each"),
        ("## One {#a level=}", 4, "Only skill="),
        ("## One {#a level = 2}", 4, "Only skill="),
        ("## One {#a level=0}", 4, "from 1 to 5"),
        ("## One {#a level=high}", 4, "from 1 to 5"),
        ("## One {#a minutes=-1}", 4, "above 0"),
        ("## One {#a minutes=1e9}", 4, "above 0"),
        ("## One {#a}\n\n## Two {#a}", 6, "earlier in the lesson"),
        ("## One {#a}\n## Two {#b}\n## Three\n", 6, "has an anchor"),
    ],
)
def test_what_cannot_be_read_says_on_which_line(body: str, line: int, said: str) -> None:
    found = refused(body)
    assert found.at == line
    assert said in found.error


def test_anchors_differ_by_case() -> None:
    assert len(stretches("## One {#a}\n## Two {#A}")) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with a line"),
        ("## One {#one}", "begins with a line"),
        ("\n+++\n+++\n", "begins with a line"),
        ("---\nid: a\n---\n", "begins with a line"),
        ("+++", "never ends"),
        ('+++\nid = "a"\n', "never ends"),
        ("+++\nid = \n+++\n", "not valid TOML"),
        ("+++\nid = 1\nid = 2\n+++\n", "not valid TOML"),
    ],
)
def test_a_lesson_without_front_matter_is_refused(text: str, said: str) -> None:
    with pytest.raises(RowError, match=said):
        markdown.lesson(text)


def test_space_around_the_marks_of_front_matter_does_no_harm() -> None:
    head, found = markdown.lesson("+++  \n \n  +++\n## One {#one}\nText.")
    assert head == {}
    assert found[0].line == 4


@pytest.mark.parametrize("text", ["a = [" * 3_000, "a = ", "=", "[a\n", 'a = "\n"'])
def test_a_broken_table_is_an_error_of_the_row(text: str) -> None:
    with pytest.raises(RowError, match="not valid TOML"):
        markdown.table(text)


@given(st.text(max_size=200))
def test_any_text_is_a_lesson_or_an_error_of_the_row(text: str) -> None:
    with suppress(RowError):
        head, found = markdown.lesson(f"+++\n+++\n{text}")
        assert head == {}
        assert len({part.anchor for part in found}) == len(found) >= 1


@given(st.lists(st.text("abc xyz*_.`#\n", max_size=30).filter(lambda text: "```" not in text), min_size=1, max_size=4))
def test_every_line_of_a_lesson_belongs_to_one_segment(bodies: list[str]) -> None:
    plain = [body.replace("#", "") for body in bodies]
    text = "\n".join(f"## Title {number} {{#a{number}}}\n{body}" for number, body in enumerate(plain))
    assert [part.text for part in stretches(text)] == [body.strip() for body in plain]
