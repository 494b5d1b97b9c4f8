"""Rank items by expected skill gain for each minute, and keep every addend and factor.

score = (Σ importance × expected gain) × finish × retention × minutes × verdict

The expected gain of a stretch that teaches a skill up to level ``l``, for a person at level x ~ N(mean, variance) who wants
level ``t``, is the mean distance from x to min(l, t), at most one level, damped when the stretch starts too far above the person
(zone of proximal development, Vygotsky 1978) and by how much of a level the given minutes can carry.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from wayfare.engine.types import Candidate, Gaussian, Need, Ranked, Teaches, Term


@dataclass(frozen=True, slots=True)
class Policy:
    """The weights of the ranking. ``name`` is written into each decision."""

    name: str = "gain-per-minute 1"
    minutes_per_level: float = 240.0
    overhead_minutes: float = 2.0
    reach: float = 1.0
    patience_minutes: float = 600.0
    least_gain: float = 0.02
    per_skill: int = 2
    per_provider: int = 3

    def as_dict(self) -> dict[str, float | str]:
        """Return the weights as plain values."""
        return asdict(self)


def expected_gain(x: Gaussian, teaches: Teaches, target: float, policy: Policy) -> float:
    """Return the expected rise in levels from one stretch, before confidence; in [0, 1]."""
    ceiling = min(teaches.level, target)
    sd = math.sqrt(x.variance)
    z = (ceiling - x.mean) / sd
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    distance = (ceiling - x.mean) * 0.5 * math.erfc(-z / math.sqrt(2)) + sd * density
    too_far = max(0.0, (teaches.level - policy.reach) - x.mean)
    return min(1.0, distance) * math.exp(-too_far * too_far)


def dose(minutes: float, policy: Policy) -> float:
    """Return the share of a level that so many minutes can carry; in [0, 1)."""
    return 1 - math.exp(-minutes / policy.minutes_per_level)


def score(
    candidate: Candidate, needs: Sequence[Need], level_of: Callable[[int], Gaussian], policy: Policy
) -> Ranked | None:
    """Score one item, or return None where it would teach the person nothing they need. One term a skill."""
    wanted = {need.skill: need for need in needs}
    useful: dict[int, list[tuple[float, Teaches]]] = {}
    for part in candidate.teaches:
        if (need := wanted.get(part.skill)) is not None:
            gain = part.confidence * expected_gain(level_of(part.skill), part, need.level, policy)
            if gain >= policy.least_gain:
                carried = gain * dose(part.minutes or candidate.minutes, policy)
                useful.setdefault(part.skill, []).append((carried, part))
    if not useful:
        return None
    terms = [_term(wanted[skill], own, level_of(skill)) for skill, own in useful.items()]
    minutes, stretches = _spent(candidate, [part for own in useful.values() for _, part in own])
    factors = {
        "finish": math.exp(-minutes / policy.patience_minutes),
        "retention": 1.0,
        "minutes": 1 / (minutes + policy.overhead_minutes),
        "verdict": candidate.quality,
    }
    top = max(terms, key=lambda term: term.value)
    total = sum(term.value for term in terms) * math.prod(factors.values())
    return Ranked(candidate.item, total, minutes, top.skill, top.name, tuple(terms), factors, stretches)


def _spent(candidate: Candidate, parts: Sequence[Teaches]) -> tuple[float, tuple[int, ...]]:
    """Return the minutes that the useful parts take, and their stretches; the whole item where one part is all of it."""
    if any(part.stretch is None for part in parts):
        return candidate.minutes, ()
    by_stretch = {part.stretch: part.minutes or candidate.minutes for part in parts if part.stretch is not None}
    return sum(by_stretch.values()), tuple(by_stretch)


def _term(need: Need, parts: Sequence[tuple[float, Teaches]], x: Gaussian) -> Term:
    """Return the addend of one skill: its parts together carry at most one level."""
    gain = min(1.0, sum(carried for carried, _ in parts))
    best = max(parts, key=lambda pair: pair[0])[1]
    return Term(
        name=f"{need.source}:{need.skill}",
        skill=need.skill,
        value=need.importance * gain,
        evidence={
            "source": need.source,
            "target": need.level,
            "importance": need.importance,
            "mean": x.mean,
            "sd": math.sqrt(x.variance),
            "level": best.level,
            "confidence": best.confidence,
            "gain": gain,
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
    scored = [ranked for candidate in candidates if (ranked := score(candidate, needs, level_of, policy))]
    scored.sort(key=lambda ranked: (-ranked.score, ranked.item))
    by_item = {candidate.item: candidate for candidate in candidates}
    return diversify(scored, by_item, policy, size)


def diversify(scored: Sequence[Ranked], by_item: dict[int, Candidate], policy: Policy, size: int) -> list[Ranked]:
    """Walk down the list and pass over what repeats a title, or a skill or provider that has its share already."""
    chosen: list[Ranked] = []
    skills: dict[int, int] = {}
    providers: dict[str, int] = {}
    titles: set[str] = set()
    for ranked in scored:
        candidate = by_item[ranked.item]
        full = skills.get(ranked.skill, 0) >= policy.per_skill or (
            candidate.provider and providers.get(candidate.provider, 0) >= policy.per_provider
        )
        if full or (candidate.title_key and candidate.title_key in titles):
            continue
        chosen.append(ranked)
        skills[ranked.skill] = skills.get(ranked.skill, 0) + 1
        providers[candidate.provider] = providers.get(candidate.provider, 0) + 1
        titles.add(candidate.title_key)
        if len(chosen) == size:
            break
    return chosen
