"""Planning problems drawn at random, and the exact answer by integer programming."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from wayfare.engine.planning import week
from wayfare.engine.planning.week import Budget, Policy, Segment, Target, Teaching
from wayfare.engine.types import Gaussian

Drawn = tuple[dict[int, Gaussian], list[Target], list[Segment], Budget]


def flat(skill: int, gain: float) -> Teaching:
    """Return a teaching that brings everybody the same."""
    return Teaching(skill, ((0.0, gain), (5.0, gain)))


def drawn(seed: int, skills: int = 8, segments: int = 30, minutes: float = 90.0, linked: float = 0.4) -> Drawn:
    """Draw beliefs, targets, segments and a budget; prerequisites point to skills of lower numbers only."""
    dice = np.random.default_rng(seed)
    beliefs = {at: Gaussian(float(dice.uniform(1, 3)), float(dice.uniform(0.1, 0.6))) for at in range(skills)}
    wanted = dice.choice(skills, max(1, skills // 2), replace=False)
    targets = [
        Target(int(at), float(dice.uniform(2, 4)), float(dice.uniform(0.2, 1)), float(dice.uniform(1, 20)))
        for at in wanted
    ]
    made = [_segment(at, skills, linked, beliefs, dice) for at in range(segments)]
    return beliefs, targets, made, Budget(minutes)


def _segment(at: int, skills: int, linked: float, beliefs: dict[int, Gaussian], dice: np.random.Generator) -> Segment:
    skill = int(dice.integers(skills))
    teaches = [Teaching(skill, ((1.0, float(dice.uniform(0.3, 1))), (4.0, float(dice.uniform(0, 0.3)))))]
    if dice.random() < 0.3 and skill + 1 < skills:
        teaches.append(flat(skill + 1, float(dice.uniform(0.05, 0.3))))
    requires: tuple[tuple[int, float], ...] = ()
    if skill and dice.random() < linked:
        needed = int(dice.integers(skill))
        requires = ((needed, beliefs[needed].mean + float(dice.uniform(-0.5, 0.6))),)
    return Segment(at, float(dice.integers(4, 31)), tuple(teaches), requires, str(dice.choice(["video", "text"])))


def exact(drawn: Drawn, policy: Policy) -> float:
    """Return the value of the best plan, by mixed-integer programming (HiGHS)."""
    beliefs, _, segments, budget = drawn
    asked = week.problem(*drawn, policy)
    count, wanted = asked.gains.shape
    rows, low = [np.concatenate((-asked.minutes, np.zeros(wanted)))], [-budget.minutes]
    for at in range(wanted):
        rows.append(np.concatenate((asked.gains[:, at], -np.eye(wanted)[at])))
        low.append(0.0)
    for at, one in enumerate(segments):
        for skill, level in one.requires:
            lifts = [lift(other, skill, beliefs) if other is not one else 0.0 for other in segments]
            row = np.concatenate((lifts, np.zeros(wanted)))
            row[at] -= level - beliefs[skill].mean
            rows.append(row)
            low.append(0.0)
    done = milp(
        np.concatenate((np.zeros(count), -asked.weights)),
        constraints=LinearConstraint(np.array(rows), np.array(low)),
        integrality=np.concatenate((np.ones(count), np.zeros(wanted))),
        bounds=Bounds(np.zeros(count + wanted), np.concatenate((np.ones(count), asked.gaps))),
    )
    assert done.success
    return float(-done.fun)


def lift(segment: Segment, skill: int, beliefs: dict[int, Gaussian]) -> float:
    """Return what a segment adds to a skill, at the level at which it can be taken."""
    at = max(beliefs[skill].mean, dict(segment.requires).get(skill, 0.0))
    return sum(part.at(at) for part in segment.teaches if part.skill == skill)
