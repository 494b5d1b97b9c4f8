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
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. ``filters`` holds labels that must be there, by facet; ``wishes`` what labels count, by facet.

    The last word of ``text`` is taken for the beginning of one while it may still be typed (``typing``).
    """

    text: str
    filters: Mapping[str, str] = field(default_factory=dict)
    wishes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    typing: bool = True


class Hit(NamedTuple):
    """One thing found, and how well it matches."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: some of it, best first, and of all of it how many there are, in all and by label of each facet.

    ``read_as`` says for each word that is not known as which one it was taken; ``partly`` that nothing holds all words.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    read_as: dict[str, str]
    partly: bool = False


class _Matched(NamedTuple):
    """The documents of a part that match, with scores, before and after the filters."""

    part: Part
    base: npt.NDArray[np.int64]
    passed: dict[str, Flags]
    scores: Scores


def find(shape: Shape, query: Query, *, limit: int = 20, offset: int = 0) -> Found:
    """Return what matches a query. Without words everything matches that has the labels asked for."""
    seen = view(shape)
    looked = resolve(shape, seen, query.text, typing=query.typing)
    postings = read(shape, seen, looked)
    weights = _weights(looked, seen)
    lists, partly = _all_words(shape, seen, looked, postings, weights)
    matched = [
        _matched(shape, part, base, scores, query) for part, (base, scores) in zip(seen.parts, lists, strict=True)
    ]
    best = _best(matched, offset + limit)
    return Found(
        hits=best[offset : offset + limit],
        total=sum(int(_through(one).sum()) for one in matched),
        facets={name: _counted(matched, name) for name in shape.facets},
        read_as={word.typed: word.read_as for word in looked if word.read_as},
        partly=partly,
    )


def _weights(looked: Sequence[Word], seen: View) -> list[float]:
    """Return what each word counts: rare ones more. They add up to 1."""
    rare = [math.log1p(seen.docs / (1 + word.count)) + 0.01 for word in looked]
    raw = [weight * (1.0 if word.needed else BY_THE_WAY) for weight, word in zip(rare, looked, strict=True)]
    return [weight / sum(raw) for weight in raw]


def _all_words(
    shape: Shape, seen: View, looked: Sequence[Word], postings: WordsOf, weights: Sequence[float]
) -> tuple[list[tuple[npt.NDArray[np.int64], Scores]], bool]:
    """Return the documents that hold all words that have to be there; where there are none, those that hold most of them."""
    fields = _by_mask(shape)
    tables = [
        _match(part, alive, looked, postings.get(part.id, {}), weights, fields)
        for part, alive in zip(seen.parts, seen.alive, strict=True)
    ]
    needed = sum(word.needed for word in looked)
    whole = [np.flatnonzero(alive & (hits >= needed)) for (hits, _, _), alive in zip(tables, seen.alive, strict=True)]
    partly = needed > 1 and not any(len(found) for found in whole)
    if partly:
        whole = [
            np.flatnonzero(alive & (held >= ENOUGH)) for (_, held, _), alive in zip(tables, seen.alive, strict=True)
        ]
    lists = [(found, scores[found]) for found, (_, _, scores) in zip(whole, tables, strict=True)]
    return lists, partly and any(len(found) for found in whole)


def _by_mask(shape: Shape) -> Scores:
    """Return what a word counts for each set of fields it may stand in: the best of them, and a little for each other one."""
    weights = list(shape.fields.values())
    found = np.zeros(256, np.float32)
    for mask in range(1, 256):
        own = sorted((weights[bit] for bit in range(len(weights)) if mask >> bit & 1), reverse=True)
        found[mask] = own[0] + 0.1 * sum(own[1:]) if own else 0.0
    return found / max(weights[0] + 0.1 * sum(weights[1:]), 1e-9)


def _match(
    part: Part, alive: Flags, looked: Sequence[Word], postings: Postings, weights: Sequence[float], fields: Scores
) -> tuple[npt.NDArray[np.uint8], Scores, Scores]:
    """Return for each document how many needed words it holds, the weight of all words it holds, and its score."""
    hits, held = np.zeros(part.docs, np.uint8), np.zeros(part.docs, np.float32)
    scores, titled = np.zeros(part.docs, np.float32), np.zeros(part.docs, np.float32)
    for word, weight in zip(looked, weights, strict=True):
        slots, values, in_title = _of_word(part.docs, word, postings, fields)
        hits[slots] += word.needed
        held[slots] += weight
        scores[slots] += weight * values
        titled[slots] += in_title
    if looked:
        lengths = np.maximum(part.columns["lengths"], 1)
        scores += COVERAGE * np.minimum(1, titled / lengths) * np.minimum(1, titled / len(looked))
    return hits, held, scores


def _of_word(
    docs: int, word: Word, postings: Postings, fields: Scores
) -> tuple[npt.NDArray[np.int64], Scores, npt.NDArray[np.uint8]]:
    """Return where a word or one of its stand-ins is, what that counts, and whether it is in the title."""
    known = [(postings[name], near) for name, near in word.names.items() if name in postings]
    if len(known) == 1:
        (slots, masks), near = known[0]
        values, title = np.float32(near) * fields[masks], masks & np.uint8(1)
        return slots, values.astype(np.float32, copy=False), title.astype(np.uint8, copy=False)
    best, seen = np.zeros(docs, np.float32), np.zeros(docs, np.uint8)
    for (slots, masks), near in known:
        best[slots] = np.maximum(best[slots], near * fields[masks])
        seen[slots] |= masks & 1
    found = np.flatnonzero(best)
    return found, best[found], seen[found]


def _matched(shape: Shape, part: Part, base: npt.NDArray[np.int64], scores: Scores, query: Query) -> _Matched:
    scores = scores + WORTH / 255 * part.columns["worths"][base].astype(np.float32)
    for name, wishes in query.wishes.items():
        if wishes and name in shape.facets and len(base):
            scores += WISH * _wished(part, name, wishes)[_codes(part, name)[base]].max(axis=1)
    passed = {
        name: _has(part, name, label, base) for name, label in query.filters.items() if name in shape.facets and label
    }
    return _Matched(part, base, passed, scores)


def _codes(part: Part, name: str) -> Array:
    return part.columns[f"facet {name}"]


def _wished(part: Part, name: str, wishes: Mapping[str, float]) -> Scores:
    """Return what each code of a facet counts; the last stands for no label."""
    return np.array([wishes.get(label, 0.0) for label in part.labels[name]] + [0.0], np.float32)


def _has(part: Part, name: str, label: str, base: npt.NDArray[np.int64]) -> Flags:
    labels = part.labels[name]
    if label not in labels:
        return np.zeros(len(base), bool)
    found: Flags = (_codes(part, name)[base] == labels.index(label)).any(axis=1)
    return found


def _through(one: _Matched, but: str = "") -> Flags:
    """Return which documents pass all filters but one."""
    passed = np.ones(len(one.base), bool)
    for name, flags in one.passed.items():
        if name != but:
            passed &= flags
    return passed


def _best(matched: Sequence[_Matched], most: int) -> list[Hit]:
    """Return the best hits of all parts; equal ones by id, so that pages do not overlap."""
    found: list[Hit] = []
    for one in matched:
        places = np.flatnonzero(_through(one))
        scores = one.scores[places]
        if len(places) > most:
            cut = -np.partition(-scores, most - 1)[most - 1]
            better, equal = np.flatnonzero(scores > cut), np.flatnonzero(scores == cut)
            chosen = np.concatenate([better, equal[: most - len(better)]])  # ids ascend with places
            places, scores = places[chosen], scores[chosen]
        ids = one.part.ids[one.base[places]]
        found += [Hit(int(number), float(score)) for number, score in zip(ids, scores, strict=True)]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))[:most]


def _counted(matched: Sequence[_Matched], name: str) -> list[tuple[str, int]]:
    """Return how many documents have each label of a facet, most first, whatever label of this very facet is asked for."""
    counts: dict[str, int] = {}
    for one in matched:
        labels = one.part.labels.get(name, [])
        if not labels or not len(one.base):
            continue
        codes = _codes(one.part, name)[one.base[_through(one, but=name)]]
        for code, count in enumerate(np.bincount(codes.ravel(), minlength=len(labels))[: len(labels)].tolist()):
            if count:
                counts[labels[code]] = counts.get(labels[code], 0) + count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
