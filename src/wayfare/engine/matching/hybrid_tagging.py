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
from wayfare.engine.matching.hybrid import SIGNS, Candidates, Label, Matcher, Memory, Read
from wayfare.engine.matching.readings import Reading
from wayfare.engine.matching.tagging import FLOOR, MOST_TAGS, Tag, Tagger, Texts, level
from wayfare.engine.matching.words import is_english
from wayfare.engine.metrics.probability import losses as losses_of

Floats = npt.NDArray[np.float64]
SURE = 0.4
"""A tag of this confidence needs no second opinion before people have decided anything."""
ASKED_LEAST, ASKED_MOST = 0.2, 0.39
"""Between these lies the confidence of a skill that only the model finds, before people have decided anything."""
BY_TAGGER = "tagger"
NAMES = (*SIGNS, BY_TAGGER)
PARTS = 5
"""Decisions are taken apart into fifths, to be judged by one another."""
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

    @property
    def has_learned(self) -> bool:
        """Whether decisions taught it anything."""
        return self._learned is not None

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
    """Return what decisions teach: for each item, whether each skill was approved (by its id).

    Every item is judged by what was decided about those of other fifths. None where decisions are too few, or where what is
    learned from four fifths of them foresees the other fifth no better than what is proposed without them, or than their mean.
    """
    place = {label.id: number for number, label in enumerate(matcher.labels)}
    settled = [{place[skill]: 1 if yes else -1 for skill, yes in own.items() if skill in place} for _, own in decided]
    if not any(settled):
        return None
    lesson = _Lesson(
        matcher,
        matcher.read([_reading(texts) for texts, _ in decided]),
        settled,
        [{tag.skill: tag for tag in tagger.tag(texts)} for texts, _ in decided],
    )
    try:
        told = lesson.told()
        return Learned(fit(told.signs, told.right, NAMES), told.memory) if lesson.foresees() else None
    except TooFew:
        return None


@dataclass(frozen=True, slots=True)
class _Told:
    """Signs (n, names) of what was decided, whether it was approved, the fifth it belongs to, and the memory behind them."""

    signs: Floats
    right: npt.NDArray[np.bool_]
    part: npt.NDArray[np.int64]
    memory: Memory


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Texts with what was settled about them (+1 or −1 by the label's place) and what the tagger says of them."""

    matcher: Matcher
    read: Read
    settled: Sequence[Mapping[int, int]]
    tags: Sequence[Mapping[int, Tag]]

    def told(self, hidden: int = -1) -> _Told:
        """Return the signs of all that was settled; what was said in the ``hidden`` fifth is not remembered.

        An item remembers nothing of its own fifth. One by one would not do: what all others say of the same text tells, by what
        is missing, what was said of this one.
        """
        parts = [item % PARTS for item in range(len(self.settled))]
        kept = [own if part != hidden else {} for own, part in zip(self.settled, parts, strict=True)]
        memory = Memory(self.read.vectors, kept, parts, len(self.matcher.labels))
        signs, right, of = [], [], []
        seen = self.matcher.candidates(self.read, memory, parts)
        for own, tags, part, found in zip(self.settled, self.tags, parts, seen, strict=True):
            rows = _with_tagger(found, [self.matcher.labels[number] for number in found.labels], tags)
            for number, row in zip(found.labels, rows, strict=True):
                if int(number) in own:
                    signs.append(row)
                    right.append(own[int(number)] > 0)
                    of.append(part)
        return _Told(np.array(signs).reshape(-1, len(NAMES)), np.array(right, bool), np.array(of, np.int64), memory)

    def foresees(self) -> bool:
        """Say whether what is learned from four fifths foresees the other better than what is there anyway, by log-loss.

        Raises TooFew.
        """
        start, held, losses = default(self.matcher.encoder), 0, np.zeros(3)
        for part in range(PARTS):
            told = self.told(part)
            out = told.part == part
            learned = fit(told.signs[~out], told.right[~out], NAMES, 1).confidence(told.signs[out], NAMES)
            usual = np.minimum(start.confidence(told.signs[out][:, : len(SIGNS)], SIGNS), ASKED_MOST)
            by_words = told.signs[out, NAMES.index(BY_TAGGER)]
            proposed = np.where(by_words > 0, by_words, usual)
            mean = np.full(int(out.sum()), told.right[~out].mean())
            if out.any():
                held += int(out.sum())
                losses += [losses_of(told.right[out], each).sum() for each in (learned, proposed, mean)]
        return held > 0 and bool(losses[0] < losses[1:].min())


def _with_tagger(candidates: Candidates, labels: Sequence[Label], tags: Mapping[int, Tag]) -> Floats:
    own = [tags[label.id].confidence if label.id in tags else 0.0 for label in labels]
    return np.column_stack([candidates.signs, own])


def _reading(texts: Texts) -> Reading:
    """Return an item's title with its labels below it: they are short, and say more in a line than the summary does."""
    return Reading(texts.title, " ".join((*texts.skills, *texts.tags, texts.category, texts.summary, texts.syllabus)))
