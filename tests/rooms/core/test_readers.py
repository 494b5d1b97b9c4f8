"""Files are read row by row, and what is not what it says it is gets refused in words."""

import csv
import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.core.imports import RawRow, read_csv, read_jsonl, readers

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def write(folder: Path, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / "rows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(path: Path, *required: str) -> list[RawRow]:
    return list(read_csv(path, required))


def error_of(row: RawRow) -> str:
    assert row.error is not None
    return row.error.error


def test_rows_have_cells_by_column_and_the_line_they_start_on(tmp_path: Path) -> None:
    found = rows(write(tmp_path, 'id,name\n1,"Ann\nArcher"\n\n2,Bob\n'), "id")
    assert [row.cells for row in found] == [{"id": "1", "name": "Ann\nArcher"}, {"id": "2", "name": "Bob"}]
    assert [row.line for row in found] == [2, 5]


def test_a_byte_order_mark_and_windows_line_ends_are_nothing_special(tmp_path: Path) -> None:
    found = rows(write(tmp_path, b"\xef\xbb\xbfid,name\r\n1,Ann\r\n"), "id", "name")
    assert [row.cells for row in found] == [{"id": "1", "name": "Ann"}]


@pytest.mark.parametrize("content", ["", "\n", "name\nAnn\n"])
def test_a_missing_column_is_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(Invalid, match="has no column “id”"):
        rows(write(tmp_path, content), "id")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="“name” twice"):
        rows(write(tmp_path, "id,name,name\n"), "id")


def test_a_quotation_that_never_ends_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read as CSV"):
        rows(write(tmp_path, 'id,name\n1,"Ann\n2,Bob\n'), "id")


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(NotFound, match="There is no file"):
            rows(path, "id")


def test_a_row_of_another_width_carries_an_error_and_the_next_is_read(tmp_path: Path) -> None:
    short, long, good = rows(write(tmp_path, "id,name\n1\n2,Bob,x\n3,Charlie\n"), "id")
    assert "1 cells, the header 2" in error_of(short)
    assert "3 cells, the header 2" in error_of(long)
    assert good.error is None


@pytest.mark.parametrize("cell", [b"caf\xe9", b"nu\x00ll"])
def test_bytes_that_are_no_text_are_an_error_of_their_row(tmp_path: Path, cell: bytes) -> None:
    bad, good = rows(write(tmp_path, b"id,name\n1," + cell + b"\n2,Bob\n"), "id")
    assert "Not UTF-8 text" in error_of(bad)
    assert good.error is None


def test_a_header_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"header of rows\.csv is not UTF-8"):
        rows(write(tmp_path, b"id,n\xe4me\n1,Ann\n"), "id")


def test_huge_cells_and_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_CELL", 100)
    with pytest.raises(TooLarge, match="more than 100 characters"):
        rows(write(tmp_path, f"id,name\n1,{'x' * 101}\n"), "id")
    monkeypatch.setattr(readers, "MAX_LINE", 50)
    with pytest.raises(TooLarge, match=r"Line 2 of rows\.csv"):
        rows(write(tmp_path, f"id,name\n1,{'x' * 60}\n"), "id")


def test_offsets_grow_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "id,name\n" + "".join(f"{n},Somebody\n" for n in range(5_000)))
    offsets = [row.offset for row in rows(path, "id")]
    assert offsets == sorted(offsets)
    assert offsets[-1] == path.stat().st_size


def test_json_lines_are_objects_and_bad_lines_carry_errors(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": 1}\n\n[1]\n{"id": \n{"id": 2}\n')
    first, array, cut, last = list(read_jsonl(path))
    assert (first.cells, first.line) == ({"id": 1}, 1)
    assert "not a JSON object" in error_of(array)
    assert "not valid JSON" in error_of(cut)
    assert (last.cells, last.line) == ({"id": 2}, 5)


def test_json_lines_in_another_encoding_carry_errors(tmp_path: Path) -> None:
    (row,) = read_jsonl(write(tmp_path, b'{"name": "caf\xe9"}\n'))
    assert "UTF-8" in error_of(row)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, TEXT), max_size=10))
def test_whatever_is_written_as_csv_is_read_as_it_was(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("one", "two"), *cells])
    found = rows(write(tmp_path, buffer.getvalue()), "one", "two")
    assert [tuple(row.cells.values()) for row in found] == cells


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(TEXT, TEXT | st.integers(-9, 9) | st.none(), min_size=1), max_size=10))
def test_whatever_is_written_as_json_lines_is_read_as_it_was(tmp_path: Path, objects: list[dict[str, object]]) -> None:
    path = write(tmp_path, "".join(json.dumps(one) + "\n" for one in objects))
    assert [row.cells for row in read_jsonl(path)] == objects


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_file_makes_the_readers_fail_in_any_other_way(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)
    for read in (lambda: rows(path, "id"), lambda: list(read_jsonl(path))):
        with suppress(Invalid):
            assert all(isinstance(row, RawRow) for row in read())
