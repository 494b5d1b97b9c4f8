"""Parameter artefacts: what states are computed with, named by the hash of their content.

One artefact holds all that one answer needs, so that an evidence row names a single hash. Content never changes under a hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import structlog
from django.db import transaction

from wayfare.core import blobs
from wayfare.core.errors import NotFound
from wayfare.core.ids import digest
from wayfare.core.sql import fetch, one
from wayfare.engine.memory import scheduling
from wayfare.engine.memory.shown import Shown
from wayfare.engine.tracing.gaussian import Params, Source
from wayfare.learner import predictors
from wayfare.learner.models import Artefact, Evidence
from wayfare.learner.rules import COLLEAGUE, INFERRED, MANAGER, SELF

_log = structlog.get_logger(__name__)
KIND = "learner"
TRACING = Params(
    sources=(
        Source(SELF, 0.4, 0.6),
        Source(COLLEAGUE, 0.6, 0.6),
        Source(MANAGER, 0.7, 0.5),
        Source(INFERRED, 0.8, 0.5),
    )
)
"""What people say of themselves goes with what they can do at about r = .3, what those who see them work say at about .5
(Mabe and West 1982; Conway and Huffcutt 1997). Most are generous. Training puts what the organisation's own answers show here.
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All parameters of the learner model.

    ``levels`` are the difficulties of questions that answers have shown, in levels, by the question's id; for the others an
    author's level counts. ``seconds`` are the usual times of answers, by the id of the wording. ``predictor`` names the fitted
    predictor of answers (``predictors``); empty where there is none.
    """

    tracing: Params = TRACING
    memory: scheduling.Params = field(default_factory=scheduling.Params)
    shown: Shown = field(default_factory=Shown)
    levels: Mapping[int, float] = field(default_factory=dict)
    seconds: Mapping[int, float] = field(default_factory=dict)
    predictor: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "tracing": self.tracing.as_dict(),
            "memory": self.memory.as_dict(),
            "shown": [self.shown.loss, self.shown.intercept, self.shown.slope],
            "levels": {str(number): level for number, level in sorted(self.levels.items())},
            "seconds": {str(number): value for number, value in sorted(self.seconds.items())},
        } | ({"predictor": self.predictor} if self.predictor else {})

    def level(self, question_id: int, said: float | None) -> float | None:
        """Return the level that a right answer to a question shows; None for one without."""
        return None if said is None else self.levels.get(question_id, said)


def from_dict(values: Mapping[str, Any]) -> Bundle:
    """Return the bundle that ``as_dict`` gave."""
    return Bundle(
        tracing=Params(**values["tracing"]),
        memory=scheduling.from_dict(values["memory"]),
        shown=Shown(*values["shown"]),
        levels={int(number): level for number, level in values["levels"].items()},
        seconds={int(number): value for number, value in values["seconds"].items()},
        predictor=values.get("predictor", ""),
    )


DEFAULT = Bundle()
DEFAULT_HASH = digest({"kind": KIND, "params": DEFAULT.as_dict()})


_ACTIVE = "SELECT hash FROM learner_artefact WHERE kind = %s AND active"
_EARLIER = """
SELECT hash FROM learner_artefact WHERE kind = %s AND NOT active AND activated_at IS NOT NULL ORDER BY activated_at DESC
"""


def active_hash() -> str:
    """Return the hash of the parameters that new evidence is computed with.

    Where they are damaged, the ones that were active before them count, and that is logged as an error.
    """
    row = one(_ACTIVE, [KIND])
    if row is None or _whole(row[0]):
        return row[0] if row else DEFAULT_HASH
    earlier = (name for (name,) in fetch(_EARLIER, [KIND]))
    instead = next(filter(_whole, earlier), DEFAULT_HASH)
    _log.error("the active parameters are damaged; earlier ones are used", artefact=row[0], instead=instead)
    return instead


@lru_cache(maxsize=16)
def bundle(artefact: str) -> Bundle:
    """Return the parameters of an artefact. Raises NotFound, also where its content is not what its name says."""
    if artefact == DEFAULT_HASH:
        return DEFAULT
    row = Artefact.objects.filter(hash=artefact, kind=KIND).first()
    if row is None or digest({"kind": row.kind, "params": row.params}) != artefact:
        raise NotFound("There are no such parameters, or they are damaged.", artefact=artefact)
    return from_dict(row.params)


def _whole(artefact: str) -> bool:
    try:
        found = bundle(artefact)
        if found.predictor:
            predictors.load(found.predictor)
    except NotFound:
        return False
    return True


def params(artefact: str) -> Params:
    """Return the parameters of the filter in an artefact. Raises NotFound."""
    return bundle(artefact).tracing


def store(new: Bundle, now: datetime, report: Mapping[str, Any] | None = None) -> str:
    """Keep parameters with the report of their training, and return their hash. They are not active yet."""
    values = new.as_dict()
    name = digest({"kind": KIND, "params": values})
    Artefact.objects.get_or_create(
        hash=name, defaults={"kind": KIND, "params": values, "report": dict(report or {}), "created_at": now}
    )
    return name


def activate(artefact: str, now: datetime) -> None:
    """Let new evidence be computed with these parameters. Raises NotFound, also where their predictor is not kept any more."""
    if predictor := bundle(artefact).predictor:
        predictors.load(predictor)
    if artefact == DEFAULT_HASH:
        store(DEFAULT, now)
    with transaction.atomic():
        Artefact.objects.filter(kind=KIND, active=True).update(active=False)
        Artefact.objects.filter(hash=artefact).update(active=True, activated_at=now)


def damaged() -> list[str]:
    """Return the hashes of stored parameters whose content, or whose predictor's, is not what its hash says."""
    broken = set(blobs.damaged())
    return [
        row.hash
        for row in Artefact.objects.order_by("hash")
        if digest({"kind": row.kind, "params": row.params}) != row.hash or row.params.get("predictor") in broken
    ]


def missing() -> list[str]:
    """Return the hashes that evidence names and no stored parameters have."""
    known = {DEFAULT_HASH, *Artefact.objects.values_list("hash", flat=True)}
    return sorted(set(Evidence.objects.values_list("artefact", flat=True).distinct()) - known)
