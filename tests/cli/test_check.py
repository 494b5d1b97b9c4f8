"""``wayfare check`` finds what is wrong, says what to do, and changes nothing."""

import json
import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.commands import Installation
from wayfare.cli import checks
from wayfare.cli.checks import State
from wayfare.config import home
from wayfare.core import clock, jobs
from wayfare.core.models import ImportBatch, JobRun, Lease
from wayfare.learner.models import Artefact

MINUTE = timedelta(minutes=1)


def states(check: checks.Check) -> list[State]:
    return [finding.state for finding in check()]


def problems(check: checks.Check) -> str:
    """Return the text of all problems; each of them says what to do."""
    found = [finding for finding in check() if finding.state == State.PROBLEM]
    assert all(finding.next for finding in found)
    return " ".join(finding.text for finding in found)


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a secret key in a home of its own."""
    monkeypatch.setenv("WAYFARE_HOME", str(tmp_path))
    home.make_secret_key()
    return home.key_file()


def test_a_new_installation_is_healthy(installation: Installation) -> None:
    found = json.loads(installation.must("check", "--json"))
    assert found["ok"] is True
    assert {one["state"] for one in found["findings"]} == {"ok", "note"}
    assert {"settings", "hosts", "key", "disk", "database", "migrations", "artefacts"} <= {
        one["check"] for one in found["findings"]
    }


def test_before_init_it_says_what_to_do_and_makes_nothing(empty_installation: Installation) -> None:
    done = empty_installation.run("check")
    assert done.returncode == 1
    assert "→ Run: wayfare init" in done.stdout
    assert "Traceback" not in done.stderr
    assert not list(empty_installation.home.iterdir())


def test_a_database_that_does_not_answer_is_a_finding(empty_installation: Installation) -> None:
    done = empty_installation.run("check", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    assert done.returncode == 1
    assert "does not answer" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("sqlite_only")
def test_a_damaged_file_is_found(installation: Installation) -> None:
    path = next(installation.home.rglob("wayfare.sqlite3"))
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 6))
    done = installation.run("check")
    assert done.returncode == 1
    assert "Restore the last backup" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("sqlite_only")
def test_a_reference_to_nothing_is_found(installation: Installation) -> None:
    with sqlite3.connect(next(installation.home.rglob("wayfare.sqlite3"))) as database:
        database.execute("INSERT INTO skills_edge (skill_id, other_id, kind) VALUES (1, 2, 'broader')")
    done = installation.run("check")
    assert done.returncode == 1
    assert "Rows of skills_edge point to rows that are gone." in done.stdout


def test_an_unusable_setting_is_a_sentence(empty_installation: Installation) -> None:
    for name, value in {"WAYFARE_JOBS": "perhaps", "WAYFARE_TIME_ZONE": "Mars", "DATABASE_URL": "mysql://x/y"}.items():
        done = empty_installation.run("check", **{name: value})
        assert done.returncode == 1
        assert done.stderr.startswith("Error (settings): ")
        assert "Traceback" not in done.stderr


def test_a_misspelt_variable_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYFARE_ALOWED_HOSTS", "x")
    assert "Nothing reads WAYFARE_ALOWED_HOSTS." in problems(checks.variables)


def test_answering_to_any_name_or_without_https_is_found(settings: Any) -> None:
    settings.ALLOWED_HOSTS = settings.LOOPBACK
    assert states(checks.hosts) == [State.OK]
    settings.ALLOWED_HOSTS = ["*"]
    assert "Any host name" in problems(checks.hosts)
    settings.ALLOWED_HOSTS, settings.HTTPS = ["learn.example.org"], False
    assert "in the clear" in problems(checks.hosts)
    settings.HTTPS = True
    assert states(checks.hosts) == [State.OK]


def test_a_key_that_others_can_read_is_found(key: Path) -> None:
    assert states(checks.secret_key) == [State.OK]
    key.chmod(0o644)
    assert "Others can read" in problems(checks.secret_key)
    key.write_text("short")
    assert "short" in problems(checks.secret_key)
    key.unlink()
    assert "no secret key" in problems(checks.secret_key)


@pytest.mark.django_db
def test_parameters_that_were_changed_are_found() -> None:
    assert states(checks.artefacts) == [State.OK]
    Artefact.objects.create(hash="0" * 64, kind="gaussian", params={"rate": 1}, created_at=clock.now())
    assert "not what their name says" in problems(checks.artefacts)


@pytest.mark.django_db
def test_a_killed_import_is_a_note_and_a_running_one_is_fine() -> None:
    assert states(checks.imports) == [State.OK]
    ImportBatch.objects.create(kind="people", format="csv", source_name="posts.csv", started_at=clock.now())
    assert states(checks.imports) == [State.NOTE]
    Lease.objects.create(name="import", holder="here:1", expires_at=clock.now() + MINUTE)
    assert states(checks.imports) == [State.OK]


@pytest.mark.django_db
def test_jobs_that_failed_or_are_overdue_are_found() -> None:
    assert states(checks.background) == [State.NOTE]
    Lease.objects.create(name="jobs", holder="here:1", expires_at=clock.now() + MINUTE)
    assert states(checks.background) == [State.OK]
    job = next(job for job in jobs.registered().values() if job.every)
    run = JobRun.objects.create(name=job.name, started_at=clock.now() - 3 * (job.every or MINUTE) - 11 * MINUTE)
    assert "is overdue" in problems(checks.background)
    run.started_at, run.error = clock.now(), "Traceback …\nValueError: no such planet"
    run.save()
    assert f"{job.name} failed: ValueError: no such planet" in problems(checks.background)


def test_little_room_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 500 * checks.MB

    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: Usage)
    assert states(checks.disk) == [State.NOTE]
    Usage.free = 100 * checks.MB
    assert "100 MB are free" in problems(checks.disk)


@pytest.mark.django_db
def test_the_database_names_itself() -> None:
    (found,) = checks.database()
    assert found.state == State.OK
    assert ("SQLite 3" if connection.vendor == "sqlite" else "PostgreSQL 1") in found.text
