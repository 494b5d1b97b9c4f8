"""What recommend hands out."""

import msgspec


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion, with everything that put it there."""

    item: int
    title: str
    kind: str
    provider: str
    url: str
    score: float
    minutes: float
    skill: str
    skill_id: int
    level: float | None
    reason: str
    personal: bool
    decision: int
    terms: list[dict[str, object]]
    factors: dict[str, float]
    segments: list[int]


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is offered now. ``next`` is None where nothing can be offered, and ``note`` says why."""

    id: int
    next: Pick | None
    picks: list[Pick]
    continuing: list[int]
    role: str
    role_state: str
    note: str
