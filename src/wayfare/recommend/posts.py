"""Which items lie near each post by their meaning: worked out ahead, because serving holds no model that reads sentences."""

from datetime import datetime
from functools import partial
from typing import Any

import msgspec
import structlog
from django.db import connection

from wayfare.catalog import api as catalog
from wayfare.core import facts
from wayfare.core.ids import digest
from wayfare.core.imports.staging import turn
from wayfare.core.search.vectors import Encode
from wayfare.core.sql import fetch, one
from wayfare.core.versions import epoch, touch_epoch
from wayfare.engine.matching import posts, sentences
from wayfare.engine.matching.posts import Near, Post
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.recommend.models import PostFit

EPOCH = "posts"
"""The epoch that is raised when they have been worked out anew."""
MOST = 50_000
"""Posts that most people hold; whoever has another one is served by their role alone."""
SEEN = "posts fitted at epoch of catalogue"
VERSION = 2
"""Raise it when posts or items are read in another way: all of them are then looked at anew."""
AT_ONCE = 500
_KEEP = """
INSERT INTO recommend_postfit (post, items) VALUES (%s, %s) ON CONFLICT (post) DO UPDATE SET items = excluded.items
"""
_log = structlog.get_logger(__name__)
_read = msgspec.json.Decoder(list[tuple[int, float]]).decode


def fit(now: datetime, threads: int) -> dict[str, Any]:
    """Work out what lies near each post, where items or posts are new; return how many of each were looked at.

    Where no model is installed nothing is near anything, and people are served by their roles.
    """
    held, seen = _held(), _state()
    if not held or catalog.is_empty():
        return _nothing("there are no posts, or no items, yet")
    encoder = sentences.shared()
    if encoder is None:
        return _nothing("no model that reads sentences is installed")
    encode = Encode(encoder.name, partial(encoder.encode, longest=posts.PIECES), threads)
    read = catalog.read_meanings(encode=encode)
    known = _known()
    stale = held if read or facts.get(SEEN) != seen else {key: post for key, post in held.items() if key not in known}
    found = dict[str, Near]()
    if stale:
        wanted = posts.vectors(list(stale.values()), encode.many)
        found = dict(zip(stale, posts.nearest(wanted, catalog.meanings(model=encoder.name)), strict=True))
    _write(found, sorted(known - held.keys()), now)
    facts.put(SEEN, seen)
    return {"kept": bool(stale), "reason": "", "items": read, "posts": len(stale)}


def _state() -> str:
    return f"{VERSION} {epoch('catalog')}"


def _nothing(reason: str) -> dict[str, Any]:
    return {"kept": False, "reason": reason, "items": 0, "posts": 0}


def due() -> bool:
    """Say whether there may be items or posts that are not looked at yet."""
    held = _held()
    if not held or not sentences.installed() or catalog.is_empty():
        return False
    return facts.get(SEEN) != _state() or not held.keys() <= _known()


def near(post: Post) -> Near:
    """Return the items that lie near a post, nearest first, with their cosines."""
    row = one("SELECT items FROM recommend_postfit WHERE post = %s", [key_of(post)])
    try:
        return _read(row[0]) if row else []
    except msgspec.DecodeError:
        _log.exception("what lies near a post is damaged; nothing does until it is worked out again", post=key_of(post))
        return []


def _held() -> dict[str, Post]:
    """Return the posts that people hold, by their key."""
    found = [Post(*words) for words in people.posts(limit=MOST)]
    return {key_of(post): post for post in found if posts.readings(post)}


def _known() -> set[str]:
    """Return the keys of the posts that were looked at."""
    return {key for (key,) in fetch("SELECT post FROM recommend_postfit")}


def post_of(who: PersonView) -> Post:
    """Return somebody's post."""
    return Post(who.job_title, who.unit, who.function)


def key_of(post: Post) -> str:
    """Return what a post is kept under."""
    return digest(list(post))


def packed(near: Near) -> str:
    """Return what lies near a post as it is kept."""
    return msgspec.json.encode([(item, round(cosine, 3)) for item, cosine in near]).decode()


def _write(found: dict[str, Near], gone: list[str], now: datetime) -> None:
    """Keep what was found and drop what nobody asks for any more, in short transactions."""
    rows = [(key, packed(own)) for key, own in found.items()]
    for start in range(0, len(rows), AT_ONCE):
        with turn(), connection.cursor() as cursor:
            cursor.executemany(_KEEP, rows[start : start + AT_ONCE])
    for start in range(0, len(gone), AT_ONCE):
        with turn():
            PostFit.objects.filter(post__in=gone[start : start + AT_ONCE]).delete()
    if rows or gone:
        touch_epoch(EPOCH, now)
