"""Answering a query: which documents hold all its words, near enough, which of them first, and how they divide by facet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wayfare.core.search.packing import Array
from wayfare.core.search.parts import Flags, Part, View, view
from wayfare.core.search.shape import Shape
from wayfare.core.search.terms import Postings, Word, WordsOf, read, resolve

NOTHING: Mapping[str, float] = MappingProxyType({})
ENOUGH = 0.5
"""Where nothing holds all words, what holds words with half of their weight is shown, and said to be so."""
BY_THE_WAY = 0.05
"""What a word that need not be there counts beside one that has to."""
COVERAGE, WORTH, WISH = 0.6, 0.25, 0.2
"""What a title that says nothing else, a good thing, and what somebody needs count beside how well words match (at most 1)."""
POOL = 2_000
"""Wishes order the best so many of each part: they move things a little, and never from far below."""
COUNTED = 100_000
"""Beyond so many matches, labels are counted in an even sample of them."""
Scores = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. ``filters`` holds labels that must be there, by facet; ``wishes`` what labels count, by facet.

    ``meant`` holds labels of what means nearly what the text says, and how nearly: it is found where nothing holds all words.
    The last word of ``text`` is taken for the beginning of one while it may still be typed (``typing``).
    """

    text: str
    filters: Mapping[str, str] = field(default_factory=dict)
    wishes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    meant: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    typing: bool = True


class Hit(NamedTuple):
    """One thing found, and how well it matches."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: some of it, best first, and of all of it how many there are, in all and by label of each facet.

    ``read_as`` says for each word that is not known as which one it was taken; ``partly`` that nothing holds all words;
    ``by_meaning`` that some were found by what they mean; ``sampled`` that counts by label are of a sample, and so nearly right.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    read_as: dict[str, str]
    partly: bool = False
    by_meaning: bool = False
    sampled: bool = False


class _Matched(NamedTuple):
    """The documents of a part that match, with scores; what is narrowed down is not left out yet."""

    part: Part
    base: Places
    scores: Scores


def find(shape: Shape, query: Query, *, limit: int = 20, offset: int = 0) -> Found:
    """Return what matches a query. Without words everything matches that has the labels asked for."""
    seen = view(shape)
    looked = resolve(shape, seen, query.text, typing=query.typing)
    postings = read(shape, seen, looked)
    fields, weights = _by_mask(shape), _weights(looked, seen)
    matched = [
        _all_words(part, alive, looked, postings.get(part.id, {}), weights, fields)
        for part, alive in zip(seen.parts, seen.alive, strict=True)
    ]
    partly = by_meaning = False
    if looked and not any(len(one.base) for one in matched):
        matched, partly, by_meaning = _most_words(shape, seen, looked, postings, weights, fields, query.meant)
    passed = [_passed(shape, one.part, one.base, query.filters) for one in matched]
    best = _best(
        shape,
        matched,
        [_through(one, flags) for one, flags in zip(matched, passed, strict=True)],
        query,
        offset + limit,
    )
    step = 1 + sum(len(one.base) for one in matched) // COUNTED
    return Found(
        hits=best[offset : offset + limit],
        total=sum(int(_through(one, flags).sum()) for one, flags in zip(matched, passed, strict=True)),
        facets={name: _counted(matched, passed, name, step) for name in shape.facets},
        read_as={word.typed: word.read_as for word in looked if word.read_as},
        partly=partly,
        by_meaning=by_meaning,
        sampled=step > 1,
    )


def _weights(looked: Sequence[Word], seen: View) -> list[float]:
    """Return what each word counts: rare ones more. They add up to 1."""
    rare = [math.log1p(seen.docs / (1 + word.count)) + 0.01 for word in looked]
    raw = [weight * (1.0 if word.needed else BY_THE_WAY) for weight, word in zip(rare, looked, strict=True)]
    return [weight / sum(raw) for weight in raw]


def _by_mask(shape: Shape) -> Scores:
    """Return what a word counts for each set of fields it may stand in: the best of them, and a little for each other one."""
    weights = list(shape.fields.values())
    found = np.zeros(256, np.float32)
    for mask in range(1, 1 << len(weights)):
        own = sorted((weights[bit] for bit in range(len(weights)) if mask >> bit & 1), reverse=True)
        found[mask] = own[0] + 0.1 * sum(own[1:])
    return found / max(weights[0] + 0.1 * sum(weights[1:]), 1e-9)


def _all_words(
    part: Part, alive: Flags, looked: Sequence[Word], postings: Postings, weights: Sequence[float], fields: Scores
) -> _Matched:
    """Return the documents of a part that hold all words that have to be there. The rarest word decides which are looked at."""
    pairs = [
        (word, weight, _of_word(part.docs, word, postings, fields))
        for word, weight in zip(looked, weights, strict=True)
    ]
    pairs.sort(key=lambda pair: (not pair[0].needed, len(pair[2][0])))
    if not pairs:
        base = np.flatnonzero(alive)
        return _Matched(part, base, WORTH / 255 * part.columns["worths"][base].astype(np.float32))
    (_, weight, (slots, values, title)), *others = pairs
    living = alive[slots]
    base, scores, titled = slots[living], weight * values[living], title[living].astype(np.float32)
    for word, weight, (slots, values, title) in others:
        if not len(base):
            break
        places = np.minimum(np.searchsorted(slots, base), max(0, len(slots) - 1))
        there = slots[places] == base if len(slots) else np.zeros(len(base), bool)
        if word.needed:
            base, scores, titled, places, there = base[there], scores[there], titled[there], places[there], there[there]
        if len(slots):
            scores = scores + np.where(there, weight * values[places], 0)
            titled = titled + np.where(there, title[places], 0)
    return _Matched(part, base, _graced(part, base, scores.astype(np.float32), titled.astype(np.float32), len(looked)))


def _graced(part: Part, base: Places, scores: Scores, titled: Scores, words: int) -> Scores:
    """Return scores with what a title that says little else, and what a thing is worth, count beside words."""
    lengths = np.maximum(part.columns["lengths"][base], 1).astype(np.float32)
    scores += COVERAGE * np.minimum(1, titled / lengths) * np.minimum(1, titled / words)
    scores += np.float32(WORTH / 255) * part.columns["worths"][base].astype(np.float32)
    return scores


def _of_word(docs: int, word: Word, postings: Postings, fields: Scores) -> tuple[Places, Scores, npt.NDArray[np.uint8]]:
    """Return where a word or one of its stand-ins is, ascending, what that counts, and whether it is in the title."""
    known = [(postings[name], near) for name, near in word.names.items() if name in postings]
    if len(known) == 1:
        (slots, masks), near = known[0]
        return slots, (np.float32(near) * fields).astype(np.float32)[masks], masks & np.uint8(1)
    best, seen = np.zeros(docs, np.float32), np.zeros(docs, np.uint8)
    for (slots, masks), near in known:
        best[slots] = np.maximum(best[slots], near * fields[masks])
        seen[slots] |= masks & 1
    found = np.flatnonzero(best)
    return found, best[found], seen[found]


def _most_words(
    shape: Shape,
    seen: View,
    looked: Sequence[Word],
    postings: WordsOf,
    weights: Sequence[float],
    fields: Scores,
    meant: Mapping[str, Mapping[str, float]],
) -> tuple[list[_Matched], bool, bool]:
    """Return the documents that hold most of the words, and those that mean it; the flags say which of these there are."""
    found, most, means = [], False, False
    several = sum(word.needed for word in looked) > 1
    for part, alive in zip(seen.parts, seen.alive, strict=True):
        held, scores, titled = (np.zeros(part.docs, np.float32) for _ in range(3))
        for word, weight in zip(looked, weights, strict=True):
            slots, values, title = _of_word(part.docs, word, postings.get(part.id, {}), fields)
            held[slots] += weight
            scores[slots] += weight * values
            titled[slots] += title
        near, enough = _nearness(shape, part, meant), alive & (held >= ENOUGH) & several
        base = np.flatnonzero(enough | (alive & (near > 0)))
        most, means = most or bool(enough.any()), means or bool(near[base].any())
        found.append(_Matched(part, base, _graced(part, base, scores[base] + near[base], titled[base], len(looked))))
    return found, most, means


def _nearness(shape: Shape, part: Part, meant: Mapping[str, Mapping[str, float]]) -> Scores:
    """Return for each document how nearly it means what is looked for, by its labels."""
    near = np.zeros(part.docs, np.float32)
    for name, labels in meant.items():
        if labels and name in shape.facets and part.docs:
            near = np.maximum(near, _wished(part, name, labels)[_codes(part, name)].max(axis=1))
    return near


def _codes(part: Part, name: str) -> Array:
    return part.columns[f"facet {name}"]


def _wished(part: Part, name: str, wishes: Mapping[str, float]) -> Scores:
    """Return what each code of a facet counts; the last stands for no label."""
    return np.array([wishes.get(label, 0.0) for label in part.labels[name]] + [0.0], np.float32)


def _passed(shape: Shape, part: Part, base: Places, filters: Mapping[str, str]) -> dict[str, Flags]:
    """Return for each label asked for which documents have it."""
    return {name: _has(part, name, label, base) for name, label in filters.items() if name in shape.facets and label}


def _has(part: Part, name: str, label: str, base: Places) -> Flags:
    labels, codes = part.labels[name], _codes(part, name)
    if label not in labels:
        return np.zeros(len(base), bool)
    equal = codes[base] == labels.index(label)
    found: Flags = equal[:, 0] if equal.shape[1] == 1 else np.any(equal, axis=1)
    return found


def _through(one: _Matched, passed: Mapping[str, Flags], but: str = "") -> Flags:
    """Return which documents pass all filters but one."""
    through = np.ones(len(one.base), bool)
    for name, flags in passed.items():
        if name != but:
            through &= flags
    return through


def _best(shape: Shape, matched: Sequence[_Matched], through: Sequence[Flags], query: Query, most: int) -> list[Hit]:
    """Return the best hits of all parts; equal ones by id, so that pages do not overlap."""
    found: list[Hit] = []
    for one, flags in zip(matched, through, strict=True):
        whole = bool(flags.all())
        base, scores = (one.base, one.scores) if whole else (one.base[flags], one.scores[flags])
        places = _top(scores, max(most, POOL))
        base, scores = base[places], scores[places]
        for name, wishes in query.wishes.items():
            if wishes and name in shape.facets and len(base):
                scores = scores + WISH * _wished(one.part, name, wishes)[_codes(one.part, name)[base]].max(axis=1)
        chosen = _top(scores, most)
        ids = one.part.ids[base[chosen]]
        found += [Hit(number, score) for number, score in zip(ids.tolist(), scores[chosen].tolist(), strict=True)]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))[:most]


def _top(scores: Scores, most: int) -> Places:
    """Return where the best scores are; of equal ones those that stand first."""
    if len(scores) <= most:
        return np.arange(len(scores))
    cut = np.partition(scores, len(scores) - most)[len(scores) - most]
    better, equal = np.flatnonzero(scores > cut), np.flatnonzero(scores == cut)
    return np.concatenate([better, equal[: most - len(better)]])


def _counted(
    matched: Sequence[_Matched], passed: Sequence[Mapping[str, Flags]], name: str, step: int
) -> list[tuple[str, int]]:
    """Return how many documents have each label of a facet, most first, whatever label of this very facet is asked for.

    With ``step`` above 1 one document in so many is counted, and counts for all of them.
    """
    counts: dict[str, int] = {}
    for one, flags in zip(matched, passed, strict=True):
        labels = one.part.labels.get(name, [])
        if not labels or not len(one.base):
            continue
        base = one.base[::step]
        others = [own[::step] for other, own in flags.items() if other != name]
        if others:
            base = base[np.logical_and.reduce(others)]
        codes = _codes(one.part, name)[base].ravel()
        for code, count in enumerate(np.bincount(codes, minlength=len(labels))[: len(labels)].tolist()):
            if count:
                counts[labels[code]] = counts.get(labels[code], 0) + count * step
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
