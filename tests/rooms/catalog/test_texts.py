"""Text and numbers of a source: what is kept, what is cut, what is refused."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.imports import texts
from wayfare.core.errors import TooLarge
from wayfare.core.imports import RowError

NO_TEXT = [None, 3, 3.5, True, ["a"], {"a": 1}, b"bytes"]
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.lists(st.integers())


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("", ""),
        ("plain", "plain"),
        ("  around  ", "around"),
        ("two  spaces", "two spaces"),
        ("a\tb\nc\r\nd", "a b c d"),
        ("bell\x07 rings", "bell rings"),
        ("escape\x1b[31m", "escape [31m"),
        ("line\u2028and\u2029paragraph", "line and paragraph"),
        ("\ufeffmark", "mark"),
        ("no-break\u00a0space", "no-break space"),
        ("half a pair \ud800", "half a pair"),
        ("next\u0085line", "next line"),
        ("naïve café 日本 🐍", "naïve café 日本 🐍"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("\n\t ", ""),
    ],
)
def test_a_line_has_no_breaks_and_no_control_characters(value: str, line: str) -> None:
    assert texts.line(value) == line


@pytest.mark.parametrize(
    ("value", "prose"),
    [
        ("", ""),
        ("  one line ", "one line"),
        ("two\nlines", "two\nlines"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("tab\tstays", "tab\tstays"),
        ("  two  spaces stay\n", "two  spaces stay"),
        ("bell\x07", "bell"),
        ("\x00null", "null"),
        ("a\u2028b", "ab"),
        ("\n\n\n", ""),
    ],
)
def test_prose_keeps_its_line_breaks_and_nothing_else(value: str, prose: str) -> None:
    assert texts.prose(value) == prose


@pytest.mark.parametrize("value", NO_TEXT)
def test_what_is_not_text_is_no_text(value: object) -> None:
    assert (texts.line(value), texts.prose(value), texts.link(value)) == ("", "", "")


@given(st.text(max_size=80))
def test_any_line_is_one_line_and_stays_as_it_is(text: str) -> None:
    found = texts.line(text)
    assert not set(found) & set("\n\r\t\x00\u2028\u2029")
    assert "  " not in found
    assert found == found.strip() == texts.line(found)


@given(st.text(max_size=80))
def test_cleaning_prose_twice_changes_nothing_more(text: str) -> None:
    found = texts.prose(text)
    assert texts.prose(found) == found
    assert "\r" not in found
    assert "\x00" not in found


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_is_kept_can_be_stored(text: str) -> None:
    (texts.line(text) + texts.prose(text)).encode("utf-8")


@pytest.mark.parametrize("cells", [{}, {"title": ""}, {"title": " \n"}, {"title": None}, {"title": 3}])
def test_a_required_cell_has_to_be_there(cells: dict[str, object]) -> None:
    with pytest.raises(RowError, match="The title is missing") as raised:
        texts.required(cells, "title", 10)
    assert raised.value.column == "title"


def test_a_required_cell_may_be_as_long_as_it_may() -> None:
    assert texts.required({"id": f" {'x' * 10} "}, "id", 10) == "x" * 10
    with pytest.raises(RowError, match="more than 10 characters"):
        texts.required({"id": "x" * 11}, "id", 10)


def test_an_error_shows_the_start_of_a_long_value_only() -> None:
    with pytest.raises(RowError) as raised:
        texts.required({"id": "x" * 5_000}, "id", 10)
    assert raised.value.value == "x" * 120 + "…"


def test_an_id_is_taken_once() -> None:
    once = texts.Once()
    assert once.take({"id": " a ", "__file__": "one.toml"}) == "a"
    assert once.take({"id": "b", "__file__": "two.toml"}) == "b"
    with pytest.raises(RowError, match=r"stands in one\.toml already"):
        once.take({"id": "a", "__file__": "three.toml"})
    assert texts.Once().take({"id": "a"}) == "a"


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [
        ("", 5, ""),
        ("exact", 5, "exact"),
        ("longer", 5, "long…"),
        ("two words", 5, "two…"),
        ("ab", 1, "…"),
    ],
)
def test_a_long_text_is_cut_with_an_ellipsis(text: str, longest: int, short: str) -> None:
    assert texts.cut(text, longest) == short


@given(st.text(max_size=50), st.integers(1, 40))
def test_a_cut_text_is_never_too_long(text: str, longest: int) -> None:
    found = texts.cut(text, longest)
    assert len(found) <= longest
    assert found == text or text.startswith(found.removesuffix("…"))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3.0),
        (4.5, 4.5),
        ("4.5", 4.5),
        (" 7 ", 7.0),
        ("-1", -1.0),
        ("1e3", 1000.0),
        (0, 0.0),
        ("", None),
        ("4,5", None),
        ("four", None),
        ("nan", None),
        ("inf", None),
        ("-Infinity", None),
        (math.nan, None),
        (math.inf, None),
        ("1e999", None),
        (10**400, None),
        (True, None),
        (False, None),
        (None, None),
        ([4], None),
        ({"a": 1}, None),
    ],
)
def test_a_number_is_finite_or_none(value: object, number: float | None) -> None:
    assert texts.number(value) == number


@given(JSON)
def test_any_value_gives_a_finite_number_or_none(value: object) -> None:
    found = texts.number(value)
    assert found is None or math.isfinite(found)


@pytest.mark.parametrize(("value", "level"), [(1, 1.0), (5, 5.0), ("2.5", 2.5), (1.0, 1.0)])
def test_a_level_lies_on_the_scale(value: object, level: float) -> None:
    assert texts.level(value) == level


@pytest.mark.parametrize("value", [0, 0.99, 5.01, 6, -2, "", "high", None, True, "nan", [3]])
def test_what_lies_off_the_scale_is_no_level(value: object) -> None:
    with pytest.raises(RowError, match="from 1 to 5") as raised:
        texts.level(value)
    assert raised.value.column == "level"


@pytest.mark.parametrize(("value", "minutes"), [(0.5, 0.5), ("90", 90.0), (120_000, 120_000.0)])
def test_minutes_are_more_than_none(value: object, minutes: float) -> None:
    assert texts.minutes(value) == minutes


@pytest.mark.parametrize("value", [0, -5, 120_001, "", "an hour", None, True, "inf"])
def test_what_nobody_could_spend_is_no_minutes(value: object) -> None:
    with pytest.raises(RowError, match="above 0") as raised:
        texts.minutes(value)
    assert raised.value.column == "minutes"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/",
        "https://user@example.org:8443/x",
        "https://例え.jp/",
        "https://[2001:db8::1]/",
        "https://example.org/%20",
        "https://example.org/" + "x" * 980,
    ],
)
def test_a_web_address_is_kept_as_it_is(address: str) -> None:
    assert texts.link(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "/path",
        "//example.org",
        "ftp://example.org",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,<b>",
        "file:///etc/passwd",
        "https:///path",
        "https://",
        "http:example.org",
        "https://exa mple.org",
        "https://example.org/\x00",
        "https://example.org/\u2028x",
        "https://[::1",
        "https://example.org/" + "x" * 981,
    ],
)
def test_what_is_no_web_address_is_left_out(address: str) -> None:
    assert texts.link(address) == ""


@given(st.text(max_size=60))
def test_an_address_either_leads_to_the_web_or_is_empty(text: str) -> None:
    found = texts.link(f"https://{text}")
    assert found == "" or (found.startswith("https://") and not any(sign.isspace() for sign in found))


def test_a_file_is_read_without_its_mark_and_with_plain_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    assert texts.read(path, "a.txt") == "one\ntwo\n"


@pytest.mark.parametrize(
    ("content", "said"), [(b"caf\xe9", "Not UTF-8"), (b"a\x00b", "no text file"), (b"\xff\xfea\x00", "Not UTF-8")]
)
def test_a_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(RowError, match=said) as raised:
        texts.read(path, "folder/a.txt")
    assert raised.value.value == "folder/a.txt"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.txt", tmp_path, tmp_path / "a" / "b"):
        with pytest.raises(RowError, match="no such file"):
            texts.read(path, "x")


def test_a_file_may_be_just_so_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * texts.MAX_FILE)
    assert len(texts.read(path, "a.txt")) == texts.MAX_FILE
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(TooLarge, match="more than 2,000,000 bytes"):
        texts.read(path, "a.txt")
