"""How much time a policy saves against the best fixed course, at equal competence. Everything here is simulated.

The fixed course is tuned: lessons, exercises and a review at the end are varied, for each family and share of known skills by
itself, on the very people it is judged on. Where no one length is as competent as the policy, two are mixed. Where no length at
all is, the last bit of competence would be dear: it is what comes within ``NEAR`` of the most competent length that counts, and
the policy's margin is what lies between; ``saving_most`` also says what is saved against the most competent length itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wayfare.engine.simulate import adaptive, courses, earlier, run, world
from wayfare.engine.simulate.adaptive import Settings
from wayfare.engine.simulate.courses import Length
from wayfare.engine.simulate.families import FAMILIES
from wayfare.engine.simulate.run import Family, Result
from wayfare.engine.simulate.world import Course, People, Policy, Reals

NEAR = 0.02
STANDARD = 0.85  # the competence at which policies are also compared
LENGTHS = tuple(
    Length(lessons, n, review) for lessons in (1, 2) for review in (0, 1) for n in (3, 5, 7, 9, 11, 13, 16, 20)
)
FEWER = tuple(Length(1, n) for n in (4, 8, 12, 16, 20))
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Point:
    """One length (or mix of two) of a course: minutes and competence of each person, and how likely they dropped out."""

    minutes: Reals
    competence: Reals
    dropped: Reals


@dataclass(frozen=True, slots=True)
class Cell:
    """One family at one share of known skills: what each policy came to, and the lengths of the fixed course."""

    family: str
    share: float
    results: Mapping[str, Result]
    fixed: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Who is simulated: the course, people of one family, and what earlier people left; ``seed`` makes all of it."""

    of: Course
    family: Family
    share: float
    who: People
    seed: int

    def follow(self, policy: Policy) -> Result:
        """Let everybody follow a policy."""
        return run.simulate(self.of, self.family, self.who, policy, self.seed)

    def take(self, order: Sequence[int], length: Length) -> Result:
        """Let everybody take a course of some length that looks at nobody."""
        return run.together(self.of, self.family, self.who, courses.actions(order, length), self.seed)


def worlds(
    share: float, people: int, seed: int, families: Sequence[Family] = FAMILIES, of: Course | None = None
) -> list[World]:
    """Return the world of each family; ``of`` is the course, if not the one of section 7 that the seed draws."""
    of = of or world.course(seed)
    return [World(of, one, share, world.people(of, people, share, seed, one.closed), seed) for one in families]


def cell(of: World, settings: Settings, *, peers: bool = True, before: int = earlier.PEOPLE) -> Cell:
    """Run everything in one world, after ``before`` earlier people; without ``peers`` only the policy and the fixed course."""
    foresight = earlier.learn(of.of, of.family, of.share, of.seed, settings, before) if before > 1 else None
    results = {"wayfare": of.follow(adaptive.wayfare(foresight, settings))}
    fixed = lengths(of)
    if peers:
        results["mastery without skip"] = of.follow(adaptive.wayfare(foresight, adaptive.without_skip(settings)))
        results["wayfare, nobody before"] = of.follow(adaptive.wayfare(None, settings))
        wanted = float(results["wayfare"].competence.mean())
        popular = [of.take(of.of.popular, length) for length in FEWER]
        results["most popular"] = _tuned(popular, wanted)
        made: dict[str, Callable[[Length], Policy]] = {
            "random": courses.at_random,
            "two right answers = skip": courses.two_right,
        }
        for name, make in made.items():
            results[name] = _tuned([of.follow(make(length)) for length in FEWER], wanted)
    return Cell(of.family.name, of.share, results, fixed)


def lengths(of: World) -> tuple[Point, ...]:
    """Return what comes of the fixed course in each of ``LENGTHS``."""
    return tuple(_point(of.take(of.of.skills.order, length)) for length in LENGTHS)


def _point(result: Result) -> Point:
    return Point(result.minutes, result.competence, result.dropped.astype(float))


def _tuned(found: Sequence[Result], wanted: float) -> Result:
    """Return the cheapest that is as competent as wanted, else the most competent one."""
    enough = [one for one in found if one.competence.mean() >= wanted]
    if enough:
        return min(enough, key=lambda one: float(one.minutes.mean()))
    return max(found, key=lambda one: float(one.competence.mean()))


def reference(fixed: Sequence[Point], wanted: float, near: float = NEAR) -> Point:
    """Return the cheapest fixed course with the competence wanted, mixed of two lengths; ``near`` below the best if none has."""
    points = sorted(fixed, key=lambda one: float(one.minutes.mean()))
    best = max(float(one.competence.mean()) for one in points)
    if best < wanted:
        wanted = best - near
    above = [one for one in points if one.competence.mean() >= wanted]
    below = [one for one in points if one.competence.mean() < wanted]
    mixed = [_mix(low, high, wanted) for low in below for high in above]
    return min([*mixed, *above], key=lambda one: float(one.minutes.mean()))


def _mix(low: Point, high: Point, wanted: float) -> Point:
    """Return what comes of giving so many people one course and the others the other that competence is as wanted."""
    least, most = float(low.competence.mean()), float(high.competence.mean())
    part = (wanted - least) / (most - least)
    return Point(
        (1 - part) * low.minutes + part * high.minutes,
        (1 - part) * low.competence + part * high.competence,
        (1 - part) * low.dropped + part * high.dropped,
    )


def report(
    share: float, people: int, seed: int, of: Course | None = None, before: int = earlier.PEOPLE
) -> dict[str, Any]:
    """Return everything about one share of known skills: figures, the table of policies, each family by itself."""
    made = [cell(one, Settings(), before=before) for one in worlds(share, people, seed, of=of)]
    return {
        "simulated": True,
        "people": people,
        "known": share,
        "seed": seed,
        "earlier_people": before,
        "skills": made[0].results["wayfare"].passed.shape[1],
        **summary(made, seed),
        "table": table(made, seed),
        "families": {one.family: table([one], seed) for one in made},
    }


def summary(cells: Sequence[Cell], seed: int) -> dict[str, Any]:
    """Return the figures over the families of one share of known skills; shares are fractions of 1."""
    ours = [one.results["wayfare"] for one in cells]
    fixed = [reference(one.fixed, float(mine.competence.mean())) for one, mine in zip(cells, ours, strict=True)]
    margins = {
        one.family: _mean_of(mine.competence - against.competence, seed)
        for one, mine, against in zip(cells, ours, fixed, strict=True)
    }
    worst = min(margins, key=lambda name: margins[name]["mean"])
    whole = run.joined(ours)
    return {
        "saving": _saving(ours, fixed),
        "saving_interval": _saving_interval(ours, fixed, seed),
        "saving_by_family": {
            one.family: _saving([mine], [against]) for one, mine, against in zip(cells, ours, fixed, strict=True)
        },
        "saving_most": _saving(
            ours,
            [reference(one.fixed, float(mine.competence.mean()), 0.0) for one, mine in zip(cells, ours, strict=True)],
        ),
        "saving_at_standard": _saving_at_standard(cells),
        "saving_p90": 1 - _p90(whole.minutes) / _p90(np.concatenate([one.minutes for one in fixed])),
        "competence": float(whole.competence.mean()),
        "competence_worst_family": min(float(one.competence.mean()) for one in ours),
        # A mix of two lengths is as competent as wanted but for the last digits of a float.
        "competence_margin_worst_family": round(margins[worst]["mean"], 12) + 0.0,
        "competence_margin_interval": margins[worst]["interval"],
        "skip_failure": float(whole.failed.sum() / max(1.0, whole.skipped.sum())),
        "skips": float(whole.skipped.mean()),
        "dropped_out": float(whole.dropped.mean()),
    }


def table(cells: Sequence[Cell], seed: int) -> list[dict[str, Any]]:
    """Return one row a policy over the families of one share of known skills: minutes, competence, skips, drop-outs.

    ``saving`` is against the fixed course that is as competent as that policy itself.
    """
    rows = []
    for name in cells[0].results:
        found = [one.results[name] for one in cells]
        against = [reference(one.fixed, float(own.competence.mean())) for one, own in zip(cells, found, strict=True)]
        rows.append(_row(name, found, against, seed))
    ours = [one.results["wayfare"] for one in cells]
    fixed = [reference(one.fixed, float(own.competence.mean())) for one, own in zip(cells, ours, strict=True)]
    minutes = np.concatenate([one.minutes for one in fixed])
    competence = np.concatenate([one.competence for one in fixed])
    dropped = np.concatenate([one.dropped for one in fixed])
    best = {
        "policy": "best fixed course",
        "minutes": _mean_of(minutes, seed),
        "minutes_p90": _p90(minutes),
        "competence": _mean_of(competence, seed),
        "saving": 0.0,
        "skips": 0.0,
        "skip_failure": 0.0,
        "dropped_out": float(dropped.mean()),
    }
    return [rows[0], best, *rows[1:]]


def _saving_at_standard(cells: Sequence[Cell]) -> float:
    """Return the saving against the fixed course that is as competent as ``STANDARD``, however competent the policy is."""
    fixed = [reference(one.fixed, STANDARD) for one in cells]
    return _saving([one.results["wayfare"] for one in cells], fixed)


def _row(name: str, found: Sequence[Result], against: Sequence[Point], seed: int) -> dict[str, Any]:
    whole = run.joined(found)
    return {
        "policy": name,
        "minutes": _mean_of(whole.minutes, seed),
        "minutes_p90": _p90(whole.minutes),
        "competence": _mean_of(whole.competence, seed),
        "saving": _saving(found, against),
        "skips": float(whole.skipped.mean()),
        "skip_failure": float(whole.failed.sum() / max(1.0, whole.skipped.sum())),
        "dropped_out": float(whole.dropped.mean()),
    }


def _saving(ours: Sequence[Result], fixed: Sequence[Point]) -> float:
    return 1 - sum(float(one.minutes.mean()) for one in ours) / sum(float(one.minutes.mean()) for one in fixed)


def _saving_interval(ours: Sequence[Result], fixed: Sequence[Point], seed: int) -> list[float]:
    """Return the 95 % bootstrap interval over people, drawn within each family."""
    dice = np.random.default_rng([seed, 8])
    mine, theirs = np.zeros(DRAWS), np.zeros(DRAWS)
    for own, against in zip(ours, fixed, strict=True):
        drawn = dice.integers(0, len(own), (DRAWS, len(own)))
        mine += own.minutes[drawn].mean(axis=1)
        theirs += against.minutes[drawn].mean(axis=1)
    return [float(q) for q in np.quantile(1 - mine / theirs, [0.025, 0.975])]


def _mean_of(values: Reals, seed: int) -> dict[str, Any]:
    dice = np.random.default_rng([seed, 9])
    means = values[dice.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    return {"mean": float(values.mean()), "interval": [float(q) for q in np.quantile(means, [0.025, 0.975])]}


def _p90(values: Reals) -> float:
    return float(np.quantile(values, 0.9))
