"""What each O*NET occupation needs: ratings and technologies turned into a sensible number of targets. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from wayfare.skills.importers import onet_scale as scale
from wayfare.skills.importers.apply import Wanted

_KNOWLEDGE, _GENERIC = "knowledge", "generic"
_LIMITS = {
    _KNOWLEDGE: (scale.KNOWLEDGE_MOST, scale.KNOWLEDGE_FROM),
    _GENERIC: (scale.GENERIC_MOST, scale.GENERIC_FROM),
}


@dataclass(slots=True)
class Rating:
    """Importance (1–5) and level (0–7) of an element; None where it was left out."""

    importance: float | None = None
    level: float | None = None


@dataclass(slots=True)
class Sheet:
    """All that the files say of one occupation."""

    code: str
    title: str
    description: str
    line: int
    zone: int | None = None
    titles: list[str] = field(default_factory=list)
    related: list[tuple[int, str, str]] = field(default_factory=list)
    ratings: dict[str, Rating] = field(default_factory=dict)
    examples: dict[str, tuple[bool, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Use:
    """How a role uses a technology: whether employers ask for it here, and whether they ask for it in general."""

    in_demand: bool
    hot: bool


@dataclass(frozen=True, slots=True)
class _Rated:
    importance: float
    level: float


def needs(
    sheets: Mapping[str, Sheet], technologies: Mapping[str, str], kinds: Mapping[str, str]
) -> dict[str, list[Wanted]]:
    """Return the targets of each occupation: rated elements, most important first, then technologies.

    ``technologies`` maps examples to skill ids, ``kinds`` skill ids to kinds; what has no kind becomes no target.
    """
    rated = {code: found for code, sheet in sheets.items() if (found := _rated(sheet))}
    used = {code: _used(sheet, technologies) for code, sheet in sheets.items() if sheet.examples}
    crowd = _Crowd(used)
    means = _means(rated.values())
    targets: dict[str, list[Wanted]] = {}
    for code, sheet in sheets.items():
        lenders = [] if code in rated else _lenders(sheet, rated)
        ratings = rated.get(code) or _borrowed([rated[other] for other in lenders])
        users = [] if code in used else [other for other in lenders or _lenders(sheet, used) if other in used]
        uses = used.get(code) or _common([used[other] for other in users])
        wanted = _by_rating(ratings, means, kinds, _from(sheets, lenders))
        wanted += crowd.targets(code, uses, _zone(sheet, sheets, lenders or users), _from(sheets, users))
        targets[code] = [target for target in wanted if target.skill in kinds]
    return targets


def _rated(sheet: Sheet) -> dict[str, _Rated]:
    return {
        element: _Rated(rating.importance, rating.level)
        for element, rating in sheet.ratings.items()
        if rating.importance is not None and rating.level is not None
    }


def _used(sheet: Sheet, technologies: Mapping[str, str]) -> dict[str, _Use]:
    found: dict[str, _Use] = {}
    for name, (in_demand, hot) in sheet.examples.items():
        before = found.get(technologies[name], _Use(False, False))
        found[technologies[name]] = _Use(in_demand or before.in_demand, hot or before.hot)
    return found


def _lenders(sheet: Sheet, rated: Mapping[str, object]) -> list[str]:
    """Return the roles to borrow from: stand-ins, else the closest related ones, else those of the same group."""
    stand_ins = [code for code in scale.STAND_INS.get(sheet.code[:4], ()) if code in rated]
    if stand_ins:
        return stand_ins
    related = [other for _, other, _ in sorted(sheet.related) if other in rated]
    if related:
        return related[: scale.LENDERS]
    for length in (6, 5, 4, 2):
        group = [code for code in rated if code[:length] == sheet.code[:length]]
        if group:
            return group
    return []


def _borrowed(lenders: Sequence[Mapping[str, _Rated]]) -> dict[str, _Rated]:
    """Return the mean ratings of the elements that at least half of the lenders have."""
    counts = Counter(element for own in lenders for element in own)
    return {
        element: _Rated(
            fmean(own[element].importance for own in lenders if element in own),
            fmean(own[element].level for own in lenders if element in own),
        )
        for element, number in counts.items()
        if 2 * number >= len(lenders)
    }


def _common(lenders: Sequence[Mapping[str, _Use]]) -> dict[str, _Use]:
    """Return the technologies that at least half of the lenders use, with the flags that at least half of these have."""
    counts = Counter(skill for own in lenders for skill in own)
    found: dict[str, _Use] = {}
    for skill, number in counts.items():
        if 2 * number >= len(lenders):
            uses = [own[skill] for own in lenders if skill in own]
            flags = (2 * sum(use.in_demand for use in uses) >= number, 2 * sum(use.hot for use in uses) >= number)
            found[skill] = _Use(*flags)
    return found


def _means(rated: Iterable[Mapping[str, _Rated]]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for own in rated:
        for element, rating in own.items():
            found.setdefault(element, []).append(rating.importance)
    return {element: fmean(values) for element, values in found.items()}


def _zone(sheet: Sheet, sheets: Mapping[str, Sheet], lenders: Sequence[str]) -> int | None:
    if sheet.zone is not None:
        return sheet.zone
    zones = [zone for other in lenders if (zone := sheets[other].zone) is not None]
    return round(fmean(zones)) if zones else None


def _from(sheets: Mapping[str, Sheet], lenders: Sequence[str]) -> str:
    if not lenders:
        return ""
    names = ", ".join(sheets[code].title for code in lenders[:3])
    return f"; as in {names}" + (f" and {len(lenders) - 3} more" if len(lenders) > 3 else "")


def _by_rating(
    ratings: Mapping[str, _Rated], means: Mapping[str, float], kinds: Mapping[str, str], where: str
) -> list[Wanted]:
    """Return the targets of rated elements: the most important of each kind, and always a few."""
    found: list[Wanted] = []
    for kind, (most, least) in _LIMITS.items():
        own = [element for element in ratings if kinds.get(element) == kind]
        rarest = min((means[element] for element in own), default=0.0)
        own.sort(key=lambda element: (-ratings[element].importance, element))
        for place, element in enumerate(own[:most]):
            rating = ratings[element]
            if place >= scale.ALWAYS and rating.importance < least:
                break
            basis = f"O*NET importance {rating.importance:.1f} of 5, level {rating.level:.1f} of 7{where}"
            weight = scale.importance(rating.importance, means[element], rarest)
            found.append(Wanted(element, scale.level(rating.level), weight, basis))
    return sorted(found, key=lambda target: (-target.importance, target.skill))


class _Crowd:
    """What other roles use: the measure of what is usual in a trade, and of what everybody uses."""

    def __init__(self, used: Mapping[str, Mapping[str, _Use]]) -> None:
        counts = Counter(skill for own in used.values() for skill in own)
        self.everyday = {skill for skill, number in counts.items() if number > scale.EVERYDAY_SHARE * len(used)}
        self.counts = counts
        self.sizes = Counter(code[:2] for code in used)
        self.groups = Counter((code[:2], skill) for code, own in used.items() for skill in own)

    def targets(self, code: str, uses: Mapping[str, _Use], zone: int | None, where: str) -> list[Wanted]:
        """Return the technologies that matter: in demand first, then hot, each by how usual it is in the trade."""
        ranked = sorted(uses, key=lambda skill: self._rank(code, skill, uses[skill]), reverse=True)
        found = []
        for place, skill in enumerate(ranked[: scale.TECHNOLOGY_MOST]):
            use = uses[skill]
            if place >= scale.TECHNOLOGY_LEAST and not (use.in_demand or use.hot):
                break
            level, weight = scale.technology(
                zone, in_demand=use.in_demand, hot=use.hot, everyday=skill in self.everyday
            )
            said = "in demand" if use.in_demand else "hot technology" if use.hot else "used in this role"
            found.append(Wanted(skill, level, weight, f"O*NET: {said}{where}"))
        return found

    def _rank(self, code: str, skill: str, use: _Use) -> tuple[bool, bool, float, int, str]:
        share = self.groups[code[:2], skill] / max(1, self.sizes[code[:2]])
        return use.in_demand, use.hot, share, self.counts[skill], skill
