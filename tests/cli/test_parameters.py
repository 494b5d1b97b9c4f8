"""wayfare train, rollback and replay --rescore, as somebody types them."""

import json

import pytest

from tests.answering import FAST, Answering, tokens, versions
from tests.commands import Installation

pytestmark = pytest.mark.slow
ENOUGH = 320


def answered(company: Installation) -> None:
    """Let three people answer until there is enough to learn from."""
    mine, questions = tokens(company, "p1", "p2", "p3"), versions(company)
    with company.serving(**FAST) as server:
        clients = [Answering(server, token, questions, seed, most=ENOUGH // 3 + 1) for seed, token in enumerate(mine)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    assert not [client.refused for client in clients if client.refused]
    assert sum(len(client.acknowledged) for client in clients) >= ENOUGH


def test_parameters_are_trained_compared_and_taken_back(company: Installation) -> None:
    few = json.loads(company.must("train", "--json"))
    assert (few["promoted"], few["answers"]) == (False, 0)
    assert "nothing before" in company.fails("rollback")
    answered(company)
    tried = json.loads(company.must("train", "--try", "--json"))
    assert tried["answers"] >= ENOUGH
    assert set(tried["parts"]) == {"tracing", "sources", "memory", "shown", "predictor", "seconds"}
    assert not tried["promoted"]
    text = company.must("train")
    assert "log-loss on later answers" in text
    stored = company.sql("SELECT hash, active FROM learner_artefact")
    if tried["artefact"] != tried["before"]:
        assert [row[0] for row in stored if row[1]] == [tried["artefact"]]
        assert tried["artefact"] in company.must("rollback", "--list")
        _compared(company, tried["artefact"])
        assert company.must("rollback").split()[0] == tried["before"]
    else:
        assert stored == []
    assert json.loads(company.must("replay", "--json"))["different"] == []
    assert json.loads(company.must("check", "--json"))["ok"] is True
    assert "no such parameters" in company.fails("rollback", "0" * 64)
    assert "no such parameters" in company.fails("replay", "--rescore", "0" * 64)


def _compared(company: Installation, artefact: str) -> None:
    found = json.loads(company.must("replay", "--rescore", artefact, "--json"))
    assert found["people"] == 3
    assert found["largest_distance"] >= found["mean_distance"] >= 0
    assert "would move by" in company.must("replay", "--rescore", artefact)
