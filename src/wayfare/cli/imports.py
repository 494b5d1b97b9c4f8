"""``wayfare import``: people, skills, roles, the catalogue, questions, activity."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from wayfare.catalog import api as catalog
from wayfare.config.ready import ensure_ready
from wayfare.core import clock
from wayfare.core.imports import Options, Report
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.recommend import api as recommend
from wayfare.skills import api as skills

Run = Callable[..., Report]
PATIENCE = 2.0
MANY = 1_000


@click.group(name="import")
def import_() -> None:
    """Bring in people, skills, roles, the catalogue, questions or activity. A file is applied whole or not at all."""


def _verb(name: str, run: Run, formats: list[str], what: str) -> None:
    @import_.command(name=name, help=what)
    @click.argument("path", type=click.Path(path_type=Path))
    @click.option("--format", "form", type=click.Choice(formats), help="How the file is laid out; guessed if left out.")
    @click.option(
        "--map", "mapping", type=click.Path(path_type=Path), help="A TOML file that names columns and labels."
    )
    @click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
    @click.option("--keep-going", is_flag=True, help="Import the good rows where some are bad.")
    @click.option("--report", type=click.Path(path_type=Path), help="Write the report as JSON to this file.")
    def verb(path: Path, form: str | None, mapping: Path | None, dry_run: bool, keep_going: bool, report: Path) -> None:
        ensure_ready()
        with _Bar(path) as progress:
            options = Options(dry_run=dry_run, keep_going=keep_going, progress=progress)
            found = run(path=path, form=form, mapping=mapping, options=options)
        _tell(found, dry_run, report)
        sys.exit(0 if found.applied or (dry_run and not found.rejected) else 1)


class _Bar:
    """A progress bar on stderr over the bytes of what is read; it only appears where reading takes more than two seconds."""

    def __init__(self, path: Path) -> None:
        files = [path] if path.is_file() else list(path.rglob("*")) if path.is_dir() else []
        self.size = sum(file.stat().st_size for file in files if file.is_file())
        self.started = time.monotonic()
        self.bar: Any = None

    def __enter__(self) -> Callable[[int], None]:
        return self._to

    def _to(self, offset: int) -> None:
        if self.bar is None and self.size and time.monotonic() - self.started > PATIENCE:
            self.bar = click.progressbar(length=self.size, label="Reading", file=sys.stderr).__enter__()
        if self.bar is not None:
            self.bar.update(max(0, min(offset, self.size) - self.bar.pos))

    def __exit__(self, *details: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(*details)


def _tell(found: Report, dry_run: bool, path: Path | None) -> None:
    verb = "would be " if dry_run else ""
    if found.rejected and not found.applied and not dry_run:
        click.echo(f"Nothing was imported: {found.rejected_total} of {found.read} rows are bad.")
    else:
        click.echo(
            f"{found.read} read: {found.created} {verb}created, {found.updated} {verb}updated, "
            f"{found.unchanged} unchanged, {found.rejected_total} rejected."
        )
        if not found.created and not found.updated:
            click.echo("Nothing has changed since the last import.")
    for name, number in sorted(found.notes.items()):
        click.echo(f"  {name}: {number}")
    for title, rows in (("rejected", found.rejected), ("look at", found.warnings)):
        for row in rows[:10]:
            where = f"{row.file} line {row.line}".strip()
            click.echo(
                f"  {title}: {where}: {row.column or 'row'} “{row.value}”: {row.error}{f' ({row.code})' if row.code else ''}",
                err=True,
            )
        if len(rows) > 10:
            click.echo(f"  … and {len(rows) - 10} more; --report FILE.json lists all.", err=True)
    if path is not None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2))


def _skills(**given: Any) -> Report:
    """Import skills, and propose them for the items that are there already."""
    found = skills.import_skills(**given)
    if found.applied:
        again = catalog.retag(now=clock.now())
        found.notes |= {f"items: {name}": number for name, number in again.notes.items()}
    return found


def _near_posts(run: Run) -> Run:
    """Return an import after which it is known what lies near each post."""

    def imported(**given: Any) -> Report:
        found = run(**given)
        if found.applied and (found.created or found.updated):
            if found.created > MANY:
                click.echo("Reading titles by their meaning …", err=True)
            looked = recommend.fit_posts(now=clock.now(), threads=os.cpu_count() or 1)
            found.notes |= {f"{name} read by meaning": looked[name] for name in ("items", "posts") if looked[name]}
        return found

    return imported


_verb("people", _near_posts(people.import_people), ["csv"], "People, teams and reporting lines from a CSV file.")
_verb("skills", _skills, ["esco", "onet", "wayfare"], "Skills from O*NET or ESCO (a folder) or Wayfare's own TOML.")
_verb(
    "roles",
    skills.import_roles,
    ["esco", "onet", "wayfare"],
    "Roles and what they need, from O*NET, ESCO or Wayfare's own TOML.",
)
_verb(
    "catalog",
    _near_posts(catalog.import_catalog),
    ["courses", "files", "wayfare"],
    "Items: course exports (CSV or JSON lines), files (Markdown, HTML, PDF, VTT) or Wayfare's lessons.",
)
_verb("questions", catalog.import_questions, ["jsonl", "wayfare"], "Questions from JSON lines or Wayfare's own TOML.")
_verb(
    "activity",
    learner.import_activity,
    ["csv", "mooccubex"],
    "Who started and finished which items: a CSV file, or interactions with their maps.",
)
