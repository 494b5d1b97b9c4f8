"""What is said about a pick: the term that put it there, in a sentence."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from wayfare.catalog.api import ItemView
from wayfare.engine.types import Ranked, Term
from wayfare.learner.api import Snapshot
from wayfare.people.api import RoleView
from wayfare.recommend.views import Pick
from wayfare.skills.api import SkillView

UNSURE = 0.78
"""Levels of standard deviation from which on the band that holds eight in ten is wider than two levels."""


def draft(row: Ranked, item: ItemView, names: Mapping[int, SkillView], role: str, snapshot: Snapshot) -> Pick:
    """Return a pick that has no decision yet; ``role`` is the title of the role that asks for its skill."""
    top = max(row.terms, key=lambda term: term.value)
    return Pick(
        item=row.item,
        title=item.title,
        kind=item.kind,
        provider=item.provider,
        url=item.url,
        score=row.score,
        minutes=row.minutes,
        skill=names[row.skill].name,
        skill_id=row.skill,
        level=item.level,
        reason=sentence(top, names, role, snapshot),
        personal=bool(snapshot.answers),
        decision=0,
        terms=[
            {"name": term.name, "value": term.value, "evidence": {"skill": names[term.skill].name, **term.evidence}}
            for term in row.terms
        ],
        factors=dict(row.factors),
        segments=list(row.stretches),
    )


def sentence(top: Term, names: Mapping[int, SkillView], role: str, snapshot: Snapshot) -> str:
    """Say why, as a good colleague would: the need, and how far the person is as far as we know."""
    if top.evidence["source"] == "fit":
        fits = _("Your job is about %(words)s, and so is this.") % {"words": top.evidence["words"]}
        need = replace(top, evidence={**top.evidence, "source": top.evidence["need"]})
        return f"{fits} {sentence(need, names, role, snapshot)}"
    skill = names[top.skill].name
    target = f"{float(top.evidence['target']):.2g}"
    said = {"skill": skill, "role": role}
    if top.evidence["source"] == "prerequisite":
        return _("%(skill)s comes before other skills of your role %(role)s.") % said
    if top.evidence["source"] == "starter":
        return _("Not personal yet: your professional group needs %(skill)s, by way of the role %(role)s.") % said
    if top.evidence["source"] == "group":
        return _("Beside your role, your professional group needs %(skill)s, by way of the role %(role)s.") % said
    if top.skill not in snapshot.answers:
        return _("Your role %(role)s needs %(skill)s at level %(target)s. We do not know your level yet.") % {
            **said,
            "target": target,
        }
    said |= {"target": target, "level": halves(float(top.evidence["mean"]))}
    if float(top.evidence["sd"]) > UNSURE:
        return (
            _(
                "Your role %(role)s needs %(skill)s at level %(target)s. You may be at about %(level)s; we are not sure yet."
            )
            % said
        )
    return _("Your role %(role)s needs %(skill)s at level %(target)s. You are at about %(level)s.") % said


def halves(level: float) -> str:
    """Return a level of the scale from 1 to 5 rounded to halves, as people read it: 2½."""
    doubled = round(min(5.0, max(1.0, level)) * 2)
    return f"{doubled // 2}½" if doubled % 2 else str(doubled // 2)


def nothing(role: RoleView | None) -> str:
    """Say why there is nothing to offer, and what would change it."""
    if role is None:
        return _("We do not know your role yet. Tell us, and the first picks are there at once.")
    if role.state == "proposed":
        return _("We think your role is %(role)s. Confirm it, and the first picks are there at once.") % {
            "role": role.title
        }
    return _("Nothing in the catalogue teaches what your role needs and you do not know yet.")
