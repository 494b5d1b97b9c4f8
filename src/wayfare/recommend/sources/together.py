"""What goes together: items that people did who did the same things as this person."""

from collections.abc import Mapping
from datetime import datetime

from wayfare.catalog import api as catalog
from wayfare.engine.types import Hint
from wayfare.recommend import together
from wayfare.recommend.given import Given
from wayfare.recommend.sources.protocol import Source

MOST = 50
LEAST_SHARE = 0.02


class Together(Source):
    """The model of behaviour, folded in with what the person did by now: one more item changes the next list, no refit needed."""

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the items that go best with what the person did, each with the item of theirs that spoke most for it."""
        if not given.started or (fitted := together.active()) is None:
            return {}
        history = [fitted.places[item] for item in sorted(given.started) if item in fitted.places]
        if not history:
            return {}
        segment = fitted.segments.get(given.role.id) if given.role is not None else None
        best, scores = fitted.model.recommend(history, MOST, segment)
        kept = [(place, float(score)) for place, score in zip(best.tolist(), scores, strict=True) if score > 0]
        most = max((score for _, score in kept), default=1.0)
        because = {place: self._because(fitted, history, place, segment) for place, _ in kept}
        titles = {item: view.title for item, view in catalog.items(item_ids=set(because.values())).items()}
        return {
            fitted.items[place]: Hint(
                "together",
                score / most,
                {"item": titles[because[place]], "item_id": float(because[place]), "score": score},
            )
            for place, score in kept
            if score >= LEAST_SHARE * most and because[place] in titles
        }

    def _because(self, fitted: together.Fitted, history: list[int], place: int, segment: int | None) -> int:
        """Return the item of the history that gave most to a score."""
        told = fitted.model.explain(history, place, segment)
        return fitted.items[int(told.items[int(told.contributions.argmax())])]
