"""What is new or little known and suits what somebody did, by what is said of it."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from wayfare.engine.types import Hint
from wayfare.recommend.given import Given
from wayfare.recommend.sources.because import Spoken, because
from wayfare.recommend.sources.protocol import Source

MOST = 50
LEAST_SHARE = 0.1


class Alike(Source):
    """Items that few or nobody did, placed among those that people did by their words, their provider and their skills."""

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the little-known items that suit the person's items best, each with the item that spoke most for it."""
        if (fitted := given.fitted) is None or (links := fitted.beside.links) is None:
            return {}
        history = np.array([fitted.places[item] for item in sorted(given.started) if item in fitted.places], np.int64)
        if not history.size:
            return {}
        told = links.of(history, 0)
        new, at = np.unique(told.targets, return_inverse=True)
        sums = np.bincount(at, told.values, new.size)
        most = float(sums.max(initial=0.0))
        best = np.argsort(-sums, kind="stable")[:MOST]
        best = best[sums[best] >= LEAST_SHARE * most]
        own = history[told.to(new[best], history.size).argmax(0)]
        weight = fitted.weight("alike")
        return because(
            "alike",
            [
                Spoken(fitted.beside.few[place], weight * score / most, fitted.items[by], score)
                for place, score, by in zip(new[best].tolist(), sums[best].tolist(), own.tolist(), strict=True)
            ],
        )
