"""All skills of a role at once: a question about one of them says something about those it builds on and leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wayfare.catalog.api import Askable
from wayfare.engine.placement import role
from wayfare.engine.placement.answers import Outcome, Verdict
from wayfare.engine.placement.graph import build
from wayfare.learner.placing.protocol import Bank, Exposures, Found, Next

if TYPE_CHECKING:
    from wayfare.engine.placement.particles import Plan

Edges = tuple[tuple[int, tuple[int, ...]], ...]
CANNOT = 0.15
PARAMS = role.Params()


@dataclass(frozen=True, slots=True)
class RoleTest:
    """A placement over skills, each at the level that is wanted; ``versions`` are the questions that were put."""

    wanted: tuple[tuple[int, float], ...]
    before: Edges
    state: role.State
    versions: tuple[int, ...] = ()

    def skills(self) -> list[int]:
        """Return the skills whose questions may be asked."""
        return [skill for skill, _ in self.wanted]

    def next(self, bank: Bank, exposures: Exposures) -> Next | None:
        """Return the question that tells most about all skills, of those that there are questions about."""
        left = {skill: self._nearest(bank.get(skill, ()), level, exposures) for skill, level in self.wanted}
        among = frozenset(place for place, (skill, _) in enumerate(self.wanted) if left[skill] is not None)
        asked = role.ask(self._placement(), among)
        if asked is None:
            return None
        skill = self.wanted[asked.skill][0]
        question = left[skill]
        return None if question is None else Next(question.version_id, skill, asked.why)

    def _nearest(self, questions: Sequence[Askable], level: float, exposures: Exposures) -> Askable | None:
        """Return the question nearest to a level; of those alike the one that was put least."""
        fresh = [one for one in questions if one.version_id not in self.versions]
        return min(
            fresh,
            key=lambda one: (abs(one.level - level), exposures.get(one.version_id, 0.0), one.version_id),
            default=None,
        )

    def answered(self, question: Askable, outcome: Outcome) -> "RoleTest":
        """Return the placement after an answer."""
        place = self.skills().index(question.skill_id)
        state = replace(self.state, answers=(*self.state.answers, (place, outcome)))
        return replace(self, state=state, versions=(*self.versions, question.version_id))

    def found(self) -> list[Found]:
        """Return what is known by now: of few skills enough to skip them, and none before the first answer."""
        chances = role.chances(self._placement())
        skips = role.skips(chances, PARAMS) if self.state.answers else frozenset()
        asked = {place for place, _ in self.state.answers}
        return [
            Found(skill, level, chances[place], _verdict(place in skips, chances[place], bool(asked)), place in asked)
            for place, (skill, level) in enumerate(self.wanted)
        ]

    def count(self) -> int:
        """Return how many questions were answered."""
        return len(self.versions)

    def as_dict(self) -> dict[str, Any]:
        """Return the placement as plain values."""
        return {
            "wanted": [list(pair) for pair in self.wanted],
            "before": [[skill, list(others)] for skill, others in self.before],
            "versions": list(self.versions),
            **self.state.as_dict(),
        }

    def _placement(self) -> role.Placement:
        return _stands(tuple(self.skills()), self.before, self.state)


def begin(wanted: Sequence[tuple[int, float]], prerequisites: Mapping[int, Sequence[int]], seed: int) -> RoleTest:
    """Return a placement over skills, each at a level. Raises graph.Cycle where prerequisites form one."""
    skills = {skill for skill, _ in wanted}
    before = tuple(
        (skill, tuple(sorted(skills.intersection(prerequisites.get(skill, ()))))) for skill, _ in sorted(wanted)
    )
    found = RoleTest(tuple(sorted(wanted)), before, role.State(seed))
    _plan(tuple(found.skills()), before)
    return found


def resume(kept: Mapping[str, Any]) -> RoleTest:
    """Return the placement that was kept."""
    return RoleTest(
        wanted=tuple((int(skill), float(level)) for skill, level in kept["wanted"]),
        before=tuple((int(skill), tuple(others)) for skill, others in kept["before"]),
        state=role.State.from_dict(kept),
        versions=tuple(kept["versions"]),
    )


def _verdict(skip: bool, chance: float, begun: bool) -> Verdict:
    if skip:
        return Verdict.YES
    return Verdict.NO if begun and chance <= CANNOT else Verdict.OPEN


@lru_cache(maxsize=128)
def _stands(skills: tuple[int, ...], before: Edges, state: role.State) -> role.Placement:
    """Return the placement as it stands after some answers: what ``role.resume`` gives, one answer on from the last time."""
    if not state.answers:
        return role.start(_plan(skills, before), state.seed, PARAMS)
    earlier = _stands(skills, before, replace(state, answers=state.answers[:-1]))
    return role.answer(earlier, *state.answers[-1])


@lru_cache(maxsize=64)
def _plan(skills: tuple[int, ...], before: Edges) -> "Plan":
    return role.plan(build(skills, dict(before)))
