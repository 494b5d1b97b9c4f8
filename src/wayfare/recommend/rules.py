"""From a role and a person's beliefs to what they need, and from parts to candidates. Pure."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from wayfare.catalog.api import GOES_FURTHER, NO_SEGMENT, Entry, ItemView, Part, SegmentView, Shelf
from wayfare.engine.matching.fit import NOTHING, fits, telling
from wayfare.engine.ranking.table import WHOLE, Floats, Ints, Table, strengths
from wayfare.engine.types import Candidate, Heading, Hint, Need, Teaches
from wayfare.learner.api import Skipped, Snapshot
from wayfare.paths.api import Budget
from wayfare.skills.api import Target

LEAST_PEOPLE, LEAST_INTERACTIONS = 100, 500
"""Below this there is no model of behaviour: what goes together is not to be read from so few."""
PREREQUISITE = "prerequisite"
ENOUGH = 2.0  # a prerequisite is met from this level on
FIELD_KINDS, FIELD_SPREAD, OWN_SPREAD = ("knowledge", "generic"), 1.5, 1.2
"""Who is good at law as a whole may be a beginner in one part of it: topics of a field lie this many levels apart. Less so in
the very field that makes somebody's role what it is: there they have met most topics."""
KIND_WEIGHTS = {"technology": 0.5, "generic": 0.95}
SHARPNESS = 3
"""Importance counts to this power: a skill that makes the role what it is outweighs three that are merely useful to it."""
BESIDE = 0.6
"""How much all further roles that a professional group starts from count together, beside a role that is settled."""
STATIONS: Mapping[int, Floats] = {1: np.array([0.7, 1.12, 0.95, 0.35]), 2: np.array([0.5, 0.9, 1.12, 0.2])}
"""What an item counts for somebody who leads people, and for who leads an organisation: where it speaks to anybody, to the one,
to the other, to beginners (so that the station -1 is the last place)."""
BEST_VERDICT = 1.25
"""The factor on the score of an item of which others thought as well as can be."""
READ, READ_LEAST, READ_MOST = 500, 8, 200
"""About so many candidates are read in all, most of them of the decisive skills, so that there is something to choose from
for the words of a person's own job; at least and at most so many of each skill."""
DEFAULT_MINUTES = {"course": 600.0, "lesson": 5.0, "practice": 5.0}


def blend(targets: Sequence[Sequence[Target]], settled: bool) -> dict[int, Need]:
    """Return what several roles need together, by skill: the mean of what it counts in each, the level of the first.

    Roles that somebody only starts from count alike, so that what they share comes first; a settled one counts more than all
    others together. What only the others need has the source ``group``.
    """
    others = len(targets) - 1
    shares = [1.0] + [BESIDE / others if settled else 1.0] * others if others > 0 else [1.0] * len(targets)
    needs: dict[int, Need] = {}
    for place, (own, share) in enumerate(zip(targets, shares, strict=True)):
        source = "starter" if not settled else "group" if place else "role"
        for target in own:
            counts = weight(target) * share / sum(shares)
            before = needs.get(target.skill_id)
            needs[target.skill_id] = (
                replace(before, importance=before.importance + counts)
                if before
                else Need(target.skill_id, source, target.level, counts)
            )
    return needs


def needs_of(wanted: Mapping[int, Need], prerequisites: Mapping[int, list[int]], snapshot: Snapshot) -> list[Need]:
    """Return what a person needs: what is wanted, and the prerequisites of this that are not met yet.

    A prerequisite counts as much as the most important skill that it leads to, also where it is wanted a little for itself.
    """
    found, ahead = list(wanted.values()), list(wanted.values())
    counts = {skill: need.importance for skill, need in wanted.items()}
    while ahead:
        need = ahead.pop()
        for other in unmet(need.skill, prerequisites, snapshot):
            if counts.get(other, 0.0) < need.importance:
                counts[other] = need.importance
                before = Need(other, PREREQUISITE, ENOUGH, need.importance, need.leads_to or need.skill)
                found = [one for one in found if (one.skill, one.source) != (other, PREREQUISITE)] + [before]
                ahead.append(before)
    return found


def weight(target: Target) -> float:
    """Return how much a target counts, in [0, 1]: what is decisive for a role far more than what is merely useful.

    Skills that every job asks for count less than what makes this one.
    """
    return (target.importance / 5) ** SHARPNESS * KIND_WEIGHTS.get(target.kind, 1.0)


def without_skipped(prerequisites: Mapping[int, list[int]], skipped: Skipped) -> dict[int, list[int]]:
    """Return prerequisites without those that somebody has shown in a placement."""
    return {
        skill: [other for other in others if skipped.skills.get(other, 0.0) < ENOUGH]
        for skill, others in prerequisites.items()
    }


def unmet(skill_id: int, prerequisites: Mapping[int, list[int]], snapshot: Snapshot) -> list[int]:
    """Return the direct prerequisites of a skill that the person is believed not to meet."""
    return [other for other in prerequisites.get(skill_id, []) if snapshot.belief(other).mean < ENOUGH]


def ready(
    needs: Iterable[Need], prerequisites: Mapping[int, list[int]], snapshot: Snapshot, teachable: Container[int]
) -> list[Need]:
    """Return the needs that can be worked on now: those without an unmet prerequisite that something here teaches."""
    return [
        need for need in needs if not any(other in teachable for other in unmet(need.skill, prerequisites, snapshot))
    ]


def open_to(shelf: Shelf, prerequisites: Mapping[int, list[int]], snapshot: Snapshot) -> Ints:
    """Return the places of items, which nobody asked for, of whose skills somebody meets what comes before.

    What an item itself teaches need not be met.
    """
    if not prerequisites:
        return np.arange(len(shelf))
    lacking = {
        skill: unmet(skill, prerequisites, snapshot) for skill in prerequisites.keys() & set(shelf.skill.tolist())
    }
    hard = np.isin(shelf.skill, [skill for skill, others in lacking.items() if others])
    shut = set[int]()
    for row in np.unique(shelf.owner[hard]).tolist():
        own = {part.skill_id for part in shelf.parts(row)}
        if any(other not in own for skill in own for other in lacking.get(skill, ())):
            shut.add(row)
    return np.array([row for row in range(len(shelf)) if row not in shut], np.int64)


def fitting(shelf: Shelf, means: Budget) -> Ints:
    """Return the places of items of a format that the person accepts, and not too long for a week of their own choosing.

    A long one fits where a segment of it does. What a directory says of somebody's minutes excludes nothing.
    """
    stretches = set(shelf.owner[(shelf.lasts > 0) & (shelf.lasts <= means.weekly_minutes)].tolist())
    return np.array(
        [
            row
            for row, entry in enumerate(shelf.entries)
            if (not means.formats or entry.kind in means.formats)
            and (not means.own or minutes_of(entry) <= means.weekly_minutes or row in stretches)
        ],
        np.int64,
    )


def minutes_of(item: Entry | ItemView) -> float:
    """Return the minutes of an item; what is usual for its kind where they are not known."""
    return item.minutes or DEFAULT_MINUTES[item.kind]


def depths(needs: Sequence[Need]) -> dict[int, int]:
    """Return how many candidates to read of each skill: by the square of its importance."""
    counts: dict[int, float] = {}
    for need in needs:
        counts[need.skill] = max(need.importance, counts.get(need.skill, 0.0))
    total = sum(count**2 for count in counts.values()) or 1.0
    shares = {skill: round(READ * count**2 / total) for skill, count in counts.items()}
    return {skill: min(READ_MOST, max(READ_LEAST, share)) for skill, share in shares.items()}


def spreads(needs: Iterable[Need], fields: Container[int]) -> dict[int, float]:
    """Return by skill how far its topics lie apart, in levels, for somebody with these needs; what is no field is left out."""
    own = [need for need in needs if need.skill in fields]
    most = max((need.importance for need in own), default=1.0) or 1.0
    return {need.skill: FIELD_SPREAD + (OWN_SPREAD - FIELD_SPREAD) * need.importance / most for need in own}


def table_of(
    shelf: Shelf,
    fields: Mapping[int, float],
    subjects: Mapping[str, float] = MappingProxyType({}),
    *,
    own_words: frozenset[str] = frozenset(),
    profession: frozenset[str] = frozenset(),
    rank: int = 0,
    shown: Collection[int] = (),
    hints: Mapping[int, tuple[Hint, ...]] = MappingProxyType({}),
    kept: Mapping[int, float] = MappingProxyType({}),
) -> Table:
    """Return the items of a shelf as candidates.

    ``fields`` are the skills that are whole fields of knowledge with their spread, ``subjects`` the words that say what the
    person's job is about, with their weights, ``own_words`` those of the job itself, ``profession`` those of its profession,
    ``rank`` says whether they lead others (1) or an organisation (2), ``shown`` are skills that there is evidence of;
    ``hints`` are by item, ``kept`` says by skill how much of it stays.
    """
    entries = shelf.entries
    fitting = fits([entry.words for entry in entries], subjects) if subjects else {}
    share = np.zeros(len(entries))
    share[list(fitting)] = [one.share for one in fitting.values()]
    spoken = dict(sorted((shelf.place[item], own) for item, own in hints.items() if item in shelf.place))
    quality = BEST_VERDICT * shelf.quality
    if rank:
        quality *= STATIONS[rank][_stations(shelf, profession, shown)]
    minutes = shelf.minutes.copy()
    for at in np.flatnonzero(~(minutes > 0)).tolist():
        minutes[at] = minutes_of(entries[at])

    def heading(at: int) -> Heading:
        entry = entries[at]
        said = telling(entry.words)
        # what the job itself is called stands in all that is for it, and does not make two of these the same
        return Heading(entry.provider, entry.title.casefold().strip(), said.difference(own_words) or said)

    def row(at: int) -> Candidate:
        own, alike = fitting.get(at, NOTHING), heading(at)
        named = [word for word in own.words if word in own_words]
        return Candidate(
            item=entries[at].item_id,
            minutes=float(minutes[at]),
            teaches=tuple(_teaches(part, fields, kept) for part in shelf.parts(at)),
            quality=float(quality[at]),
            provider=alike.provider,
            title_key=alike.title_key,
            fit=own.share,
            fit_words=", ".join(named or own.words),
            fit_own=bool(named),
            title_words=alike.title_words,
            hints=spoken.get(at, ()),
        )

    return Table(
        shelf.items,
        minutes,
        quality,
        share,
        shelf.owner,
        shelf.skill,
        shelf.level,
        shelf.confidence,
        shelf.lasts,
        np.where(shelf.segment == NO_SEGMENT, WHOLE, shelf.segment),
        _by_skill(shelf.skill, fields, 0.0),
        _by_skill(shelf.skill, kept, 1.0),
        row,
        heading,
        strengths(spoken, len(entries)),
    )


def _stations(shelf: Shelf, profession: frozenset[str], shown: Collection[int]) -> Ints:
    """Return whom items speak to (audience.py). To who leads in a profession, what is called after that alone is first steps.

    Not where it says that it goes further. Where there is evidence of a skill, that says whether first steps in it are beneath
    somebody, and their rank says nothing.
    """
    found = shelf.station.copy()
    for at in np.flatnonzero(found == 0).tolist():
        one = shelf.entries[at]
        if not profession.isdisjoint(one.words) and (one.level or 0.0) <= GOES_FURTHER:
            said = telling(one.words)
            found[at] = -1 if said and said <= profession else 0
    if shown:
        about = shelf.owner[np.isin(shelf.skill, list(shown))]
        found[about] = np.maximum(found[about], 0)
    return found


def _by_skill(skills: Ints, values: Mapping[int, float], usual: float) -> Floats:
    """Return a value for each of some skills; ``usual`` where there is none."""
    found = np.full(1 + max(int(skills.max(initial=0)), max(values, default=0)), usual)
    found[list(values)] = list(values.values())
    of_each: Floats = found[skills]
    return of_each


def _teaches(part: Part, fields: Mapping[int, float], kept: Mapping[int, float]) -> Teaches:
    skill, level, confidence, segment, minutes = part
    return Teaches(skill, level, confidence, minutes, segment, fields.get(skill, 0.0), kept.get(skill, 1.0))


def whole(item: ItemView) -> Candidate:
    """Return one item as a candidate by its segments alone."""
    return Candidate(
        item=item.id,
        minutes=minutes_of(item),
        teaches=tuple(
            Teaches(part.skill_id, part.level, 1.0, part.minutes, part.id)
            for part in item.segments
            if part.skill_id is not None and part.level is not None
        ),
    )


def unused(part: SegmentView, needs: Iterable[Need], snapshot: Snapshot, skipped: Skipped) -> str:
    """Say why a segment is of no use now: ``known``, ``later`` (a step too far) or ``aside`` (not needed)."""
    if part.skill_id is not None and part.level is not None and part.level <= skipped.skills.get(part.skill_id, 0.0):
        return "known"
    wanted = {need.skill: need.level for need in needs}
    if part.skill_id is None or part.level is None or part.skill_id not in wanted:
        return "aside"
    enough = min(part.level, wanted[part.skill_id])
    return "known" if snapshot.belief(part.skill_id).mean >= enough else "later"
