"""What comes next: items that people here went on with after what this person did last."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from wayfare.engine.types import Hint
from wayfare.recommend.given import Given
from wayfare.recommend.sources.because import Spoken, because
from wayfare.recommend.sources.protocol import Source

MOST = 50
LAST = 10
LEAST_SHARE = 0.05


class Next(Source):
    """Rules from one item to those that soon follow it, each seen in several people; what was started last counts most."""

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the items that follow what the person started last, each with the item of theirs that it follows most."""
        if (fitted := given.fitted) is None or (rules := fitted.beside.rules) is None:
            return {}
        recent = [fitted.places[item] for item in given.order[-LAST:] if item in fitted.places]
        best, sums = rules.recommend(np.array(recent, np.int64), MOST)
        most = float(sums.max(initial=0.0))
        weight, found = fitted.weight("next"), list[Spoken]()
        for place, value in zip(best.tolist(), sums.tolist(), strict=True):
            if value >= LEAST_SHARE * most:
                told = rules.explain(recent, place, len(fitted.items))
                by, _ = max(told, key=lambda pair: pair[1])
                found.append(Spoken(fitted.items[place], weight * value / most, fitted.items[by], value))
        return because("next", found)
