"""A placement in words: why a question is asked, how far it is, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wayfare.catalog import api as catalog
from wayfare.core.errors import Conflict, NotFound
from wayfare.engine.placement import role, single
from wayfare.engine.placement.answers import Verdict, Why
from wayfare.learner.api import PlacementView
from wayfare.people import api as people
from wayfare.skills import api as skills
from wayfare.skills.api import SkillView
from wayfare.web import texts

KINDS = ("skill", "item", "role")
SITTING = 12
"""So many questions are enough at once; after them a pause is offered."""
OF_A_TEST, OF_A_ROLE = single.Params().most, role.Params().most


@dataclass(frozen=True, slots=True)
class Subject:
    """What a placement is about: its name, and the skills in question."""

    kind: str
    id: int
    name: str
    skill_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one skill, in words."""

    skill: SkillView
    level: float
    chance: float
    asked: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: what can be skipped from now on, what is still ahead, and what is not clear."""

    can: Sequence[Finding]
    ahead: Sequence[Finding]
    unclear: Sequence[Finding]

    def all(self) -> list[Finding]:
        """Return them in the order in which they are shown."""
        return [*self.can, *self.ahead, *self.unclear]


def subject(person_id: int, kind: str, subject_id: int) -> Subject:
    """Return what a placement is or would be about. Raises NotFound, also for a role that is not the person's."""
    if kind == "skill":
        skill = skills.skill(skill_id=subject_id)
        return Subject(kind, subject_id, skill.name, [skill.id])
    if kind == "item":
        wanted = [skill_id for skill_id, _level in catalog.taught(item_id=subject_id)]
        return Subject(kind, subject_id, catalog.item(item_id=subject_id).title, list(dict.fromkeys(wanted)))
    held = people.role_of(person_id=person_id)
    if kind != "role" or held is None or held.id != subject_id:
        raise NotFound(_("That is not your role."), advice=_("Settle your role first."))
    wanted = [target.skill_id for target in skills.targets(role_id=subject_id)]
    return Subject(kind, subject_id, held.title, wanted)


def most(kind: str, skill_ids: Sequence[int]) -> int:
    """Return how many questions there may be at most. ``skill_ids`` has a skill as often as it is tested."""
    bank = catalog.bank(skill_ids=list(set(skill_ids)))
    there = sum(map(len, bank.values()))
    return min(there, OF_A_ROLE if kind == "role" else OF_A_TEST * len(skill_ids))


def wanted(person_id: int, skill_id: int) -> float | None:
    """Return the level that a person's role needs of a skill, or None."""
    held = people.role_of(person_id=person_id)
    targets = skills.targets(role_id=held.id) if held is not None and held.state != "proposed" else []
    return next((target.level for target in targets if target.skill_id == skill_id), None)


def pause(view: PlacementView) -> bool:
    """Say whether this is a good moment to stop: a sitting is full, and there is more to come."""
    return view.ended_at is None and view.answers > 0 and view.answers % SITTING == 0


def why(reason: Why, skill: str) -> str:
    """Say why a question is asked; an empty text for a code that is not known here."""
    values = reason.values
    sentence = {
        "first-look": _(
            "A first look: we hold it %(chance)s likely that you are at level %(wanted)s in %(skill)s, and hardly any "
            "other question tells more about it."
        ),
        "decides-level": _(
            "It is not clear yet whether you are at level %(wanted)s in %(skill)s: %(chance)s by now. Few other "
            "questions would decide it sooner."
        ),
        "narrows-level": _(
            "It narrows down your level in %(skill)s: about %(mean)s by now, give or take %(sd)s. Few other questions "
            "would do that better."
        ),
        "tells-about-others": _(
            "More than half of what your answer tells is about other skills of your role that are learned before or "
            "after %(skill)s, so one question stands for several."
        ),
        "not-sure-yet": _(
            "It is not clear yet whether you can do %(skill)s at the level your role needs: %(chance)s by now. Your "
            "answer tells mostly about this very skill."
        ),
    }.get(reason.code, "")
    return sentence % {"skill": skill, **_numbers(values)}


def _numbers(values: Mapping[str, float]) -> dict[str, str]:
    """Return the numbers of a reason as they are said."""
    return {
        "chance": texts.chance(values.get("before", 0.0)),
        "wanted": texts.level(values.get("wanted", 0.0)),
        "mean": texts.halves(values.get("mean", 0.0)),
        "sd": texts.number(values.get("sd", 0.0), 1),
    }


def findings(view: PlacementView) -> Findings:
    """Return what a placement has found out so far, what was asked about first."""
    names = skills.named(skill_ids=[one.skill_id for one in view.found])
    ordered = sorted((one for one in view.found if one.skill_id in names), key=lambda one: not one.asked)
    by = {
        verdict: [
            Finding(names[one.skill_id], one.level, one.chance, one.asked) for one in ordered if one.verdict is verdict
        ]
        for verdict in Verdict
    }
    return Findings(by[Verdict.YES], by[Verdict.NO], by[Verdict.OPEN])


def refusal(error: Conflict) -> str:
    """Return why a placement cannot begin, as one text."""
    return f"{error.message} {error.next}".strip()
