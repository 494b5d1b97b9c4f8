"""``python -m benchmarks``: every quick benchmark, each in a process of its own, as one Markdown table."""

import sys
from datetime import UTC, datetime

from benchmarks import harness

MODULES = ["engine", "answer", "home", "imports", "footprint"]


def main() -> None:
    """Print the figures; with names as arguments, only those benchmarks."""
    chosen = sys.argv[1:] or MODULES
    print(f"Measured {datetime.now(UTC):%Y-%m-%d} on {harness.machine()}.\n")
    print("| benchmark | figure | value |\n|---|---|---|")
    for name in chosen:
        for figure, value in harness.child(f"benchmarks.speed.{name}").items():
            shown = f"{value:,.3g}" if isinstance(value, float) else value
            print(f"| {name} | {figure} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
