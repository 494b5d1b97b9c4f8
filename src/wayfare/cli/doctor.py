"""``wayfare check``: is this installation healthy?"""

import click
import msgspec

from wayfare.cli.checks import Finding, State, everything


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def check(as_json: bool) -> None:
    """Look at the settings, the database, the parameters, the disk and the jobs, and say what to do about each finding.

    Nothing is changed. The exit code is 1 where something has to be mended.
    """
    findings = list(everything())
    good = all(finding.state != State.PROBLEM for finding in findings)
    if as_json:
        click.echo(msgspec.json.encode({"ok": good, "findings": findings}).decode())
    else:
        _tell(findings)
    if not good:
        raise SystemExit(1)


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        click.echo(f"{finding.state:8} {finding.check:11} {finding.text}")
        if finding.next:
            click.echo(f"{'':20} → {finding.next}")
