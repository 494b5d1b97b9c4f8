"""What ``wayfare import`` prints and writes for each way that it can end."""

import json
from pathlib import Path

import pytest

from tests import factories
from tests.cli.conftest import Run
from wayfare.cli import imports
from wayfare.core.imports import Report, RowError
from wayfare.core.models import ImportBatch
from wayfare.people.models import Person
from wayfare.skills.models import Skill

COMPANY = Path(__file__).resolve().parents[1] / "company"
HEAD = "id,name,email\n"


def people_file(folder: Path, *rows: str) -> Path:
    path = folder / "people.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_first_import_says_what_it_created(run: Run, tmp_path: Path) -> None:
    done = run("import", "people", people_file(tmp_path, "a,Alice,", "b,Bob,"))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "2 read: 2 created, 0 updated, 0 unchanged, 0 rejected."
    assert "Nothing" not in done.stdout
    assert done.stderr == ""


def test_a_second_import_says_that_nothing_changed(run: Run, tmp_path: Path) -> None:
    path = people_file(tmp_path, "a,Alice,")
    run("import", "people", path)
    done = run("import", "people", path)
    assert done.exit_code == 0
    assert "1 read: 0 created, 0 updated, 1 unchanged, 0 rejected.\nNothing has changed" in done.stdout


def test_a_changed_row_is_updated(run: Run, tmp_path: Path) -> None:
    run("import", "people", people_file(tmp_path, "a,Alice,"))
    done = run("import", "people", people_file(tmp_path, "a,Alicia,"))
    assert "0 created, 1 updated" in done.stdout
    assert Person.objects.get().name == "Alicia"


def test_a_bad_row_stops_the_file_and_is_shown(run: Run, tmp_path: Path) -> None:
    done = run("import", "people", people_file(tmp_path, "a,Alice,", "b,,"))
    assert done.exit_code == 1
    assert done.stdout.startswith("Nothing was imported: 1 of 2 rows are bad.")
    assert "rejected: " in done.stderr
    assert "line 3: name" in done.stderr
    assert not Person.objects.exists()


def test_good_rows_are_kept_on_request(run: Run, tmp_path: Path) -> None:
    done = run("import", "people", people_file(tmp_path, "a,Alice,", "b,,"), "--keep-going")
    assert done.exit_code == 0
    assert "1 created, 0 updated, 0 unchanged, 1 rejected." in done.stdout
    assert Person.objects.get().name == "Alice"


@pytest.mark.parametrize(("row", "code"), [("b,Bob,", 0), ("b,,", 1)])
def test_a_dry_run_changes_nothing_and_ends_as_the_import_would(run: Run, tmp_path: Path, row: str, code: int) -> None:
    done = run("import", "people", people_file(tmp_path, "a,Alice,", row), "--dry-run")
    assert done.exit_code == code
    assert "would be created" in done.stdout
    assert not Person.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("row", "applied", "code"), [("b,Bob,", True, 0), ("b,,", False, 1)])
def test_the_report_is_written_however_it_ends(run: Run, tmp_path: Path, row: str, applied: bool, code: int) -> None:
    report = tmp_path / "report.json"
    done = run("import", "people", people_file(tmp_path, "a,Alice,", row), "--report", report)
    found = json.loads(report.read_text("utf-8"))
    assert (done.exit_code, found["applied"], found["read"]) == (code, applied, 2)
    assert len(found["rejected"]) == found["rejected_total"] == code
    if code:
        assert (found["rejected"][0]["line"], found["rejected"][0]["column"]) == (3, "name")


def test_a_missing_file_is_a_sentence_and_leaves_no_report(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("import", "people", tmp_path / "gone.csv", "--report", report)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error (not-found): There is no file")
    assert not report.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("import", "people"),
        ("import", "people", "x.csv", "--format", "xml"),
        ("import", "planets", "x.csv"),
        ("import", "people", "x.csv", "--no-such-option"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("serve", "--workers", "0"),
        ("plan",),
        ("fly",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_two_and_says_what_is_right(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert "Usage: " in done.stderr


def test_skills_say_what_they_did_to_the_items_that_are_there(run: Run) -> None:
    factories.item("First aid for beginners", kind="course", labels="{}", language="en")
    done = run("import", "skills", COMPANY / "skills.toml")
    assert done.exit_code == 0
    assert "2 created" in done.stdout
    assert "  items: skills proposed anew: 1\n" in done.stdout
    again = run("import", "skills", COMPANY / "skills.toml", "--dry-run")
    assert "items:" not in again.stdout


def told(capsys: pytest.CaptureFixture[str], found: Report, *, dry_run: bool = False) -> tuple[list[str], list[str]]:
    imports._tell(found, dry_run, None)
    said = capsys.readouterr()
    return said.out.splitlines(), said.err.splitlines()


@pytest.mark.parametrize("kind", ["rejected", "look at"])
def test_ten_findings_are_shown_and_the_rest_counted(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    found = Report(read=12, applied=kind == "look at", created=1)
    for number in range(12):
        add = found.reject if kind == "rejected" else found.warn
        add(number, RowError("name", "Zoë", "No."), "people.csv")
    _, errors = told(capsys, found)
    assert errors[0] == f"  {kind}: people.csv line 0: name “Zoë”: No."
    assert len(errors) == 11
    assert errors[-1] == "  … and 2 more; --report FILE.json lists all."


def test_a_finding_without_column_or_file_is_about_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    found = Report(read=1)
    found.reject(7, RowError("", "{", "Not JSON."))
    assert told(capsys, found)[1] == ["  rejected: line 7: row “{”: Not JSON."]


def test_notes_come_in_the_order_of_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    found = Report(read=1, created=1, applied=True, notes={"zebras": 1, "apes": 2})
    assert told(capsys, found)[0][1:] == ["  apes: 2", "  zebras: 1"]


def test_a_dry_run_with_bad_rows_still_counts_the_good_ones(capsys: pytest.CaptureFixture[str]) -> None:
    found = Report(read=2, created=1)
    found.reject(2, RowError("id", "", "The id is missing."))
    lines, _ = told(capsys, found, dry_run=True)
    assert lines == ["2 read: 1 would be created, 0 would be updated, 0 unchanged, 1 rejected."]


def test_a_quick_import_shows_no_bar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with imports._Bar(people_file(tmp_path, "a,Alice,")) as progress:
        progress(5)
    assert capsys.readouterr().err == ""


def test_a_slow_import_shows_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(imports, "PATIENCE", -1.0)
    people_file(tmp_path, "a,Alice,")
    bar = imports._Bar(tmp_path)
    with bar as progress:
        for offset in (5, 3, 10**9):
            progress(offset)
        assert bar.bar.pos == bar.size > 5
    assert "Reading" in capsys.readouterr().err


def test_a_bar_over_nothing_never_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "PATIENCE", -1.0)
    bar = imports._Bar(tmp_path / "gone")
    with bar as progress:
        progress(5)
    assert bar.bar is None


def test_skills_of_an_unfinished_dry_run_are_not_there(run: Run) -> None:
    assert run("import", "skills", COMPANY / "skills.toml", "--dry-run").exit_code == 0
    assert not Skill.objects.exists()
