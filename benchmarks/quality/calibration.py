"""Is the filter equally right about everybody? Calibration by group on the Open University's data (OULAD).

    python -m benchmarks.quality.calibration --data DIR [--json] [--seed 0]

Whether a submission passes (a score of at least 40) is predicted by the product's streaming filter just before it: the learner
is the student, the skill the module. Students are split in two halves. What is fitted (the assessments' difficulties, the
filter's spreads as the best of a small grid, one logistic correction for all) comes from one half, and predicts the other.
No group is ever an input. Bias is mean prediction - share passed; the gap of an attribute is the largest difference of bias
between two of its groups, each of at least 100 students; who gave no answer is shown, but is no group. Intervals draw students
again; ``chance`` is the 95 % quantile of the gap when groups are dealt out at random: with many groups some gap is noise.
"""

import argparse
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import harness
from benchmarks.quality.reviews import Unreadable
from benchmarks.quality.submissions import GROUPS, UNKNOWN, Submission, read
from wayfare.engine.memory.scoring import Floats, logistic, logits, score
from wayfare.engine.metrics.probability import auc, bootstrap, ece, log_loss
from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, LearnerState

SMALL = 100
LEAST = 200
ROUNDS = 400
OPTIONS = 0
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
START = gaussian.Params(prior_mean=3.0, slope=1.7, margin=0.0, slip=0.005, free_guess=0.0, drift_per_day=0.0005)
GRID = [
    replace(START, ability_variance=ability, prior_variance=skill, step_variance=step)
    for ability, skill, step in ((0.5, 0.5, 0.0), (1.0, 1.0, 0.0), (1.0, 1.0, 0.05), (2.0, 1.0, 0.0), (3.0, 2.0, 0.0))
]


@dataclass
class Filter:
    """The filter over one group of students, one submission after the other."""

    params: gaussian.Params
    levels: dict[str, float]
    skills: dict[str, int]
    states: dict[str, LearnerState] = field(default_factory=dict)
    seen: dict[tuple[str, str], float] = field(default_factory=dict)

    def step(self, row: Submission) -> tuple[float, float, float]:
        """Return P(passed) as of before the submission, with the belief's mean and variance; then take it in."""
        skill, level = self.skills.get(row.module, -1), self.levels.get(row.assessment, self.params.prior_mean)
        state = self.states.get(row.student) or gaussian.start(self.params)
        days = row.day - self.seen.get((row.student, row.module), row.day)
        state = gaussian.widen(state, skill, days, self.params)
        x = gaussian.belief(state, skill, self.params)
        p = gaussian.predict(state, skill, level, OPTIONS, self.params)
        self.states[row.student] = gaussian.update(state, Attempt(skill, level, OPTIONS, row.passed), self.params)
        self.seen[row.student, row.module] = row.day
        return p, x.mean, x.variance


def run(
    rows: Sequence[Submission], params: gaussian.Params, levels: dict[str, float], skills: dict[str, int]
) -> Floats:
    """Return (submissions × 3): prediction, mean and variance of the belief before each."""
    filtered = Filter(params, levels, skills)
    return np.array([filtered.step(row) for row in rows]).reshape(-1, 3)


def split(rows: Sequence[Submission], seed: int) -> tuple[list[Submission], list[Submission]]:
    """Return the submissions of two halves of the students; who is in which depends on the id and the seed alone."""
    halves: tuple[list[Submission], list[Submission]] = [], []
    for row in rows:
        halves[zlib.crc32(f"{seed}:{row.student}".encode()) >> 31].append(row)
    return halves


def difficulties(
    rows: Sequence[Submission], beliefs: Floats, params: gaussian.Params, most: int = 300
) -> dict[str, float]:
    """Return the level of each assessment at which those who took it pass as often as they did, given the beliefs before it.

    Shares are smoothed with two submissions of the overall share. From at most ``most`` submissions' beliefs each.
    """
    passed = np.array([row.passed for row in rows])
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.assessment, []).append(place)
    levels = {}
    for assessment, own in places.items():
        share = (passed[own].sum() + 2 * passed.mean()) / (len(own) + 2)
        some = np.array(own)[:: -(-len(own) // most)]
        levels[assessment] = _level(beliefs[some, 1], beliefs[some, 2], float(share), params)
    return levels


def _level(mean: Floats, variance: Floats, share: float, params: gaussian.Params) -> float:
    """Find by bisection the level at which the mean probability is the share."""
    x = mean[:, None] + np.sqrt(variance)[:, None] * NODES
    low, high = -15.0, 15.0
    for _ in range(40):
        middle = (low + high) / 2
        right = logistic(params.slope * (x - middle + params.margin)) @ WEIGHTS / WEIGHTS.sum()
        p = params.free_guess + (1 - params.free_guess - params.slip) * float(right.mean())
        low, high = (middle, high) if p > share else (low, middle)
    return (low + high) / 2


def learn(rows: Sequence[Submission]) -> tuple[gaussian.Params, dict[str, float], Floats]:
    """Return the filter's parameters, the assessments' levels and the correction, from training students alone."""
    skills = numbered(rows)
    few = [row for row in rows if zlib.crc32(row.student.encode()) % 6 == 0]
    passed = np.array([row.passed for row in few])
    losses = []
    for params in GRID:
        levels = _settled(few, params, skills, rounds=1)
        losses.append(log_loss(passed, run(few, params, levels, skills)[:, 0]))
    params = GRID[int(np.argmin(losses))]
    levels = _settled(rows, params, skills, rounds=2)
    p = run(rows, params, levels, skills)[:, 0]
    outcomes = np.array([row.passed for row in rows])
    correction = score(
        lambda sets: corrected(p, sets),
        outcomes,
        np.ones(outcomes.size),
        prior=(0, 1),
        spread=(1, 1),
        low=(-9, 0),
        high=(9, 9),
    )
    return params, levels, correction


def _settled(
    rows: Sequence[Submission], params: gaussian.Params, skills: dict[str, int], rounds: int
) -> dict[str, float]:
    """Difficulties depend on beliefs and beliefs on difficulties: begin with the prior's, then go round."""
    prior = gaussian.belief(gaussian.start(params), 0, params)
    levels = difficulties(rows, np.tile((0, prior.mean, prior.variance), (len(rows), 1)), params)
    for _ in range(rounds):
        levels = difficulties(rows, run(rows, params, levels, skills), params)
    return levels


def numbered(rows: Sequence[Submission]) -> dict[str, int]:
    """Return a number for each module."""
    return {module: number for number, module in enumerate(sorted({row.module for row in rows}))}


def corrected(p: Floats, sets: Floats) -> Floats:
    """Return σ(a + b · logit p) for each pair (a, b)."""
    return logistic(np.atleast_2d(sets) @ np.vstack([np.ones(p.size), logits(p)]))


def by_group(
    rows: Sequence[Submission], outcomes: Floats, p: Floats, number: int, dice: np.random.Generator
) -> dict[str, Any]:
    """Return the groups of one attribute, and the gap between those that are large enough."""
    names, group = np.unique([row.groups[number] for row in rows], return_inverse=True)
    _, student = np.unique([row.student for row in rows], return_inverse=True)
    residual = p - outcomes
    groups, large = {}, []
    for place, name in enumerate(names):
        own = group == place
        students = np.unique(student[own]).size
        small = students < SMALL
        if not small and name != UNKNOWN:
            large.append(place)
        low, high = bootstrap(
            lambda y, q: float(np.mean(q - y)), outcomes[own], p[own], dice, clusters=student[own], rounds=ROUNDS // 2
        )
        groups[str(name)] = {
            "students": students,
            "submissions": int(own.sum()),
            "passed": float(outcomes[own].mean()),
            "predicted": float(p[own].mean()),
            "bias": float(residual[own].mean()),
            "bias_interval": [low, high],
            "ece": ece(outcomes[own], p[own]),
            "log_loss": log_loss(outcomes[own], p[own]),
            "small": small,
        }
    return {"groups": groups, **_gap(group, student, residual, large, dice)}


def _gap(group: Any, student: Any, residual: Floats, large: list[int], dice: np.random.Generator) -> dict[str, Any]:
    """Return the gap of bias, its interval over students, and what chance alone would give."""
    if len(large) < 2:
        return {"gap": None, "gap_interval": None, "gap_by_chance": None}
    size = int(group.max()) + 1
    # One entry for each pair of student and group: almost always the student.
    pairs, place = np.unique(student * size + group, return_inverse=True)
    sums, counts = np.bincount(place, residual), np.bincount(place)
    owner, own = pairs // size, pairs % size

    def gap(weights: Floats, label: Any) -> float:
        total = np.bincount(label, sums * weights, size)[large]
        answers = np.bincount(label, counts * weights, size)[large]
        biases = total[answers > 0] / answers[answers > 0]
        return float(np.ptp(biases))

    people = int(student.max()) + 1
    ones = np.ones(pairs.size)
    drawn = [gap(dice.multinomial(people, np.full(people, 1 / people))[owner], own) for _ in range(ROUNDS)]
    chance = [gap(ones, dice.permutation(own)) for _ in range(ROUNDS)]
    return {
        "gap": gap(ones, own),
        "gap_interval": [float(bound) for bound in np.quantile(drawn, (0.025, 0.975))],
        "gap_by_chance": float(np.quantile(chance, 0.95)),
    }


def measure(folder: Path, seed: int = 0) -> dict[str, Any]:
    """Return everything. Raises Unreadable."""
    found = read(folder)
    one, other = split(found.rows, seed)
    if min(len(one), len(other)) < LEAST or min(len({row.passed for row in half}) for half in (one, other)) < 2:
        raise Unreadable(
            f"two halves of {len(one)} and {len(other)} submissions: {LEAST} each are needed, passed and failed"
        )
    predicted = [_crossed(one, other), _crossed(other, one)]
    test = [*other, *one]
    raw, p, alone = (np.concatenate([each[name] for each in predicted]) for name in ("raw", "corrected", "alone"))
    outcomes = np.array([row.passed for row in test])
    dice = np.random.default_rng(seed)
    groups = {name: by_group(test, outcomes, p, number, dice) for number, name in enumerate(GROUPS)}
    return {
        "submissions": len(test),
        "left_out": found.left_out,
        "students": [len({row.student for row in half}) for half in (one, other)],
        "students_in_both_halves": len({row.student for row in one} & {row.student for row in other}),
        "passed": float(outcomes.mean()),
        "filter": _quality(outcomes, p),
        "filter_uncorrected": _quality(outcomes, raw),
        "difficulty_alone": _quality(outcomes, alone),
        "fitted": [each["fitted"] for each in predicted],
        "gap": max((each["gap"] for each in groups.values() if each["gap"] is not None), default=None),
        "by": groups,
    }


def _crossed(train: Sequence[Submission], test: Sequence[Submission]) -> dict[str, Any]:
    """Return what is predicted of one half with what was fitted on the other."""
    params, levels, correction = learn(train)
    raw = run(test, params, levels, numbered(train))[:, 0]
    shares = _shares(train)
    spreads = {"ability": params.ability_variance, "skill": params.prior_variance, "step": params.step_variance}
    return {
        "raw": raw,
        "corrected": corrected(raw, correction)[0],
        "alone": np.array([shares.get(row.assessment, shares[""]) for row in test]),
        "fitted": spreads | {"intercept": float(correction[0]), "slope": float(correction[1])},
    }


def _quality(outcomes: Floats, p: Floats) -> dict[str, float]:
    return {"auc": auc(outcomes, p), "log_loss": log_loss(outcomes, p), "ece": ece(outcomes, p)}


def _shares(rows: Sequence[Submission]) -> dict[str, float]:
    """Return the share passed of each assessment, smoothed, and of all under the empty name."""
    overall = float(np.mean([row.passed for row in rows]))
    sums: dict[str, list[float]] = {}
    for row in rows:
        sums.setdefault(row.assessment, []).append(row.passed)
    return {"": overall} | {name: (sum(own) + 2 * overall) / (len(own) + 2) for name, own in sums.items()}


def main(arguments: list[str] | None = None) -> int:
    """Measure one folder; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality.calibration", description="Calibration by group"
    )
    parser.add_argument("--data", type=Path, required=True, help="a folder with OULAD's CSV files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    try:
        report = measure(wanted.data, wanted.seed)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    if wanted.json:
        print(json.dumps(report))
        return 0
    print(harness.machine())
    for name, value in report.items():
        if name != "by":
            print(f"{name:24} {json.dumps(value)}")
    for attribute, each in report["by"].items():
        print(f"{attribute:24} gap {each['gap']}, interval {each['gap_interval']}, by chance {each['gap_by_chance']}")
        for group, figures in each["groups"].items():
            print(f"    {group:32} {json.dumps(figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
