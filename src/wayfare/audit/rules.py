"""Digests of rows, the root over a batch of them, and the link from one batch to the next. Pure.

The tree is that of RFC 9162, section 2.1: leaves and nodes are hashed with different prefixes, so that neither can pass for
the other. Every digest is SHA-256, as 64 hexadecimal digits.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

FIRST_LINK = "0" * 64


def leaf(content: Sequence[object], salt: str) -> str:
    """Return the digest of one row. Without the salt nobody can find out what an erased row said by trying."""
    plain = [_plain(value) for value in content]
    return hashlib.sha256(b"\x00" + bytes.fromhex(salt) + msgspec.json.encode(plain, order="deterministic")).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def root(leaves: Sequence[str]) -> str:
    """Return the root over the digests of a batch, in their order. Raises ValueError for an empty one."""
    if not leaves:
        raise ValueError("an empty batch has no root")
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = root(leaves[:half]), root(leaves[half:])
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def link(before: str, number: int, rows: int, top: str, sealed_at: datetime) -> str:
    """Return what ties a seal to all seals before it."""
    return leaf([before, number, rows, top, sealed_at], "")
