"""Skills by meaning: which skills lie near what somebody wrote, whatever the words.

What turns texts into vectors is handed in (``Encode``); by default it is the best model for sentences that is installed, loaded
when it is first asked for. Vectors of skills are kept as rows, each with the model it was made by, so that a query is one vector
and one product of matrices. Where no model is installed, nothing is found by meaning, and all the rest works.
"""

from threading import Lock
from typing import NamedTuple

import numpy as np

from wayfare.core import sql
from wayfare.core.search import vectors
from wayfare.core.search.vectors import Encode, Vectors
from wayfare.engine.matching import sentences
from wayfare.skills.models import Skill
from wayfare.skills.search.tables import SkillVector

TABLE = vectors.Table("skills_skillvector", "skill_id")
LEAST = 0.4
"""Cosine below which two short texts have little to do with each other."""
CHANGED = "SELECT COUNT(*), COALESCE(SUM(mark), 0), COALESCE(MAX(skill_id), 0) FROM skills_skillvector WHERE model = %s"


class _Held(NamedTuple):
    state: tuple[object, ...]
    found: Vectors


_held: dict[str, _Held] = {}
_lock = Lock()


def encoder() -> Encode | None:
    """Return the best model for sentences that is installed, or None."""
    found = sentences.shared()
    return Encode(type(found).__name__.lower(), found.encode) if found is not None else None


def prepare(encode: Encode) -> int:
    """Make the vectors of new and changed skills, and drop those of skills that are gone.

    Return how many were made. Products are left out: a name means nothing to a model.
    """
    rows = Skill.objects.exclude(kind=Skill.Kind.TECHNOLOGY).order_by("id").values_list("id", "name", "description")
    texts = [(number, f"{name}. {text}"[:200] if len(name) < 4 else name) for number, name, text in rows]
    made = vectors.refresh(TABLE, texts, encode)
    SkillVector.objects.exclude(skill_id__in=Skill.objects.values("id")).delete()
    return made


def alike(text: str, limit: int, encode: Encode) -> list[tuple[int, float]]:
    """Return up to ``limit`` skills that lie near a text, nearest first, each with its cosine."""
    held = _vectors(encode)
    if not len(held.ids) or not text.strip():
        return []
    near = held.rows @ encode.call([text])[0].astype(np.float32)
    best = np.argsort(-near, kind="stable")[:limit]
    return [(int(held.ids[place]), float(near[place])) for place in best if near[place] >= LEAST]


def _vectors(encode: Encode) -> Vectors:
    """Return all vectors of a model, read again only when they have changed."""
    state = sql.one(CHANGED, [encode.name]) or ()
    with _lock:
        known = _held.get(encode.name)
    if known is not None and known.state == state:
        return known.found
    found = vectors.kept(TABLE, encode.name)
    with _lock:
        _held[encode.name] = _Held(state, found)
    return found
