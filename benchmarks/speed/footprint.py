"""What an installation costs: disk of the environment, start-up, memory after start and after a hundred answers."""

import sys
import time
import uuid
from pathlib import Path
from typing import Any

from benchmarks import harness
from benchmarks.speed import served

ANSWERS = 100


def measure() -> dict[str, Any]:
    """Return MB and seconds. The disk figure counts this environment, so measure it after ``make setup`` alone."""
    start = time.perf_counter()
    harness.fresh_database()
    prepared = time.perf_counter() - start
    from wayfare.cli.demo import load
    from wayfare.core import clock
    from wayfare.people import api as people

    start = time.perf_counter()
    load()
    loaded = time.perf_counter() - start
    token = people.create_token(person_id=people.ids_of(source="wayfare")["p05"], now=clock.now())
    with served.server() as (port, process):
        client = served.Client(port, {"Authorization": f"Bearer {token}"})
        started = served.resident_mb(process)
        feed = served.get_json(client, "/api/v1/feed")
        questions = served.get_json(client, f"/api/v1/items/{feed['next']['item']}")["questions"]
        for turn in range(ANSWERS):
            body = {
                "attempt_id": str(uuid.uuid4()),
                "question_version": questions[turn % len(questions)]["version"],
                "response": [0],
            }
            client.send("POST", "/api/v1/answers", body)
        worked = served.resident_mb(process)
    return {
        "environment on disk, MB": _size(Path(sys.prefix)) / 1e6,
        "empty database ready, s": prepared,
        "demo company loaded, s": loaded,
        "memory after start, MB": started,
        f"memory after {ANSWERS} answers, MB": worked,
    }


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    harness.main(measure)
