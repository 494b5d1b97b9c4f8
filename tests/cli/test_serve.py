"""``wayfare serve``: what it refuses, what it says, how it stops, what it costs."""

import signal
import socket
import stat
import time

import psutil
import pytest

from tests.answering import FAST, Answering, tokens, versions
from tests.commands import Installation, Server, free_port, wait_for

MB = 1 << 20


def memory(server: Server) -> int:
    """Return the resident memory of the server and all of its workers, in bytes."""
    root = psutil.Process(server.process.pid)
    return sum(process.memory_info().rss for process in [root, *root.children(recursive=True)])


def put_demo(installation: Installation) -> None:
    """Mark the database as one that signs every visitor in."""
    script = 'from wayfare.core import facts; facts.put(\'demo\', \'{"company": "Northmoor", "person": 1}\')'
    installation.python(script)


def test_it_refuses_before_init_and_says_what_to_do(empty_installation: Installation) -> None:
    done = empty_installation.run("serve")
    assert done.returncode == 1
    assert "not-ready" in done.stderr
    assert "wayfare init" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_refuses_while_a_migration_is_missing(installation: Installation) -> None:
    delete = "DELETE FROM django_migrations WHERE app = 'core'"
    installation.python(f'from django.db import connection as c; c.cursor().execute("{delete}")')
    done = installation.run("serve")
    assert done.returncode == 1
    assert "not-ready" in done.stderr


def test_a_port_in_use_is_named(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = installation.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"Error (address-in-use): Something already listens on 127.0.0.1 port {port}." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_host_that_is_no_address_is_refused(installation: Installation) -> None:
    done = installation.run("serve", "--host", "no such host")
    assert done.returncode == 1
    assert "is not an address" in done.stderr


@pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "::"]])
def test_the_demo_is_served_to_this_machine_only(installation: Installation, arguments: list[str]) -> None:
    put_demo(installation)
    done = installation.run("serve", *arguments)
    assert done.returncode == 1
    assert "Error (not-allowed)" in done.stderr


def test_the_demo_does_not_answer_to_other_names(installation: Installation) -> None:
    put_demo(installation)
    done = installation.run("serve", "--port", str(free_port()), WAYFARE_ALLOWED_HOSTS="learn.example.org")
    assert done.returncode == 1
    assert "Error (not-allowed)" in done.stderr


def test_it_says_where_it_is_answers_and_stops_on_a_signal(installation: Installation) -> None:
    with installation.serving() as server:
        assert server.process.stdout is not None
        assert server.process.stdout.readline() == f"Wayfare is at {server.url}/ (stop with Ctrl+C)\n"
        assert server.get("/healthz") == (200, "ok\n")
        assert memory(server) <= 200 * MB
        assert server.stop() == 0
        assert server.process.stdout.read() == ""
        log = server.log.read_text()
    assert "Traceback" not in log
    assert "Warning" not in log


def test_it_stays_small_over_the_first_hundred_answers(company: Installation) -> None:
    (token,), questions = tokens(company, "p1"), versions(company)
    with company.serving(**FAST) as server:
        clients = [Answering(server, token, questions, seed) for seed in range(4)]
        for client in clients:
            client.start()
        while sum(len(client.acknowledged) for client in clients) < 100:
            assert not [client.refused for client in clients if client.refused]
            time.sleep(0.05)
        assert memory(server) <= 350 * MB
        assert server.stop() == 0
    for client in clients:
        client.join()


def test_ctrl_c_stops_all_workers_and_frees_the_port(installation: Installation) -> None:
    with installation.serving("--workers", "2") as server:
        workers = psutil.Process(server.process.pid).children(recursive=True)
        assert len(workers) == 2
        assert server.stop(signal.SIGINT) == 0
        psutil.wait_procs(workers, timeout=30)
        assert not [worker for worker in workers if worker.is_running()]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", int(server.url.rpartition(":")[2])))


def test_a_worker_that_dies_is_replaced(installation: Installation) -> None:
    with installation.serving() as server:
        root = psutil.Process(server.process.pid)
        first = root.children()[0]
        first.kill()
        first.wait(timeout=30)
        while not [child for child in root.children() if child.pid != first.pid]:
            assert server.process.poll() is None
        wait_for(server)


def test_the_secret_key_is_readable_by_its_owner_alone(installation: Installation) -> None:
    keys = list(installation.home.rglob("secret.key"))
    assert len(keys) == 1
    assert stat.S_IMODE(keys[0].stat().st_mode) == 0o600
