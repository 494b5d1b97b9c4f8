"""Read what may be hostile in a process of its own, with little memory and time: PDF, and pages whose markup never ends.

``python -m wayfare.catalog.files.apart FILE UNTITLED`` prints one JSON object. Nothing of Django is loaded there.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wayfare.catalog.files.page import page
from wayfare.catalog.files.parts import Document, Part, Refused
from wayfare.catalog.files.pdf import pdf

SECONDS, MEMORY = 15, 1_000_000_000
"""Of CPU, and bytes; ordinary books take a few seconds and a tenth of that."""
_WAIT = 4 * SECONDS
_DEMANDING = "Reading this file takes too much memory or time. Save it anew, or leave it out."
_UNREADABLE = "This file cannot be read as what its name says. Save it anew, or leave it out."


def read_apart(path: Path, untitled: str) -> Document:
    """Return the text of a PDF or a web page. Raises Refused."""
    command = [sys.executable, "-m", "wayfare.catalog.files.apart", str(path.resolve()), untitled]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_WAIT)  # noqa: S603 - our own command
    except subprocess.TimeoutExpired as error:
        raise Refused("too-demanding", _DEMANDING) from error
    if done.returncode:  # below zero: ended by a signal, when its processor time was used up
        hungry = done.returncode < 0 or b"MemoryError" in done.stderr
        raise Refused("too-demanding", _DEMANDING) if hungry else Refused("unreadable-file", _UNREADABLE)
    found: dict[str, Any] = json.loads(done.stdout)
    if "code" in found:
        raise Refused(found["code"], found["message"])
    return Document(found["title"], tuple(Part(**part) for part in found["parts"]))


def main(path: Path, untitled: str) -> dict[str, Any]:
    """Return a document, or the code and message of what stands against reading it."""
    try:
        if path.suffix.lower() == ".pdf":
            return asdict(pdf(path))
        return asdict(page(path.read_text("utf-8-sig"), untitled))
    except Refused as refused:
        return {"code": refused.code, "message": refused.message}


def _held() -> None:
    """Give this process little memory and processor time, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows: there whoever started this process waits no longer than two minutes
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    _held()
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
