"""What a person needs, and what speaks for items: put together from the registered sources."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from wayfare.engine.ranking.gain import name_of
from wayfare.engine.types import Hint, Need
from wayfare.recommend import rules, sources
from wayfare.recommend.given import Given
from wayfare.recommend.sources import Ask
from wayfare.skills import api as skills


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person needs, the prerequisites of these skills, which of them are whole fields of knowledge, and who asks.

    ``askers`` names by term the role, goal or project behind it.
    """

    needs: list[Need]
    prerequisites: dict[int, list[int]]
    fields: frozenset[int]
    askers: dict[str, str]


def wishes(given: Given, now: datetime) -> Wishes:
    """Ask every source what is worth working on."""
    asks = [ask for source in sources.registered() for ask in source.asks(given, now)]
    wanted, askers = _merged(asks)
    wanted = [need for need in wanted if need.level > given.skipped.skills.get(need.skill, 0.0)]
    strongest = {need.skill: need for need in sorted(wanted, key=lambda need: need.importance)}
    before = rules.without_skipped(skills.prerequisites(skill_ids=strongest), given.skipped)
    needs = wanted + [
        need for need in rules.needs_of(strongest, before, given.snapshot) if need.source == rules.PREREQUISITE
    ]
    for need in needs:
        if need.source == rules.PREREQUISITE:
            askers[name_of(need)] = askers[name_of(strongest[need.leads_to])]
    return Wishes(
        needs,
        before,
        frozenset(ask.need.skill for ask in asks if ask.field),
        askers,
    )


def levels(given: Given, now: datetime) -> dict[int, float]:
    """Return by skill the highest level that a role, goal or project asks for, whether or not the person has it already."""
    found: dict[int, float] = {}
    for source in sources.registered():
        for need, *_ in source.asks(given, now):
            found[need.skill] = max(need.level, found.get(need.skill, 0.0))
    return found


def _merged(asks: Iterable[Ask]) -> tuple[list[Need], dict[str, str]]:
    """Return one need for each skill and kind of source, as strong as the strongest, and by term who asks for it."""
    found: dict[str, Need] = {}
    askers: dict[str, str] = {}
    for need, asker, _ in asks:
        name = name_of(need)
        known = found.get(name)
        if known is None or need.importance > known.importance:
            askers[name] = asker
        found[name] = (
            need
            if known is None
            else replace(known, level=max(known.level, need.level), importance=max(known.importance, need.importance))
        )
    return list(found.values()), askers


def hints(given: Given, now: datetime) -> dict[int, tuple[Hint, ...]]:
    """Return what speaks for items that are not hidden, all sources together."""
    found: dict[int, tuple[Hint, ...]] = {}
    hidden = given.hidden
    for source in sources.registered():
        for item, hint in source.hints(given, now).items():
            if item not in hidden:
                found[item] = (*found.get(item, ()), hint)
    return found
