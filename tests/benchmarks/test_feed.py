"""The benchmark of feeds runs from a database it made itself to figures of every kind."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
import json
from benchmarks.speed import feed
feed.WARM, feed.TIMED, feed.COLD, feed.PARALLEL = 20, 20, 3, 8
if __name__ == "__main__":
    print(json.dumps(feed.measure(400, 120)))
"""


def test_it_measures_feeds_of_an_organisation_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(SMALL, encoding="utf-8")
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "WAYFARE_HOME": str(tmp_path / "home")}
    command = [sys.executable, str(tmp_path / "small.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert (found["items"], found["people"]) == (400, 120)
    assert 0 < found["ms_p50"] <= found["ms_p99"]
    assert found["cold_ms_p50"] > 0
    assert found["feeds_a_second_two_processes"] > 0
    assert found["database_mb"] > 0
