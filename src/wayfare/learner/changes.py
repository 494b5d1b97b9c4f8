"""What evidence changes: the state of one skill and the general ability, computed inside the transaction that keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, Gaussian, LearnerState
from wayfare.learner import priors, rows
from wayfare.learner.rules import days


@dataclass(frozen=True, slots=True)
class Change:
    """The state after it, the belief about its skill before and after, and the prior where the skill was new."""

    state: LearnerState
    before: Gaussian | None = None
    after: Gaussian | None = None
    prior: float | None = None


def apply(
    person_id: int,
    skill_id: int | None,
    attempts: Iterable[Attempt],
    ability: Gaussian,
    params: gaussian.Params,
    now: datetime,
) -> Change:
    """Return what some attempts at one skill change; nothing without a skill."""
    if skill_id is None:
        return Change(LearnerState(ability, {}))
    found, prior = rows.skill_state(person_id, skill_id), None
    if found is None:
        prior = priors.by_role(person_id, params).get(skill_id, params.prior_mean)
        state = gaussian.with_prior(LearnerState(ability, {}), skill_id, prior, params)
    else:
        state = gaussian.widen(LearnerState(ability, {skill_id: found[0]}), skill_id, days(found[1], now), params)
    after = state
    for attempt in attempts:
        after = gaussian.update(after, attempt, params)
    return Change(after, gaussian.belief(state, skill_id, params), gaussian.belief(after, skill_id, params), prior)
