"""From scores to a list: diverse, with one place that is sometimes drawn, and what each place hangs on.

The last place is drawn in a known share of lists from the next best that may stand there; so what would otherwise never be seen
gets its chance, and every place has a propensity for later off-policy estimates. All other places are the best ones.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from wayfare.engine.ranking.gain import FIT, Policy, Wanted, explained, wants
from wayfare.engine.ranking.scores import Scores, score
from wayfare.engine.ranking.table import Floats, Ints, Table
from wayfare.engine.types import Candidate, Gaussian, Heading, Need, Ranked

SHORT_TITLE = 3  # words that a title may have for one word to say the same
LOOKED_AT = 100
CHOSEN = frozenset({"goal", "project"})
"""Sources of needs that people set themselves."""


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

    def full(self, skill: int, fit: float) -> bool:
        """Say whether a skill has its share of the list, for an item that fits the person's own job so much."""
        policy = self.policy
        share = policy.per_decisive if self.counts[skill] >= self.decisive else policy.per_skill
        return self.skills[skill] >= share + (policy.per_fitting if fit >= policy.fitting else 0)

    def repeats(self, heading: Heading) -> bool:
        """Say whether the list has such a title already, or enough of that provider."""
        policy = self.policy
        if heading.title_key in self.titles or self.providers[heading.provider] >= policy.per_provider:
            return True
        total = 0.0
        for before in self.said:
            shared = _alike(heading.title_words, before)
            total += shared
            if shared >= policy.alike_share or total >= policy.alike_total:
                return True
        return False

    def add(self, heading: Heading, ranked: Ranked) -> None:
        """Take an item in."""
        self.skills.update(_taught(ranked, self.policy))
        if heading.provider:
            self.providers[heading.provider] += 1
        if heading.title_key:
            self.titles.add(heading.title_key)
        self.said.append(heading.title_words)


def rank(
    candidates: Table | Sequence[Candidate],
    needs: Sequence[Need],
    level_of: Callable[[int], Gaussian],
    policy: Policy,
    size: int,
) -> list[Ranked]:
    """Return the best items, best first, at most ``size``; no skill or provider fills the list."""
    return _ordered(candidates, wants(needs, level_of), policy).best(size)[0]


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
    best, rest = order.best(size - 1)
    found = [(ranked, 1.0, False) for ranked in best]
    if len(found) == size - 1:
        last = [one for one in _last(rest, policy, dice) if one[2] or order.worthwhile(one[0])]
        picked = ((order.ranked(row), propensity, drawn) for row, propensity, drawn in last)
        found += [(ranked, propensity, drawn) for ranked, propensity, drawn in picked if ranked is not None]
    after = order.without([ranked for ranked, _, _ in found])
    return [
        Slot(ranked, place, propensity, drawn, without)
        for place, ((ranked, propensity, drawn), without) in enumerate(zip(found, after, strict=True), start=1)
    ]


@dataclass(frozen=True)
class _Order:
    """All candidates that something speaks for, best first: their rows and scores, and what the scores of all are made of.

    ``every`` holds the score of each row of the table.
    """

    table: Table
    wanted: Wanted
    policy: Policy
    rows: Ints
    totals: Floats
    scores: Scores
    every: Floats

    def worthwhile(self, row: int) -> bool:
        """Say whether a candidate has enough of the best score to lengthen a list; where nothing is needed every one has.

        So has what somebody set themselves: they chose it, whatever else has more of a gain.
        """
        enough = not self.wanted or bool(self.every[row] >= self.policy.least_share * self.totals[0])
        return enough or not CHOSEN.isdisjoint(self.scores.sources(row))

    def ranked(self, row: int) -> Ranked | None:
        """Return the item of a row with all its terms."""
        return explained(self.table.row(row), self.wanted, self.policy)

    def best(self, size: int) -> tuple[list[Ranked], Iterator[int]]:
        """Return the best items that stand in a list of so many, and the rows of others that may, best first.

        After the first few it ends where nothing more is worthwhile: what only fills it up is nobody's next step. What somebody
        set themselves is looked for somewhat further down.
        """
        so_far, found = _List(self.wanted, self.policy), list[Ranked]()
        rest, chosen = self._allowed(so_far), any(name.partition(":")[0] in CHOSEN for name in self.scores.names)
        for row in islice(rest, LOOKED_AT if chosen else size):
            if len(found) >= self.policy.first_few and not self.worthwhile(row):
                if not chosen:
                    break
            elif (ranked := self.ranked(row)) is not None:
                so_far.add(self.table.heading(row), ranked)
                found.append(ranked)
                if len(found) == size:
                    break
        return found, rest

    def _allowed(self, so_far: _List) -> Iterator[int]:
        """Yield the rows that may enter a list as it grows, best first: what repeats nothing, and whose skill has room.

        The columns tell which skill that is; only where several may be it, an item is looked at with all its terms.
        """
        for row in self.rows.tolist():
            skills, fit = self.scores.mainly(row), float(self.table.fit[row])
            if (skills and all(so_far.full(skill, fit) for skill in skills)) or so_far.repeats(self.table.heading(row)):
                continue
            if len(skills) > 1 and (ranked := self.ranked(row)) is not None and so_far.full(ranked.skill, fit):
                continue
            yield row

    def without(self, listed: Sequence[Ranked]) -> list[Without]:
        """Return what becomes of each of some items when its reason counts for nobody."""
        reasons = list(dict.fromkeys(ranked.reason for ranked in listed))
        after = self.scores.of(self.rows[:LOOKED_AT]).without(reasons)
        items, found = self.table.items[self.rows].tolist(), []
        for ranked in listed:
            own, then = items.index(ranked.item), after[reasons.index(ranked.reason)]
            score = float(then[own]) if own < then.size else self._deep(own, ranked.reason)
            better = np.count_nonzero((self.totals[: then.size] > score) & (then > score))
            deep = self.rows.size > LOOKED_AT and bool(self.totals[LOOKED_AT] > score)
            found.append(Without(ranked.reason, score, None if deep else int(better) + 1))
        return found

    def _deep(self, own: int, reason: str) -> float:
        """Return the score without its reason of an item below the best hundred."""
        return float(self.scores.of(self.rows[[own]]).without([reason])[0, 0])


def _ordered(candidates: Table | Sequence[Candidate], wanted: Wanted, policy: Policy) -> _Order:
    table = candidates if isinstance(candidates, Table) else Table.of(candidates)
    scores = score(table, wanted, policy)
    totals = scores.totals()
    (rows,) = (totals > 0).nonzero()
    order = np.lexsort((table.items[rows], -totals[rows]))  # of two with the same score the lower number comes first
    rows = rows[order]
    return _Order(table, wanted, policy, rows, totals[rows], scores, totals)


def _last(rest: Iterable[int], policy: Policy, dice: random.Random) -> list[tuple[int, float, bool]]:
    """Return which of the ``rest`` stands in the last place, with its propensity and whether it was drawn; nothing of nothing."""
    draws = bool(policy.explore) and dice.random() < policy.explore
    found = list(islice(rest, 1 + policy.explore_among if draws else 2))
    if len(found) < 2 or not policy.explore:
        return [(row, 1.0, False) for row in found[:1]]
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
    if one.isdisjoint(other):
        return 0.0
    shorter, longer = sorted((len(one), len(other)))
    return len(one & other) / shorter if shorter > 1 or (shorter > 0 and longer <= SHORT_TITLE) else 0.0
