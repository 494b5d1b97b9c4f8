"""Simulated: how much less time people take until they are competent, against the best fixed course.

    python -m benchmarks.quality.competence --json [--people 60] [--seed 1] [--known 5 30 56]

The world is that of ``wayfare.engine.simulate``: 60 skills in six layers, lessons of four minutes, exercises of one, three
families of learners, none of them the engine's own model. Competence is the share of all skills that pass a hidden check on
unseen questions two weeks after the end; drop-outs count with what they have learned until then. ``saving`` is against the
fixed course that is as competent, tuned for each family by itself on the same people, and where none is so competent against
one .02 below the most competent one; ``saving_most`` is against that one itself. ``competence_margin_worst_family`` is what the
policy is above the course of ``saving`` where it is least. Every share is a fraction of 1; intervals are those of 95 % of
bootstrap samples over people.
"""

import argparse
import json
from typing import Any

from wayfare.engine.simulate import compare

KNOWN = (5, 30, 56)
TARGETS = {5: 0.28, 30: 0.40, 56: 0.50}


def measure(people: int = 60, seed: int = 1, known: tuple[int, ...] = KNOWN) -> dict[str, Any]:
    """Return the figures for each share of skills known at the start."""
    found: dict[str, Any] = {"label": "simulated", "people_of_each_family": people, "seed": seed}
    for per_cent in known:
        figures = compare.report(per_cent / 100, people, seed)
        found[f"known_{per_cent}"] = {**figures, "target": TARGETS.get(per_cent)}
    return found


def main() -> None:
    """Print one JSON object, indented unless ``--json`` is given."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--known", type=int, nargs="+", default=list(KNOWN))
    wanted = parser.parse_args()
    found = measure(wanted.people, wanted.seed, tuple(wanted.known))
    print(json.dumps(found, indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
