"""Rank items by expected skill gain for each minute, and keep every addend and factor.

score = (Σ importance × expected gain + fit + Σ hints) × breadth × finish × retention × minutes × verdict

The expected gain of a stretch that teaches a skill up to level ``l``, for a person at level x ~ N(mean, variance) who wants
level ``t``, is the mean distance from x to min(l, t), at most one level, damped when the stretch starts too far above the person
(zone of proximal development, Vygotsky 1978) and by how much of a level the given minutes can carry.

A skill may be needed for several reasons (a role, a goal, a project): each is an addend of its own, with its own target. A hint
(who did the same went on with it; many finish it; it is about what begins to fade) counts as if so much of a level, at the
weight of its source, were carried by the same minutes: it can lead the list only where no need is known.

Fit is an addend of its own: where an item's title speaks of what the person's own job is about, it counts again, up to
once and a half its largest gain; without any gain it counts nothing. Nobody at work has to take a long course whole: above
the minutes of a module it is ranked as its first module, and what is left of it only makes it less likely that it is
finished.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wayfare.engine.types import Candidate, Gaussian, Hint, Need, Ranked, Teaches, Term

FIT = "fit"
HINTED = frozenset({"post", "together", "next", "alike", "review", "popular"})
"""The sources of hints that have a weight of their own."""
_ROOT_HALF = math.sqrt(0.5)
_DENSITY = 1 / math.sqrt(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Policy:
    """The weights of the ranking. ``name`` is written into each decision."""

    name: str = "gain-per-minute 8"
    minutes_per_level: float = 2400.0
    overhead_minutes: float = 0.5
    reach: float = 1.0
    patience_minutes: float = 5000.0  # at eighty hours half of those who begin still finish
    module_minutes: float = 480.0  # two weeks of an open course: what one takes at a time
    fit_most: float = 1.5  # a course on procurement for a buyer outranks one on law that the role needs twice as much
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
    least_share: float = 0.4  # of the best score; what has less only stands among the first few
    first_few: int = 4
    explore: float = 0.1  # in this share of lists the last place is drawn from the next best
    explore_among: int = 20
    post: float = 0.6  # weights of hints, on the scale of a need's importance
    together: float = 0.3
    next: float = 0.3
    alike: float = 0.2
    review: float = 0.2
    popular: float = 0.15
    further: float = 0.15  # of a source that an installation brings itself

    def weight(self, source: str) -> float:
        """Return the weight of the hints of a source."""
        found: float = getattr(self, source if source in HINTED else "further")
        return found

    def as_dict(self) -> dict[str, float | str]:
        """Return the weights as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


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


class _Wanted(NamedTuple):
    """A need and the belief about its skill, looked up once for all candidates; ``place`` tells the needs apart."""

    place: int
    need: Need
    mean: float
    variance: float


Wanted = dict[int, list[_Wanted]]
"""What is needed, by skill."""
_Useful = dict[int, tuple[_Wanted, list[tuple[float, Teaches]]]]
"""By need the parts worth their minutes, each with the levels it is expected to carry."""


def wants(needs: Sequence[Need], level_of: Callable[[int], Gaussian]) -> Wanted:
    """Return needs by skill, with what is believed about it."""
    found: Wanted = {}
    for place, need in enumerate(needs):
        x = level_of(need.skill)
        found.setdefault(need.skill, []).append(_Wanted(place, need, x.mean, x.variance))
    return found


def _useful(candidate: Candidate, wanted: Wanted, policy: Policy) -> _Useful:
    useful: _Useful = {}
    for part in candidate.teaches:
        for want in wanted.get(part.skill, ()):
            gain = part.confidence * _gain(want.mean, want.variance, part, want.need.level, policy.reach)
            if gain >= policy.least_gain:
                carried = gain * dose(min(part.minutes or candidate.minutes, policy.module_minutes), policy)
                useful.setdefault(want.place, (want, []))[1].append((carried, part))
    return useful


def _levels(parts: Sequence[tuple[float, Teaches]]) -> float:
    """Return what the parts of one skill carry together: at most one level."""
    return min(1.0, sum(carried for carried, _ in parts))


def _factors(candidate: Candidate, minutes: float, useful: _Useful, policy: Policy, skills: int) -> dict[str, float]:
    return {
        "breadth": skills**-policy.breadth,
        "finish": 1 / (1 + minutes / policy.patience_minutes),
        "retention": _kept(useful),
        "minutes": 1 / (min(minutes, policy.module_minutes) + policy.overhead_minutes),
        "verdict": candidate.quality,
    }


def _kept(useful: _Useful) -> float:
    """Return how much of what the useful parts teach is kept, on average; 1 where nothing is known to be taught."""
    kept = [part.kept for _, own in useful.values() for _, part in own]
    return sum(kept) / len(kept) if kept else 1.0


def _spent(candidate: Candidate, useful: _Useful) -> tuple[float, tuple[int, ...]]:
    """Return the minutes that the useful parts take, and their stretches; the whole item where one part is all of it."""
    by_stretch: dict[int, float] = {}
    for _, own in useful.values():
        for _, part in own:
            if part.stretch is None:
                return candidate.minutes, ()
            by_stretch[part.stretch] = part.minutes or candidate.minutes
    return (sum(by_stretch.values()), tuple(by_stretch)) if by_stretch else (candidate.minutes, ())


def _breadth(useful: _Useful, stretches: tuple[int, ...]) -> int:
    """Return over how many skills the minutes spread; chosen stretches are about what is needed alone."""
    return 1 if stretches or not useful else len({want.need.skill for want, _ in useful.values()})


def _hinted(candidate: Candidate, hint: Hint, policy: Policy) -> float:
    return policy.weight(hint.source) * hint.strength * dose(min(candidate.minutes, policy.module_minutes), policy)


def name_of(need: Need) -> str:
    """Return the name of the term that a need gives."""
    return f"{need.source}:{need.skill}"


def score(
    candidate: Candidate, needs: Sequence[Need], level_of: Callable[[int], Gaussian], policy: Policy
) -> Ranked | None:
    """Score one item, or return None where nothing speaks for it. One term for each need, and for each hint."""
    return explained(candidate, wants(needs, level_of), policy)


def explained(candidate: Candidate, wanted: Wanted, policy: Policy) -> Ranked | None:
    """Return a scored item with all its terms and factors; None where nothing speaks for it."""
    useful = _useful(candidate, wanted, policy)
    terms = [_term(want, own) for want, own in useful.values()]
    minutes, stretches = _spent(candidate, useful)
    factors = _factors(candidate, minutes, useful, policy, _breadth(useful, stretches))
    if candidate.fit and terms:
        terms.append(_fit(candidate, max(terms, key=lambda term: term.value), policy))
    terms += [
        Term(hint.source, 0, _hinted(candidate, hint, policy), {"source": hint.source, **hint.evidence})
        for hint in candidate.hints
    ]
    if not terms:
        return None
    top = max(terms, key=lambda term: term.value)
    about = top if top.skill else max(terms, key=lambda term: (term.skill > 0, term.value))
    worth = sum(term.value for term in terms) * math.prod(factors.values())
    return Ranked(candidate.item, worth, minutes, about.skill, top.name, tuple(terms), factors, stretches)


def _term(want: _Wanted, parts: Sequence[tuple[float, Teaches]]) -> Term:
    need, gain = want.need, _levels(parts)
    best = max(parts, key=lambda pair: pair[0])[1]
    return Term(
        name=name_of(need),
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
        name=FIT,
        skill=top.skill,
        value=policy.fit_most * candidate.fit * top.value,
        evidence={
            **top.evidence,
            "source": FIT,
            "need": top.evidence["source"],
            "words": candidate.fit_words,
            "own": float(candidate.fit_own),
            "share": candidate.fit,
        },
    )
