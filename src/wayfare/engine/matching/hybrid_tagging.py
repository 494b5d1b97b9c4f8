"""Tagging by words and by meaning: the lexical tagger first, a sentence model where its words are not sure.

Before anybody has decided about proposals, what only the model finds is a question to people: its confidence stays below what
makes an item a candidate. Once enough was approved and rejected, weights learned from that settle every confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.blend import Blend, TooFew, fit
from wayfare.engine.matching.defaults import default
from wayfare.engine.matching.hybrid import SIGNS, Candidates, Label, Matcher, Memory
from wayfare.engine.matching.readings import Reading
from wayfare.engine.matching.tagging import FLOOR, MOST_TAGS, Tag, Tagger, Texts, level
from wayfare.engine.matching.words import is_english

Floats = npt.NDArray[np.float64]
SURE = 0.4
"""A tag of this confidence needs no second opinion before people have decided anything."""
ASKED_LEAST, ASKED_MOST = 0.2, 0.39
"""Between these lies the confidence of a skill that only the model finds, before people have decided anything."""
BY_TAGGER = "tagger"
NAMES = (*SIGNS, BY_TAGGER)
WORDS_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Learned:
    """What approvals and rejections taught: weights, and the texts they were about."""

    blend: Blend
    memory: Memory


class HybridTagger:
    """Reads items and says which skills they are about. Without a matcher it is the lexical tagger."""

    def __init__(
        self, tagger: Tagger, matcher: Matcher | None, learned: Learned | None = None, start: Blend | None = None
    ) -> None:
        """Take the tagger, what finds skills by meaning, what was learned from people, and the weights before that."""
        self._tagger, self._matcher, self._learned = tagger, matcher, learned
        self._start = start or default(matcher.encoder if matcher else None)

    def tag(self, items: Sequence[Texts]) -> list[list[Tag]]:
        """Return for each item the skills it is about, surest first; at most six.

        None is below .35 confidence, or .2 where only the model found it and nobody decided anything yet.
        """
        found = [self._tagger.tag(texts) for texts in items]
        if self._matcher is None:
            return found
        asked = [row for row, texts in enumerate(items) if self._asks(texts, found[row])]
        if not asked:
            return found
        readings = [_reading(items[row]) for row in asked]
        memory = self._learned.memory if self._learned else None
        seen = self._matcher.candidates(self._matcher.read(readings), memory)
        for row, reading, candidates in zip(asked, readings, seen, strict=True):
            found[row] = self._joined(self._matcher, items[row], found[row], reading, candidates)
        return found

    def _asks(self, texts: Texts, tags: Sequence[Tag]) -> bool:
        unsure = self._learned is not None or not any(tag.confidence >= SURE for tag in tags)
        return unsure and is_english(texts.title, texts.language)

    def _joined(
        self, matcher: Matcher, texts: Texts, tags: Sequence[Tag], reading: Reading, candidates: Candidates
    ) -> list[Tag]:
        labels = [matcher.labels[place] for place in candidates.labels]
        by_words = {tag.skill: tag for tag in tags}
        if self._learned is not None:
            signs = _with_tagger(candidates, labels, by_words)
            sure = self._learned.blend.confidence(signs, NAMES)
        else:
            sure = np.minimum(self._start.confidence(candidates.signs, SIGNS), ASKED_MOST)
        joined = dict(by_words)
        for place, label, confidence in zip(candidates.labels, labels, sure, strict=True):
            own = by_words.get(label.id)
            if own is None:
                quoted = f"“{matcher.words(int(place), reading)[: WORDS_LENGTH - 2]}”"
                joined[label.id] = Tag(label.id, round(float(confidence), 3), level(texts.title), quoted)
            elif self._learned is not None:
                joined[label.id] = Tag(label.id, round(float(confidence), 3), own.level, own.words)
        kept = sorted(joined.values(), key=lambda tag: (-tag.confidence, tag.skill))
        least = FLOOR if self._learned else ASKED_LEAST
        return [tag for tag in kept if tag.confidence >= least][:MOST_TAGS]


def learn(tagger: Tagger, matcher: Matcher, decided: Sequence[tuple[Texts, Mapping[int, bool]]]) -> Learned | None:
    """Return what decisions teach: for each item, whether each skill was approved (by its id). None where they are too few.

    Every item is judged by what was decided about the others.
    """
    place = {label.id: number for number, label in enumerate(matcher.labels)}
    settled = [{place[skill]: 1 if yes else -1 for skill, yes in own.items() if skill in place} for _, own in decided]
    if not any(settled):
        return None
    read = matcher.read([_reading(texts) for texts, _ in decided])
    groups = range(len(decided))
    memory = Memory(read.vectors, settled, groups, len(matcher.labels))
    signs, right = [], []
    for (texts, _), own, seen in zip(decided, settled, matcher.candidates(read, memory, groups), strict=True):
        labels = [matcher.labels[number] for number in seen.labels]
        rows = _with_tagger(seen, labels, {tag.skill: tag for tag in tagger.tag(texts)})
        for number, row in zip(seen.labels, rows, strict=True):
            if int(number) in own:
                signs.append(row)
                right.append(own[int(number)] > 0)
    try:
        return Learned(fit(np.array(signs).reshape(-1, len(NAMES)), right, NAMES), memory)
    except TooFew:
        return None


def _with_tagger(candidates: Candidates, labels: Sequence[Label], tags: Mapping[int, Tag]) -> Floats:
    own = [tags[label.id].confidence if label.id in tags else 0.0 for label in labels]
    return np.column_stack([candidates.signs, own])


def _reading(texts: Texts) -> Reading:
    """Return an item's title with its labels below it: they are short, and say more in a line than the summary does."""
    return Reading(texts.title, " ".join((*texts.skills, *texts.tags, texts.category, texts.summary, texts.syllabus)))
