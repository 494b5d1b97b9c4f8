"""Examples that say they can be run are run.

A line ``<!-- run -->`` before a fenced block marks it. The marked blocks of a page run in order, in one new installation:
``console`` by a shell that has the ``wayfare`` command and a copy of the small company of the tests in ``company/``,
``python`` with Wayfare's settings.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import COMMAND, Installation

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SNIPPET = re.compile(r"^<!-- run -->\n```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WITH_SNIPPETS = [path for path in PAGES if SNIPPET.search(path.read_text("utf-8"))]
SETUP = "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'wayfare.config.settings'\ndjango.setup()\n"


@pytest.mark.slow
@pytest.mark.parametrize("path", WITH_SNIPPETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_run(path: Path, empty_installation: Installation) -> None:
    shutil.copytree(ROOT / "tests/company", empty_installation.home / "company")
    environment = empty_installation.environment(PATH=f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}")
    for kind, text in SNIPPET.findall(path.read_text("utf-8")):
        call = ["bash", "-euo", "pipefail", "-c", text] if kind == "console" else [sys.executable, "-c", SETUP + text]
        done = subprocess.run(
            call, cwd=empty_installation.home, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"


def test_the_operators_guide_is_run() -> None:
    assert ROOT / "docs/guide/operators.md" in WITH_SNIPPETS
