"""Verbs about what is learned: train, rollback."""

from typing import Any

import click
import msgspec

from wayfare.catalog import api as catalog
from wayfare.config.ready import ensure_ready
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.recommend import api as recommend


@click.command()
@click.option("--try", "only_try", is_flag=True, help="Fit and judge, but put nothing in place.")
@click.option("--only", type=click.Choice(["learner", "behaviour", "tagging", "posts"]), help="One of them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def train(only_try: bool, only: str | None, as_json: bool) -> None:
    """Fit what is learned from people's answers, from what they did, and from what they said of proposed skills.

    What is fitted is put in place where it is better.
    """
    ensure_ready()
    now, found = clock.now(), dict[str, Any]()
    if only in (None, "learner"):
        found |= learner.train(now=now, promote=not only_try).as_dict()
    if only in (None, "behaviour"):
        found["behaviour"] = recommend.train(now=now, promote=not only_try)
    if only in (None, "tagging"):
        found["tagging"] = catalog.train(now=now, promote=not only_try)
    if only in (None, "posts") and not only_try:
        found["posts"] = recommend.fit_posts(now=now)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    _say(found)


def _say(found: dict[str, Any]) -> None:
    parts = found.get("parts", {}) | {name: found[name] for name in ("behaviour", "tagging", "posts") if name in found}
    for name, part in parts.items():
        click.echo(f"{name}: {'better, kept' if part['kept'] else 'as it was'}. {part.get('reason', '')}".rstrip())
        click.echo(_figures(part))
    if "artefact" not in found:
        return
    if found["artefact"] == found["before"]:
        click.echo(f"{found['answers']} answers; the parameters {found['before'][:12]} stay.")
    else:
        where = "in place" if found["promoted"] else "stored, not in place"
        click.echo(f"{found['answers']} answers; new parameters {found['artefact'][:12]} are {where}.")


def _figures(part: dict[str, Any]) -> str:
    """Return what a part was judged by, one figure after the other."""
    if "posts" in part:
        return f"  {part['items']} titles read, {part['posts']} posts looked at"
    if "approved" in part:
        return f"  {part['approved']} approvals, {part['rejected']} rejections; {part.get('changed', 0)} items changed"
    if ranked := part.get("ndcg10"):
        return "  nDCG@10 of people held out: " + ", ".join(f"{name} {value:.4f}" for name, value in ranked.items())
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
