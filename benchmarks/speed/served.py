"""A real server on this machine, and a client that keeps its connection."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil


class Client:
    """Sends requests to the server and times them."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        """Connect once; every request carries the headers."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = headers
        self.timings: list[float] = []

    def send(self, method: str, path: str, body: object = None) -> bytes:
        """Send one request and return the answer's body; anything but 2xx ends the benchmark."""
        data = None if body is None else json.dumps(body)
        start = time.perf_counter()
        self.connection.request(method, path, data, {**self.headers, "Content-Type": "application/json"})
        response = self.connection.getresponse()
        content = response.read()
        self.timings.append((time.perf_counter() - start) * 1000)
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {response.status} {content[:300]!r}")
        return content


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


@contextmanager
def server() -> Iterator[tuple[int, psutil.Process]]:
    """Serve the current database; yield the port and the server's process."""
    port = free_port()
    command = [sys.executable, "-c", "from wayfare.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        _wait(port, process)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("The server did not start.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and its children."""
    return [process, *process.children(recursive=True)]


def resident_mb(process: psutil.Process) -> float:
    """Return the resident memory of a process and its children in MB."""
    return sum(part.memory_info().rss for part in family(process)) / 1e6


def cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU time that a process and its children have used so far."""
    return sum(sum(part.cpu_times()[:2]) for part in family(process))


def get_json(client: Client, path: str) -> Any:
    """Return the JSON that an address answers."""
    return json.loads(client.send("GET", path))
