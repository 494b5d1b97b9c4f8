"""The gate: new predictions pass where they are better on later answers, and for no group less well calibrated."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing.answers import Answers

LEAST_OF_A_GROUP, WORSE_FOR_A_GROUP = 200, 0.02
Floats = NDArray[np.float64]


def judged(
    every: Answers, before: Floats, after: Floats, later: NDArray[np.bool_], *, errors: float = 1.0
) -> dict[str, Any]:
    """Compare two sets of predictions on the later answers, over all and in every group that is large enough.

    ``kept`` where the new ones' log-loss is lower by more than so many standard ``errors``, people being the unit.
    """
    outcome, old, new = every.score[later], before[later], after[later]
    gains = _gains(every, before, after, later)
    _, place = np.unique(every.learner[later], return_inverse=True)
    sums = np.bincount(place, gains - gains.mean())
    error = float(np.sqrt(np.sum(sums**2))) / len(gains)
    figures: dict[str, Any] = {
        "later": len(gains),
        "log_loss": {"active": measure.log_loss(outcome, old), "fitted": measure.log_loss(outcome, new)},
        "ece": {"active": measure.ece(outcome, old), "fitted": measure.ece(outcome, new)},
        "gain": float(gains.mean()),
        "standard_error": error,
        "groups": _by_group(every, later, old, new),
    }
    worse = [name for name, one in figures["groups"].items() if one["fitted"] > one["active"] + WORSE_FOR_A_GROUP]
    if gains.mean() <= errors * error:
        reason = f"later answers are not foreseen better{' by more than one standard error' if errors else ''}"
    elif worse:
        reason = f"it is less well calibrated for: {', '.join(worse)}"
    else:
        reason = "later answers are foreseen better"
    return {"kept": bool(gains.mean() > errors * error and not worse), "reason": reason, **figures}


def gain(every: Answers, before: Floats, after: Floats, later: NDArray[np.bool_]) -> float:
    """Return by how much the log-loss of the later answers is lower after than before."""
    return float(_gains(every, before, after, later).mean())


def _gains(every: Answers, before: Floats, after: Floats, later: NDArray[np.bool_]) -> Floats:
    outcome = every.score[later]
    return measure.losses(outcome, before[later]) - measure.losses(outcome, after[later])


def _by_group(every: Answers, later: NDArray[np.bool_], old: Floats, new: Floats) -> dict[str, dict[str, float]]:
    if every.group is None:
        return {}
    group, outcome, found = every.group[later], every.score[later], {}
    for name in sorted(set(group.tolist())):
        own = np.asarray(group == name)
        if name and own.sum() >= LEAST_OF_A_GROUP:
            found[name] = {
                "answers": int(own.sum()),
                "active": measure.ece(outcome[own], old[own]),
                "fitted": measure.ece(outcome[own], new[own]),
            }
    return found
