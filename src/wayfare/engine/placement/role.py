"""Over all skills of a role: ask the question that tells most about all of them, and skip what is sure enough.

What somebody can do is a set of skills closed under prerequisites; the belief about it is a cloud of guesses
(``placement.particles``). The next question is about the skill whose answer is expected to lower the variance of all skills
together the most: the sum over skills j of Cov(j, answer)² / Var(answer).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wayfare.engine.placement.answers import Outcome, Why
from wayfare.engine.placement.graph import Graph

if TYPE_CHECKING:
    from wayfare.engine.placement.particles import Cloud, Plan, Reals


_SETTLED = 0.01  # the variance of a chance of 1 or 99 per cent: no question about it is worth asking


@dataclass(frozen=True, slots=True)
class Params:
    """How answers come about, how many guesses are kept, how it asks, and when it ends.

    ``unknown_ratio`` is P("I don't know" | can do it) / P("I don't know" | cannot). Questions worth ``close`` times the best
    are drawn from, so that not everybody is asked the same. It ends after ``most`` questions, or when the best one is
    expected to lower the variance (summed over skills) by less than ``least_drop``.
    """

    guess: float = 0.2
    slip: float = 0.1
    unknown_ratio: float = 0.04
    guesses: int = 700
    renew_below: float = 0.5
    settle: int = 4
    close: float = 0.97
    most: int = 30
    least_drop: float = 0.002
    skip_at: float = 0.85
    false_skips: float = 0.03


@dataclass(frozen=True, slots=True)
class State:
    """All of a placement that has to be kept: the seed and the answers. The cloud is worked out anew from them."""

    seed: int
    answers: tuple[tuple[int, Outcome], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the state as plain values for JSON. Skills are by their place in the graph."""
        return {"seed": self.seed, "answers": [[skill, outcome.value] for skill, outcome in self.answers]}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "State":
        """Return the state that ``as_dict`` gave. Raises ValueError for an outcome that is none."""
        return cls(int(kept["seed"]), tuple((int(skill), Outcome(outcome)) for skill, outcome in kept["answers"]))


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement under way: what is kept, and the cloud that follows from it."""

    state: State
    params: Params
    plan: "Plan"
    cloud: "Cloud"
    evidence: "Reals"


@dataclass(frozen=True, slots=True)
class Question:
    """Which skill to ask about, by its place in the graph, and why."""

    skill: int
    why: Why


def plan(graph: Graph) -> "Plan":
    """Return what is the same for everybody with these skills; keep it for the next person."""
    from wayfare.engine.placement import particles

    return particles.plan(graph)


def start(plan: "Plan", seed: int, params: Params, odds: Sequence[float] = ()) -> Placement:
    """Begin a placement. ``odds`` may say for each skill what is believed already, as log odds added to the prior's."""
    import numpy as np

    from wayfare.engine.placement import particles

    dice = np.random.default_rng([seed, 0])
    cloud = particles.draw(plan, params.guesses, dice)
    if not odds:
        return Placement(State(seed), params, plan, cloud, np.zeros(plan.size, dtype=np.float32))
    evidence = np.array(odds, dtype=np.float32)
    for skill, log in enumerate(odds):
        cloud = particles.weigh(cloud, skill, math.exp(min(log, 0.0)), math.exp(min(-log, 0.0)))
    begun = Placement(State(seed), params, plan, cloud, evidence)
    return _renewed(begun, dice, params.settle)[0]


def resume(plan: "Plan", state: State, params: Params, odds: Sequence[float] = ()) -> Placement:
    """Return the placement exactly as it stood after the answers in ``state``."""
    found = start(plan, state.seed, params, odds)
    for skill, outcome in state.answers:
        found = answer(found, skill, outcome)
    return found


def ask(placement: Placement, among: Collection[int] | None = None) -> Question | None:
    """Return the next question, or None where the placement has ended. The same placement gives the same question.

    ``among`` names the skills that there are questions about, by their places; left out, all of them.
    """
    import numpy as np

    from wayfare.engine.placement import particles

    params, asked = placement.params, len(placement.state.answers)
    if asked >= params.most or not placement.plan.size:
        return None
    chance = particles.means(placement.plan, placement.cloud)
    skills = np.flatnonzero(chance * (1 - chance) > _SETTLED)
    if not len(skills):
        return None
    lift, before, both = 1 - params.guess - params.slip, chance[skills], particles.covariance(placement.cloud, skills)
    right = params.guess + lift * before
    parts = lift * lift * both * both / (right * (1 - right))
    drops = parts.sum(axis=0)
    askable = np.flatnonzero([among is None or int(skill) in among for skill in skills])
    best = float(drops[askable].max(initial=0.0))
    if best < params.least_drop:
        return None
    near = askable[drops[askable] >= params.close * best]
    at = int(np.random.default_rng([placement.state.seed, asked, 1]).choice(near))
    others = max(0.0, 1 - float(parts[at, at] / drops[at]))
    values = {"before": float(before[at]), "drop": float(drops[at]), "others": others}
    return Question(int(skills[at]), Why("tells-about-others" if others > 0.5 else "not-sure-yet", values))


def answer(placement: Placement, skill: int, outcome: Outcome) -> Placement:
    """Return the placement after an answer about a skill. Raises IndexError for a skill that is not in the graph."""
    import numpy as np

    from wayfare.engine.placement import particles

    if not 0 <= skill < placement.plan.size:
        msg = f"there is no skill {skill}"
        raise IndexError(msg)
    if_known, if_not = likelihoods(outcome, placement.params)
    evidence = placement.evidence.copy()
    evidence[skill] += math.log(if_known / if_not)
    state = replace(placement.state, answers=(*placement.state.answers, (skill, outcome)))
    cloud = particles.weigh(placement.cloud, skill, if_known, if_not)
    after = replace(placement, state=state, evidence=evidence, cloud=cloud)
    if particles.effective(cloud) >= placement.params.renew_below:
        return after
    return _renewed(after, np.random.default_rng([state.seed, len(state.answers)]), 1)[0]


def likelihoods(outcome: Outcome, params: Params) -> tuple[float, float]:
    """Return how likely an outcome is for somebody who can do it and for somebody who cannot, up to a common factor."""
    if outcome is Outcome.UNKNOWN:
        return params.unknown_ratio, 1.0
    return (1 - params.slip, params.guess) if outcome is Outcome.RIGHT else (params.slip, 1 - params.guess)


def chances(placement: Placement) -> tuple[float, ...]:
    """Return P(can do it) for each skill; no prerequisite has a lower chance than what builds on it.

    It takes longer than a question: several sweeps are averaged.
    """
    import numpy as np

    if not placement.plan.size:
        return ()
    plan, dice = placement.plan, np.random.default_rng([placement.state.seed, len(placement.state.answers), 2])
    found = [float(chance) for chance in _renewed(placement, dice, placement.params.settle)[1]]
    for skill in reversed(plan.order):
        for needed in plan.needed[skill]:  # they differ by the noise of the average alone
            if found[needed] <= found[skill]:
                found[needed] = math.nextafter(found[skill], 1.0)
    return tuple(found)


def _renewed(placement: Placement, dice: Any, sweeps: int) -> tuple[Placement, "Reals"]:
    """Resample and move the cloud; return it with the chances averaged over the sweeps."""
    import numpy as np

    from wayfare.engine.placement import particles

    cloud = particles.resample(placement.cloud, dice)
    total = np.zeros(placement.plan.size, dtype=np.float32)
    for _ in range(sweeps):
        cloud, found = particles.move(placement.plan, cloud, placement.evidence, dice)
        total += found
    return replace(placement, cloud=cloud), np.clip(total / sweeps, 0, 1)


def skips(chances: Sequence[float], params: Params) -> frozenset[int]:
    """Return the skills to skip: each at least ``skip_at`` sure, and all together at most ``false_skips`` expected wrong.

    With the chances of ``chances`` the set is closed under prerequisites.
    """
    chosen: list[int] = []
    doubt = 0.0
    for skill in sorted(range(len(chances)), key=lambda one: (-chances[one], one)):
        doubt += 1 - chances[skill]
        if chances[skill] < params.skip_at or doubt > params.false_skips * (len(chosen) + 1):
            break
        chosen.append(skill)
    return frozenset(chosen)
