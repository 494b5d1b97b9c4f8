"""Large fitted models: bytes in the database, named by their SHA-256, and a file on each machine that maps them.

A backup of the database is a backup of the models; a machine without the file, or with a damaged one, makes it anew.
"""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings

from wayfare.core.errors import NotFound
from wayfare.core.models import Blob

_log = structlog.get_logger(__name__)
FOLDER = "models"
SUFFIX = ".model"
KEPT = 4


def name_of(content: bytes) -> str:
    """Return the name of some bytes."""
    return hashlib.sha256(content).hexdigest()


def put(kind: str, content: bytes, now: datetime) -> str:
    """Keep some bytes and return their name. They are large: only the newest few of a kind are kept."""
    name = name_of(content)
    Blob.objects.update_or_create(hash=name, defaults={"kind": kind, "content": content, "created_at": now})
    old = Blob.objects.filter(kind=kind).order_by("-created_at").values_list("hash", flat=True)[KEPT:]
    Blob.objects.filter(hash__in=list(old)).delete()
    return name


def file(name: str) -> Path:
    """Return this machine's copy, checked. Raises NotFound where the database does not have these bytes whole either."""
    path = Path(settings.WAYFARE_HOME) / FOLDER / (name + SUFFIX)
    try:
        if name_of(path.read_bytes()) == name:
            return path
        _log.error("the copy of a model is damaged and is made anew", model=name)
    except FileNotFoundError:
        pass
    except OSError:  # a folder in its place, or a file in that of the folder
        _log.exception("the copy of a model cannot be read", model=name)
    row = Blob.objects.filter(hash=name).first()
    if row is None or name_of(bytes(row.content)) != name:
        raise NotFound("There is no such model, or it is damaged.", model=name)
    return _copied(bytes(row.content), path)


def _copied(content: bytes, path: Path) -> Path:
    """Write a copy; to a folder of this process alone where the usual place cannot be written. Return where it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, whole = tempfile.mkstemp(dir=path.parent, suffix=".partial")
        with os.fdopen(descriptor, "wb") as copy:
            copy.write(content)
        return Path(whole).replace(path)
    except OSError:
        _log.exception("the copy of a model cannot be kept; this process has one of its own", model=path.name)
        own = Path(tempfile.mkdtemp(prefix="wayfare-model-")) / path.name
        own.write_bytes(content)
        return own


def made_at(name: str) -> datetime | None:
    """Return when some bytes were kept; None where they are not, or not any more."""
    return Blob.objects.filter(hash=name).values_list("created_at", flat=True).first()


def damaged() -> list[str]:
    """Return the names of kept bytes that are not what their name says."""
    rows = Blob.objects.order_by("hash").iterator(chunk_size=1)
    return [row.hash for row in rows if name_of(bytes(row.content)) != row.hash]
