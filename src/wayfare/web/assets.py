"""Style sheet, script, fonts and pictures: read once, named by their content, kept by browsers for a year.

All files live under one folder name that is a digest of them all, ``/assets/<digest>/wayfare.css``. So relative addresses inside
the style sheet stay right, no build or collecting step is needed, and a new release is fetched anew as a whole.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseNotModified

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/assets/"
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file in memory; ``small`` is its gzip form, or None where that saves nothing."""

    kind: str
    body: bytes
    small: bytes | None


@cache
def files() -> dict[str, File]:
    """Return all files by their path below ``static``."""
    return dict(sorted(_walk(resources.files("wayfare.web") / "static", "")))


def _walk(folder: Traversable, path: str) -> list[tuple[str, File]]:
    found: list[tuple[str, File]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found.extend(_walk(entry, f"{path}{entry.name}/"))
        elif (kind := _TYPES.get(entry.name.rpartition(".")[2])) is not None:
            found.append((path + entry.name, _file(kind, entry.read_bytes())))
    return found


def _file(kind: str, body: bytes) -> File:
    small = None if kind == "font/woff2" else gzip.compress(body, 9, mtime=0)
    return File(kind, body, small)


@cache
def version() -> str:
    """Return the digest that names the folder."""
    whole = hashlib.sha256()
    for path, file in files().items():
        whole.update(path.encode() + b"\0" + file.body)
    return whole.hexdigest()[:12]


@cache
def asset(path: str) -> str:
    """Return the address of a file. Raises KeyError for a file that does not exist."""
    files()[path]
    return f"{PREFIX}{version()}/{path}"


class Assets:
    """Middleware that answers requests for files; everything else goes on."""

    def __init__(self, handler: Handler) -> None:
        """Keep the next handler, and read the files now rather than in the first request."""
        self.handler = handler
        version()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if not request.path_info.startswith(PREFIX):
            return self.handler(request)
        named, _, path = request.path_info.removeprefix(PREFIX).partition("/")
        file = files().get(path)
        if file is None or request.method not in ("GET", "HEAD"):
            return HttpResponseNotFound("There is no such file.\n", content_type="text/plain; charset=utf-8")
        return _answer(request, file, current=named == version())


def _answer(request: HttpRequest, file: File, *, current: bool) -> HttpResponse:
    """Send a file. A page of an older release gets the current file, but may not keep it."""
    tag = f'"{version()}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    elif file.small is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(file.small, content_type=file.kind)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(file.body, content_type=file.kind)
    response.headers["ETag"] = tag
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if current else BRIEFLY
    return response
