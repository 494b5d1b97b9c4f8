"""What is believed about somebody: as it is stored, and as replaying the evidence rebuilds it."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from wayfare.engine.tracing import gaussian
from wayfare.engine.types import Gaussian, LearnerState
from wayfare.learner import artefacts, memory, predictors, priors, rows, rules
from wayfare.learner.models import Evidence, Learner
from wayfare.learner.rules import days
from wayfare.people import api as people
from wayfare.people.api import RoleView


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All beliefs about one person at one moment, on the level scale.

    ``answers`` counts the answers for each skill with any evidence; what is believed about other skills comes from the role
    alone.
    """

    person_id: int
    n: int
    artefact: str
    state: LearnerState
    answers: dict[int, int]

    def belief(self, skill_id: int) -> Gaussian:
        """Return mean and variance of the person's level in a skill."""
        return gaussian.belief(self.state, skill_id, artefacts.params(self.artefact))

    def at_least(self, skill_id: int, level: float) -> float:
        """Return P(level of the person in the skill ≥ ``level``)."""
        return gaussian.at_least(self.belief(skill_id), level)


def active_artefact() -> str:
    """Return the hash of the parameters that beliefs are computed with now."""
    return artefacts.active_hash()


def snapshot(*, person_id: int, artefact: str = "", roles: Sequence[RoleView] | None = None) -> Snapshot:
    """Return everything believed about a person now. Somebody unknown gets the prior.

    ``artefact`` is the active one and ``roles`` are the person's, where they are known.
    """
    artefact = artefact or artefacts.active_hash()
    learner, states = rows.states(person_id)
    params = artefacts.params(artefact)
    n, ability = learner or (0, gaussian.start(params).ability)
    known = {skill: Gaussian(mean, variance) for skill, mean, variance, _ in states}
    assumed = priors.assumed(people.roles_of(person_id=person_id) if roles is None else roles, artefact)
    return Snapshot(
        person_id=person_id,
        n=n,
        artefact=artefact,
        state=LearnerState(ability, {**assumed, **known}),
        answers={skill: answers for skill, _, _, answers in states},
    )


def replay(*, person_id: int, artefact: str | None = None) -> Snapshot:
    """Rebuild a person's beliefs from the evidence alone, in order of arrival.

    Each row is applied with the parameters it names, or all of them with ``artefact``: then a question counts at the level that
    those parameters give it, where they have one.
    """
    return _replay(person_id, artefact)[0]


def _replay(person_id: int, artefact: str | None, seen: "Foreseen | None" = None) -> tuple[Snapshot, memory.Cards]:
    """Return the beliefs and the cards that evidence gives; ``seen`` adds up how well each answer was foreseen."""
    rows_ = Evidence.objects.filter(person_id=person_id).order_by("id")
    first = rows_.values_list("artefact", flat=True).first() or artefacts.active_hash()
    state, cards, n = gaussian.start(artefacts.params(artefact or first)), memory.Cards(), 0
    changed: dict[int, datetime] = {}
    answers: dict[int, int] = {}
    for row in rows_.iterator():
        n = row.id
        if row.skill_id is None or row.level is None:
            continue
        bundle = artefacts.bundle(artefact or row.artefact)
        if row.prior is not None:
            state = gaussian.with_prior(state, row.skill_id, row.prior, bundle.tracing)
        elif row.skill_id in changed:
            passed = days(changed[row.skill_id], row.received_at)
            state = gaussian.widen(state, row.skill_id, passed, bundle.tracing)
        level = bundle.levels.get(row.question_id or 0, row.level) if artefact else row.level
        if seen is not None and row.question_id is not None:
            seen.add(gaussian.predict(state, row.skill_id, level, row.options, bundle.tracing), row.score)
        for attempt in rules.attempts(row.skill_id, level, row.options, row.score, row.source):
            state = gaussian.update(state, attempt, bundle.tracing)
        changed[row.skill_id] = row.received_at.astimezone(UTC)
        answers[row.skill_id] = answers.get(row.skill_id, 0) + (row.question_id is not None)
        cards |= _remembered(row, cards, bundle)
    return Snapshot(person_id, n, artefact or artefacts.active_hash(), state, answers), cards


def _remembered(row: Evidence, cards: memory.Cards, bundle: artefacts.Bundle) -> memory.Cards:
    """Return the cards that a row of evidence changed; what people say and what was inferred is no retrieval."""
    if row.question_id is None or row.question_version_id is None or row.skill_id is None:
        return {}
    return memory.answered(
        cards,
        bundle,
        row.skill_id,
        row.question_id,
        row.question_version_id,
        row.score,
        row.seconds,
        row.received_at.astimezone(UTC),
    )


def everyone() -> list[int]:
    """Return the ids of all people with evidence."""
    return list(Learner.objects.filter(n__gt=0).order_by("person_id").values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Rescored:
    """How far other parameters would move the estimates of some people; distances in levels."""

    people: int
    estimates: int
    mean_distance: float
    largest_distance: float
    log_loss: tuple[float, float] | None


def rescored(*, person_ids: Sequence[int], artefact: str) -> Rescored:
    """Replay people under other parameters, and compare with the ones that were used. Changes nothing. Raises NotFound.

    ``log_loss`` is that of foreseeing each answer, as it was and under the other parameters, in nats; None without answers.
    """
    distances: list[float] = []
    used, other = Foreseen(), Foreseen()
    for person_id in person_ids:
        (was, _), (would, _) = _replay(person_id, None, used), _replay(person_id, artefact, other)
        distances += [abs(was.belief(skill).mean - would.belief(skill).mean) for skill in was.answers]
    count = len(distances)
    return Rescored(
        people=len(person_ids),
        estimates=count,
        mean_distance=sum(distances) / count if count else 0.0,
        largest_distance=max(distances, default=0.0),
        log_loss=(used.mean(), other.mean()) if used.answers else None,
    )


@dataclass(slots=True)
class Foreseen:
    """The loss of foreseeing answers, added up."""

    answers: int = 0
    loss: float = 0.0

    def add(self, p: float, score: float) -> None:
        """Add one answer that was right with probability ``p``."""
        self.answers += 1
        self.loss -= score * math.log(p) + (1 - score) * math.log(1 - p)

    def mean(self) -> float:
        """Return the mean loss in nats."""
        return self.loss / self.answers if self.answers else 0.0


def matches_replay(*, person_id: int) -> bool:
    """Say whether a person's stored beliefs are what replaying their evidence gives."""
    stored, (rebuilt, cards) = snapshot(person_id=person_id), _replay(person_id, None)
    if stored.answers != rebuilt.answers or stored.n != rebuilt.n:
        return False
    if not _same_cards(memory.everything(person_id), cards):
        return False
    name = artefacts.bundle(stored.artefact).predictor
    if name and predictors.state(person_id, name) != predictors.replayed(person_id, name):
        return False
    pairs = [(stored.state.ability, rebuilt.state.ability)]
    pairs += [(stored.state.skills[skill], rebuilt.state.skills[skill]) for skill in stored.answers]
    return all(abs(a.mean - b.mean) < 1e-9 and abs(a.variance - b.variance) < 1e-9 for a, b in pairs)


def _same_cards(stored: memory.Cards, rebuilt: memory.Cards) -> bool:
    return stored.keys() == rebuilt.keys() and all(
        math.isclose(one, other, rel_tol=1e-9)
        for key in stored
        for one, other in zip(astuple(stored[key]), astuple(rebuilt[key]), strict=True)
    )


def artefact_problems() -> tuple[list[str], list[str]]:
    """Return the hashes of parameters that are damaged, and of those that evidence names and that are missing."""
    return artefacts.damaged(), artefacts.missing()
