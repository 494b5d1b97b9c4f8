"""Small, valid things to test with. Each call with the same name returns the same row; other fields have quiet defaults.

>>> first_aid = skill("First aid")
>>> item("Bandages", teaches={first_aid: 2.0}, minutes=4)
>>> question(first_aid, level=2)
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wayfare.catalog.models import Item, ItemSkill, Question, QuestionVersion, Segment
from wayfare.core.texts import fold
from wayfare.people.models import Person, PersonRole, Role, RoleTitle, Team
from wayfare.skills.models import Edge, RoleTarget, Skill

SOURCE = "test"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def team(name: str) -> Team:
    """Return the team of this name."""
    return Team.objects.get_or_create(source=SOURCE, source_id=_slug(name), defaults={"name": name})[0]


def person(name: str, **fields: Any) -> Person:
    """Return the person of this name, ``<name>@example.org``, without a role."""
    given = {"name": name, "email": f"{_slug(name)}@example.org", "digest": "", **fields}
    return Person.objects.get_or_create(source=SOURCE, source_id=_slug(name), defaults=given)[0]


def role(title: str, *, needs: Mapping[Skill, float] | None = None, importance: float = 4.0) -> Role:
    """Return the role of this title; it needs each skill of ``needs`` at that level."""
    found, _ = Role.objects.get_or_create(
        source=SOURCE, source_id=_slug(title), defaults={"title": title, "digest": ""}
    )
    for needed, level in (needs or {}).items():
        target(found, needed, level=level, importance=importance)
    return found


def holds(who: Person, what: Role, state: str = PersonRole.State.CONFIRMED, confidence: float = 1.0) -> PersonRole:
    """Let a person hold a role."""
    return PersonRole.objects.create(person=who, role=what, state=state, confidence=confidence)


def skill(name: str, *, after: Sequence[Skill] = (), **fields: Any) -> Skill:
    """Return the skill of this name; each of ``after`` is a prerequisite of it."""
    given = {"name": name, "kind": Skill.Kind.PRACTICE, "digest": "", **fields}
    found, _ = Skill.objects.get_or_create(source=SOURCE, source_id=_slug(name), defaults=given)
    for earlier in after:
        Edge.objects.get_or_create(skill=found, other=earlier, kind=Edge.Kind.PREREQUISITE)
    return found


def target(of: Role, needed: Skill, *, level: float = 3.0, importance: float = 4.0) -> RoleTarget:
    """Let a role need a skill."""
    return RoleTarget.objects.create(role=of, skill=needed, level=level, importance=importance)


def item(title: str, *, teaches: Mapping[Skill, float] | None = None, **fields: Any) -> Item:
    """Return the item of this title; it teaches each skill of ``teaches`` up to that level."""
    given = {"kind": Item.Kind.LESSON, "title": title, "minutes": 5.0, "digest": "", **fields}
    found, _ = Item.objects.get_or_create(source=SOURCE, source_id=_slug(title), defaults=given)
    for taught, level in (teaches or {}).items():
        ItemSkill.objects.create(
            item=found,
            skill=taught,
            level=level,
            confidence=1.0,
            origin=ItemSkill.Origin.AUTHOR,
            state=ItemSkill.State.APPROVED,
            strength=1.0,
        )
    return found


def proposal(of: Item, about: Skill, **fields: Any) -> ItemSkill:
    """Propose that an item is about a skill."""
    given = {
        "level": 2.0,
        "confidence": 0.6,
        "origin": ItemSkill.Origin.TAGGER,
        "state": ItemSkill.State.PROPOSED,
        "words": f"“{about.name.lower()}”",
        "strength": 0.5,
        **fields,
    }
    return ItemSkill.objects.create(item=of, skill=about, **given)


def titled(what: Role, *titles: str) -> None:
    """Let a role be held under these titles."""
    for title in titles:
        RoleTitle.objects.create(role=what, title=title, folded=fold(title))


def segment(
    of: Item, title: str, *, about: Skill | None = None, level: float = 2.0, minutes: float = 2.0, text: str = ""
) -> Segment:
    """Return a new last segment of an item."""
    return Segment.objects.create(
        item=of,
        anchor=_slug(title),
        position=of.segments.count(),
        title=title,
        text=text or f"All about {title}.",
        skill=about,
        level=level,
        minutes=minutes,
    )


def question(
    about: Skill | None,
    *,
    level: float | None = 3.0,
    options: Sequence[str] = ("Red", "Green", "Blue", "Yellow"),
    correct: Sequence[int] = (0,),
    teaches: Segment | None = None,
    **fields: Any,
) -> QuestionVersion:
    """Return the current version of a new question; without a skill it is practice only."""
    number = Question.objects.count() + 1
    made = Question.objects.create(
        source=SOURCE,
        source_id=f"question-{number}",
        skill=about,
        level=level if about else None,
        segment=teaches,
        digest="",
    )
    given = {"stem": f"What is right in case {number}?", "explanation": "Because it is.", "digest": "", **fields}
    return QuestionVersion.objects.create(
        question=made, number=1, options=list(options), correct=list(correct), multi=len(correct) > 1, **given
    )
