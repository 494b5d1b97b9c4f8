"""Small facts that several parts of this room share. Pure."""

from datetime import datetime


def days(earlier: datetime, later: datetime) -> float:
    """Return the days between two moments; none where the second is not later."""
    return max(0.0, (later - earlier).total_seconds() / 86_400)


def iri(kind: str, number: int) -> str:
    """Return the address that statements name a thing of ours by."""
    return f"https://wayfare.example/{kind}/{number}"
