"""Reading files: what is a row, what is a bad row, and what is no file of this kind at all."""

import csv
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.core.imports import readers
from wayfare.core.imports.readers import RawRow, read_csv, read_jsonl

cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


def write(tmp_path: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rows_carry_their_line_and_how_far_the_file_was_read(tmp_path: Path) -> None:
    rows = list(read_csv(write(tmp_path, "id,name\n1,Ada\n2,Grace\n"), ["id"]))
    assert [(row.line, row.cells) for row in rows] == [
        (2, {"id": "1", "name": "Ada"}),
        (3, {"id": "2", "name": "Grace"}),
    ]
    assert rows[-1].offset <= len("id,name\n1,Ada\n2,Grace\n")


def test_a_cell_over_several_lines_leaves_the_next_rows_line_right(tmp_path: Path) -> None:
    rows = list(read_csv(write(tmp_path, 'id,name\n1,"A\nB\nC"\n2,D\n'), ["id"]))
    assert [row.line for row in rows] == [2, 5]
    assert rows[0].cells["name"] == "A\nB\nC"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    rows = list(read_csv(write(tmp_path, b"\xef\xbb\xbfid,name\r\n1,Ada\r\n"), ["id", "name"]))
    assert [row.cells for row in rows] == [{"id": "1", "name": "Ada"}]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    assert len(list(read_csv(write(tmp_path, "id\n1\n\n\n2\n"), ["id"]))) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "has no column “id”"),
        ("name\nAda\n", "has no column “id”"),
        ("id|name\n1|Ada\n", "has no column “id”"),
        ("id,id\n1,2\n", "has the column “id” twice"),
        ('id,name\n1,"Ada\n', "cannot be read as CSV"),
        ('id,name\n1,"Ada"x\n', "cannot be read as CSV"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        list(read_csv(write(tmp_path, content), ["id"]))
    assert "Nothing was imported" in caught.value.message
    assert caught.value.next


def test_the_refusal_of_a_header_names_what_the_file_has(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        list(read_csv(write(tmp_path, "number,name\n1,Ada\n"), ["id", "name"]))
    assert "number, name" in caught.value.next
    assert caught.value.details == {"missing": ["id"]}


@pytest.mark.parametrize(("content", "cells"), [("id,name\n1\n", 1), ("id,name\n1,Ada,x\n", 3)])
def test_a_row_of_another_width_is_a_bad_row_and_the_next_one_is_read(tmp_path: Path, content: str, cells: int) -> None:
    bad, good = read_csv(write(tmp_path, content + "2,Grace\n"), ["id"])
    assert bad.error is not None
    assert f"{cells} cells" in bad.error.error
    assert good.cells == {"id": "2", "name": "Grace"}


@pytest.mark.parametrize("raw", [b"1,Caf\xe9\n", b"1,a\x00b\n", b"1,\xff\xfe\n"])
def test_bytes_that_are_no_text_make_a_bad_row_that_names_the_column(tmp_path: Path, raw: bytes) -> None:
    bad, good = read_csv(write(tmp_path, b"id,name\n" + raw + b"2,Grace\n"), ["id"])
    assert bad.error is not None
    assert bad.error.column == "name"
    assert "UTF-8" in bad.error.error
    assert bad.error.value.isprintable() or "\\x" in bad.error.value or "\x00" in bad.error.value
    assert good.error is None


def test_a_very_long_cell_is_refused_and_the_memory_stays_small(tmp_path: Path) -> None:
    path = write(tmp_path, "id,name\n1," + "x" * 10_000_000 + "\n")
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="characters"):
            list(read_csv(path, ["id"]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


def test_a_cell_just_over_the_limit_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "id,name\n1,a\n2," + "x" * (readers.MAX_CELL + 1) + "\n")
    with pytest.raises(TooLarge, match="line 3"):
        list(read_csv(path, ["id"]))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(NotFound, match="There is no file"):
            list(read_csv(path, ["id"]))
        with pytest.raises(NotFound, match="There is no file"):
            list(read_jsonl(path))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=8))
def test_whatever_the_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["a", "b"])
    writer.writerows(rows)
    path = write(tmp_path_factory.mktemp("csv"), text.getvalue().encode())
    assert [tuple(row.cells.values()) for row in read_csv(path, ["a"])] == rows


def test_lines_of_json_are_rows_and_blank_ones_are_not(tmp_path: Path) -> None:
    rows = list(read_jsonl(write(tmp_path, '{"id": "1"}\n\n{"id": "2", "tags": ["x"]}\n')))
    assert [(row.line, row.cells) for row in rows] == [(1, {"id": "1"}), (3, {"id": "2", "tags": ["x"]})]


@pytest.mark.parametrize(
    "line", ['{"id": ', "[1, 2]", "7", "null", "nonsense", '{"id": 1} trailing', '{"id": NaN}', "{'id': 1}"]
)
def test_a_line_that_is_no_json_object_is_a_bad_row_and_the_next_one_is_read(tmp_path: Path, line: str) -> None:
    bad, good = read_jsonl(write(tmp_path, f'{line}\n{{"id": "2"}}\n'))
    assert bad.error is not None
    assert bad.line == 1
    assert good.cells == {"id": "2"}


def test_a_file_that_was_cut_off_has_one_bad_row_at_its_end(tmp_path: Path) -> None:
    whole = "\n".join(json.dumps({"id": str(n), "title": "x" * 20}) for n in range(10))
    rows = list(read_jsonl(write(tmp_path, whole[:-15])))
    assert [row.error is None for row in rows] == [True] * 9 + [False]


def test_a_value_of_a_row_that_is_too_long_is_named(tmp_path: Path) -> None:
    row = next(read_jsonl(write(tmp_path, json.dumps({"id": "1", "title": "x" * (readers.MAX_CELL + 1)}))))
    assert row.error is not None
    assert row.error.column == "title"
    assert len(row.error.value) < 200


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="Line 2"):
        list(read_jsonl(write(tmp_path, '{"id": "1"}\n' + "x" * (readers.MAX_LINE + 10))))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = write(tmp_path_factory.mktemp("any"), content)
    for read in (lambda: list(read_jsonl(path)), lambda: list(read_csv(path, ["id"]))):
        rows = _rows_or_none(read)
        assert rows is None or all(row.error is not None or isinstance(row.cells, dict) for row in rows)


def _rows_or_none(read: Callable[[], list[RawRow]]) -> list[RawRow] | None:
    """Return what was read, or None where the file was refused; any other failure is a failure of the test."""
    try:
        return read()
    except Invalid:
        return None


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_header_shows_what_parts_the_cells(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "some.csv"
    path.write_text(f'id{mark}name\n1{mark}"Ada, of; London"\n', encoding="utf-8")
    assert [row.cells for row in read_csv(path, ["id"])] == [{"id": "1", "name": "Ada, of; London"}]
