"""What begins to fade, seen once more from another side."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from wayfare.catalog import api as catalog
from wayfare.engine.types import Hint
from wayfare.learner import api as learner
from wayfare.recommend.given import Given
from wayfare.recommend.sources.protocol import Source
from wayfare.skills import api as skills

MOST_SKILLS, OF_EACH, LOOKED_AT = 10, 5, 25
NEAR = 1.0
"""An item serves to see something again when it teaches it within so many levels of where the person stands."""


class Fading(Source):
    """Skills that are due for review: other items on them, beside the questions of the review page that take a minute each."""

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the items nearest the person's level in each skill; the more of it is lost, the more speaks for them."""
        fading = learner.fading(snapshot=given.snapshot, now=now, limit=MOST_SKILLS)
        names, found = skills.named(skill_ids=fading), dict[int, Hint]()
        for skill, recall in sorted(fading.items(), key=lambda pair: pair[1]):
            if skill not in names or skill in given.skipped.skills:
                continue  # what a placement has shown is looked at again by questions alone
            shelf = catalog.candidates(skill_ids=[skill], per_skill=LOOKED_AT, language=given.who.language)
            away = np.abs(shelf.level - given.snapshot.belief(skill).mean)
            nearest = np.argsort(away, kind="stable")
            rows = dict.fromkeys(shelf.owner[nearest[away[nearest] <= NEAR]].tolist())
            for row in [row for row in rows if int(shelf.items[row]) not in given.hidden][:OF_EACH]:
                hint = Hint(
                    "review", 1.0 - recall, {"fades": names[skill].name, "skill_id": float(skill), "recall": recall}
                )
                found.setdefault(int(shelf.items[row]), hint)
        return found
