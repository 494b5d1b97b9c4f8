"""Files that are not what they say they are: nothing is imported, and the reason is a sentence."""

from pathlib import Path

import pytest

from tests.rooms.people.files import people_file
from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.core.imports import Options, Report
from wayfare.core.imports.report import MAX_LISTED
from wayfare.core.models import ImportBatch, StagedRow
from wayfare.people import api as people
from wayfare.people.models import Person

pytestmark = pytest.mark.django_db
HEADER = "id,name,email\n"


def import_text(folder: Path, content: str | bytes, **options: bool) -> Report:
    path = folder / "people.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return people.import_people(path=path, form=None, mapping=None, options=Options(**options))


def nothing_is_left() -> bool:
    return not (Person.objects.exists() or StagedRow.objects.exists() or ImportBatch.objects.exists())


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        ("", Invalid, "no column"),
        (HEADER, Invalid, "holds no rows"),
        ("number,full name\n1,Alice\n", Invalid, "no column “id”, “name”"),
        ("id,name,name\n1,Alice,Bob\n", Invalid, "“name” twice"),
        (HEADER + 'a,"Alice,alice@example.org\nb,Bob,\n', Invalid, "cannot be read as CSV"),
        (HEADER + f"a,Alice,{'x' * 10_000_000}\n", TooLarge, "Line 2"),
        (HEADER + 'a,"' + "line\n" * 100_000 + '",\n', TooLarge, "A cell near line"),
        ("id,name,Gehälter\n".encode("latin-1") + b"a,Alice,1\n", Invalid, "header .* not UTF-8"),
        ("id,name\na,Alice\n".encode("utf-16"), Invalid, "header .* not UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", Invalid, "header .* not UTF-8"),
    ],
    ids=[
        "empty",
        "no-rows",
        "header",
        "twice",
        "cut-in-quotes",
        "ten-million",
        "long-cell",
        "latin-1",
        "utf-16",
        "xlsx",
    ],
)
def test_an_unusable_file_is_refused_whole(
    tmp_path: Path, content: str | bytes, kind: type[Invalid], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        import_text(tmp_path, content, keep_going=True)
    assert caught.value.next
    assert nothing_is_left()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        people.import_people(path=tmp_path / "nowhere.csv", form=None, mapping=None, options=Options())


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        people.import_people(path=tmp_path, form=None, mapping=None, options=Options())


def test_a_row_that_was_cut_off_is_rejected_with_its_line(tmp_path: Path) -> None:
    report = import_text(tmp_path, HEADER + "a,Alice,\nb,Bo")
    assert [(row.line, row.value) for row in report.rejected] == [(3, "2 cells")]
    assert nothing_is_left()


def test_a_row_that_is_not_utf_8_is_rejected_with_line_and_column(tmp_path: Path) -> None:
    content = HEADER.encode() + "a,Ålice,\n".encode("latin-1") + b"b,Bob,\n"
    report = import_text(tmp_path, content, keep_going=True)
    assert [(row.line, row.column) for row in report.rejected] == [(2, "name")]
    assert "UTF-8" in report.rejected[0].error
    assert report.rejected[0].value.isprintable()
    assert Person.objects.get().name == "Bob"


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert import_text(tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"a,Alice,\n").created == 1


def test_a_cell_over_lines_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    report = import_text(tmp_path, HEADER + 'a,"Alice\nAnders",\nb,Bob,nonsense\n')
    assert [row.line for row in report.rejected] == [4]


def test_the_list_of_bad_rows_ends_somewhere_and_all_are_counted(tmp_path: Path) -> None:
    bad = [{"id": str(n), "name": "", "email": ""} for n in range(MAX_LISTED + 50)]
    rows = [{"id": "good", "name": "Alice", "email": ""}, *bad]
    path = people_file(tmp_path, rows)
    report = people.import_people(path=path, form=None, mapping=None, options=Options())
    assert len(report.rejected) == MAX_LISTED
    assert report.rejected_total == MAX_LISTED + 50
