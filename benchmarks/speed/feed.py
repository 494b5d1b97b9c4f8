"""Feeds at any size: ``python -m benchmarks.speed.feed --items 1000000 --people 500000 --json``.

Everything that a feed takes but the web: what is known of the person, candidates of the skills they need and of what people did
who did the same, the ranking, the counterfactual of each pick, and the decisions written in one batch. Each of these people sees
their feed for the first time. Catalogue, people and what they did are made from a seed; the model of behaviour is fitted to what
they did. Times are CPU, in this process; ``cold`` are those right after a change of the catalogue, when nothing is kept of it.
"""

import argparse
import json
import resource
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

import numpy as np

from benchmarks import harness
from benchmarks.speed import synthetic

SEED, EVENTS_A_PERSON = 7, 13
WARM, TIMED, COLD, PARALLEL = 2_000, 1_000, 60, 1_000
HEAD = 1_024


def measure(items: int, people: int) -> dict[str, Any]:
    """Build an organisation, compute feeds, and return the figures."""
    from wayfare.config import garbage

    folder = harness.fresh_database()
    begin = time.perf_counter()
    synthetic.build(items, people, SEED)
    person, item = synthetic.histories(items, people, EVENTS_A_PERSON * people, SEED)
    synthetic.write_histories(person, item)
    filled, begin = time.perf_counter() - begin, time.process_time()
    _behave(person, item, items, people)
    fitted = time.process_time() - begin
    chosen = np.random.default_rng(SEED).permutation(people)[: WARM + TIMED + COLD + 2 * PARALLEL] + 1
    parts = np.split(chosen, np.cumsum([WARM, TIMED, COLD]).clip(max=chosen.size))
    garbage.settle()  # as every serving process does
    _feeds(parts[0].tolist())
    warm = _feeds(parts[1].tolist())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "items": items,
        "people": people,
        "fill_s": filled,
        "fit_cpu_s": fitted,
        **{f"ms_{name}": value for name, value in harness.quantiles(warm).items()},
        "ms_mean": float(np.mean(warm)),
        **{f"cold_ms_{name}": value for name, value in harness.quantiles(_cold(parts[2].tolist())).items()},
        "feeds_a_second_two_processes": _together(parts[3].tolist()),
        "memory_mb": memory,
        "database_mb": sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) / 1e6,
    }


def _behave(person: Any, item: Any, items: int, people: int) -> None:
    """Fit the model of behaviour to what was done, and put it in place."""
    from wayfare.core import blobs
    from wayfare.engine.matching.behaviour import training
    from wayfare.engine.matching.behaviour.matrix import Interactions
    from wayfare.recommend import together
    from wayfare.recommend.models import BehaviourModel

    did = Interactions.of(person, item, (people, items))
    model = training.fit(did, np.random.default_rng(SEED), training.Settings(head=HEAD))
    now = datetime.now(UTC)
    ids = np.arange(1, items + 1)
    roles, beside = np.arange(1, synthetic.ROLES + 1), together.Beside(None, [], None, {})
    name = blobs.put("behaviour", together.content(model, ids, roles, beside), now)
    BehaviourModel.objects.create(hash=name, report={}, created_at=now, active=True, activated_at=now)


def _feeds(people: list[int]) -> list[float]:
    """Compute one feed after the other; return CPU milliseconds of each."""
    from wayfare.recommend import api as recommend

    spent = []
    for person in people:
        begin = time.process_time_ns()
        found = recommend.feed(person_id=person, now=datetime.now(UTC))
        spent.append((time.process_time_ns() - begin) / 1e6)
        if found.next is None:
            raise SystemExit(f"nothing is offered to person {person}")
    return spent


def _cold(people: list[int]) -> list[float]:
    from wayfare.core.versions import touch_epoch

    spent = []
    for person in people:
        touch_epoch("catalog", datetime.now(UTC))
        spent += _feeds([person])
    return spent


def _together(people: list[int]) -> float:
    """Return how many feeds a second two processes compute, once both are warm."""
    context = get_context("spawn")
    start, halves = context.Barrier(3), (people[::2], people[1::2])
    workers = [context.Process(target=_worker, args=(half, start)) for half in halves]
    for worker in workers:
        worker.start()
    start.wait()
    begin = time.perf_counter()
    for worker in workers:
        worker.join()
    timed = sum(len(half) // 2 for half in halves)
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a process has failed")
    return timed / (time.perf_counter() - begin)


def _worker(people: list[int], start: Any) -> None:
    import django

    django.setup()
    from wayfare.config import garbage

    garbage.settle()
    half = len(people) // 2
    _feeds(people[:half])
    start.wait()
    _feeds(people[half : 2 * half])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = measure(given.items, given.people)
    print(json.dumps(result) if given.json else "\n".join(f"{name:32} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
