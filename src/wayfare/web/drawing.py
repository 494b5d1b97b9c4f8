"""What the drawings show, in per cent of their width and in words. The band is the estimate; the dot is only its middle."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wayfare.engine.types import Gaussian
from wayfare.web.texts import halves

LOWEST, HIGHEST = 1.0, 5.0
LIKELY = 1.2816  # 80 % of a normal lies within so many standard deviations
TOO_WIDE = 2.0  # levels; a wider band has no middle worth showing


@dataclass(frozen=True, slots=True)
class Bar:
    """One skill on the track from level 1 to 5. Positions and widths are in per cent."""

    start: float
    width: float
    dot: float
    vague: bool
    target: float | None
    wanted: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Budget:
    """A week's minutes: done, proposed, free; widths in per cent of the larger of budget and need."""

    minutes: int
    done: float
    planned: float
    left: float
    done_width: float
    planned_width: float


def bar(belief: Gaussian, *, known: bool, target: float | None = None) -> Bar:
    """Return the bar of a skill. ``known`` says whether there is any evidence about this person."""
    low, high = band(belief)
    vague = not known or high - low > TOO_WIDE
    return Bar(
        start=_place(low),
        width=_place(high) - _place(low),
        dot=_place(belief.mean),
        vague=vague,
        target=None if target is None else _place(target),
        wanted=target,
        words=words(belief, known=known),
    )


def band(belief: Gaussian) -> tuple[float, float]:
    """Return the levels between which the person is with 80 %, cut to the scale."""
    reach = LIKELY * math.sqrt(belief.variance)
    return _cut(belief.mean - reach), _cut(belief.mean + reach)


def words(belief: Gaussian, *, known: bool) -> str:
    """Say an estimate, rounded outwards to halves: About 2½, likely 2 to 3."""
    if not known:
        return _("We do not know yet")
    low, high = band(belief)
    likely = {"low": halves(math.floor(low * 2) / 2), "high": halves(math.ceil(high * 2) / 2)}
    if high - low > TOO_WIDE:
        return _("Not sure yet, likely %(low)s to %(high)s") % likely
    return _("About %(about)s, likely %(low)s to %(high)s") % {"about": halves(_cut(belief.mean)), **likely}


def budget(*, minutes: int, done: float, planned: float) -> Budget:
    """Return the week's bar; what is planned beyond the budget is shown too."""
    whole = max(minutes, done + planned, 1.0)
    return Budget(
        minutes=minutes,
        done=done,
        planned=planned,
        left=max(0.0, minutes - done),
        done_width=round(100 * done / whole, 1),
        planned_width=round(100 * planned / whole, 1),
    )


def _cut(level: float) -> float:
    return min(HIGHEST, max(LOWEST, level))


def _place(level: float) -> float:
    return round(100 * (_cut(level) - LOWEST) / (HIGHEST - LOWEST), 1)
