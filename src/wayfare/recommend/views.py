"""What recommend hands out."""

from datetime import datetime

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


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """An item that a person said no to, and until when it stays away."""

    item: int
    title: str
    until: datetime


class WeekStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a week: an item, or one segment of it, for so many of its minutes.

    ``value`` is in levels, weighted by importance and by what the item counts in the feed; what only leads up to a later step has
    none of its own (``leads_up``).
    """

    item: int
    title: str
    segment: int | None
    minutes: float
    of_minutes: float
    skill_id: int
    skill: str
    value: float
    leads_up: bool


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """When a target is likely reached, if everything is worked on in turn.

    ``minutes`` is what it takes from now on, with what comes before it; None where the catalogue does not carry so far.
    ``weeks`` and its interval (eight in ten) are None beyond three years. ``reached`` is the chance to get there within these,
    ``on_time`` that before its deadline, where it has one.
    """

    skill_id: int
    skill: str
    level: float
    minutes: float | None
    weeks: float | None
    weeks_low: float | None
    weeks_high: float | None
    reached: float
    on_time: float


class WeekView(msgspec.Struct, frozen=True, kw_only=True):
    """This week's plan. No plan within the minutes left is worth more than ``bound``.

    ``weeks`` and its interval (eight in ten) say when all ``targets`` are likely reached at this pace; None where that end lies
    beyond three years, or where nothing is planned for. ``reached`` is the chance to get there at all. ``ahead`` says the same of
    each target, in the order in which they are worked on.
    """

    weekly_minutes: float
    done_minutes: float
    planned_minutes: float
    steps: list[WeekStep]
    value: float
    bound: float
    weeks: float | None
    weeks_low: float | None
    weeks_high: float | None
    reached: float | None
    targets: int
    ahead: list[Ahead]
