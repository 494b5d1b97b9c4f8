"""The model of behaviour at any size: ``python -m benchmarks.speed.behaviour --items 1000000 --people 500000 --json``.

Most of what people do is of their taste, and in each taste and over all what is popular is as frequent as Zipf's law says. A fit
includes the choice of all that is learned on people held out. ``ms`` are CPU for one person's best hundred, from their history to
items and scores; ``explain`` that of one item. The peak is that of the whole process while it fits, with the table of what people
did in it. Seeded. ``--growth`` measures several sizes, each in a process of its own, prints a table and draws a picture.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import harness
from benchmarks.speed import picture
from wayfare.engine.matching.behaviour import training
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import Behaviour

SEED = 5
TASTES, OWN = 200, 0.7
ROLES = 200
SPREAD = 0.8  # of the logarithm of how much somebody did
AT_ONCE = 1_000_000
BEST = 100
MIDDLE = (50_000, 50_000)
MORE_ITEMS, MORE_PEOPLE = (5_000, 50_000, 200_000, 1_000_000), (10_000, 50_000, 200_000)
EACH = 20
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "behaviour-cost.svg"


def world(items: int, people: int, events: int, seed: int = SEED) -> tuple[Interactions, Any]:
    """Return who did what, and the role of each person; about so many ``events``, as whoever does a thing twice counts once."""
    rng = np.random.default_rng(seed)
    appetite = rng.lognormal(0, SPREAD, people)
    lengths = np.maximum(np.rint(appetite * (events / appetite.sum())), 1).astype(np.int64)
    taste = rng.integers(0, TASTES, people)
    person = np.repeat(np.arange(people, dtype=np.int32), lengths)
    item = np.empty(person.size, np.int32)
    for start in range(0, person.size, AT_ONCE):
        some = person[start : start + AT_ONCE]
        own = rng.random(some.size) < OWN
        # A rank that is uniform in its logarithm is drawn with a probability of 1 / rank.
        rank = (
            np.exp(rng.random(some.size) * np.log(np.where(own, max(items // TASTES, 1), items))).astype(np.int64) - 1
        )
        item[start : start + AT_ONCE] = np.minimum(np.where(own, rank * TASTES + taste[some], rank), items - 1)
    roles = (taste + rng.integers(0, 3, people)) % ROLES
    return Interactions.of(person, item, (people, items)), roles


def measure(items: int, people: int, events: int, times: int) -> dict[str, Any]:
    """Make a world, fit, and rank for people one after the other."""
    data, roles = world(items, people, events)
    _forget_peak()
    before, start = memory(), time.process_time()
    model = training.fit(data, np.random.default_rng(SEED), segments=roles)
    spent = time.process_time() - start
    found = {"items": items, "people": people, "events": int(data.table.nnz), "fit_cpu_s": spent}
    found |= {"before_mb": before, "peak_mb": memory(), "model_mb": _size(model)}
    return found | _timed(data, roles, model, times)


def _timed(data: Interactions, roles: Any, model: Behaviour, times: int) -> dict[str, float]:
    ranked, explained = [], []
    for row in np.random.default_rng(SEED).integers(0, roles.size, times + 10).tolist():
        history, role = data.history(row), int(roles[row])
        start = time.process_time_ns()
        best, _ = model.recommend(history, BEST, role)
        ranked.append((time.process_time_ns() - start) / 1e6)
        start = time.process_time_ns()
        model.explain(history, int(best[0]), role)
        explained.append((time.process_time_ns() - start) / 1e6)
    # The first few bring what they need into memory.
    one, other = harness.quantiles(ranked[10:]), harness.quantiles(explained[10:])
    return {"ms_p50": one["p50"], "ms_p99": one["p99"], "explain_ms_p50": other["p50"], "explain_ms_p99": other["p99"]}


def memory() -> float:
    """Return the peak of this process's memory in MB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def _size(model: Behaviour) -> float:
    return float(sum(array.nbytes for array in model.pack()[1].values())) / 1e6


def grown() -> list[dict[str, Any]]:
    """Return the figures of each size: more and more items for the same people, then more and more people."""
    found = {}
    for items, people in [(items, MIDDLE[1]) for items in MORE_ITEMS] + [(MIDDLE[0], people) for people in MORE_PEOPLE]:
        given = ("--items", items, "--people", people, "--events", EACH * people, "--times", 300)
        if (items, people) not in found:
            found[items, people] = harness.child("benchmarks.speed.behaviour", *map(str, given))
    return list(found.values())


def table(rows: list[dict[str, Any]]) -> str:
    """Return figures as a Markdown table."""
    names = {"items": "items", "people": "people", "events": "events", "fit_cpu_s": "fit, CPU s", "peak_mb": "peak, MB"}
    names |= {"model_mb": "model, MB", "ms_p50": "best 100, ms p50", "ms_p99": "p99"}
    lines = ["| " + " | ".join(names.values()) + " |", "|---" * len(names) + "|"]
    for row in rows:
        cells = [f"{row[name]:,.0f}" if row[name] >= 100 else f"{row[name]:.3g}" for name in names]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]]) -> str:
    """Return a picture of the cost by items and by people."""
    by = {"items": [row for row in rows if row["people"] == MIDDLE[1]]}
    by |= {"people": [row for row in rows if row["items"] == MIDDLE[0]]}
    panels = []
    for axis, part in by.items():
        for name, title in (("fit_cpu_s", "fit, CPU seconds"), ("ms_p50", "best hundred, ms (median)")):
            points = sorted((row[axis], row[name]) for row in part)
            panels.append(picture.Panel(f"{title} by {axis}", points))
    return picture.svg(panels)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=500, help="people to rank for")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--growth", action="store_true", help="measure several sizes")
    given = parser.parse_args()
    if given.growth:
        rows = grown()
        PICTURE.write_text(draw(rows), "utf-8")
        print(json.dumps(rows) if given.json else table(rows))
        return
    result = measure(given.items, given.people, given.events, given.times)
    print(json.dumps(result) if given.json else "\n".join(f"{name:16} {value:,.3f}" for name, value in result.items()))


if __name__ == "__main__":
    main()
