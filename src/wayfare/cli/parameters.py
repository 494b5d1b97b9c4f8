"""Verbs about the parameters of the learner model: train, rollback."""

from typing import Any

import click
import msgspec

from wayfare.config.ready import ensure_ready
from wayfare.core import clock
from wayfare.learner import api as learner


@click.command()
@click.option("--try", "only_try", is_flag=True, help="Fit and judge, but put nothing in place.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def train(only_try: bool, as_json: bool) -> None:
    """Fit the parameters of the learner model to all answers, and put them in place where they are better on later ones."""
    ensure_ready()
    report = learner.train(now=clock.now(), promote=not only_try)
    if as_json:
        click.echo(msgspec.json.encode(report.as_dict()).decode())
        return
    for name, part in report.parts.items():
        click.echo(f"{name}: {'better, kept' if part['kept'] else 'as it was'}. {part.get('reason', '')}".rstrip())
        click.echo(_figures(part))
    if report.artefact == report.before:
        click.echo(f"{report.answers} answers; the parameters {report.before[:12]} stay.")
    else:
        where = "in place" if report.promoted else "stored, not in place"
        click.echo(f"{report.answers} answers; new parameters {report.artefact[:12]} are {where}.")


def _figures(part: dict[str, Any]) -> str:
    """Return the losses of a part on the later answers, one after the other."""
    losses: dict[str, float] = part.get("log_loss", {})
    return "  log-loss on later answers: " + (", ".join(f"{name} {loss:.4f}" for name, loss in losses.items()) or "–")


@click.command()
@click.argument("artefact", metavar="[HASH]", required=False)
@click.option("--list", "only_list", is_flag=True, help="List the stored parameters and change nothing.")
def rollback(artefact: str | None, only_list: bool) -> None:
    """Put the parameters that were active before in place again, or those of HASH."""
    ensure_ready()
    if only_list:
        for row in learner.artefacts():
            click.echo(f"{row.hash}  {row.created_at:%Y-%m-%d %H:%M}{'  active' if row.active else ''}")
        return
    click.echo(f"{learner.roll_back(now=clock.now(), to=artefact)} is in place.")
