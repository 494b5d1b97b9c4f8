"""What goes together: items that people did who did the same things as this person."""

from collections.abc import Mapping
from datetime import datetime

from wayfare.engine.types import Hint
from wayfare.recommend.given import Given
from wayfare.recommend.sources.because import Spoken, because
from wayfare.recommend.sources.protocol import Source

MOST = 50
LEAST_SHARE = 0.02
LEAST = 1e-9


class Together(Source):
    """The model of behaviour, folded in with what the person did by now: one more item changes the next list, no refit needed."""

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the items that go best with what the person did, each with the item of theirs that spoke most for it."""
        if (fitted := given.fitted) is None:
            return {}
        history = [fitted.places[item] for item in sorted(given.started) if item in fitted.places]
        if not history:
            return {}
        segment = fitted.segments.get(given.role.id) if given.role is not None else None
        best, scores, own = fitted.model.reasoned(history, MOST, segment)
        most = max(float(scores.max(initial=0.0)), LEAST)
        return because(
            "together",
            [
                Spoken(fitted.items[place], score / most, fitted.items[by], score)
                for place, score, by in zip(best.tolist(), scores.tolist(), own.tolist(), strict=True)
                if score >= LEAST_SHARE * most and by >= 0
            ],
        )
