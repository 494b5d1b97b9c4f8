"""Identifiers."""

import hashlib
import secrets
import uuid
from datetime import datetime

import msgspec

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01
_RANDOM_BITS = 22
BIGGEST = 2**63 - 1


def ordered_id(now: datetime) -> int:
    """Return a 63-bit integer that grows with time: milliseconds since 2020, then 22 random bits.

    It needs no counter in the database, so rows keyed by (person, id) can be spread over machines.
    """
    ms = int(now.timestamp() * 1000) - _EPOCH_MS
    return (ms << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)


def uuid7(now: datetime) -> uuid.UUID:
    """Return a time-ordered UUID (RFC 9562, version 7)."""
    ms = int(now.timestamp() * 1000)
    value = (ms << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return uuid.UUID(int=value)


def digest(value: object) -> str:
    """Return the SHA-256 (hex) of a JSON value with sorted keys: equal values, equal digest."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def row_id(text: str) -> int:
    """Return the id that somebody typed or a form sent; 0, which no row has, for what cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19):
        return 0
    return number if (number := int(text)) <= BIGGEST else 0
