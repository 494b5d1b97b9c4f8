"""Many guesses of what somebody can do, each closed under prerequisites, kept in step with the answers.

Prior of a guess: with the parameters (a, b) of one family, a skill of relative depth d has the chance q = σ(a + b·d), and

- *building up*: a skill whose prerequisites are all known is known with chance q; otherwise it is not known;
- *coming from above*: a skill on which a known one builds is known; otherwise it is known with chance q.

Family and parameters are themselves unknown and belong to the guess: a hierarchical prior, learned while the person answers.
An answer reweights the guesses. When the effective sample size falls, they are resampled (systematic) and moved by a Gibbs
sweep that keeps them closed (resample-move: Gilks and Berzuini 2001); the parameters are drawn anew from a finite grid.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wayfare.engine.placement.graph import Graph

Bits = npt.NDArray[np.uint8]
Reals = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
Dice = np.random.Generator

BASES = (-2.5, -1.2, 0.0, 1.2, 2.5, 4.5)
SLOPES = (1.0, -1.0, -3.0, -6.0)
_WORD = 65536.0
_UNTHREADED = 200_000  # multiplications; OpenBLAS starts threads above 262,144


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a block: its end in the block, the other end, and ``rows`` (skills x edges) to sum over those of a skill."""

    own: Places
    other: Places
    rows: Reals


@dataclass(frozen=True, slots=True)
class Block:
    """Skills that can be moved at once: no two of them touch, or touch the same third one."""

    skills: Places
    before: Edges
    after: Edges


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same for everybody with these skills: the graph as arrays, and the tables of the prior.

    ``before`` and ``after`` are padded to a rectangle with two further rows of a guess: one always known, one never.
    The tables are depths x grid; ``up`` says which columns build up. ``lone`` and ``top`` are log q and log (1 - q) where the
    family asks for them, and 0 otherwise.
    """

    size: int
    order: tuple[int, ...]
    needed: tuple[tuple[int, ...], ...]
    before: Places
    after: Places
    depth: Places
    layers: Reals
    blocks: tuple[Block, ...]
    up: npt.NDArray[np.bool_]
    odds: Reals
    log_known: Reals
    log_unknown: Reals
    lone: Reals
    top: Reals


@dataclass(frozen=True, slots=True)
class Cloud:
    """Guesses in columns: ``known`` (skills and two fixed rows x guesses), ``prior`` (column of the grid), ``weight`` (sum 1)."""

    known: Bits
    prior: Places
    weight: Reals


def plan(graph: Graph) -> Plan:
    """Return the arrays of a graph. They are worth keeping: everybody with the same set of skills shares them."""
    after, count, deepest = graph.after(), len(graph), max(graph.depth, default=0)
    share = np.arange(deepest + 1) / max(deepest, 1)
    grid = np.array([base + slope * share for base in BASES for slope in SLOPES]).T
    odds = np.hstack([grid, grid]).astype(np.float32)
    up = np.arange(odds.shape[1]) < grid.shape[1]
    log_known, log_unknown = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
    depth = np.array(graph.depth, dtype=np.intp)
    return Plan(
        size=count,
        order=graph.order,
        needed=graph.before,
        before=_padded(graph.before, count),
        after=_padded(after, count + 1),
        depth=depth,
        layers=(np.arange(deepest + 1)[:, None] == depth).astype(np.float32),
        blocks=tuple(
            Block(np.array(skills, dtype=np.intp), _edges(skills, graph.before), _edges(skills, after))
            for skills in _colours(graph.before, after)
        ),
        up=up,
        odds=odds,
        log_known=log_known,
        log_unknown=log_unknown,
        lone=np.where(up, np.float32(0), log_known),
        top=np.where(up, log_unknown, np.float32(0)),
    )


def _padded(lists: tuple[tuple[int, ...], ...], filler: int) -> Places:
    width = max((len(one) for one in lists), default=0) or 1
    return np.array([[*one, *[filler] * (width - len(one))] for one in lists], dtype=np.intp).reshape(len(lists), width)


def _edges(skills: list[int], linked: tuple[tuple[int, ...], ...]) -> Edges:
    pairs = [(row, skill, other) for row, skill in enumerate(skills) for other in linked[skill]]
    row, own, other = np.array(pairs, dtype=np.intp).reshape(-1, 3).T
    return Edges(own, other, (np.arange(len(skills))[:, None] == row).astype(np.float32))


def _colours(before: tuple[tuple[int, ...], ...], after: tuple[tuple[int, ...], ...]) -> list[list[int]]:
    """Return the skills in groups that do not touch (greedy colouring, most entangled first)."""
    near: list[set[int]] = [set() for _ in before]
    for linked in (before, after):
        for skill, others in enumerate(linked):
            near[skill].update(others)
            for other in others:
                near[other].update(others)
    groups: list[list[int]] = []
    for skill in sorted(range(len(before)), key=lambda one: -len(near[one])):
        free = next((group for group in groups if not near[skill].intersection(group)), None)
        if free is None:
            groups.append([skill])
        else:
            free.append(skill)
    return groups


def draw(plan: Plan, count: int, dice: Dice) -> Cloud:
    """Return ``count`` guesses from the prior alone."""
    prior = dice.integers(0, plan.odds.shape[1], count)
    own = dice.random((plan.size, count), dtype=np.float32) < _chance(plan.odds[:, prior])[plan.depth]
    upward, downward = _empty(plan, count), _empty(plan, count)
    for depth in range(len(plan.layers)):
        skills = np.flatnonzero(plan.depth == depth)
        upward[skills] = own[skills] & np.bitwise_and.reduce(upward[plan.before[skills]], axis=1)
    for depth in reversed(range(len(plan.layers))):
        skills = np.flatnonzero(plan.depth == depth)
        downward[skills] = own[skills] | np.bitwise_or.reduce(downward[plan.after[skills]], axis=1)
    return Cloud(np.where(plan.up[prior], upward, downward), prior, np.full(count, 1 / count, dtype=np.float32))


def _empty(plan: Plan, count: int) -> Bits:
    known = np.zeros((plan.size + 2, count), dtype=np.uint8)
    known[plan.size] = 1
    return known


def _chance(odds: Reals) -> Reals:
    half = np.float32(0.5)
    chance: Reals = half + half * np.tanh(half * odds)  # σ, without overflow
    return chance


def weigh(cloud: Cloud, skill: int, if_known: float, if_not: float) -> Cloud:
    """Return the cloud after an answer with these likelihoods; both are above 0."""
    weight = cloud.weight * np.where(cloud.known[skill], np.float32(if_known), np.float32(if_not))
    return replace(cloud, weight=weight / weight.sum())


def effective(cloud: Cloud) -> float:
    """Return the effective share of the guesses, in (0, 1]."""
    return 1 / (float(cloud.weight @ cloud.weight) * len(cloud.weight))


def means(plan: Plan, cloud: Cloud) -> Reals:
    """Return the chance of each skill: the weighted share of guesses in which it is known."""
    chance: Reals = (cloud.known[: plan.size] * cloud.weight).sum(axis=1)
    return np.clip(chance, 0, 1)


def covariance(cloud: Cloud, skills: Places) -> Reals:
    """Return the covariance of each pair of some skills (skills x skills)."""
    known = cloud.known[skills].astype(np.float32)
    weighted = known * cloud.weight
    mean = weighted.sum(axis=1)
    both: Reals = _product(weighted, known.T) - mean[:, None] * mean
    return both


def _product(left: Reals, right: Reals) -> Reals:
    """Return the matrix product by strips of rows, each too small for BLAS to start threads: they cost more than they save."""
    strip = max(1, _UNTHREADED // max(1, right.size))
    if len(left) <= strip:
        whole: Reals = left @ right
        return whole
    return np.vstack([left[at : at + strip] @ right for at in range(0, len(left), strip)])


def resample(cloud: Cloud, dice: Dice) -> Cloud:
    """Return as many guesses, drawn by weight and evenly spread, all with the same weight."""
    count = len(cloud.weight)
    ends = np.cumsum(cloud.weight, dtype=np.float64)
    points = (np.arange(count) + dice.random()) / count * ends[-1]
    kept = np.minimum(np.searchsorted(ends, points), count - 1)
    return Cloud(cloud.known.take(kept, axis=1), cloud.prior[kept], np.full(count, 1 / count, dtype=np.float32))


def move(plan: Plan, cloud: Cloud, evidence: Reals, dice: Dice) -> tuple[Cloud, Reals]:
    """Move equally weighted guesses by one Gibbs sweep.

    ``evidence`` holds for each skill the sum of the logs of its likelihood ratios. Returns the new cloud, and the chance of
    each skill as the mean of its conditional chances (Rao-Blackwell), which varies less than the share of guesses.
    """
    count, at = cloud.known.shape[1], 0
    prior = _parameters(plan, cloud.known, dice)
    odds, lone, top = (table.take(prior, axis=1) for table in (plan.odds, plan.lone, plan.top))
    noise = np.frombuffer(dice.bytes(2 * plan.size * count), dtype=np.uint16).reshape(plan.size, count)
    known, chances = cloud.known.copy(), np.empty(plan.size, dtype=np.float32)
    for block in plan.blocks:
        skills = block.skills
        now = known[skills]
        free = np.bitwise_and.reduce(known[plan.before[skills]], axis=1)
        free &= 1 - np.bitwise_or.reduce(known[plan.after[skills]], axis=1)
        logit = odds[plan.depth[skills]] + evidence[skills, None]
        _weigh_edges(plan, block, known, lone, top, logit)
        chance = np.where(free.view(np.bool_), _chance(logit), now.astype(np.float32))
        known[skills] = chance * np.float32(_WORD) > noise[at : at + len(skills)]
        chances[skills] = chance.mean(axis=1)
        at += len(skills)
    return Cloud(known, prior, cloud.weight), chances


def _weigh_edges(plan: Plan, block: Block, known: Bits, lone: Reals, top: Reals, logit: Reals) -> None:
    """Add to the log odds of a block what its neighbours say.

    A skill that would become learnable, and is not known, counts against; a prerequisite that would have to be known for its
    own sake counts for it.
    """
    after, before = block.after, block.before
    if len(after.own):
        rest = _sum(known[plan.before[after.other]]) - known[after.own]
        logit += _product(after.rows, (rest == plan.before.shape[1] - 1) * top[plan.depth[after.other]])
    if len(before.own):
        alone = _sum(known[plan.after[before.other]]) == known[before.own]
        logit -= _product(before.rows, alone * lone[plan.depth[before.other]])


def _sum(known: Bits) -> Bits:
    """Return how many neighbours are known (skills x guesses)."""
    found: Bits = np.add.reduce(known, axis=1, dtype=np.uint8)
    return found


def _parameters(plan: Plan, known: Bits, dice: Dice) -> Places:
    """Draw family and parameters of each guess from their conditional distribution on the grid."""
    own = known[: plan.size]
    learnable = np.bitwise_and.reduce(known[plan.before], axis=1)
    implied = np.bitwise_or.reduce(known[plan.after], axis=1)
    half = plan.odds.shape[1] // 2
    log_known, log_unknown = plan.log_known[:, :half].T, plan.log_unknown[:, :half].T
    upward = _product(log_known, _count(plan, own)) + _product(log_unknown, _count(plan, learnable & (1 - own)))
    downward = _product(log_known, _count(plan, own & (1 - implied))) + _product(log_unknown, _count(plan, 1 - own))
    logs = np.vstack([upward, downward])
    mass = np.exp(logs - logs.max(axis=0))
    ends = np.cumsum(mass, axis=0, out=mass)
    points = dice.random(ends.shape[1], dtype=np.float32) * ends[-1]
    drawn: Places = np.minimum((ends < points).sum(axis=0), len(ends) - 1)
    return drawn


def _count(plan: Plan, which: Bits) -> Reals:
    """Return how many skills of each depth are marked (depths x guesses)."""
    return _product(plan.layers, which.astype(np.float32))
