"""The model of behaviour in serving: which one is active, and where the items stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog

from wayfare.core import blobs
from wayfare.core.errors import NotFound
from wayfare.core.sql import fetch
from wayfare.core.versions import Memory

if TYPE_CHECKING:
    from wayfare.engine.matching.behaviour.links import Links
    from wayfare.engine.matching.behaviour.model import Behaviour
    from wayfare.engine.matching.behaviour.rules import Rules

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is learned beside the model: links to the items ``few`` (ids) of which little is known, rules, what each counts.

    ``blend`` holds by source what its strength is multiplied with, in (0, 1]; links and rules are there where it names them.
    """

    links: "Links | None"
    few: list[int]
    rules: "Rules | None"
    blend: Mapping[str, float]


@dataclass(frozen=True)
class Fitted:
    """A model, the ids of items and roles by their place in it, and what was learned beside it."""

    model: "Behaviour"
    items: list[int]
    places: dict[int, int]
    segments: dict[int, int]
    beside: Beside

    def weight(self, source: str) -> float:
        """Return what a source's strength is multiplied with, learned on people held out."""
        return self.beside.blend.get(source, 1.0)


_NAMES = """
SELECT hash FROM recommend_behaviourmodel WHERE activated_at IS NOT NULL ORDER BY active DESC, activated_at DESC
"""


_kept = Memory("catalog", dict[str, Fitted | None])


def active() -> Fitted | None:
    """Return the active model, else the one before it where that is damaged; None where there is none that is whole."""
    kept = _kept.now()
    if "active" not in kept:
        kept["active"] = _first_whole()
    return kept["active"]


def _first_whole() -> Fitted | None:
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
        found, beside = model.unpack(header, arrays), _beside(header, arrays)
    except (artefact.Damaged, KeyError, ValueError) as error:
        raise NotFound("That model was made by another version.", model=name) from error
    items: list[int] = arrays["item_ids"].tolist()
    roles: list[int] = arrays["role_ids"].tolist()
    places, segments = ({one: at for at, one in enumerate(ids)} for ids in (items, roles))
    return Fitted(found, items, places, segments, beside)


def _beside(header: dict[str, Any], arrays: dict[str, Any]) -> Beside:
    from wayfare.engine.matching.behaviour import links, rules

    blend: dict[str, float] = header["blend"]
    return Beside(
        links.unpack("alike", arrays) if "alike" in blend else None,
        arrays["few_ids"].tolist(),
        rules.unpack("next", arrays) if "next" in blend else None,
        blend,
    )


def content(fitted: "Behaviour", items: Any, roles: Any, beside: Beside) -> bytes:
    """Return the bytes of a model with the ids that its places stand for; ``items`` and ``roles`` are arrays of whole numbers."""
    import numpy as np

    from wayfare.engine import artefact

    header, arrays = fitted.pack()
    arrays |= {"item_ids": items, "role_ids": roles, "few_ids": np.array(beside.few, np.int64)}
    arrays |= {} if beside.links is None else beside.links.pack("alike")
    arrays |= {} if beside.rules is None else beside.rules.pack("next")
    return artefact.pack({**header, "blend": dict(beside.blend)}, arrays)
