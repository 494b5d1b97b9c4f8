"""One answered question over HTTP: graded, recorded, belief updated, next step computed. Demo company, SQLite, one client."""

import uuid
from typing import Any

from benchmarks import harness
from benchmarks.speed import served

ROUNDS = 400


def measure() -> dict[str, Any]:
    """Return ms a request, wall and server CPU."""
    harness.fresh_database()
    from wayfare.cli.demo import load
    from wayfare.core import clock
    from wayfare.people import api as people

    load()
    everyone = sorted(people.ids_of(source="wayfare").items())
    tokens = [people.create_token(person_id=number, now=clock.now()) for _, number in everyone[10:30]]
    with served.server() as (port, process):
        clients = [served.Client(port, {"Authorization": f"Bearer {token}"}) for token in tokens]
        questions = _questions(clients[0])
        for client in clients:
            _answer(client, questions[0])
            client.timings.clear()
        before = served.cpu_seconds(process)
        for turn in range(ROUNDS):
            _answer(clients[turn % len(clients)], questions[(turn * 7) % len(questions)])
        cpu = (served.cpu_seconds(process) - before) * 1000 / ROUNDS
        timings = [value for client in clients for value in client.timings]
    wall = harness.quantiles(timings)
    return {
        "answer request with next step, ms p50": wall["p50"],
        "answer request with next step, ms p99": wall["p99"],
        "answer request, server CPU ms": cpu,
    }


def _questions(client: served.Client) -> list[dict[str, Any]]:
    feed = served.get_json(client, "/api/v1/feed")
    found: list[dict[str, Any]] = []
    for pick in [feed["next"], *feed["picks"]]:
        found += served.get_json(client, f"/api/v1/items/{pick['item']}")["questions"]
    if not found:
        raise SystemExit("No question to answer.")
    return found


def _answer(client: served.Client, question: dict[str, Any]) -> None:
    body = {"attempt_id": str(uuid.uuid4()), "question_version": question["version"], "response": [0]}
    client.send("POST", "/api/v1/answers", body)


if __name__ == "__main__":
    harness.main(measure)
