"""``wayfare simulate``."""

from pathlib import Path
from typing import Any

import click
import msgspec

HEAD = ("policy", "minutes", "interval", "p90", "competent", "less time", "skips", "failed", "left")


@click.command()
@click.option("--people", default=30, show_default=True, type=click.IntRange(2, 2000), help="People of each family.")
@click.option(
    "--known",
    default=30,
    show_default=True,
    type=click.IntRange(1, 90),
    help="Per cent of the skills known at the start.",
)
@click.option(
    "--earlier",
    default=100,
    show_default=True,
    type=click.IntRange(0, 2000),
    help="People before them, from whose answers the parameters are learned.",
)
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same people."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the picture here, as SVG."
)
def simulate(people: int, known: int, earlier: int, seed: int, as_json: bool, plot: Path | None) -> None:
    """Simulate how much time people take until they are competent, with the engine's policy and with others.

    Made-up learners of three families, none of them the engine's own model; nothing of this installation is read or changed.
    Minutes until a check two weeks later is passed, against the best fixed course that makes people as competent.
    """
    from wayfare.engine.simulate import compare, picture

    found = compare.report(known / 100, people, seed, before=earlier)
    if plot is not None:
        plot.write_text(picture.svg(found["table"], heading(found)), "utf-8")
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    click.echo(heading(found))
    for cells in (HEAD, *(_cells(row) for row in found["table"])):
        click.echo("  ".join(f"{cell:{'<26' if at == 0 else '>10'}}" for at, cell in enumerate(cells)).rstrip())
    low, high = found["saving_interval"]
    click.echo(_verdict(found["saving"], low, high))


def _verdict(saving: float, low: float, high: float) -> str:
    """Return in a sentence how much less time it takes than the best fixed course, or how much more."""
    if saving < 0:
        return f"Wayfare takes {-saving:.0%} more time ({-high:.0%} to {-low:.0%}) than the best fixed course."
    return f"Wayfare takes {saving:.0%} less time ({low:.0%} to {high:.0%}) than the best fixed course."


def heading(found: dict[str, Any]) -> str:
    """Return what was simulated, in one line."""
    return (
        f"Simulated: {found['people']} people of each of {len(found['families'])} families, "
        f"{found['known']:.0%} of {found['skills']} skills known at the start, seed {found['seed']}"
    )


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    low, high = row["minutes"]["interval"]
    return (
        row["policy"],
        f"{row['minutes']['mean']:.0f}",
        f"{low:.0f}-{high:.0f}",
        f"{row['minutes_p90']:.0f}",
        f"{row['competence']['mean']:.1%}",
        f"{row['saving']:.0%}",
        f"{row['skips']:.1f}",
        f"{row['skip_failure']:.1%}",
        f"{row['dropped_out']:.1%}",
    )
