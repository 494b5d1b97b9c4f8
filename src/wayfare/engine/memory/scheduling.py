"""FSRS-6: how memory of one skill or question fades, and what a review does to it. Plain Python, tens of microseconds.

The formulas and default weights are the published ones of FSRS-6 (Ye, Su, Cao 2022, and the algorithm's page of
open-spaced-repetition). Retrievability t days after a review that left stability S is

    R(t) = (1 + f · t / S) ^ -d,    f = 0.9 ^ (-1 / d) - 1,    so that R(S) = 0.9

Time counts in fractions of a day, as R falls within a day too, and reviews less than ``same_day`` days after the last one take
the short-term formula. Ratings: 1 again, 2 hard, 3 good, 4 easy. Times are seconds since 1970; going backwards counts as no time.

What is *shown* is ``recall``: retrievability corrected by a ``Calibration`` where one was fitted and kept (``fitting``).
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from wayfare.engine.types import MemoryState

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
DAY = 86400.0
SIZE = 21
DEFAULTS = (
    *(0.212, 1.2931, 2.3065, 8.2956),  # stability after the first review, by rating
    *(6.4133, 0.8334, 3.0194, 0.001),  # difficulty: first, by rating, change, pull to the mean
    *(1.8722, 0.1666, 0.796),  # stability after a recall
    *(1.4835, 0.0614, 0.2629, 1.6483),  # after a lapse
    *(0.6014, 1.8729),  # factors of hard and easy
    *(0.5425, 0.0912, 0.0658),  # within a day
    0.1542,  # decay
)
LOWEST = (*(0.001,) * 4, 1.0, *(0.001,) * 3, *(0.0,) * 2, *(0.001,) * 4, *(0.0,) * 2, 1.0, *(0.0,) * 3, 0.1)
HIGHEST = (*(100.0,) * 4, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8)
LEAST_STABILITY, MOST_STABILITY = 0.001, 36500.0
LEAST_DIFFICULTY, MOST_DIFFICULTY = 1.0, 10.0
# Retrievability right after a review is 1 by definition; what is observed then is less: nobody is certain.
CEILING = 0.97


class OutOfRange(ValueError):
    """A rating, score, retention, time or weight that makes no sense."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic correction of retrievability, on what the state knows.

    logit recall = intercept + slope · logit(.97 R) + stability · ln S + difficulty · (D / 5 - 1) + reviews · ln n
                   + lapses · share of lapses + lapsed · [the last rating was 1]

    Recall falls with time as slope ≥ 0; a better rating never lowers it as stability ≥ 0 ≥ difficulty, lapses, lapsed.
    """

    intercept: float = 0.0
    slope: float = 1.0
    stability: float = 0.0
    difficulty: float = 0.0
    reviews: float = 0.0
    lapses: float = 0.0
    lapsed: float = 0.0

    def offset(self, state: MemoryState) -> float:
        """Return the part of the logit that does not change with time."""
        return (
            self.intercept
            + self.stability * math.log(state.stability)
            + self.difficulty * (state.difficulty / 5 - 1)
            + self.reviews * math.log(state.reviews)
            + self.lapses * (state.lapses + 0.5) / (state.reviews + 1)
            + (self.lapsed if state.rating == AGAIN else 0.0)
        )


@dataclass(frozen=True, slots=True)
class Params:
    """The weights of FSRS-6, the days below which a review counts as of the same day, limits of intervals in days.

    Raises OutOfRange where there are not 21 weights, or one lies outside its published bounds.
    """

    weights: tuple[float, ...] = DEFAULTS
    same_day: float = 0.5
    least_days: float = 1.0
    most_days: float = MOST_STABILITY
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        """Check the weights; take lists as JSON has them."""
        object.__setattr__(self, "weights", tuple(float(weight) for weight in self.weights))
        if len(self.weights) != SIZE:
            raise OutOfRange(f"FSRS-6 has {SIZE} weights, not {len(self.weights)}")
        for number, (low, weight, high) in enumerate(zip(LOWEST, self.weights, HIGHEST, strict=True)):
            if not low <= weight <= high:
                raise OutOfRange(f"weight {number} is {weight}, which is not in [{low}, {high}]")

    def as_dict(self) -> dict[str, Any]:
        """Return the parameters as JSON values, as an artefact stores them."""
        calibration = list(astuple(self.calibration)) if self.calibration else None
        return {
            "weights": list(self.weights),
            "same_day": self.same_day,
            "least_days": self.least_days,
            "most_days": self.most_days,
            "calibration": calibration,
        }


def from_dict(values: dict[str, Any]) -> Params:
    """Return parameters from what ``as_dict`` gave. Raises OutOfRange, and TypeError for unknown names."""
    calibration = values.get("calibration")
    return Params(**{**values, "calibration": Calibration(*calibration) if calibration else None})


def rating(score: float, seconds: float | None = None, usual_seconds: float | None = None) -> int:
    """Return the rating (1 to 4) of a graded retrieval from its score in [0, 1] and the time it took.

    Below .6 is "again". A full answer in less than half the usual time is "easy"; a partial answer (below .85), or one that took
    more than twice the usual time, is "hard". Without both times the score decides alone. Raises OutOfRange.
    """
    if not 0 <= score <= 1:
        raise OutOfRange(f"score {score} is not in [0, 1]")
    if score < 0.6:
        return AGAIN
    pace = seconds / usual_seconds if seconds is not None and seconds >= 0 and usual_seconds else 1.0
    if score < 0.85 or pace > 2:
        return HARD
    return EASY if score >= 0.95 and pace < 0.5 else GOOD


def elapsed(state: MemoryState, at: float) -> float:
    """Return the days since the last review; never below zero. Raises OutOfRange for a time that is no number."""
    days = (at - state.at) / DAY
    if days != days or days == math.inf:
        raise OutOfRange(f"{at} is not a time")
    return max(0.0, days)


def _factor(decay: float) -> float:
    return math.exp(math.log(0.9) / -decay) - 1


def _faded(days: float, stability: float, params: Params) -> float:
    decay = params.weights[20]
    return math.exp(-decay * math.log1p(_factor(decay) * days / stability))


def retrievability(state: MemoryState, at: float, params: Params) -> float:
    """Return FSRS-6's probability of recall at a time, in (0, 1]."""
    return _faded(elapsed(state, at), state.stability, params)


def recall(state: MemoryState, at: float, params: Params) -> float:
    """Return the probability of recall that is shown, in (0, 1]: retrievability, calibrated where that was fitted and kept."""
    faded = retrievability(state, at, params)
    if params.calibration is None:
        return faded
    logit = params.calibration.offset(state) + params.calibration.slope * _ceiled(faded)
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


def _ceiled(faded: float) -> float:
    capped = CEILING * faded
    return math.log(capped / (1 - capped))


def review(state: MemoryState | None, rating: int, at: float, params: Params) -> MemoryState:
    """Return the state after a review; ``None`` is the state of what was never reviewed. Raises OutOfRange.

    A review said to be earlier than the last one counts as at the same moment, and the last review stays where it was.
    """
    if rating not in (AGAIN, HARD, GOOD, EASY):
        raise OutOfRange(f"rating {rating} is not 1, 2, 3 or 4")
    lapse = int(rating == AGAIN)
    if state is None:
        if not math.isfinite(at):
            raise OutOfRange(f"{at} is not a time")
        difficulty = _kept(_first_difficulty(rating, params.weights))
        return MemoryState(params.weights[rating - 1], difficulty, at, rating, 1, lapse)
    return MemoryState(
        min(max(_stability(state, rating, elapsed(state, at), params), LEAST_STABILITY), MOST_STABILITY),
        _difficulty(state.difficulty, rating, params.weights),
        max(at, state.at),
        rating,
        state.reviews + 1,
        state.lapses + lapse,
    )


def _kept(difficulty: float) -> float:
    return min(max(difficulty, LEAST_DIFFICULTY), MOST_DIFFICULTY)


def _first_difficulty(rating: int, w: Sequence[float]) -> float:
    return w[4] - math.exp(w[5] * (rating - 1)) + 1


def _difficulty(difficulty: float, rating: int, w: Sequence[float]) -> float:
    """Change difficulty by the rating, less the nearer it is to 10, with a pull to that of an easy first review."""
    moved = difficulty - w[6] * (rating - GOOD) * (MOST_DIFFICULTY - difficulty) / 9
    return _kept(w[7] * _first_difficulty(EASY, w) + (1 - w[7]) * moved)


def _stability(state: MemoryState, rating: int, days: float, params: Params) -> float:
    if days < params.same_day:
        return _within_a_day(state.stability, rating, params.weights)
    faded = _faded(days, state.stability, params)
    if rating == AGAIN:
        return _after_lapse(state, faded, params.weights)
    return _after_recall(state, rating, faded, params.weights)


def _within_a_day(stability: float, rating: int, w: Sequence[float]) -> float:
    growth = math.exp(w[17] * (rating - GOOD + w[18])) * math.pow(stability, -w[19])
    return stability * (growth if rating == AGAIN else max(growth, 1.0))


def _after_lapse(state: MemoryState, faded: float, w: Sequence[float]) -> float:
    eased = w[11] * math.pow(state.difficulty, -w[12]) * math.exp((1 - faded) * w[14])
    return min(eased * (math.pow(state.stability + 1, w[13]) - 1), state.stability / math.exp(w[17] * w[18]))


def _after_recall(state: MemoryState, rating: int, faded: float, w: Sequence[float]) -> float:
    factor = w[15] if rating == HARD else w[16] if rating == EASY else 1.0
    growth = math.exp(w[8]) * (11 - state.difficulty) * math.pow(state.stability, -w[9])
    return state.stability * (1 + growth * math.expm1((1 - faded) * w[10]) * factor)


def interval(state: MemoryState, params: Params, desired_retention: float = 0.9) -> float:
    """Return the days from the last review until recall has fallen to the desired retention, within the limits.

    Where a calibration was kept it is the calibrated recall that counts; one that does not fall with time leaves it to FSRS.
    Raises OutOfRange unless the desired retention lies between 0 and 1, both excluded.
    """
    if not 0 < desired_retention < 1:
        raise OutOfRange(f"desired retention {desired_retention} is not between 0 and 1")
    wanted = desired_retention
    if params.calibration is not None and params.calibration.slope > 0:
        logit = math.log(wanted / (1 - wanted)) - params.calibration.offset(state)
        wanted = 1 / (1 + math.exp(-max(-500.0, min(500.0, logit / params.calibration.slope)))) / CEILING
    decay = params.weights[20]
    grown = -math.log(wanted) / decay
    days = math.expm1(grown) * state.stability / _factor(decay) if grown < 100 else params.most_days
    return min(max(days, params.least_days), params.most_days)


def due(state: MemoryState, params: Params, desired_retention: float = 0.9) -> float:
    """Return when the next review is due, in seconds since 1970. Raises OutOfRange."""
    return state.at + DAY * interval(state, params, desired_retention)


def forecast(states: Sequence[MemoryState], at: float, days: Sequence[float], params: Params) -> list[float]:
    """Return the mean recall over the states so many days after ``at`` without a review; an empty list without states."""
    if not states:
        return []
    return [sum(recall(state, at + DAY * day, params) for state in states) / len(states) for day in days]
