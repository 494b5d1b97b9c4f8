"""Pull the plug: whatever was acknowledged is there afterwards, and nothing is half there."""

import http.client
import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.answering import FAST, Answering, send, tokens, versions
from tests.commands import Installation, kill_group

pytestmark = pytest.mark.slow
ROUNDS, ENOUGH, EACH, PEOPLE = 3, 60, 1, ("p1", "p2", "p3")


def enough(acknowledged: list[int]) -> bool:
    """Say whether each client was served, and together they were served often."""
    return sum(acknowledged) >= ENOUGH and min(acknowledged) >= EACH


def answer_until_killed(company: Installation, mine: list[str], questions: list[int], seed: int) -> list[Answering]:
    """Let clients answer, two for each person, and kill the server and its workers amidst it all."""
    with company.serving("--workers", "2", **FAST) as server:
        clients = [Answering(server, token, questions, seed * 10 + i) for i, token in enumerate(mine * 2)]
        for client in clients:
            client.start()
        while not enough([len(client.acknowledged) for client in clients]):
            assert not [client.refused for client in clients if client.refused]
            assert server.process.poll() is None
            time.sleep(0.01)
        kill_group(server.process)
    for client in clients:
        client.join()
    return clients


def test_every_acknowledged_answer_survives_a_kill_under_load(company: Installation) -> None:
    mine, questions = tokens(company, *PEOPLE), versions(company)
    clients = [client for seed in range(ROUNDS) for client in answer_until_killed(company, mine, questions, seed)]
    acknowledged = {uuid.UUID(attempt) for client in clients for attempt, _, _ in client.acknowledged}
    kept = [uuid.UUID(str(row[0])) for row in company.sql("SELECT attempt_id FROM learner_evidence")]
    assert len(acknowledged) >= ROUNDS * ENOUGH
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept))
    assert company.sql("SELECT COUNT(*) FROM records_statement WHERE n IS NOT NULL") == [(len(kept),)]
    assert json.loads(company.must("replay", "--json"))["different"] == []
    assert json.loads(company.must("check", "--json"))["ok"] is True
    _resent_changes_nothing(company, clients)


def _resent_changes_nothing(company: Installation, clients: list[Answering]) -> None:
    """After the restart a client that never saw an answer, or doubts it, may send it again."""
    before = company.sql("SELECT COUNT(*) FROM learner_evidence")
    with company.serving(**FAST) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        for client in clients:
            status, body = send(connection, client.headers, client.acknowledged[-1])
            assert (status, json.loads(body)["resent"]) == (200, True)
        connection.close()
    assert company.sql("SELECT COUNT(*) FROM learner_evidence") == before


def people_file(folder: Path) -> Path:
    """Write 6,000 people, each but the first reporting to one before them."""
    head = "id,name,email,job_title,role,team,manager,time_zone,weekly_minutes\n"
    rows = (
        f"n{i},Number {i},n{i}@example.org,Clerk,,Team {i % 50},{f'n{i // 2}' if i else ''},UTC,45\n"
        for i in range(6_000)
    )
    path = folder / "many.csv"
    path.write_text(head + "".join(rows))
    return path


def skills_file(folder: Path) -> Path:
    """Write 1,500 skills, each but the first with one before it as its prerequisite."""
    skill = '[[skill]]\nid = "s{0}"\nname = "Skill {0}"\narea = "many"\ndescription = "The one after {1}."\n'
    skill += 'prerequisites = [{2}]\nlevels = ["Can a.", "Can b.", "Can c.", "Can d.", "Can e."]\n'
    path = folder / "many.toml"
    path.write_text("\n".join(skill.format(i, i - 1, f'"s{i - 1}"' if i else "") for i in range(1_500)))
    return path


CASES = [
    ("people", people_file, "people_person", 6_000),
    ("skills", skills_file, "skills_skill", 1_500),
]


@pytest.mark.parametrize(("verb", "write", "table", "many"), CASES, ids=[case[0] for case in CASES])
def test_a_killed_import_leaves_nothing_visible_and_can_be_repeated(
    company: Installation, tmp_path: Path, verb: str, write: Callable[[Path], Path], table: str, many: int
) -> None:
    path = write(tmp_path)
    count = f"SELECT COUNT(*) FROM {table}"
    ((before,),) = company.sql(count)
    for share in (0.0, 0.3, 0.9):
        process = company.start("import", verb, path)
        while process.poll() is None and company.sql("SELECT COUNT(*) FROM core_stagedrow")[0][0] <= share * many:
            time.sleep(0.01)
        kill_group(process)
        assert company.sql(count)[0][0] in (before, before + many)
        assert json.loads(company.must("check", "--json"))["ok"] is True
    company.must("import", verb, path)
    assert company.sql(count) == [(before + many,)]
    assert company.sql("SELECT COUNT(*) FROM core_stagedrow") == [(0,)]
    assert "imports" in {one["check"] for one in json.loads(company.must("check", "--json"))["findings"]}
