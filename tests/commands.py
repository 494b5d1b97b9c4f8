"""Real installations for the tests: the real command in a process of its own, on a database of its own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import IO, Any

from django.conf import settings

from tests import postgresql

FOLDER = "wayfare-data"  # where an installation keeps its files without being told
COMMAND = Path(sys.executable).with_name("wayfare")


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of a page."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to the server and return its exit code."""
        self.process.send_signal(sign)
        return self.process.wait(timeout=60)


@dataclass(frozen=True)
class Installation:
    """A folder and a database, and nothing else in the environment."""

    home: Path
    database_url: str

    def environment(self, **extra: str) -> dict[str, str]:
        """Return what a command sees: ``DATABASE_URL`` and what a shell always has."""
        usual = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**usual, "DATABASE_URL": self.database_url, **extra}

    def run(self, *arguments: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run ``wayfare`` with these arguments and wait for its end."""
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=self.home,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *arguments: str | Path, **extra: str) -> str:
        """Run ``wayfare``, make sure that it succeeds, and return what it printed."""
        done = self.run(*arguments, **extra)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def fails(self, *arguments: str | Path, **extra: str) -> str:
        """Run ``wayfare``, make sure that it fails with a sentence, and return that."""
        done = self.run(*arguments, **extra)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def python(self, script: str, **extra: str) -> str:
        """Run a piece of Python with this installation's settings and return what it printed."""
        begin = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'wayfare.config.settings'; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + script],
            cwd=self.home,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, read past the application."""
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///"), timeout=30)) as connection:
                return connection.execute(query).fetchall()
        import psycopg

        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query).fetchall()

    def start(
        self, *arguments: str | Path, errors: IO[str] | int = subprocess.PIPE, **extra: str
    ) -> subprocess.Popen[str]:
        """Start ``wayfare`` as a process group of its own and return at once."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            cwd=self.home,
            env=self.environment(**extra),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )

    @contextmanager
    def serving(self, *arguments: str, **extra: str) -> Iterator[Server]:
        """Serve for a block, from the first answer on; what is left of the server afterwards is killed."""
        port = free_port()
        log = self.home / f"serve-{port}.log"  # a file: nobody empties a pipe while the server runs
        with log.open("w") as errors:
            process = self.start("serve", "--port", str(port), *arguments, errors=errors, **extra)
        try:
            server = Server(process, f"http://127.0.0.1:{port}", log)
            wait_for(server)
            yield server
        finally:
            kill_group(process)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill_group(process: subprocess.Popen[str]) -> None:
    """Pull the plug: kill a process and all of its children at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def wait_for(server: Server) -> None:
    """Wait for the first good answer; fail when the server ends before it."""
    while server.process.poll() is None:
        try:
            if server.get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server ended with {server.process.returncode}: {server.log.read_text()}")


@contextmanager
def fresh(home: Path, like: Installation | None = None) -> Iterator[Installation]:
    """Return a new installation for a block: one that nobody has initialised yet, or a copy of ``like``."""
    if like is not None:
        shutil.copytree(like.home / FOLDER, home / FOLDER)
    if settings.SQLITE:
        yield Installation(home, f"sqlite:///{home / FOLDER / 'wayfare.sqlite3'}")
    else:
        template = like.database_url.rpartition("/")[2] if like else "template1"
        with postgresql.database(f"wayfare_{uuid.uuid4().hex[:12]}", template) as url:
            yield Installation(home, url)
