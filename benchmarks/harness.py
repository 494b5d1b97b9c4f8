"""What every benchmark shares: a database of its own, a named machine, medians."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

DATA = Path(os.environ.get("WAYFARE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def machine() -> str:
    """Return processor, cores and Python in one line."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def fresh_database() -> Path:
    """Point Django at a new SQLite database in a temporary folder, set it up, and return the folder."""
    folder = Path(tempfile.mkdtemp(prefix="wayfare-bench-"))
    use_database(folder)
    from wayfare.cli.setup import prepare

    prepare()
    return folder


def copied_database(folder: Path) -> Path:
    """Point Django at a copy of the database of ``fresh_database``, whose process is over, and return the copy's folder."""
    copy = Path(tempfile.mkdtemp(prefix="wayfare-bench-"))
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    use_database(copy)
    return copy


def use_database(folder: Path) -> None:
    """Point Django at the SQLite database in a folder."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'wayfare.sqlite3'}"
    os.environ["WAYFARE_LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_SETTINGS_MODULE"] = "wayfare.config.settings"
    import django

    django.setup()


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Return p50, p90 and p99 of timings."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": cuts[49], "p90": cuts[89], "p99": cuts[98]}


def timed(call: Callable[[], Any], times: int) -> dict[str, float]:
    """Call something repeatedly and return quantiles of wall time, and the CPU time of this process a call; in ms."""
    walls, cpu = [], time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        call()
        walls.append((time.perf_counter() - start) * 1000)
    return {**quantiles(walls), "cpu": (time.process_time() - cpu) * 1000 / times}


def child(module: str, *arguments: str) -> dict[str, Any]:
    """Run a benchmark module in a process of its own and return what it measured."""
    command = [sys.executable, "-m", module, "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def main(measure: Callable[[], dict[str, Any]]) -> None:
    """Run one benchmark from the command line: a table, or with ``--json`` one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    result = measure()
    if as_json:
        print(json.dumps(result))
    else:
        print(machine())
        for name, value in result.items():
            print(f"{name:44} {value if not isinstance(value, float) else round(value, 3)}")
