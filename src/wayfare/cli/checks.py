"""What ``wayfare check`` looks at. Each check returns findings; none of them changes anything."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from wayfare.audit import api as audit
from wayfare.catalog import api as catalog
from wayfare.config import home, ready
from wayfare.config.options import OPTIONS
from wayfare.core import blobs, clock, jobs
from wayfare.core.jobs import runs
from wayfare.core.models import ImportBatch, Lease
from wayfare.engine.matching import sentences
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.skills import api as skills

MB = 1 << 20
LITTLE, TOO_LITTLE = 1024 * MB, 200 * MB
GRACE = timedelta(minutes=10)
ENOUGH_SKIPS, FAILED_SKIPS = 40, 0.05
A_MONTH = timedelta(days=30)
MIN_SQLITE, MIN_POSTGRESQL = (3, 37), 140_000
RUN_INIT = "Run: wayfare init"
RESTORE = "Restore the last backup; see docs/guide/operators.md"
STOPS = ("database", "integrity", "migrations")  # nothing after them could be asked


class State(StrEnum):
    """How a finding is to be taken: a ``note`` asks for a look, a ``problem`` makes the command fail."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do about it."""

    check: str
    state: State
    text: str
    next: str = ""


Check = Callable[[], Iterator[Finding]]


def variables() -> Iterator[Finding]:
    """Look for variables that nothing reads, most often misspelt."""
    known = {option.name for option in OPTIONS}
    unknown = sorted(name for name in os.environ if name.startswith("WAYFARE_") and name not in known)
    for name in unknown:
        yield Finding(
            "settings", State.PROBLEM, f"Nothing reads {name}.", "Is it misspelt? See docs/reference/settings.md"
        )
    if not unknown:
        yield Finding("settings", State.OK, "Every WAYFARE_ variable is known.")


def hosts() -> Iterator[Finding]:
    """Look at who may reach the pages, and how."""
    named = ", ".join(settings.ALLOWED_HOSTS)
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "hosts", State.PROBLEM, "Any host name is answered.", "Name the real ones in WAYFARE_ALLOWED_HOSTS"
        )
    elif not settings.HTTPS and not set(settings.ALLOWED_HOSTS) <= set(settings.LOOPBACK):
        yield Finding(
            "hosts",
            State.PROBLEM,
            f"{named}: passwords travel in the clear.",
            "Serve over HTTPS and unset WAYFARE_HTTPS",
        )
    else:
        yield Finding("hosts", State.OK, f"Answers to {named}{' over HTTPS' if settings.HTTPS else ''}.")


def secret_key() -> Iterator[Finding]:
    """Look at the secret key: is there one, is it long, who can read it?"""
    key, path = home.secret_key(), home.key_file()
    if not key:
        yield Finding("key", State.PROBLEM, "There is no secret key.", RUN_INIT)
    elif len(key) < 32:
        yield Finding("key", State.PROBLEM, "The secret key is short.", "Use at least 32 random characters")
    elif not os.environ.get("WAYFARE_SECRET_KEY") and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("key", State.PROBLEM, f"Others can read {path}.", f"Run: chmod 600 {path}")
    else:
        yield Finding("key", State.OK, "The secret key is there, for its owner alone.")


def database() -> Iterator[Finding]:
    """Look whether the database answers, and whether it is one that Wayfare runs on."""
    if settings.SQLITE and not Path(settings.DATABASES["default"]["NAME"]).exists():
        yield Finding("database", State.PROBLEM, f"There is no database at {ready.where()} yet.", RUN_INIT)
        return
    try:
        shown, old = _release()
    except DatabaseError as error:
        yield Finding(
            "database", State.PROBLEM, f"{ready.where()} does not answer: {error}".strip(), "See DATABASE_URL"
        )
        return
    if old:
        yield Finding("database", State.PROBLEM, f"{shown} is too old.", "Use SQLite 3.37 or PostgreSQL 14, or newer")
    else:
        yield Finding("database", State.OK, f"{ready.where()} ({shown})")


def _release() -> tuple[str, bool]:
    """Return the database's name and release, and whether that is too old."""
    if connection.vendor == "sqlite":
        release = str(_rows("SELECT sqlite_version()")[0][0])
        return f"SQLite {release}", tuple(map(int, release.split(".")[:2])) < MIN_SQLITE
    number = int(_rows("SHOW server_version_num")[0][0])
    return f"PostgreSQL {number // 10_000}", number < MIN_POSTGRESQL


def migrations() -> Iterator[Finding]:
    """Look whether the tables are those of this version."""
    missing = ready.missing_migrations()
    if missing:
        yield Finding("migrations", State.PROBLEM, f"{len(missing)} are missing, first {missing[0]}.", RUN_INIT)
    else:
        yield Finding("migrations", State.OK, "The tables are those of this version.")


def integrity() -> Iterator[Finding]:
    """Let SQLite look at every page and every reference; PostgreSQL guards both by itself."""
    if connection.vendor != "sqlite":
        return
    damage = [row[0] for row in _rows("PRAGMA quick_check(5)") if row[0] != "ok"]
    yield from (Finding("integrity", State.PROBLEM, text, RESTORE) for text in damage)
    orphans = _rows("PRAGMA foreign_key_check")
    for table in sorted({row[0] for row in orphans}):
        yield Finding("integrity", State.PROBLEM, f"Rows of {table} point to rows that are gone.", RESTORE)
    if not damage and not orphans:
        yield Finding("integrity", State.OK, "Every page and every reference of the database is whole.")
    mode, level = _rows("PRAGMA journal_mode")[0][0], _rows("PRAGMA synchronous")[0][0]
    if mode != "wal" or level < 2:
        text = f"journal_mode is {mode} and synchronous is {level}: what was acknowledged could be lost."
        yield Finding(
            "durability", State.PROBLEM, text, "Keep the file on a local disk: network file systems cannot do it"
        )
    else:
        yield Finding(
            "durability", State.OK, "What is acknowledged is on the disk (write-ahead log, full synchronisation)."
        )


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def artefacts() -> Iterator[Finding]:
    """Look whether the parameters that beliefs were computed with are all there and unchanged."""
    damaged, missing = learner.artefact_problems()
    restore = "Restore the table learner_artefact from a backup"
    for name in damaged:
        yield Finding("artefacts", State.PROBLEM, f"The parameters {name[:12]}… are not what their name says.", restore)
    for name in missing:
        yield Finding(
            "artefacts", State.PROBLEM, f"Evidence names the parameters {name[:12]}…, which are gone.", restore
        )
    unlike = blobs.damaged()
    for name in unlike:
        again = "wayfare train fits models anew; until then an earlier one is used, or none"
        yield Finding("artefacts", State.PROBLEM, f"The model {name[:12]}… is not what its name says.", again)
    if not damaged and not missing and not unlike:
        yield Finding("artefacts", State.OK, "All parameters are there and unchanged.")


def models() -> Iterator[Finding]:
    """Look whether the models that read sentences are whole; without them items are tagged by words alone."""
    found = sentences.damaged()
    for text in found:
        yield Finding("models", State.PROBLEM, text, "Install it anew with: make setup. Until then words alone count")
    if not found:
        text = "are whole" if sentences.installed() else "are not installed; items are tagged by words alone"
        yield Finding("models", State.OK, f"The models that read sentences {text}.")


def answers() -> Iterator[Finding]:
    """Say how many people were stopped for answering faster than a person can."""
    found = learner.flagged(since=clock.now() - A_MONTH)
    if found:
        text = f"{found} people were stopped in the last 30 days for answering faster than a person can."
        yield Finding("answers", State.NOTE, text, "Their tokens may be used by a script; see the log.")
    else:
        yield Finding("answers", State.OK, "Nobody answered faster than a person can in the last 30 days.")


def skips() -> Iterator[Finding]:
    """Say what became of the skips that were verified so far; many that failed mean that placement lets too much pass."""
    found = learner.skip_figures()
    text = f"{found.made} skips, {found.verified} verified, {found.failed} of these failed"
    if found.verified >= ENOUGH_SKIPS and (found.failure or 0.0) > FAILED_SKIPS:
        yield Finding("skips", State.NOTE, f"{text}.", "Look at the questions of these skills, then run: wayfare train")
    else:
        yield Finding("skips", State.OK, f"{text}.")


def log() -> Iterator[Finding]:
    """Look whether every sealed decision and act is as it was, and whether sealing keeps up."""
    found = list(audit.damage())
    for text in found[:5]:
        yield Finding("log", State.PROBLEM, text, "Compare with a backup: somebody has written past the application")
    if len(found) > 5:
        yield Finding("log", State.PROBLEM, f"{len(found) - 5} more of the sealed log.", "Compare with a backup")
    since = audit.unsealed_since()
    if since is not None and clock.now() - since > GRACE:
        yield Finding("log", State.NOTE, f"Nothing was sealed since {since:%Y-%m-%d %H:%M} UTC.", "Run: wayfare serve")
    if not found:
        yield Finding("log", State.OK, "Every sealed decision and act is as it was.")


def disk() -> Iterator[Finding]:
    """Look whether there is room for what will be written."""
    folder = next(path for path in (settings.WAYFARE_HOME, *settings.WAYFARE_HOME.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free // MB:,} MB are free at {folder}."
    if free < LITTLE:
        yield Finding("disk", State.PROBLEM if free < TOO_LITTLE else State.NOTE, text, "Make room, or move the data")
    else:
        yield Finding("disk", State.OK, text)


def imports() -> Iterator[Finding]:
    """Look for what a killed import left behind."""
    lease = Lease.objects.filter(name="import", expires_at__gt=clock.now()).first()
    dead = [row.source_name for row in ImportBatch.objects.filter(applied_at=None)]
    if lease is not None:
        yield Finding("imports", State.OK, f"An import is running ({lease.holder}).")
    elif dead:
        text = f"An import of {Path(dead[0]).name} was killed. Nothing of it is visible."
        yield Finding("imports", State.NOTE, text, "Nothing: it is swept up within an hour, or by the next import")
    else:
        yield Finding("imports", State.OK, "No import has left anything behind.")


def searching() -> Iterator[Finding]:
    """Say what can be found, and how often nothing was."""
    counts = catalog.searchable(), skills.searchable(), people.searchable()
    vain = catalog.demand_total(today=clock.now().date())
    text = "{:,} items, {:,} skills and {:,} people can be found".format(*counts)
    if people.count() and not counts[2]:
        yield Finding("search", State.NOTE, f"{text}.", "Run: wayfare search rebuild")
        return
    asked = f"; {vain:,} searches of the last 90 days found nothing (see: wayfare search demand)" if vain else ""
    yield Finding("search", State.OK, f"{text}{asked}.")


def background() -> Iterator[Finding]:
    """Look whether somebody runs the jobs, and how each ended last."""
    now = clock.now()
    lease = Lease.objects.filter(name="jobs", expires_at__gt=now).first()
    last = runs.last()
    for run in last.values():
        if run.error:
            line = run.error.strip().splitlines()[-1]
            yield Finding("jobs", State.PROBLEM, f"{run.name} failed: {line}", "Look at the log around that time")
    if lease is None:
        yield Finding(
            "jobs", State.NOTE, "Nobody runs the background jobs now.", "Nothing, if no server is meant to run"
        )
        return
    for job in jobs.registered().values():
        if job.every and job.name in last and now - last[job.name].started_at > 2 * job.every + GRACE:
            yield Finding("jobs", State.PROBLEM, f"{job.name} is overdue.", "Restart the server, and look at the log")
    yield Finding("jobs", State.OK, f"{lease.holder} runs the background jobs.")


BEFORE: tuple[Check, ...] = (variables, hosts, secret_key, disk, database)
WITH_DATABASE: tuple[Check, ...] = (integrity, migrations)
WITH_TABLES: tuple[Check, ...] = (searching, artefacts, models, answers, skips, log, imports, background)


def everything() -> Iterator[Finding]:
    """Run the checks in order; those that need a database or its tables only where there are any."""
    for stage in (BEFORE, WITH_DATABASE, WITH_TABLES):
        found = [finding for check in stage for finding in _guarded(check)]
        yield from found
        if any(one.state == State.PROBLEM and one.check in STOPS for one in found):
            return


def _guarded(check: Check) -> list[Finding]:
    """Run one check; a database too damaged to be asked is a finding as well."""
    try:
        return list(check())
    except DatabaseError as error:
        return [Finding(check.__name__, State.PROBLEM, f"The database cannot be read: {error}", RESTORE)]
