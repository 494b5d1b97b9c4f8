"""A whole log of reviews at once: the states before each review, for many sets of weights together. numpy only.

The same formulas as ``scheduling``, which a test holds to the same numbers; here for fitting and measuring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.memory import scheduling
from wayfare.engine.memory.scheduling import AGAIN, DAY, EASY, GOOD, HARD, OutOfRange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Review(NamedTuple):
    """One review: whose card (person and skill, or person and question, as one number), the rating, seconds since 1970."""

    card: int
    rating: int
    at: float


@dataclass(frozen=True)
class History:
    """Reviews in order of arrival, with what does not depend on weights.

    ``card`` says whose; ``days`` since the review before (NaN for a first one), ``before`` and ``lapses`` how many came before,
    ``last`` the rating before (0 for the first); ``steps`` are the rows of the first, second … reviews of cards.
    """

    card: Ints
    rating: Ints
    days: Floats
    before: Ints
    lapses: Ints
    last: Ints
    steps: tuple[Ints, ...]

    @property
    def right(self) -> Floats:
        """The outcome of each review: 0 for "again", else 1."""
        return np.asarray(self.rating > AGAIN, float)

    @property
    def seen(self) -> Ints:
        """The rows of reviews that are not the first of their card: those that can be predicted."""
        return np.flatnonzero(self.before)


@dataclass(frozen=True)
class Before:
    """What is predicted before each review, and from what: (sets × reviews); NaN for the first of a card."""

    retrievability: Floats
    stability: Floats
    difficulty: Floats


def history(reviews: Iterable[Review]) -> History:
    """Return the history of reviews given in order of arrival. Raises OutOfRange for a rating or time that is none."""
    rows = list(reviews)
    card = np.array([row.card for row in rows], np.int64)
    rating = np.array([row.rating for row in rows], np.int64)
    at = np.array([row.at for row in rows], float)
    if rating.size and not (rating.min() >= AGAIN and rating.max() <= EASY and np.isfinite(at).all()):
        raise OutOfRange("ratings must be 1, 2, 3 or 4, and times numbers")
    days, before = np.full(card.size, np.nan), np.zeros(card.size, np.int64)
    lapses, last = np.zeros(card.size, np.int64), np.zeros(card.size, np.int64)
    steps = _steps(card)
    lately, failed = np.zeros(0), np.zeros(0, np.int64)
    for number, step in enumerate(steps):
        size = step.size
        if number:
            past = steps[number - 1][:size]
            failed = failed[:size] + (rating[past] == AGAIN)
            days[step], last[step] = np.maximum(0.0, at[step] - lately[:size]) / DAY, rating[past]
            before[step], lapses[step] = number, failed
            lately = np.maximum(lately[:size], at[step])
        else:
            lately, failed = at[step].copy(), np.zeros(size, np.int64)
    return History(card, rating, days, before, lapses, last, steps)


def upto(past: History, size: int) -> History:
    """Return the history of the first so many reviews."""
    return _part(past, np.arange(min(size, past.rating.size)))


def thinned(past: History, every: int, marked: NDArray[np.bool_]) -> tuple[History, NDArray[np.bool_]]:
    """Return the whole history of every so many-th card, and the marks of its rows."""
    _, number = np.unique(past.card, return_inverse=True)
    rows = np.flatnonzero(number % every == 0)
    return _part(past, rows), marked[rows]


def _part(past: History, rows: Ints) -> History:
    card = past.card[rows]
    return History(
        card, past.rating[rows], past.days[rows], past.before[rows], past.lapses[rows], past.last[rows], _steps(card)
    )


def _steps(card: Ints) -> tuple[Ints, ...]:
    """Return the rows of first, second … reviews; cards in one order throughout, those with the most reviews first."""
    if not card.size:
        return ()
    _, number, counts = np.unique(card, return_inverse=True, return_counts=True)
    rank = np.empty(counts.size, np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(counts.size)
    place = rank[number]
    rows = np.argsort(place, kind="stable")
    sizes = np.bincount(place)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    return tuple(rows[starts[: int((sizes > step).sum())] + step] for step in range(int(sizes[0])))


def states(past: History, weights: Floats, same_day: float) -> Before:
    """Return retrievability, stability and difficulty before each review under each set of weights (sets × 21)."""
    w = np.asarray(weights, float).T[:, :, None]
    shape = (w.shape[1], past.rating.size)
    found = Before(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan))
    stability, difficulty = np.zeros((w.shape[1], 0)), np.zeros((w.shape[1], 0))
    for number, step in enumerate(past.steps):
        rating = past.rating[step]
        if not number:
            stability = np.asarray(weights, float)[:, rating - 1]
            difficulty = _kept(w[4] - np.exp(w[5] * (rating - 1)) + 1)
            continue
        stability, difficulty = stability[:, : step.size], difficulty[:, : step.size]
        faded = _faded(past.days[step], stability, w)
        found.retrievability[:, step], found.stability[:, step], found.difficulty[:, step] = (
            faded,
            stability,
            difficulty,
        )
        stability = _stability(stability, difficulty, faded, rating, past.days[step] < same_day, w)
        difficulty = _difficulty(difficulty, rating, w)
    return found


def _kept(difficulty: Floats) -> Floats:
    return np.clip(difficulty, scheduling.LEAST_DIFFICULTY, scheduling.MOST_DIFFICULTY)


def _faded(days: Floats, stability: Floats, w: Floats) -> Floats:
    factor = np.exp(np.log(0.9) / -w[20]) - 1
    return np.asarray(np.exp(-w[20] * np.log1p(factor * days / stability)), float)


def _difficulty(difficulty: Floats, rating: Ints, w: Floats) -> Floats:
    moved = difficulty - w[6] * (rating - GOOD) * (scheduling.MOST_DIFFICULTY - difficulty) / 9
    return _kept(w[7] * (w[4] - np.exp(3 * w[5]) + 1) + (1 - w[7]) * moved)


def _stability(s: Floats, d: Floats, faded: Floats, rating: Ints, soon: NDArray[np.bool_], w: Floats) -> Floats:
    logs = np.log(s)
    short = np.exp(w[17] * (rating - GOOD + w[18]) - w[19] * logs)
    short = s * np.where(rating == AGAIN, short, np.maximum(short, 1.0))
    lapse = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * np.exp((1 - faded) * w[14])
    lapse = np.minimum(lapse, s / np.exp(w[17] * w[18]))
    factor = np.where(rating == HARD, w[15], np.where(rating == EASY, w[16], 1.0))
    kept = s * (1 + np.exp(w[8] - w[9] * logs) * (11 - d) * np.expm1((1 - faded) * w[10]) * factor)
    after = np.where(soon, short, np.where(rating == AGAIN, lapse, kept))
    return np.asarray(np.clip(after, scheduling.LEAST_STABILITY, scheduling.MOST_STABILITY), float)
