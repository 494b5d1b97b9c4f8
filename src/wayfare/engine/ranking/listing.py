"""From scores to a list: diverse, with one place that is sometimes drawn, and what each place hangs on.

The last place is drawn in a known share of lists from the next best that may stand there; so what would otherwise never be seen
gets its chance, and every place has a propensity for later off-policy estimates. All other places are the best ones.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np

from wayfare.engine.ranking.gain import FIT, Policy, Wanted, explained, wants
from wayfare.engine.ranking.scores import Scores, score
from wayfare.engine.ranking.table import Floats, Ints, Table
from wayfare.engine.types import Candidate, Gaussian, Need, Ranked

SHORT_TITLE = 3  # words that a title may have for one word to say the same
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Without:
    """What would become of an item if the term that is its reason did not count for any: its score, and its place by score.

    ``rank`` is None where that lies below the best hundred.
    """

    term: str
    score: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a list. ``propensity`` is P(this item stands here); ``drawn`` says that it was not the best for the place."""

    ranked: Ranked
    rank: int
    propensity: float
    drawn: bool
    without: Without


@dataclass(slots=True)
class _List:
    """A list as it grows, and what may still enter it."""

    wanted: Wanted
    policy: Policy
    decisive: float = 0.0
    counts: dict[int, float] = field(default_factory=dict)
    skills: Counter[int] = field(default_factory=Counter)
    providers: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    said: list[frozenset[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts = {skill: max(want.need.importance for want in own) for skill, own in self.wanted.items()}
        self.decisive = self.policy.decisive_share * max(self.counts.values(), default=0.0)

    def allows(self, candidate: Candidate) -> Ranked | None:
        """Return the item with its terms, or None where it repeats a title, or a skill or provider that has its share."""
        policy = self.policy
        if candidate.title_key in self.titles or self.providers[candidate.provider] >= policy.per_provider:
            return None
        shared = [_alike(candidate.title_words, before) for before in self.said]
        if sum(shared) >= policy.alike_total or max(shared, default=0.0) >= policy.alike_share:
            return None
        ranked = explained(candidate, self.wanted, policy)
        if ranked is None or not ranked.skill:
            return ranked
        share = policy.per_decisive if self.counts[ranked.skill] >= self.decisive else policy.per_skill
        most = share + (policy.per_fitting if candidate.fit >= policy.fitting else 0)
        return ranked if self.skills[ranked.skill] < most else None

    def add(self, candidate: Candidate, ranked: Ranked) -> None:
        """Take an item in."""
        self.skills.update(_taught(ranked, self.policy))
        if candidate.provider:
            self.providers[candidate.provider] += 1
        if candidate.title_key:
            self.titles.add(candidate.title_key)
        self.said.append(candidate.title_words)


def rank(
    candidates: Table | Sequence[Candidate],
    needs: Sequence[Need],
    level_of: Callable[[int], Gaussian],
    policy: Policy,
    size: int,
) -> list[Ranked]:
    """Return the best items, best first, at most ``size``; no skill or provider fills the list."""
    order = _ordered(candidates, wants(needs, level_of), policy)
    return [ranked for _, ranked in _best(order.candidates(), _List(order.wanted, policy), size)]


def lineup(
    candidates: Table | Sequence[Candidate],
    needs: Sequence[Need],
    level_of: Callable[[int], Gaussian],
    policy: Policy,
    size: int,
    dice: random.Random,
) -> list[Slot]:
    """Return the list that is shown: ``rank`` but for its last place, which ``dice`` may give to one of the next best."""
    order = _ordered(candidates, wants(needs, level_of), policy)
    so_far, rest = _List(order.wanted, policy), order.candidates()
    found = [(ranked, 1.0, False) for _, ranked in _best(rest, so_far, size - 1)]
    if len(found) == size - 1:
        found += _last(rest, so_far, dice)
    return [
        Slot(ranked, place, propensity, drawn, order.without(ranked))
        for place, (ranked, propensity, drawn) in enumerate(found, start=1)
    ]


@dataclass(frozen=True)
class _Order:
    """All candidates that something speaks for, best first: their rows, and their scores with what these are made of."""

    table: Table
    wanted: Wanted
    rows: Ints
    totals: Floats
    scores: Scores

    @cached_property
    def _first(self) -> Scores:
        return self.scores.of(np.arange(min(LOOKED_AT, self.rows.size)))

    def candidates(self) -> Iterator[Candidate]:
        """Make one candidate after the other, best first."""
        return map(self.table.row, map(int, self.rows))

    def without(self, ranked: Ranked) -> Without:
        """Return what becomes of an item when its reason counts for nobody."""
        own = int(np.flatnonzero(self.table.items[self.rows] == ranked.item)[0])
        after = self._first.totals(ranked.reason)
        looked_at = after.size
        score = float(after[own] if own < looked_at else self.scores.of(np.array([own])).totals(ranked.reason)[0])
        better = (self.totals[:looked_at] > score) & (after > score) & (np.arange(looked_at) != own)
        deep = self.rows.size > LOOKED_AT and bool(self.totals[LOOKED_AT] > score)
        return Without(ranked.reason, score, None if deep else int(better.sum()) + 1)


def _ordered(candidates: Table | Sequence[Candidate], wanted: Wanted, policy: Policy) -> _Order:
    table = candidates if isinstance(candidates, Table) else Table.of(candidates)
    scores = score(table, wanted, policy)
    totals = scores.totals()
    rows = np.lexsort((table.items, -totals))[: int(np.count_nonzero(totals > 0))]
    return _Order(table, wanted, rows, totals[rows], scores.of(rows))


def _best(rest: Iterator[Candidate], so_far: _List, size: int) -> Iterator[tuple[Candidate, Ranked]]:
    """Take the best that may enter, until there are ``size``."""
    taken = 0
    while taken < size and (candidate := next(rest, None)) is not None:
        if (ranked := so_far.allows(candidate)) is not None:
            so_far.add(candidate, ranked)
            taken += 1
            yield candidate, ranked


def _last(rest: Iterable[Candidate], so_far: _List, dice: random.Random) -> list[tuple[Ranked, float, bool]]:
    """Return what stands in the last place, with its propensity and whether it was drawn; nothing where none may."""
    policy = so_far.policy
    draws = bool(policy.explore) and dice.random() < policy.explore
    may = (ranked for candidate in rest if (ranked := so_far.allows(candidate)) is not None)
    found = list(islice(may, 1 + policy.explore_among if draws else 2))
    if len(found) < 2 or not policy.explore:
        return [(ranked, 1.0, False) for ranked in found[:1]]
    if not draws:
        return [(found[0], 1.0 - policy.explore, False)]
    return [(dice.choice(found[1:]), policy.explore / (len(found) - 1), True)]


def _taught(ranked: Ranked, policy: Policy) -> set[int]:
    """Return the skills that an item is mainly about: a course on leading people is one on management as well."""
    about = [term for term in ranked.terms if term.skill and term.name != FIT]
    most = max((term.value for term in about), default=0.0)
    return {term.skill for term in about if term.value >= policy.also_about * most}


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter title's words that the other has too; one word alone is no match for a long title."""
    shorter, longer = sorted((len(one), len(other)))
    return len(one & other) / shorter if shorter > 1 or (shorter > 0 and longer <= SHORT_TITLE) else 0.0
