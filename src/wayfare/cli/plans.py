"""Verbs about one person: plan, token, replay."""

import sys

import click
import msgspec

from wayfare.config.ready import ensure_ready
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.recommend import api as recommend

MANY = 100


@click.command()
@click.argument("person")
@click.option("--week", is_flag=True, help="Show what fits into this week instead, and when they are likely there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def plan(person: str, week: bool, as_json: bool) -> None:
    """Show a person's next best step and picks, with the reason for each.

    PERSON is an email address, SOURCE:ID, the source's own id, #NUMBER or a full name.
    """
    ensure_ready()
    who = people.find(name=person)
    if week:
        _tell_week(recommend.week(person_id=who.id, now=clock.now()), as_json)
        return
    view = recommend.feed(person_id=who.id, now=clock.now())
    if as_json:
        payload = {"person": who.key, "next": view.next, "picks": view.picks}
        click.echo(msgspec.json.encode(payload).decode())
        return
    click.echo(f"{who.name} · {who.job_title or 'no job title'} · role: {view.role or 'unknown'} ({view.role_state})")
    if view.note:
        click.echo(view.note)
    for place, pick in enumerate([view.next, *view.picks]):
        if pick is not None:
            about = ", ".join(part for part in (f"{pick.minutes:.0f} min", pick.skill) if part)
            click.echo(f"{'Next' if place == 0 else f'  {place}.'} {pick.title} ({about})")
            click.echo(f"       {pick.reason}")


def _tell_week(view: recommend.WeekView, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(view).decode())
        return
    left = view.weekly_minutes - view.done_minutes
    click.echo(f"{view.planned_minutes:.0f} of {max(0.0, left):.0f} minutes left this week are planned.")
    for step in view.steps:
        click.echo(f"  {step.title} ({step.minutes:.0f} of {step.of_minutes:.0f} min, {step.skill})")
    for one in view.ahead:
        when = f"about {one.weeks:.0f} weeks" if one.weeks is not None else "more than three years"
        click.echo(
            f"  {one.skill} at level {one.level:.2g}: {'not with this catalogue' if one.minutes is None else when}"
        )


@click.command()
@click.argument("person")
@click.option("--revoke", is_flag=True, help="End all tokens of PERSON instead.")
def token(person: str, revoke: bool) -> None:
    """Make an API token for PERSON. It is shown once, and ends after 90 days."""
    ensure_ready()
    who = people.find(name=person)
    if revoke:
        click.echo(f"{people.revoke_tokens(person_id=who.id, now=clock.now())} tokens of {who.name} ended.")
        return
    click.echo(people.create_token(person_id=who.id, now=clock.now()))


@click.command(name="learning-team")
@click.argument("person")
@click.option("--leave", is_flag=True, help="They belong to it no longer.")
def learning_team(person: str, leave: bool) -> None:
    """Let PERSON settle what the whole organisation sees, such as which proposed skills items are about."""
    ensure_ready()
    who = people.find(name=person)
    people.set_learning_team(person_id=who.id, member=not leave, now=clock.now())
    click.echo(f"{who.name} {'no longer belongs' if leave else 'belongs'} to the learning team.")


@click.command()
@click.argument("person", required=False)
@click.option(
    "--rescore", metavar="HASH", help="Compare with what other parameters would have made of the same evidence."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def replay(person: str | None, rescore: str | None, as_json: bool) -> None:
    """Rebuild beliefs from the evidence alone and compare them with what is stored, for PERSON or for everybody."""
    ensure_ready()
    ids = [people.find(name=person).id] if person else learner.everyone()
    if rescore:
        _rescore(ids, rescore, as_json)
        return
    with click.progressbar(ids, label="Replaying", file=sys.stderr, hidden=len(ids) < MANY) as bar:
        different = [number for number in bar if not learner.matches_replay(person_id=number)]
    if as_json:
        click.echo(msgspec.json.encode({"people": len(ids), "different": different}).decode())
    else:
        click.echo(f"{len(ids)} people replayed, {len(different)} differ.")
    if different:
        raise SystemExit(1)


def _rescore(ids: list[int], artefact: str, as_json: bool) -> None:
    """Say how far other parameters would move the estimates, and which ones foresaw the answers better."""
    found = learner.rescored(person_ids=ids, artefact=artefact)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    click.echo(f"{found.people} people, {found.estimates} estimates replayed under {artefact[:12]}.")
    click.echo(f"They would move by {found.mean_distance:.3f} levels on average, {found.largest_distance:.3f} at most.")
    if found.log_loss is not None:
        click.echo("Log-loss of foreseeing each answer: {:.4f} as it was, {:.4f} with these.".format(*found.log_loss))
