"""Our own verbs in a process of their own: for jobs that take memory and minutes which serving must not."""

import subprocess
import sys

_MAIN = "from wayfare.cli import main; main()"


def run_verb(*words: str) -> str:
    """Run ``wayfare`` with these words to its end, and return what it printed. Raises RuntimeError where it failed."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _MAIN, *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout.strip()
