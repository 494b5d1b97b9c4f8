"""Verbs about search: rebuild, demand."""

import click
import msgspec

from wayfare.catalog import api as catalog
from wayfare.config.ready import ensure_ready
from wayfare.core import clock
from wayfare.people import api as people
from wayfare.skills import api as skills


@click.group()
def search() -> None:
    """Look after what search finds, and see what was searched for in vain."""


@search.command()
def rebuild() -> None:
    """Make the indexes of items, skills and people anew, and vectors of skills that have none yet.

    Imports keep them up by themselves; the old indexes answer until the new ones are there.
    """
    ensure_ready()
    for name, room in (("items", catalog), ("skills", skills), ("people", people)):
        done = room.rebuild_search(now=clock.now())
        click.echo(f"{done.indexed:,} {name} can be found.")
    made = skills.prepare_meaning()
    click.echo(f"{made:,} skills were given a vector.")


@search.command()
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 180), help="How far to look back.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many to list.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def demand(days: int, limit: int, as_json: bool) -> None:
    """List what was searched for in vain, most often first: what the catalogue lacks.

    Nobody knows who searched. What was asked for less than five times is counted, not listed.
    """
    ensure_ready()
    today = clock.now().date()
    found = catalog.demand(today=today, days=days, limit=limit)
    total = catalog.demand_total(today=today, days=days)
    if as_json:
        rows = [{"words": one.words, "times": one.times, "days": one.days, "last": one.last} for one in found]
        click.echo(msgspec.json.encode({"days": days, "times": total, "demand": rows}).decode())
        return
    click.echo(f"{total:,} searches in the last {days} days found nothing.")
    for one in found:
        click.echo(
            f"{one.times:6,}  {one.words}  (on {one.days} {'day' if one.days == 1 else 'days'}, last {one.last})"
        )
