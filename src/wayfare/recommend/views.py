"""What recommend hands out."""

import msgspec


class Without(msgspec.Struct, frozen=True):
    """What would become of a suggestion without the term that is its reason; ``rank`` is None below the best hundred."""

    term: str
    score: float
    rank: int | None


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion, with everything that put it there.

    ``drawn`` says that its place was drawn among the next best, so that they get their chance; ``skill_id`` is 0 and ``skill``
    empty where what others did speaks for it and nothing else.
    """

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
    drawn: bool = False
    without: Without | None = None


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is offered now. ``next`` is None where nothing can be offered, and ``note`` says why."""

    id: int
    next: Pick | None
    picks: list[Pick]
    continuing: list[int]
    role: str
    role_state: str
    note: str
