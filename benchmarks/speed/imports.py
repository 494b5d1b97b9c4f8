"""Imports of the real data sets on SQLite: rows a second, and how long another writer waits at most while they run."""

import json
import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from benchmarks import harness

PAUSE = 0.005
PATIENCE = 60.0
MAP = Path(__file__).resolve().parents[2] / "docs" / "maps" / "uk-senior-posts.toml"


def measure() -> dict[str, Any]:
    """Return for each kind: rows a second, seconds, and the longest wait of another writer in ms."""
    if not harness.DATA.is_dir():
        return {"skipped": f"no real data at {harness.DATA}; name its folder in WAYFARE_DATA"}
    folder = harness.fresh_database()
    from wayfare.catalog import api as catalog
    from wayfare.people import api as people
    from wayfare.skills import api as skills

    courses, onet = harness.DATA / "catalog" / "courses.jsonl", harness.DATA / "onet"
    steps: list[tuple[str, Callable[..., Any], Path]] = [
        ("skills", skills.import_skills, onet),
        ("roles", skills.import_roles, onet),
        ("catalogue", catalog.import_catalog, courses),
        ("catalogue unchanged", catalog.import_catalog, courses),
        ("catalogue, every row changed", catalog.import_catalog, _refreshed(courses, folder / "courses.jsonl")),
        ("questions", catalog.import_questions, harness.DATA / "questions" / "questions.jsonl"),
    ]
    posts = harness.DATA / "people" / "senior_posts_2011-09-30.csv"
    found: dict[str, Any] = {}
    for name, verb, path in steps:
        found |= _step(name, verb, path, folder / "wayfare.sqlite3")
    found |= _step("people", people.import_people, posts, folder / "wayfare.sqlite3", MAP)
    return found


def _step(
    name: str, verb: Callable[..., Any], path: Path, database: Path, mapping: Path | None = None
) -> dict[str, Any]:
    from wayfare.core.imports import Options

    with _waiting(database) as longest:
        start, cpu = time.perf_counter(), time.process_time()
        report = verb(path=path, form=None, mapping=mapping, options=Options())
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    if not report.applied:
        raise SystemExit(f"{name}: {report.rejected[:3]}")
    return {
        f"{name}, rows/s": report.read / seconds,
        f"{name}, s": seconds,
        f"{name}, CPU s": cpu,
        f"{name}, longest wait of another writer, ms": longest() * 1000,
    }


def _refreshed(courses: Path, path: Path) -> Path:
    """Write the catalogue as it may look a month later: every course has more learners."""
    with courses.open(encoding="utf-8") as old, path.open("w", encoding="utf-8") as new:
        for line in old:
            row = json.loads(line)
            row["n_learners"] = int(1.05 * (row["n_learners"] or 0)) + 1
            new.write(json.dumps(row) + "\n")
    return path


@contextmanager
def _waiting(database: Path) -> Iterator[Callable[[], float]]:
    """Let another process ask for the write lock all the time; yield what tells its longest wait, in seconds."""
    context = multiprocessing.get_context("spawn")
    longest, end = context.Value("d", 0.0), context.Event()
    process = context.Process(target=_ask, args=(str(database), longest, end))
    process.start()
    try:
        yield lambda: float(longest.value)
    finally:
        end.set()
        process.join()


def _ask(database: str, longest: Any, end: Event) -> None:
    base = sqlite3.connect(database, timeout=PATIENCE, isolation_level=None)
    while not end.is_set():
        start = time.perf_counter()
        base.execute("BEGIN IMMEDIATE")
        base.execute("ROLLBACK")
        longest.value = max(longest.value, time.perf_counter() - start)
        time.sleep(PAUSE)
    base.close()


if __name__ == "__main__":
    harness.main(measure)
