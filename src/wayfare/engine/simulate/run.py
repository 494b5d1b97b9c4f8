"""Let people follow a policy until it ends or they drop out, and check them afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wayfare.engine.simulate import world
from wayfare.engine.simulate.families import Ability, Crowd, Factors, Tracing
from wayfare.engine.simulate.world import Action, Course, Flags, People, Policy, Reals, Seen

Family = type[Factors] | type[Tracing] | type[Ability]
DROP, BORED, LOST = 0.001, 0.001, 0.001  # chances to drop out after a session: at all, if bored, if lost
BORED_AT, LOST_AT = 0.97, 0.4  # the share of right answers lately


@dataclass(frozen=True, slots=True)
class Result:
    """What came of each person: minutes spent; the share of all skills that pass the check; who dropped out.

    ``skipped`` counts the skills that were never taught at the end, as the policy says; ``failed`` those of them that the check
    finds missing. ``passed`` is people x skills.
    """

    minutes: Reals
    passed: Flags
    dropped: Flags
    skipped: Reals
    failed: Reals

    @property
    def competence(self) -> Reals:
        """Return the share of skills that pass the check, for each person."""
        share: Reals = self.passed.mean(axis=1)
        return share

    def __len__(self) -> int:
        return len(self.minutes)


def joined(results: Sequence[Result]) -> Result:
    """Return the people of several results as one."""
    return Result(
        *(np.concatenate([getattr(one, name) for one in results]) for name in ("minutes", "passed", "dropped")),
        *(np.concatenate([getattr(one, name) for one in results]) for name in ("skipped", "failed")),
    )


def simulate(of: Course, family: Family, who: People, policy: Policy, seed: int) -> Result:
    """Let everybody follow the policy. The same arguments give the same result."""
    crowd: Crowd = family(of, who, np.random.default_rng([seed, 1]))
    state = State(of, crowd, len(who), np.random.default_rng([seed, 2]))
    skipped = follow(state, [policy(of, 100_003 * seed + at) for at in range(len(who))])
    return _checked(crowd, state, skipped)


def follow(state: "State", steps: Sequence[world.Steps]) -> list[frozenset[int]]:
    """Let each person follow their steps to the end, or until they leave; return the skills that each skipped."""
    skipped: list[frozenset[int]] = [frozenset() for _ in steps]
    waiting: dict[int, Action] = {}
    for at, one in enumerate(steps):
        _advance(at, one, None, waiting, skipped)
    while waiting:
        seen = state.step(waiting)
        for at, what in seen.items():
            del waiting[at]
            if state.dropped[at] or state.minutes[at] >= world.MOST_MINUTES:
                steps[at].close()
            else:
                _advance(at, steps[at], what, waiting, skipped)
    return skipped


def together(of: Course, family: Family, who: People, actions: Iterable[Action], seed: int) -> Result:
    """Let everybody do the same, until it ends or they drop out: ``simulate`` for courses that look at nobody, but faster."""
    crowd: Crowd = family(of, who, np.random.default_rng([seed, 1]))
    state = State(of, crowd, len(who), np.random.default_rng([seed, 2]))
    for action in actions:
        there = np.flatnonzero(~state.dropped & (state.minutes < world.MOST_MINUTES))
        state.act(there, np.full(len(there), action.skill), np.full(len(there), action.lesson))
    return _checked(crowd, state, [frozenset() for _ in range(len(who))])


def _checked(crowd: Crowd, state: "State", skipped: Sequence[frozenset[int]]) -> Result:
    passed = crowd.chance(state.minutes / world.SESSION + world.DELAY) >= world.COMPETENT
    counts = np.array([len(one) for one in skipped], dtype=float)
    missing = [float((~passed[at, list(one)]).sum()) if one else 0.0 for at, one in enumerate(skipped)]
    return Result(state.minutes, passed, state.dropped, counts, np.array(missing))


def _advance(
    at: int, steps: world.Steps, seen: Seen | None, waiting: dict[int, Action], skipped: list[frozenset[int]]
) -> None:
    try:
        waiting[at] = next(steps) if seen is None else steps.send(seen)
    except StopIteration as end:
        skipped[at] = end.value


class State:
    """Where everybody stands: minutes, how the last answers went, and who has left."""

    def __init__(self, of: Course, crowd: Crowd, count: int, dice: np.random.Generator) -> None:
        self.of, self.crowd, self.dice = of, crowd, dice
        self.minutes = np.zeros(count)
        self.lately = np.full(count, 0.7)
        self.dropped = np.zeros(count, dtype=np.bool_)
        # drawn ahead, so that who leaves easily does so whatever the policy
        self.luck = dice.random((count, int(world.MOST_MINUTES / world.SESSION) + 2))

    def step(self, waiting: dict[int, Action]) -> dict[int, Seen]:
        """Let everybody who waits do what is next; return what could be seen."""
        who = np.fromiter(waiting, dtype=np.intp, count=len(waiting))
        skill = np.array([waiting[at].skill for at in waiting], dtype=np.intp)
        lesson = np.array([waiting[at].lesson for at in waiting], dtype=np.bool_)
        right = self.act(who, skill, lesson)
        days = self.minutes[who] / world.SESSION
        return {
            int(at): Seen(None if taught else bool(was), float(day))
            for at, taught, was, day in zip(who, lesson, right, days, strict=True)
        }

    def act(self, who: world.Places, skill: world.Places, lesson: Flags, rested: float = 0.0) -> Flags:
        """Let people take lessons or do exercises; return who was right, and let some drop out at the end of a session.

        ``rested`` are days on top of those on which something was done.
        """
        before = self.minutes[who]
        day, tired = np.floor(before / world.SESSION) + rested, before % world.SESSION / world.SESSION
        right = np.zeros(len(who), dtype=np.bool_)
        if lesson.any():
            self.crowd.lesson(who[lesson], skill[lesson], day[lesson], tired[lesson], self.dice)
        if not lesson.all():
            done = ~lesson
            right[done] = self.crowd.exercise(who[done], skill[done], day[done], tired[done], self.dice)
            self.lately[who[done]] += 0.1 * (right[done] - self.lately[who[done]])
        self.minutes[who] += np.where(lesson, self.of.lesson, self.of.exercise)
        over_at = np.floor(self.minutes[who] / world.SESSION) + rested > day
        over = who[over_at]
        if len(over):
            leave = DROP + BORED * (self.lately[over] > BORED_AT) + LOST * (self.lately[over] < LOST_AT)
            self.dropped[over] |= self.luck[over, (self.minutes[over] / world.SESSION).astype(int)] < leave
        return right
