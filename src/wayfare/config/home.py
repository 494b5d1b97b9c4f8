"""Where an installation keeps its files, and its secret key.

Everything derives from ``DATABASE_URL``: beside an SQLite file lie the job file and the key; with PostgreSQL they lie in
``WAYFARE_HOME`` (by default ``wayfare-data`` in the current folder).
"""

import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

DEFAULT_HOME = "wayfare-data"
SCHEMES = ("sqlite", "postgres", "postgresql")


def database_url() -> str:
    """Return the address of the database; by default an SQLite file in the home folder. Raises ValueError."""
    default = f"sqlite:///{Path(os.environ.get('WAYFARE_HOME', DEFAULT_HOME)).resolve() / 'wayfare.sqlite3'}"
    found = os.environ.get("DATABASE_URL") or default
    if urlsplit(found).scheme not in SCHEMES:
        raise ValueError("DATABASE_URL has to begin with sqlite:/// or postgres://")
    return found


def home() -> Path:
    """Return the folder of this installation's own files."""
    if explicit := os.environ.get("WAYFARE_HOME"):
        return Path(explicit).resolve()
    url = urlsplit(database_url())
    if url.scheme == "sqlite" and url.path.strip("/") not in ("", ":memory:"):
        return Path(unquote(url.path)[1:]).resolve().parent
    return Path(DEFAULT_HOME).resolve()


def key_file() -> Path:
    """Return the path of the secret key."""
    return home() / "secret.key"


def secret_key() -> str:
    """Return the secret key, or an empty string before ``wayfare init`` made one."""
    if explicit := os.environ.get("WAYFARE_SECRET_KEY"):
        return explicit
    try:
        return key_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def make_secret_key() -> bool:
    """Create the secret key unless there is one, readable by the owner alone. Return whether it was made."""
    if secret_key():
        return False
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, whole = tempfile.mkstemp(dir=path.parent, prefix="secret.key.")  # for its owner alone
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    Path(whole).replace(path)  # in one step: an init that is killed leaves no empty key, which nothing could get past
    return True
