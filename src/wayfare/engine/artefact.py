"""Parameters on disk: one file of flat arrays with a small JSON header, named by the SHA-256 of its content.

Layout: eight bytes MAGIC, eight bytes length of the header (little-endian), the header as JSON with sorted keys, then the arrays,
each at a multiple of ALIGN from the start. Equal content gives equal bytes. Reading maps the file into memory, so that all
processes of an installation share one copy.
"""

import hashlib
import json
import mmap
import os
import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"WFTRACE1"
ALIGN = 64
SUFFIX = ".trace"
Arrays = dict[str, np.ndarray[Any, Any]]


class Damaged(Exception):
    """The file is not what its name says: changed, cut short, or never an artefact."""


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """Return the bytes of an artefact; ``header`` must be a JSON value."""
    kept = {name: np.ascontiguousarray(array) for name, array in sorted(arrays.items())}
    places, at = {}, 0
    for name, array in kept.items():
        places[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "at": at}
        at += -(-array.nbytes // ALIGN) * ALIGN
    text = json.dumps({"header": header, "arrays": places}, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-(len(MAGIC) + 8 + len(text)) % ALIGN)
    parts = [MAGIC, struct.pack("<Q", len(text)), text]
    for array in kept.values():
        parts += [array.tobytes(), b"\0" * (-array.nbytes % ALIGN)]
    return b"".join(parts)


def name_of(content: bytes) -> str:
    """Return the name of an artefact: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def write(folder: Path, content: bytes) -> Path:
    """Write the bytes of an artefact, whole or not at all, and return the path, ``<name>.trace``; what was there is replaced."""
    path = folder / (name_of(content) + SUFFIX)
    descriptor, whole = tempfile.mkstemp(dir=folder, suffix=".partial")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return Path(whole).replace(path)


def load(path: Path) -> tuple[dict[str, Any], Arrays]:
    """Return header and arrays (read-only, memory-mapped). Raises Damaged, and OSError where there is no such file."""
    with path.open("rb") as file:
        if path.stat().st_size <= len(MAGIC) + 8:
            raise Damaged(f"{path.name} is too short to be an artefact")
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if hashlib.sha256(content).hexdigest() != path.stem:
        raise Damaged(f"{path.name} does not hold what its name says")
    return unpack(content)


def unpack(content: bytes | mmap.mmap) -> tuple[dict[str, Any], Arrays]:
    """Return header and arrays of an artefact's bytes, as views of them. Raises Damaged."""
    if content[: len(MAGIC)] != MAGIC:
        raise Damaged("these bytes are no artefact of this kind")
    start = len(MAGIC) + 8
    (length,) = struct.unpack("<Q", content[len(MAGIC) : start])
    try:
        text = json.loads(content[start : start + length])
        arrays = {name: _view(content, start + length, place) for name, place in text["arrays"].items()}
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("the header of this artefact cannot be read") from error
    return text["header"], arrays


def _view(content: bytes | mmap.mmap, start: int, place: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    count = int(np.prod(place["shape"], dtype=np.int64))
    flat = (
        np.frombuffer(content, np.dtype(place["dtype"]), count, start + place["at"])
        if count
        else np.zeros(0, place["dtype"])
    )
    return flat.reshape(place["shape"])
