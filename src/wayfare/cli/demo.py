"""``wayfare demo``: a company to look around in, made by us, with simulated people and activity."""

from importlib import resources
from pathlib import Path

import click
import msgspec

from wayfare.catalog import api as catalog
from wayfare.cli import server
from wayfare.cli.demo_activity import simulate, studies
from wayfare.cli.setup import prepare
from wayfare.core import clock, facts
from wayfare.core.errors import Conflict
from wayfare.core.imports import Options, Report
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.skills import api as skills

COMPANY = "Northmoor Supply"
SEED = 20
VISITOR = "wayfare:p02"


@click.command()
@click.option("--no-serve", is_flag=True, help="Load the demo company and stop.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def demo(no_serve: bool, port: int) -> None:
    """Load the demo company into an empty database and serve it on this machine only.

    A database that holds it already is served as it is. People and activity are simulated, and pages say so.
    """
    prepare()
    if not loaded():
        load()
    click.echo(f"Demo company {COMPANY}: 60 people, 15 lessons, three months of simulated activity.", err=True)
    if not no_serve:
        server.run("127.0.0.1", port, workers=1)


def loaded() -> bool:
    """Say whether this database holds the whole demo company."""
    fact = facts.get("demo")
    return fact is not None and "person" in msgspec.json.decode(fact)


def load() -> None:
    """Load the company and three months of activity; one that was interrupted is completed.

    Raises Conflict where other people are in the database already.
    """
    if people.count() and facts.get("demo") is None:
        raise Conflict(
            "This database holds people already; the demo company is only loaded into an empty one.",
            advice="Name another database with DATABASE_URL.",
        )
    facts.put("demo", msgspec.json.encode({"company": COMPANY}).decode())
    with resources.as_file(resources.files("wayfare.cli") / "demo_company") as folder:
        _content(folder)
    lessons, now = studies(), clock.now()
    numbers = people.ids_of(source="wayfare")
    with click.progressbar(sorted(numbers.items()), label="Simulating three months") as bar:
        done = set(learner.everyone())
        for name, person_id in bar:
            if person_id in done:
                continue
            simulate(person_id=person_id, seed=f"{SEED}:{name}", now=now, studies=lessons)
    visitor = people.find(name=VISITOR)
    facts.put("demo", msgspec.json.encode({"company": COMPANY, "person": visitor.id}).decode())


def _content(folder: Path) -> None:
    options = Options()
    steps = [
        skills.import_skills(path=folder / "skills.toml", form="wayfare", mapping=None, options=options),
        skills.import_roles(path=folder / "roles.toml", form="wayfare", mapping=None, options=options),
        catalog.import_catalog(path=folder / "courses", form="wayfare", mapping=None, options=options),
        catalog.import_questions(path=folder / "questions", form="wayfare", mapping=None, options=options),
        people.import_people(path=folder / "people.csv", form="csv", mapping=None, options=options),
    ]
    for report in steps:
        _all_good(report)


def _all_good(report: Report) -> None:
    if report.rejected:
        first = report.rejected[0]
        raise Conflict(f"The demo content is damaged: {first.file} line {first.line}: {first.error}")
