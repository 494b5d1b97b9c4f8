"""Skills by meaning: which skills lie near what somebody wrote, whatever the words.

What turns texts into vectors is handed in (``Encode``); by default it is the best model for sentences that is installed, loaded
when it is first asked for. Vectors of skills are kept as rows, each with the model it was made by, so that a query is one vector
and one product of matrices. Where no model is installed, nothing is found by meaning, and all the rest works.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from django.db import connection

from wayfare.core import sql
from wayfare.core.imports.staging import turn
from wayfare.engine.matching import sentences
from wayfare.skills.models import Skill
from wayfare.skills.search.tables import SkillVector

Floats = npt.NDArray[np.float32]
LEAST = 0.4
"""Cosine below which two short texts have little to do with each other."""
MANY = 500
CHANGED = "SELECT COUNT(*), COALESCE(SUM(mark), 0), COALESCE(MAX(skill_id), 0) FROM skills_skillvector WHERE model = %s"
_KEEP = """
INSERT INTO skills_skillvector (skill_id, mark, model, vector) VALUES (%s, %s, %s, %s)
ON CONFLICT (skill_id) DO UPDATE SET mark = excluded.mark, model = excluded.model, vector = excluded.vector
"""


class Encode(NamedTuple):
    """What turns texts into unit vectors, and a name that changes whenever its vectors do."""

    name: str
    call: Callable[[Sequence[str]], Floats]


class _Held(NamedTuple):
    state: tuple[object, ...]
    ids: npt.NDArray[np.int64]
    vectors: Floats


_held: dict[str, _Held] = {}
_lock = Lock()


def encoder() -> Encode | None:
    """Return the best model for sentences that is installed, or None."""
    found = sentences.shared()
    return Encode(type(found).__name__.lower(), found.encode) if found is not None else None


def prepare(encode: Encode) -> int:
    """Make the vectors of new and changed skills, in short transactions, and drop those of skills that are gone.

    Return how many were made. Products are left out: a name means nothing to a model.
    """
    rows = Skill.objects.exclude(kind=Skill.Kind.TECHNOLOGY).order_by("id").values_list("id", "name", "description")
    wanted = {number: f"{name}. {text}"[:200] if len(name) < 4 else name for number, name, text in rows}
    marks = {number: crc32(text.encode()) for number, text in wanted.items()}
    known = {
        number: mark
        for number, mark, model in SkillVector.objects.values_list("skill_id", "mark", "model")
        if model == encode.name
    }
    fresh = [number for number, mark in marks.items() if known.get(number) != mark]
    for start in range(0, len(fresh), MANY):
        some = fresh[start : start + MANY]
        vectors = encode.call([wanted[number] for number in some]).astype(np.float16)
        with turn(), connection.cursor() as cursor:
            pairs = zip(some, vectors, strict=True)
            cursor.executemany(_KEEP, [(n, marks[n], encode.name, vector.tobytes()) for n, vector in pairs])
    SkillVector.objects.exclude(skill_id__in=Skill.objects.values("id")).delete()
    return len(fresh)


def alike(text: str, limit: int, encode: Encode) -> list[tuple[int, float]]:
    """Return up to ``limit`` skills that lie near a text, nearest first, each with its cosine."""
    held = _vectors(encode)
    if not len(held.ids) or not text.strip():
        return []
    near = held.vectors @ encode.call([text])[0].astype(np.float32)
    best = np.argsort(-near, kind="stable")[:limit]
    return [(int(held.ids[place]), float(near[place])) for place in best if near[place] >= LEAST]


def _vectors(encode: Encode) -> _Held:
    """Return all vectors of a model, read again only when they have changed."""
    state = sql.one(CHANGED, [encode.name]) or ()
    with _lock:
        kept = _held.get(encode.name)
    if kept is not None and kept.state == state:
        return kept
    rows = sql.fetch(
        "SELECT skill_id, vector FROM skills_skillvector WHERE model = %s ORDER BY skill_id", [encode.name]
    )
    vectors = np.frombuffer(b"".join(bytes(vector) for _, vector in rows), np.float16).astype(np.float32)
    found = _Held(
        state, np.array([number for number, _ in rows], np.int64), vectors.reshape(len(rows), -1 if rows else 0)
    )
    with _lock:
        _held[encode.name] = found
    return found
