"""Parameter artefacts: what the states were computed with, named by the hash of their content."""

from datetime import datetime
from functools import lru_cache

from django.db import connection

from wayfare.core.errors import NotFound
from wayfare.core.ids import digest
from wayfare.engine.tracing.gaussian import Params, Source
from wayfare.learner.models import Artefact, Evidence
from wayfare.learner.rules import COLLEAGUE, INFERRED, MANAGER, SELF

KIND = "gaussian"
DEFAULT = Params(
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
DEFAULT_HASH = digest({"kind": KIND, "params": DEFAULT.as_dict()})


def active_hash() -> str:
    """Return the hash of the parameters that new evidence is computed with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM learner_artefact WHERE kind = %s AND active", [KIND])
        row = cursor.fetchone()
    return row[0] if row else DEFAULT_HASH


@lru_cache(maxsize=32)
def params(artefact: str) -> Params:
    """Return the parameters of an artefact; content never changes under a hash. Raises NotFound."""
    if artefact == DEFAULT_HASH:
        return DEFAULT
    row = Artefact.objects.filter(hash=artefact, kind=KIND).first()
    if row is None:
        raise NotFound("There are no such parameters.", artefact=artefact)
    return Params(**row.params)


def store(new: Params, now: datetime) -> str:
    """Keep parameters and return their hash. They are not active yet."""
    name = digest({"kind": KIND, "params": new.as_dict()})
    Artefact.objects.get_or_create(hash=name, defaults={"kind": KIND, "params": new.as_dict(), "created_at": now})
    return name


def damaged() -> list[str]:
    """Return the hashes of stored parameters whose content is not what their hash says."""
    rows = Artefact.objects.order_by("hash")
    return [row.hash for row in rows if digest({"kind": row.kind, "params": row.params}) != row.hash]


def missing() -> list[str]:
    """Return the hashes that evidence names and no stored parameters have."""
    known = {DEFAULT_HASH, *Artefact.objects.values_list("hash", flat=True)}
    return sorted(set(Evidence.objects.values_list("artefact", flat=True).distinct()) - known)
