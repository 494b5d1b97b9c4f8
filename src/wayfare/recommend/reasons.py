"""What is said about a pick: the term that put it there, in a sentence."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from wayfare.catalog.api import Entry
from wayfare.engine.ranking.gain import FIT
from wayfare.engine.ranking.listing import Slot
from wayfare.engine.types import Term
from wayfare.learner.api import Snapshot
from wayfare.people.api import RoleView
from wayfare.recommend.views import Pick, Without
from wayfare.skills.api import SkillView

UNSURE = 0.78
"""Levels of standard deviation from which on the band that holds eight in ten is wider than two levels."""


def draft(
    slot: Slot, item: Entry, names: Mapping[int, SkillView], askers: Mapping[str, str], snapshot: Snapshot
) -> Pick:
    """Return a pick that has no decision yet; ``askers`` names by term the role, goal or project behind it."""
    row = slot.ranked
    top = max(row.terms, key=lambda term: term.value)
    return Pick(
        item=row.item,
        title=item.title,
        kind=item.kind,
        provider=item.provider,
        url=item.url,
        score=row.score,
        minutes=row.minutes,
        skill=names[row.skill].name if row.skill else "",
        skill_id=row.skill,
        level=item.level,
        reason=sentence(top, names, askers, snapshot),
        personal=bool(snapshot.answers) and str(top.evidence["source"]) not in _NOT_PERSONAL,
        decision=0,
        terms=[
            {"name": term.name, "value": term.value, "evidence": _evidence(term, names, askers)} for term in row.terms
        ],
        factors=dict(row.factors),
        segments=list(row.stretches),
        drawn=slot.drawn,
        without=Without(term=slot.without.term, score=slot.without.score, rank=slot.without.rank),
    )


def _evidence(term: Term, names: Mapping[int, SkillView], askers: Mapping[str, str]) -> dict[str, object]:
    about: dict[str, object] = {"skill": names[term.skill].name} if term.skill else {}
    asker: dict[str, object] = {"asker": askers[term.name]} if term.name in askers else {}
    return {**about, **asker, **term.evidence}


def sentence(top: Term, names: Mapping[int, SkillView], askers: Mapping[str, str], snapshot: Snapshot) -> str:
    """Say why, as a good colleague would: the need, and how far the person is as far as we know."""
    source, facts = str(top.evidence["source"]), top.evidence
    if source == FIT:
        fits = _said(_FITS[bool(facts["own"])]) % {"words": facts["words"]}
        need = str(facts["need"])
        under = replace(top, name=f"{need}:{top.skill}", evidence={**facts, "source": need})
        return f"{fits} {sentence(under, names, askers, snapshot)}"
    if source == "review":
        return _said(_FADES) % {"skill": facts["fades"]}
    if not top.skill:
        return _beside_needs(facts)
    said = {
        "skill": names[top.skill].name,
        "asker": askers.get(top.name, ""),
        "target": f"{float(facts['target']):.2g}",
    }
    if source in _STARTS:
        return _said(_STARTS[source]) % said
    wants = _said(_NEEDS.get(source, _FURTHER)) % said
    if top.skill not in snapshot.answers:
        return _said(_UNKNOWN) % {"wants": wants}
    vague = float(facts["sd"]) > UNSURE
    return _said(_VAGUE if vague else _KNOWN) % {"wants": wants, "level": halves(float(facts["mean"]))}


def _said(text: str) -> str:
    """Return a sentence in the language that is active."""
    return _in(get_language() or "", text)


@lru_cache(maxsize=1_000)
def _in(language: str, text: str) -> str:
    """Return a sentence in the active ``language``; to look one up each time takes as long as all else about a pick."""
    return _(text)


_FITS = {
    True: _noop("Your job is about %(words)s, and so is this."),
    False: _noop("It speaks of %(words)s, which is close to your profession."),
}
_FADES = _noop("%(skill)s begins to fade; this is another way to see it again.")
_UNKNOWN = _noop("%(wants)s We do not know your level yet.")
_VAGUE = _noop("%(wants)s You may be at about %(level)s; we are not sure yet.")
_KNOWN = _noop("%(wants)s You are at about %(level)s.")
_STARTS = {
    "prerequisite": _noop("%(skill)s comes first: other skills that “%(asker)s” needs build on it."),
    "starter": _noop("Not personal yet: people of your professional group mostly need %(skill)s."),
    "group": _noop("Beside your role, people of your professional group mostly need %(skill)s."),
}
_NEEDS = {
    "role": _noop("Your role %(asker)s needs %(skill)s at level %(target)s."),
    "goal": _noop("Your goal “%(asker)s” needs %(skill)s at level %(target)s."),
    "project": _noop("Your project “%(asker)s” needs %(skill)s at level %(target)s."),
}
_FURTHER = _noop("%(asker)s asks for %(skill)s at level %(target)s.")


_NOT_PERSONAL = ("starter", "popular")
"""What of it is the reason does not come of anything that is known of this very person."""
_SAID_OF = {
    "post": _noop("Close to what your post is about: %(post)s."),
    "together": _noop("Goes with “%(item)s”, which you have done."),
    "next": _noop("Colleagues went on with this soon after “%(item)s”, which you have done."),
    "alike": _noop("Few here have done it yet; by what is said of it, it suits those who did “%(item)s”, as you have."),
}


def _beside_needs(facts: Mapping[str, float | str]) -> str:
    """Say what speaks for an item beside any need: the post, what others did (never who), or what an own source says."""
    many = {"num": int(float(facts.get("people", 0)))} | {
        name: facts.get(name, "") for name in ("role", "item", "post")
    }
    if (said := _SAID_OF.get(str(facts["source"]))) is not None:
        return _(said) % many
    if "says" in facts:
        return str(facts["says"])
    if many["role"]:
        return _("Not personal yet: %(num)d people in the role %(role)s have finished it.") % many
    return _("Not personal yet: %(num)d people here have finished it.") % many


def halves(level: float) -> str:
    """Return a level of the scale from 1 to 5 rounded to halves, as people read it: 2½."""
    doubled = round(min(5.0, max(1.0, level)) * 2)
    return f"{doubled // 2}½" if doubled % 2 else str(doubled // 2)


def nothing(role: RoleView | None, *, put_aside: int = 0, empty: bool = False, narrowed: bool = False) -> str:
    """Say why there is nothing to offer, and what would change it.

    ``put_aside`` counts what the person said no to; ``narrowed`` says that they set minutes, formats or languages of their own.
    """
    if empty:
        return _("The catalogue is still empty. As soon as something stands in it, your picks are there.")
    if role is None:
        return _("We do not know your role yet. Tell us, and the first picks are there at once.")
    if role.state == "proposed":
        return _("We think your role is %(role)s. Confirm it, and the first picks are there at once.") % {
            "role": role.title
        }
    if put_aside:
        return ngettext(
            "Nothing else in the catalogue teaches what your role needs and you do not know yet. You put %(num)d item aside; "
            "Settings brings it back.",
            "Nothing else in the catalogue teaches what your role needs and you do not know yet. You put %(num)d items aside; "
            "Settings brings them back.",
            put_aside,
        ) % {"num": put_aside}
    if narrowed:
        return _(
            "Nothing that your role needs, and you do not know yet, is within the minutes, formats and languages you set."
        )
    return _("Nothing is left in the catalogue that your role needs and that is new to you.")
