"""Training: fit the parameters of the learner model to this organisation's own answers, and keep only what is better.

Everything is fitted on the earlier answers and judged on the later ones, which no fit has seen. Each part passes a gate of its
own (the filter and the levels of questions; memory; the usual times), and what passes replaces that part of the active artefact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from wayfare.catalog import api as catalog
from wayfare.core.clock import read_moment
from wayfare.core.sql import fetch
from wayfare.engine.memory import fitting
from wayfare.engine.memory.history import Review
from wayfare.engine.memory.scheduling import DAY, rating
from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import levels as filters
from wayfare.engine.tracing.answers import Answer, Answers, columns
from wayfare.learner import artefacts
from wayfare.learner.artefacts import Bundle
from wayfare.learner.reports import Report
from wayfare.learner.rules import LEAST_ANSWERS
from wayfare.people import api as people

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LATER = 0.2
LEAST_OF_A_GROUP, WORSE_FOR_A_GROUP = 200, 0.02
OF_A_WORDING = 5
_ANSWERS = """
SELECT person_id, skill_id, question_id, question_version_id, score, level, options, seconds, received_at
FROM learner_evidence WHERE question_id IS NOT NULL AND skill_id IS NOT NULL AND level IS NOT NULL AND source <> 'simulated'
ORDER BY received_at, person_id, id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One graded answer, as the evidence has it; ``at`` is in seconds since 1970."""

    person: int
    skill: int
    question: int
    version: int
    score: float
    level: float
    options: int
    seconds: float | None
    at: float


def train(now: datetime, *, promote: bool = True) -> Report:
    """Fit, judge and, where something is better, put it in place; with ``promote`` off nothing is changed but one stored row."""
    name = artefacts.active_hash()
    active, rows = artefacts.bundle(name), list(answers())
    parts: dict[str, dict[str, Any]] = {}
    found = _seconds(_memory(_tracing(active, rows, parts), rows, parts), rows, parts)
    if found == active:
        return Report(name, name, promoted=False, answers=len(rows), parts=parts)
    new = artefacts.store(found, now, {"answers": len(rows), "parts": parts, "before": name})
    if promote:
        artefacts.activate(new, now)
    return Report(new, name, promoted=promote, answers=len(rows), parts=parts)


def answers() -> Iterator[Row]:
    """Yield all graded answers about a skill, in order of arrival; what was simulated for a demo teaches nothing."""
    for row in fetch(_ANSWERS):
        yield Row(*[*row[:-1], read_moment(row[-1]).timestamp()])


def _tracing(active: Bundle, rows: list[Row], parts: dict[str, dict[str, Any]]) -> Bundle:
    """Fit filter and levels; they pass where they foresee later answers better by more than one standard error."""
    import numpy as np

    if len(rows) < LEAST_ANSWERS:
        parts["tracing"] = {"kept": False, "reason": f"{len(rows)} answers, {LEAST_ANSWERS} are needed"}
        return active
    experts = {row.question: row.level for row in rows} | catalog.levels(question_ids={row.question for row in rows})
    groups = people.groups(person_ids={row.person for row in rows})
    every, options, order = _columns(rows, groups)
    later = order >= round(len(rows) * (1 - LATER))
    fitted = filters.fit(every.take(~later), active.tracing, experts=experts, options=options[~later])
    expert = [experts[number] for number in every.question.tolist()]
    before = _foreseen(every, options, active, expert)
    proposal = _proposed(active, fitted, every)
    after = _foreseen(every, options, proposal, expert)
    figures = _judged(every, before, after, later)
    parts["tracing"] = figures
    if not figures["kept"]:
        return active
    whole = filters.fit(every, active.tracing, experts=experts, options=options)
    found = _proposed(active, whole, every)
    return found if all(np.isfinite(list(found.levels.values()))) else active


def _columns(rows: list[Row], groups: Mapping[int, str]) -> "tuple[Answers, NDArray[np.int64], NDArray[np.int64]]":
    """Return answers in columns, with the number of options and the place in order of arrival of each."""
    import numpy as np

    given = [(row.person, Answer(row.question, (row.skill,), row.score, row.at / DAY)) for row in rows]
    every = columns(given, [groups.get(row.person, "") for row in rows], timed=True)
    order = np.argsort(np.array([row.person for row in rows], np.int64), kind="stable")
    return every, np.array([rows[place].options for place in order], np.int64), order


def _proposed(active: Bundle, fitted: filters.Fitted, every: Answers) -> Bundle:
    found = dict(zip(every.question.tolist(), fitted.levels.many(every).tolist(), strict=True))
    return replace(active, tracing=fitted.params, levels={**active.levels, **found})


def _foreseen(every: Answers, options: "NDArray[np.int64]", bundle: Bundle, expert: list[float]) -> "Floats":
    import numpy as np

    pairs = zip(every.question.tolist(), expert, strict=True)
    level = np.array([bundle.levels.get(question, said) for question, said in pairs])
    return filters.foresee(every, level, options, bundle.tracing)


def _judged(every: Answers, before: "Floats", after: "Floats", later: "NDArray[np.bool_]") -> dict[str, Any]:
    """Compare two sets of predictions on the later answers, over all and in every group that is large enough."""
    import numpy as np

    outcome, old, new = every.score[later], before[later], after[later]
    gain = _losses(old, outcome) - _losses(new, outcome)
    _, place = np.unique(every.learner[later], return_inverse=True)
    sums = np.bincount(place, gain - gain.mean())
    error = float(np.sqrt(np.sum(sums**2))) / len(gain)
    figures: dict[str, Any] = {
        "later": len(gain),
        "log_loss": {"active": measure.log_loss(outcome, old), "fitted": measure.log_loss(outcome, new)},
        "ece": {"active": measure.ece(outcome, old), "fitted": measure.ece(outcome, new)},
        "gain": float(gain.mean()),
        "standard_error": error,
        "groups": _by_group(every, later, old, new),
    }
    worse = [name for name, one in figures["groups"].items() if one["fitted"] > one["active"] + WORSE_FOR_A_GROUP]
    if gain.mean() <= error:
        reason = "later answers are not foreseen better by more than one standard error"
    elif worse:
        reason = f"it is less well calibrated for: {', '.join(worse)}"
    else:
        reason = "later answers are foreseen better"
    return {"kept": bool(gain.mean() > error and not worse), "reason": reason, **figures}


def _by_group(every: Answers, later: "NDArray[np.bool_]", old: "Floats", new: "Floats") -> dict[str, dict[str, float]]:
    import numpy as np

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


def _losses(p: "Floats", y: "Floats") -> "Floats":
    import numpy as np

    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.asarray(-(y * np.log(p) + (1 - y) * np.log(1 - p)))


def _memory(active: Bundle, rows: list[Row], parts: dict[str, dict[str, Any]]) -> Bundle:
    """Refit memory behind the gate of the engine: on later reviews better than the defaults and than a constant."""
    numbers: dict[tuple[int, int], int] = {}
    reviews = [
        Review(
            numbers.setdefault((row.person, row.question), len(numbers)),
            rating(row.score, row.seconds, active.seconds.get(row.version)),
            row.at,
        )
        for row in rows
    ]
    fitted, report = fitting.fit(reviews, active.memory)
    kept = report.kept not in (fitting.DEFAULT, fitting.BASE) and fitted != active.memory
    parts["memory"] = {"kept": kept, **report.as_dict(), "chosen": report.kept}
    parts["memory"]["kept"] = kept
    return replace(active, memory=fitted) if kept else active


def _seconds(active: Bundle, rows: list[Row], parts: dict[str, dict[str, Any]]) -> Bundle:
    """Take the usual time of each wording: the median, where it was answered often enough."""
    taken: dict[int, list[float]] = {}
    for row in rows:
        if row.seconds is not None:
            taken.setdefault(row.version, []).append(row.seconds)
    usual = {version: round(median(times), 1) for version, times in taken.items() if len(times) >= OF_A_WORDING}
    parts["seconds"] = {"kept": bool(usual) and {**active.seconds, **usual} != active.seconds, "wordings": len(usual)}
    return replace(active, seconds={**active.seconds, **usual}) if usual else active
