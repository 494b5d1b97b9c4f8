"""The model of behaviour in serving: which one is active, and where the items stand in it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog

from wayfare.core import blobs
from wayfare.core.errors import NotFound
from wayfare.core.sql import fetch

if TYPE_CHECKING:
    from wayfare.engine.matching.behaviour.model import Behaviour

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Fitted:
    """A model, and the ids of items and roles by their place in it."""

    model: "Behaviour"
    items: list[int]
    places: dict[int, int]
    segments: dict[int, int]


_NAMES = """
SELECT hash FROM recommend_behaviourmodel WHERE activated_at IS NOT NULL ORDER BY active DESC, activated_at DESC
"""


def active() -> Fitted | None:
    """Return the active model, else the one before it where that is damaged; None where there is none that is whole."""
    for place, (name,) in enumerate(fetch(_NAMES)):
        try:
            return load(name)
        except NotFound:
            _log.error("a model of behaviour is damaged; an earlier one is used", model=name, tried=place + 1)
    return None


@lru_cache(maxsize=2)
def load(name: str) -> Fitted:
    """Return a model. Raises NotFound where it is damaged or not kept any more."""
    from wayfare.engine import artefact
    from wayfare.engine.matching.behaviour import model

    try:
        header, arrays = artefact.load(blobs.file(name))
        found = model.unpack(header, arrays)
    except (artefact.Damaged, KeyError, ValueError) as error:
        raise NotFound("That model was made by another version.", model=name) from error
    items: list[int] = arrays["item_ids"].tolist()
    roles: list[int] = arrays["role_ids"].tolist()
    return Fitted(
        found, items, {item: at for at, item in enumerate(items)}, {role: at for at, role in enumerate(roles)}
    )


def content(fitted: "Behaviour", items: Any, roles: Any) -> bytes:
    """Return the bytes of a model with the ids that its places stand for; ``items`` and ``roles`` are arrays of whole numbers."""
    from wayfare.engine import artefact

    header, arrays = fitted.pack()
    return artefact.pack(header, {**arrays, "item_ids": items, "role_ids": roles})
