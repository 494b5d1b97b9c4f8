"""Every verb, run as people run it: the real command, with ``DATABASE_URL`` and nothing else."""

import json
import re
from pathlib import Path

import click
import pytest

from tests.cli.conftest import FILES
from tests.commands import Installation
from wayfare import __version__
from wayfare.cli.root import root

ANSWERS = """
import uuid
from datetime import timedelta
from wayfare.catalog.models import QuestionVersion
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people import api as people
alice = people.find(name="alice@example.org").id
for place, version in enumerate(QuestionVersion.objects.order_by("id")):
    response = version.correct if place % 3 else [9 - max(version.correct) - 6]
    learner.answer(person_id=alice, version_id=version.id, response=response, attempt_id=uuid.uuid4(), now=clock.now())
"""


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the words of every verb and group."""
    own = [path]
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            own += verbs(one, (*path, name))
    return own


def test_init_makes_the_key_and_the_database_and_can_be_repeated(empty_installation: Installation) -> None:
    first = empty_installation.must("init")
    (key,) = empty_installation.home.rglob("secret.key")
    content = key.read_text()
    assert first.startswith("Ready: ")
    assert len(content) >= 32
    assert empty_installation.must("init") == first
    assert key.read_text() == content


def test_init_works_without_any_variable(empty_installation: Installation) -> None:
    empty_installation.must("init", DATABASE_URL="")
    assert (empty_installation.home / "wayfare-data" / "wayfare.sqlite3").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("import", "people", "people.csv"),
        ("plan", "alice@example.org"),
        ("plan", "alice@example.org", "--json"),
        ("token", "alice@example.org"),
        ("replay",),
        ("replay", "--json"),
    ],
    ids=" ".join,
)
def test_before_init_every_verb_says_so(empty_installation: Installation, words: tuple[str, ...]) -> None:
    done = empty_installation.run(*words)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Error (not-ready)" in done.stderr
    assert "Run: wayfare init" in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_the_same_files_again_changes_nothing(company: Installation) -> None:
    for verb, path in FILES.items():
        told = company.must("import", verb, path)
        assert "0 created, 0 updated" in told, verb
        assert "Nothing has changed" in told


def test_a_dry_run_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    told = installation.must("import", "skills", FILES["skills"], "--dry-run", "--report", report)
    assert "2 would be created" in told
    assert json.loads(report.read_bytes())["applied"] is False
    assert "2 created" in installation.must("import", "skills", FILES["skills"])


def test_a_file_that_is_not_there_is_a_sentence(installation: Installation) -> None:
    done = installation.run("import", "people", "no-such-file.csv")
    assert done.returncode == 1
    assert done.stderr.startswith("Error (")
    assert "no-such-file.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_plan_is_one_json_object(company: Installation) -> None:
    done = company.run("plan", "alice@example.org", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert len(done.stdout.strip().splitlines()) == 1
    assert set(found) == {"person", "next", "picks"}
    assert found["person"] == "wayfare:p1"
    assert found["next"]["reason"]
    score = sum(term["value"] for term in found["next"]["terms"])
    for factor in found["next"]["factors"].values():
        score *= factor
    assert found["next"]["score"] == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize("name", ["alice@example.org", "ALICE@example.org", "wayfare:p1", "p1", "Alice Archer"])
def test_a_person_can_be_named_in_many_ways(company: Installation, name: str) -> None:
    assert company.must("plan", name).startswith("Alice Archer")


def test_a_plan_for_people_is_text_with_reasons(company: Installation) -> None:
    told = company.must("plan", "p1")
    assert "Warehouse Lead" in told
    assert re.search(r"^Next (Look first|Stop the bleeding) \(\d+ min", told, re.MULTILINE)


@pytest.mark.parametrize("words", [("plan",), ("plan", "--json"), ("token",), ("replay",)], ids=" ".join)
def test_an_unknown_person_is_a_sentence(company: Installation, words: tuple[str, ...]) -> None:
    done = company.run(*words, "nobody@example.org")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Error (not-found): Nobody is called “nobody@example.org”." in done.stderr


def test_all_tokens_of_a_person_are_ended_at_once(company: Installation) -> None:
    for _ in range(2):
        company.must("token", "p1")
    assert "2 tokens of Alice" in company.must("token", "p1", "--revoke")
    assert "0 tokens of Alice" in company.must("token", "p1", "--revoke")


def test_a_token_is_shown_once_and_opens_the_api(company: Installation) -> None:
    token = company.must("token", "p1").strip()
    assert re.fullmatch(r"wf_[\w-]{40,}", token)
    found = company.python(
        "from wayfare.core import clock; from wayfare.people import api as people\n"
        f"print(people.person_of_token(token='{token}', now=clock.now()).name)"
    )
    assert found.strip() == "Alice Archer"


def test_replay_agrees_and_notices_a_change(company: Installation) -> None:
    company.python(ANSWERS)
    assert json.loads(company.must("replay", "--json")) == {"people": 1, "different": []}
    assert company.must("replay", "p1") == "1 people replayed, 0 differ.\n"
    company.python("from wayfare.learner.models import SkillState as S; S.objects.update(mean=4.9)")
    done = company.run("replay", "--json")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["different"]) == 1


@pytest.mark.parametrize("words", verbs(root), ids=lambda words: " ".join(words) or "wayfare")
def test_every_verb_explains_itself(words: tuple[str, ...]) -> None:
    """In this process: what a verb says of itself needs no installation."""
    from click.testing import CliRunner

    done = CliRunner().invoke(root, [*words, "--help"])
    assert done.exit_code == 0
    assert "Usage: " in done.output
    assert len(done.output.splitlines()) > 3


def test_wrong_usage_is_exit_code_two(installation: Installation) -> None:
    done = installation.run("plan")
    assert done.returncode == 2
    assert "Usage: wayfare plan" in done.stderr


def test_the_version_is_told(empty_installation: Installation) -> None:
    assert empty_installation.must("--version") == f"wayfare, version {__version__}\n"
