"""``wayfare check`` piece by piece: what each check makes of what it sees, and how findings are told."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError

from tests.cli.conftest import Run
from wayfare.cli import checks, doctor
from wayfare.cli.checks import Finding, State
from wayfare.core import clock, jobs
from wayfare.core.models import ImportBatch, JobRun, Lease

COMPANY = Path(__file__).resolve().parents[1] / "company"
HEAD = "id,name,email\n"


def finding(state: State, **more: str) -> Finding:
    return Finding(more.get("check", "disk"), state, more.get("text", "Some text."), more.get("next", ""))


@pytest.mark.parametrize(
    ("states", "code"),
    [([], 0), ([State.OK], 0), ([State.NOTE, State.OK], 0), ([State.OK, State.PROBLEM], 1), ([State.PROBLEM], 1)],
)
def test_a_check_fails_where_there_is_a_problem(
    run: Run, monkeypatch: pytest.MonkeyPatch, states: list[State], code: int
) -> None:
    monkeypatch.setattr(doctor, "everything", lambda: iter([finding(state) for state in states]))
    done = run("check", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["ok"]) == (code, code == 0)
    assert [one["state"] for one in found["findings"]] == [str(state) for state in states]
    assert run("check").exit_code == code


def test_a_check_says_what_to_do_below_each_finding(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [finding(State.OK), finding(State.NOTE, text="Little room.", next="Make room")]
    monkeypatch.setattr(doctor, "everything", lambda: iter(rows))
    assert run("check").stdout.splitlines() == [
        "ok       disk        Some text.",
        "note     disk        Little room.",
        "                     → Make room",
    ]


@pytest.mark.parametrize(("name", "runs"), [("database", False), ("migrations", False), ("hosts", True)])
def test_nothing_is_asked_of_a_database_that_cannot_answer(
    monkeypatch: pytest.MonkeyPatch, name: str, runs: bool
) -> None:
    monkeypatch.setattr(checks, "BEFORE", (lambda: iter([finding(State.PROBLEM, check=name)]),))
    monkeypatch.setattr(checks, "WITH_DATABASE", (lambda: iter([finding(State.OK, check="later")]),))
    monkeypatch.setattr(checks, "WITH_TABLES", ())
    assert ("later" in [one.check for one in checks.everything()]) is runs


def test_a_database_that_breaks_amidst_a_check_is_a_finding() -> None:
    def broken() -> Any:
        yield finding(State.OK)
        raise OperationalError("malformed")

    (found,) = checks._guarded(broken)
    assert (found.check, found.state, found.next) == ("broken", State.PROBLEM, checks.RESTORE)
    assert "malformed" in found.text


@pytest.mark.parametrize(
    ("damage", "orphans", "mode", "level", "states"),
    [
        (["ok"], [], "wal", 2, ["ok", "ok"]),
        (["ok"], [], "delete", 2, ["ok", "problem"]),
        (["ok"], [], "wal", 1, ["ok", "problem"]),
        (["page 3 is lost", "page 4 is lost"], [], "wal", 2, ["problem", "problem", "ok"]),
        (["ok"], ["t", "t", "s"], "wal", 3, ["problem", "problem", "ok"]),
    ],
)
@pytest.mark.usefixtures("sqlite_only")
def test_what_sqlite_says_of_itself_is_understood(
    monkeypatch: pytest.MonkeyPatch, damage: list[str], orphans: list[str], mode: str, level: int, states: list[str]
) -> None:
    said = {"quick_check": damage, "foreign_key": orphans, "journal": [mode], "synchronous": [level]}
    monkeypatch.setattr(
        checks, "_rows", lambda sql: next([(row,) for row in rows] for word, rows in said.items() if word in sql)
    )
    assert [str(one.state) for one in checks.integrity()] == states


@pytest.mark.parametrize(
    ("release", "old"), [("3.36.0", True), ("3.37.0", False), ("3.100.1", False), ("4.0", False), ("2.99", True)]
)
@pytest.mark.usefixtures("sqlite_only")
def test_an_old_sqlite_is_known_by_its_number(monkeypatch: pytest.MonkeyPatch, release: str, old: bool) -> None:
    monkeypatch.setattr(checks, "_rows", lambda sql: [(release,)])
    assert checks._release() == (f"SQLite {release}", old)


def test_only_variables_of_ours_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.os, "environ", {"WAYFARE_HOME": "x", "OTHER": "y", "wayfare_x": "z"})
    assert [one.state for one in checks.variables()] == [State.OK]
    monkeypatch.setattr(checks.os, "environ", {"WAYFARE_B": "x", "WAYFARE_A": "y"})
    assert [one.text for one in checks.variables()] == ["Nothing reads WAYFARE_A.", "Nothing reads WAYFARE_B."]


@pytest.mark.django_db
def test_the_last_line_of_a_failure_is_told() -> None:
    JobRun.objects.create(name="sweep", started_at=clock.now(), error="Traceback\n  File\nValueError: no\n\n")
    found = list(checks.background())
    assert [str(one.state) for one in found] == ["problem", "note"]
    assert found[0].text == "sweep failed: ValueError: no"


@pytest.mark.django_db
def test_a_job_that_runs_in_time_is_not_overdue() -> None:
    Lease.objects.create(name="jobs", holder="here:1", expires_at=clock.now() + timedelta(minutes=1))
    for job in jobs.registered().values():
        JobRun.objects.create(name=job.name, started_at=clock.now() - (job.every or timedelta()))
    assert [str(one.state) for one in checks.background()] == ["ok"]


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_nobody_s() -> None:
    for name in ("jobs", "import"):
        Lease.objects.create(name=name, holder="here:1", expires_at=clock.now() - timedelta(seconds=1))
    assert [one.state for one in checks.background()] == [State.NOTE]
    ImportBatch.objects.create(kind="people", format="csv", source_name="/a/b/posts.csv", started_at=clock.now())
    (found,) = checks.imports()
    assert found.text == "An import of posts.csv was killed. Nothing of it is visible."
