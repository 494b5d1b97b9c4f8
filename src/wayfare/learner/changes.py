"""What evidence changes: the state of one skill and the general ability, computed inside the transaction that keeps it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Attempt, Gaussian, LearnerState
from wayfare.learner import artefacts, priors, rows, rules
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


def keep_word(
    person_id: int,
    skill_id: int,
    level: float,
    *,
    score: float,
    source: str,
    by: int | None,
    attempt_id: uuid.UUID,
    now: datetime,
) -> tuple[int, Gaussian, Gaussian]:
    """Keep evidence that is no answer, in the caller's transaction; return its number and the belief before and after."""
    artefact = artefacts.active_hash()
    params = artefacts.params(artefact)
    n, ability = rows.lock(person_id, params)
    change = apply(person_id, skill_id, rules.attempts(skill_id, level, 0, score, source), ability, params, now)
    rows.save_evidence(
        person_id=person_id,
        n=n + 1,
        source=source,
        by_id=by,
        attempt_id=attempt_id,
        skill_id=skill_id,
        version_id=None,
        response=None,
        score=score,
        level=level,
        options=0,
        occurred_at=now,
        now=now,
        statement_id=None,
        artefact=artefact,
        prior=change.prior,
        before=change.before,
        after=change.after,
    )
    rows.save_states(person_id, n + 1, change.state, skill_id, now, answers=0)
    if change.before is None or change.after is None:
        raise AssertionError(skill_id)
    return n + 1, change.before, change.after
