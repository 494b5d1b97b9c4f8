"""Rank items by expected skill gain for each minute, and keep every addend and factor.

score = (Σ importance × expected gain + fit) × breadth × finish × retention × minutes × verdict

The expected gain of a stretch that teaches a skill up to level ``l``, for a person at level x ~ N(mean, variance) who wants
level ``t``, is the mean distance from x to min(l, t), at most one level, damped when the stretch starts too far above the person
(zone of proximal development, Vygotsky 1978) and by how much of a level the given minutes can carry.

Fit is an addend of its own: where an item's title speaks of what the person's own job is about, it counts again, up to
twice its largest gain; without any gain it counts nothing. Nobody at work has to take a long course whole: above
the minutes of a module it is ranked as its first module, and what is left of it only makes it less likely that it is
finished.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from wayfare.engine.types import Candidate, Gaussian, Need, Ranked, Teaches, Term

SHORT_TITLE = 3  # words that a title may have for one word to say the same
_ROOT_HALF = math.sqrt(0.5)
_DENSITY = 1 / math.sqrt(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Policy:
    """The weights of the ranking. ``name`` is written into each decision."""

    name: str = "gain-per-minute 3"
    minutes_per_level: float = 2400.0
    overhead_minutes: float = 0.5
    reach: float = 1.0
    patience_minutes: float = 9000.0  # at a hundred and fifty hours half of those who begin still finish
    module_minutes: float = 480.0  # two weeks of an open course: what one takes at a time
    fit_most: float = 2.0  # a course on procurement for a buyer outranks one on law that the role needs twice as much
    breadth: float = 0.3  # what teaches several skills in the same minutes is not worth all of them
    least_gain: float = 0.02
    per_skill: int = 2
    per_decisive: int = 3  # of a skill that makes this role what it is, more than of others
    decisive_share: float = 0.9  # as important as this, compared to the most important one
    also_about: float = 0.5  # an item counts for each skill of which it teaches this share of what it teaches most
    per_fitting: int = 1  # so many more of a skill may stand there where they speak of the person's own job
    fitting: float = 0.5
    per_provider: int = 5
    alike_share: float = 0.66  # titles that share this much of their words say the same
    alike_total: float = 1.0  # and so does one that shares as much with all that were chosen, taken together

    def as_dict(self) -> dict[str, float | str]:
        """Return the weights as plain values."""
        return asdict(self)


def expected_gain(x: Gaussian, teaches: Teaches, target: float, policy: Policy) -> float:
    """Return the expected rise in levels from one stretch, before confidence and dose; in [0, 1]."""
    return _gain(x.mean, x.variance, teaches, target, policy.reach)


def _gain(mean: float, variance: float, teaches: Teaches, target: float, reach: float) -> float:
    level, spread = teaches.level, teaches.spread
    sd = math.sqrt(variance + spread * spread)
    mean -= spread / 2  # nobody knows every topic of a field as well as the field
    ceiling = min(target, level)  # plain comparisons: this runs for every part of every candidate
    z = (ceiling - mean) / sd
    distance = (ceiling - mean) * 0.5 * math.erfc(-z * _ROOT_HALF) + sd * _DENSITY * math.exp(-z * z / 2)
    too_far = level - reach - mean
    damped = math.exp(-too_far * too_far) if too_far > 0 else 1.0
    return damped if distance > 1 else distance * damped


def dose(minutes: float, policy: Policy) -> float:
    """Return the share of a level that so many minutes can carry; in [0, 1)."""
    return 1 - math.exp(-minutes / policy.minutes_per_level)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A need and the belief about its skill, looked up once for all candidates."""

    need: Need
    mean: float
    variance: float


def _wanted(needs: Sequence[Need], level_of: Callable[[int], Gaussian]) -> dict[int, _Wanted]:
    found = {}
    for need in needs:
        x = level_of(need.skill)
        found[need.skill] = _Wanted(need, x.mean, x.variance)
    return found


def _useful(candidate: Candidate, wanted: dict[int, _Wanted], policy: Policy) -> dict[int, list[tuple[float, Teaches]]]:
    """Return by skill the parts worth their minutes, each with the levels it is expected to carry."""
    useful: dict[int, list[tuple[float, Teaches]]] = {}
    for part in candidate.teaches:
        want = wanted.get(part.skill)
        if want is None:
            continue
        gain = part.confidence * _gain(want.mean, want.variance, part, want.need.level, policy.reach)
        if gain >= policy.least_gain:
            carried = gain * dose(min(part.minutes or candidate.minutes, policy.module_minutes), policy)
            useful.setdefault(part.skill, []).append((carried, part))
    return useful


def _levels(parts: Sequence[tuple[float, Teaches]]) -> float:
    """Return what the parts of one skill carry together: at most one level."""
    return min(1.0, sum(carried for carried, _ in parts))


def _factors(candidate: Candidate, minutes: float, policy: Policy, skills: int) -> dict[str, float]:
    return {
        "breadth": skills**-policy.breadth,
        "finish": 1 / (1 + minutes / policy.patience_minutes),
        "retention": 1.0,
        "minutes": 1 / (min(minutes, policy.module_minutes) + policy.overhead_minutes),
        "verdict": candidate.quality,
    }


def _spent(candidate: Candidate, useful: dict[int, list[tuple[float, Teaches]]]) -> tuple[float, tuple[int, ...]]:
    """Return the minutes that the useful parts take, and their stretches; the whole item where one part is all of it."""
    by_stretch: dict[int, float] = {}
    for own in useful.values():
        for _, part in own:
            if part.stretch is None:
                return candidate.minutes, ()
            by_stretch[part.stretch] = part.minutes or candidate.minutes
    return sum(by_stretch.values()), tuple(by_stretch)


def _total(candidate: Candidate, wanted: dict[int, _Wanted], policy: Policy) -> float:
    """Return the score alone; most candidates need no more."""
    useful = _useful(candidate, wanted, policy)
    if not useful:
        return 0.0
    gained = [wanted[skill].need.importance * _levels(own) for skill, own in useful.items()]
    worth = sum(gained) + policy.fit_most * candidate.fit * max(gained)
    minutes, stretches = _spent(candidate, useful)
    return worth * math.prod(_factors(candidate, minutes, policy, 1 if stretches else len(useful)).values())


def score(
    candidate: Candidate, needs: Sequence[Need], level_of: Callable[[int], Gaussian], policy: Policy
) -> Ranked | None:
    """Score one item, or return None where it would teach the person nothing they need. One term a skill."""
    return _explained(candidate, _wanted(needs, level_of), policy)


def _explained(candidate: Candidate, wanted: dict[int, _Wanted], policy: Policy) -> Ranked | None:
    useful = _useful(candidate, wanted, policy)
    if not useful:
        return None
    terms = tuple(_term(wanted[skill], own) for skill, own in useful.items())
    minutes, stretches = _spent(candidate, useful)
    factors = _factors(candidate, minutes, policy, 1 if stretches else len(useful))
    top = max(terms, key=lambda term: term.value)
    if candidate.fit:
        terms = (*terms, _fit(candidate, top, policy))
        top = max(terms, key=lambda term: term.value)
    total = sum(term.value for term in terms) * math.prod(factors.values())
    return Ranked(candidate.item, total, minutes, top.skill, top.name, terms, factors, stretches)


def _term(want: _Wanted, parts: Sequence[tuple[float, Teaches]]) -> Term:
    need, gain = want.need, _levels(parts)
    best = max(parts, key=lambda pair: pair[0])[1]
    return Term(
        name=f"{need.source}:{need.skill}",
        skill=need.skill,
        value=need.importance * gain,
        evidence={
            "source": need.source,
            "target": need.level,
            "importance": need.importance,
            "mean": want.mean,
            "sd": math.sqrt(want.variance),
            "level": best.level,
            "confidence": best.confidence,
            "spread": best.spread,
            "gain": gain,
        },
    )


def _fit(candidate: Candidate, top: Term, policy: Policy) -> Term:
    """Return the addend for words of the person's job in the title; it is about the same skill as the largest gain."""
    return Term(
        name="fit",
        skill=top.skill,
        value=policy.fit_most * candidate.fit * top.value,
        evidence={
            **top.evidence,
            "source": "fit",
            "need": top.evidence["source"],
            "words": candidate.fit_words,
            "share": candidate.fit,
        },
    )


def rank(
    candidates: Sequence[Candidate],
    needs: Sequence[Need],
    level_of: Callable[[int], Gaussian],
    policy: Policy,
    size: int,
) -> list[Ranked]:
    """Return the best items, best first, at most ``size``; no skill or provider fills the list."""
    wanted = _wanted(needs, level_of)
    totals = [(_total(candidate, wanted, policy), candidate) for candidate in candidates]
    order = sorted((pair for pair in totals if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].item))
    return diversify((candidate for _, candidate in order), wanted, policy, size)


def diversify(order: Iterable[Candidate], wanted: dict[int, _Wanted], policy: Policy, size: int) -> list[Ranked]:
    """Walk down the list and pass over what repeats a title, or a skill or provider that has its share already."""
    chosen: list[Ranked] = []
    skills: Counter[int] = Counter()
    providers: Counter[str] = Counter()
    titles: set[str] = set()
    said: list[frozenset[str]] = []
    decisive = policy.decisive_share * max((want.need.importance for want in wanted.values()), default=0.0)
    for candidate in order:
        if candidate.title_key in titles or providers[candidate.provider] >= policy.per_provider:
            continue
        shared = [_alike(candidate.title_words, before) for before in said]
        if sum(shared) >= policy.alike_total or max(shared, default=0.0) >= policy.alike_share:
            continue
        ranked = _explained(candidate, wanted, policy)
        if ranked is None:
            continue
        share = policy.per_decisive if wanted[ranked.skill].need.importance >= decisive else policy.per_skill
        if skills[ranked.skill] >= share + (policy.per_fitting if candidate.fit >= policy.fitting else 0):
            continue
        chosen.append(ranked)
        skills.update(_taught(ranked, policy))
        if candidate.provider:
            providers[candidate.provider] += 1
        if candidate.title_key:
            titles.add(candidate.title_key)
        said.append(candidate.title_words)
        if len(chosen) == size:
            break
    return chosen


def _taught(ranked: Ranked, policy: Policy) -> set[int]:
    """Return the skills that an item is mainly about: a course on leading people is one on management as well."""
    most = max(term.value for term in ranked.terms if term.name != "fit")
    return {term.skill for term in ranked.terms if term.value >= policy.also_about * most}


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter title's words that the other has too; one word alone is no match for a long title."""
    shorter, longer = sorted((len(one), len(other)))
    return len(one & other) / shorter if shorter > 1 or (shorter > 0 and longer <= SHORT_TITLE) else 0.0
