"""The engine alone: one update of the filter, one ranking of 500 candidates. Seeded, no database."""

import random
from typing import Any

from benchmarks import harness
from wayfare.engine.ranking import gain
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, Candidate, Gaussian, Need, Teaches


def measure() -> dict[str, Any]:
    """Return ms a call."""
    dice = random.Random(1)
    params, policy = gaussian.Params(), gain.Policy()
    state = gaussian.start(params)
    for _ in range(40):
        state = gaussian.update(state, Attempt(dice.randrange(25), float(dice.randint(1, 5)), 4, 1.0), params)
    needs = [Need(skill, "role", 4.0, 0.8) for skill in range(25)]
    candidates = [
        Candidate(
            item, dice.uniform(5, 600), (Teaches(dice.randrange(25), dice.uniform(1, 5), 0.8),), title_key=str(item)
        )
        for item in range(500)
    ]
    beliefs: dict[int, Gaussian] = {skill: gaussian.belief(state, skill, params) for skill in range(25)}
    update = harness.timed(lambda: gaussian.update(state, Attempt(3, 3.0, 4, 1.0), params), 2000)
    rank = harness.timed(lambda: gain.rank(candidates, needs, beliefs.__getitem__, policy, 7), 200)
    return {
        "filter update, ms p50": update["p50"],
        "filter update, ms p99": update["p99"],
        "rank 500 candidates, ms p50": rank["p50"],
        "rank 500 candidates, ms p99": rank["p99"],
    }


if __name__ == "__main__":
    harness.main(measure)
