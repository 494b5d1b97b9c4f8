"""Verbs in this very process: what they print, and how they fail."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError

from tests import factories
from tests.cli.conftest import Run
from wayfare import __version__
from wayfare.cli import server
from wayfare.cli.root import Verbs, root
from wayfare.config import ready
from wayfare.core import facts
from wayfare.core.errors import Conflict, Invalid, NotFound, WayfareError
from wayfare.people.models import Account, Person

COMPANY = Path(__file__).resolve().parents[1] / "company"
HEAD = "id,name,email\n"


def test_a_plan_of_somebody_without_a_role_says_so(run: Run) -> None:
    factories.person("Alice")
    done = run("plan", "Alice", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["person"], found["next"]) == (0, "test:alice", None)
    text = run("plan", "Alice").stdout.splitlines()
    assert text[0].startswith("Alice · no job title · role: unknown (")
    assert len(text) == 2


def test_a_plan_gives_a_reason_for_each_step(run: Run) -> None:
    rope, sails = factories.skill("Rope work"), factories.skill("Sails")
    factories.holds(
        factories.person("Alice", job_title="Sailor"), factories.role("Sailor", needs={rope: 4.0, sails: 4.0})
    )
    for title, taught in {"Knots": rope, "Bends": rope, "Jibs": sails}.items():
        factories.item(title, teaches={taught: 3.0}, language="en")
    found = json.loads(run("plan", "Alice", "--json").stdout)
    lines = run("plan", "Alice").stdout.splitlines()
    assert lines[0].startswith("Alice · Sailor · role: Sailor (")
    assert lines[1].startswith(f"Next {found['next']['title']} (5 min, {found['next']['skill']})")
    assert [line.strip() for line in lines[2::2]] == [one["reason"] for one in (found["next"], *found["picks"])]
    assert [line.split()[0] for line in lines[3::2]] == [f"{place}." for place in range(1, len(found["picks"]) + 1)]


def test_a_week_is_shown_with_what_is_ahead(run: Run) -> None:
    rope = factories.skill("Rope work")
    factories.holds(factories.person("Alice"), factories.role("Sailor", needs={rope: 4.0}))
    factories.item("Knots", teaches={rope: 3.0}, language="en")
    found = json.loads(run("plan", "Alice", "--week", "--json").stdout)
    lines = run("plan", "Alice", "--week").stdout.splitlines()
    assert lines[0] == "5 of 45 minutes left this week are planned."
    assert [step["title"] for step in found["steps"]] == ["Knots"]
    assert lines[1] == "  Knots (5 of 5 min, Rope work)"
    assert lines[2] == "  Rope work at level 4: not with this catalogue"


@pytest.mark.parametrize("verb", ["plan", "token", "replay"])
def test_a_name_of_two_people_asks_which_one(run: Run, verb: str) -> None:
    for number in ("1", "2"):
        Person.objects.create(source="t", source_id=number, name="Alice", digest="")
    done = run(verb, "Alice")
    assert done.exit_code == 1
    assert "Error (conflict): More than one person" in done.stderr
    assert "t:1, t:2" in done.stderr


def test_each_token_is_another(run: Run) -> None:
    factories.person("Alice")
    tokens = {run("token", "Alice").stdout.strip() for _ in range(3)}
    assert len(tokens) == 3
    assert all(token.startswith("wf_") for token in tokens)


def test_replaying_nobody_differs_nowhere(run: Run) -> None:
    assert run("replay").stdout == "0 people replayed, 0 differ.\n"
    assert json.loads(run("replay", "--json").stdout) == {"people": 0, "different": []}


def test_init_prepares_a_place_and_can_be_repeated(
    db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WAYFARE_HOME = tmp_path / "new"
    monkeypatch.setenv("WAYFARE_HOME", str(tmp_path / "new"))
    first = CliRunner().invoke(root, ["init"])
    key = (tmp_path / "new" / "secret.key").read_text()
    second = CliRunner().invoke(root, ["init"])
    assert (first.exit_code, first.stdout) == (second.exit_code, second.stdout) == (0, f"Ready: {ready.where()}\n")
    assert (tmp_path / "new" / "secret.key").read_text() == key == settings.SECRET_KEY


@pytest.mark.parametrize(("key", "said"), [("", "not set up here yet"), ("short", "fewer than 32 characters")])
def test_without_a_good_key_no_verb_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    monkeypatch.setenv("WAYFARE_SECRET_KEY", key)
    monkeypatch.setenv("WAYFARE_HOME", str(tmp_path))
    for words in (("replay",), ("token", "x"), ("plan", "x"), ("import", "people", "x"), ("serve",)):
        done = run(*words)
        assert done.exit_code == 1
        assert done.stderr.startswith("Error (not-ready): ")
        assert said in done.stderr


def test_a_database_without_a_host_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    database = {"NAME": "learn", "HOST": "", "PASSWORD": "hunter2"}
    monkeypatch.setattr(ready, "settings", SimpleNamespace(SQLITE=False, DATABASES={"default": database}))
    assert ready.where() == "PostgreSQL learn on this machine"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFound("Nobody.", advice="Look again."), "Error (not-found): Nobody.\n  Look again.\n"),
        (Conflict("Twice."), "Error (conflict): Twice.\n"),
        (WayfareError("Odd."), "Error (error): Odd.\n"),
        (OperationalError("disk I/O error"), "Error (database): disk I/O error\n  Run: wayfare check\n"),
    ],
)
def test_an_error_of_the_family_is_a_sentence(error: Exception, said: str) -> None:
    group = Verbs()

    @group.command()
    def fail() -> None:
        raise error

    done = CliRunner().invoke(group, ["fail"])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", said)


def test_an_error_of_ours_is_not_hidden() -> None:
    group = Verbs()

    @group.command()
    def fail() -> None:
        raise KeyError("bug")

    done = CliRunner().invoke(group, ["fail"])
    assert isinstance(done.exception, KeyError)


def test_the_version_and_all_verbs_are_told() -> None:
    assert CliRunner().invoke(root, ["--version"]).stdout == f"wayfare, version {__version__}\n"
    listed = CliRunner().invoke(root, ["-h"]).stdout
    assert all(f"  {name} " in listed for name in root.commands)
    assert isinstance(root, click.Group)


@pytest.mark.django_db
@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("localhost", "localhost")])
def test_the_welcome_can_be_opened(host: str, shown: str) -> None:
    assert server._welcome(host, 8123) == f"Wayfare is at http://{shown}:8123/ (stop with Ctrl+C)"


@pytest.mark.django_db
def test_the_welcome_of_the_demo_says_who_one_is() -> None:
    alice = factories.person("Alice", job_title="Clerk")
    facts.put("demo", json.dumps({"company": "Northmoor", "person": alice.pk}))
    assert server._welcome("127.0.0.1", 80).startswith("You are signed in as Alice, Clerk at Northmoor (demo company).")


@pytest.mark.parametrize("host", ["no such host", "256.1.1.1", "203.0.113.7"])
def test_an_address_of_nobody_or_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(Invalid) as raised:
        server.free_address(host, 8123)
    assert host in str(raised.value)
    assert "127.0.0.1" in raised.value.next


def test_the_learning_team_is_joined_and_left(run: Run) -> None:
    alice = factories.person("Alice")
    assert "Alice belongs to the learning team" in run("learning-team", "Alice").stdout
    assert Account.objects.get(person=alice).curates
    assert "Alice no longer belongs" in run("learning-team", "Alice", "--leave").stdout
    assert not Account.objects.get(person=alice).curates
    assert run("learning-team", "nobody@example.org").exit_code == 1


def test_decisions_about_proposals_are_learned_from_by_a_verb(run: Run) -> None:
    found = json.loads(run("train", "--only", "tagging", "--json").stdout)
    assert (found["tagging"]["kept"], found["tagging"]["approved"]) == (False, 0)
    assert "0 approvals, 0 rejections" in run("train", "--only", "tagging").stdout
