"""``wayfare serve``."""

import errno
import json
import socket
import time
from contextlib import suppress
from threading import Thread
from typing import ClassVar

import click
from django.conf import settings
from django.db import connections

from wayfare.config.ready import ensure_demo_stays_here, ensure_ready
from wayfare.core import facts
from wayfare.core.errors import Conflict, Invalid
from wayfare.people import api as people

THREADS = (
    4  # answers at a time in one worker; SQLite writes one after the other, and the interpreter runs one at a time
)
PATIENCE = 15  # seconds that running answers have to end after a stop


class AddressInUse(Conflict):
    """Another program listens on this address and port."""

    code: ClassVar[str] = "address-in-use"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and API until it is stopped (Ctrl+C, or a TERM signal)."""
    ensure_ready()
    run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Start the server and stay until it is stopped.

    Raises AddressInUse for a port that is taken, Invalid for an address that is not this machine's, and NotAllowed where
    the demo company would be served to other machines.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    ensure_demo_stays_here([host, *settings.ALLOWED_HOSTS])
    address = free_address(host, port)
    welcome = _welcome(host, port)
    connections.close_all()  # the workers are forks: none may inherit an open database
    server = Granian(
        "wayfare.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.on_startup(Thread(target=_announce, args=(address, port, welcome), daemon=True).start)
    server.serve()


def _announce(address: str, port: int, welcome: str) -> None:
    """Say where the server is as soon as it answers: a worker needs a second or two to begin."""
    answers = False
    while not answers:
        time.sleep(0.1)
        with suppress(OSError), socket.create_connection((address, port), timeout=1):
            answers = True
    click.echo(welcome)


def free_address(host: str, port: int) -> str:
    """Return the numeric address of ``host`` after making sure that nobody listens there.

    Several servers on one port would share its visitors silently, so this asks without sharing.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Invalid(f"“{host}” is not an address.", advice="Use --host 127.0.0.1 for this machine only.") from error
    except OSError as error:
        raise _refusal(host, port, error) from error
    return str(address[0])


def _refusal(host: str, port: int, error: OSError) -> Invalid | Conflict:
    if error.errno == errno.EADDRINUSE:
        return AddressInUse(f"Something already listens on {host} port {port}.", advice="Choose another with --port.")
    if error.errno == errno.EACCES:
        return Invalid(f"This user may not listen on port {port}.", advice="Choose a port above 1023 with --port.")
    return Invalid(
        f"Cannot listen on {host} port {port}: {error.strerror}.", advice="Use --host 127.0.0.1 for this machine only."
    )


def _welcome(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    lines = [f"Wayfare is at http://{shown}:{port}/ (stop with Ctrl+C)"]
    demo = facts.get("demo")
    if demo is not None:
        found = json.loads(demo)
        who = people.person(person_id=found["person"])
        lines.insert(0, f"You are signed in as {who.name}, {who.job_title} at {found['company']} (demo company).")
    return "\n".join(lines)
