"""How good an item is likely to be, from what its catalogue says others thought of it: it orders the candidates of a skill."""

import math
from functools import lru_cache

from wayfare.catalog import audience

USUAL_RATING, USUAL_COUNT = 4.2, 50.0
"""What an unrated item is taken for, and how many ratings that assumption weighs as much as."""
RATINGS_A_LEARNER = 0.02
"""About one learner in fifty rates; used where a rating comes without its count."""
FEW_RATINGS = 5.0
LOW_RATING, HIGH_RATING = 3.0, 5.0
MANY_LEARNERS = 6.0
"""Ten to this power of learners is as popular as it gets."""
LEARNERS_A_RATING = 10.0
FLOOR, RATING_SHARE, LEARNERS_SHARE = 0.3, 0.3, 0.4


@lru_cache(maxsize=100_000)
def worth(title: str, rating: float | None, ratings: int | None, learners: int | None) -> float:
    """Return quality for people at work, in (0, 1]: what is plainly made for others counts for less (see audience.py)."""
    return round(quality(rating, ratings, learners) * audience.share(title), 3)


def quality(rating: float | None, ratings: int | None, learners: int | None) -> float:
    """Return a factor in [0.3, 1] from a rating (0 to 5), how many gave it, and how many learnt with it.

    The rating is shrunk towards the usual one by its count (an empirical Bayes mean), so that three enthusiasts do not
    outweigh ten thousand satisfied people. Rounded, so that a handful of new learners changes nothing.
    """
    count = _count(ratings, learners) if rating is not None else 0.0
    shrunk = ((rating or 0.0) * count + USUAL_RATING * USUAL_COUNT) / (count + USUAL_COUNT)
    liked = min(1.0, max(0.0, (shrunk - LOW_RATING) / (HIGH_RATING - LOW_RATING)))
    crowd = learners if learners is not None else LEARNERS_A_RATING * (ratings or 0)
    known = min(1.0, math.log10(1 + crowd) / MANY_LEARNERS)
    return round(FLOOR + RATING_SHARE * liked + LEARNERS_SHARE * known, 2)


def _count(ratings: int | None, learners: int | None) -> float:
    if ratings is not None:
        return float(ratings)
    return RATINGS_A_LEARNER * learners if learners is not None else FEW_RATINGS
