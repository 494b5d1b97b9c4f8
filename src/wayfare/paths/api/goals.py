"""Goals: what somebody wants to reach. They are theirs alone: nobody else sees or changes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.versions import bump
from wayfare.paths import rules
from wayfare.paths.models import Goal
from wayfare.paths.rules import UnclearGoal
from wayfare.people import api as people
from wayfare.skills import api as skills

_State = Goal.State
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal as its owner sees it. ``level`` is None for a role; importance and level are on the scale from 1 to 5."""

    id: int
    title: str
    skill_id: int | None
    skill: str
    role_id: int | None
    role: str
    text: str
    level: float | None
    importance: float
    deadline: date | None
    state: str
    made_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a goal is about, and the level that is meant where nobody says one."""

    text: str = ""
    skill_id: int | None = None
    role_id: int | None = None


def add_goal(
    *,
    person_id: int,
    now: datetime,
    skill_id: int | None = None,
    role_id: int | None = None,
    text: str = "",
    level: float | None = None,
    importance: float = rules.USUAL_IMPORTANCE,
    deadline: date | None = None,
) -> GoalView:
    """Set a goal: a skill (at level 3 unless said otherwise), a role, or a few words that mean one skill.

    Words beside a skill or role are kept as the goal's title. The same goal again is returned and changes nothing. Raises
    NotFound for an unknown skill, role or person, UnclearGoal for words that mean no one skill (its details list what they may
    mean), Invalid and BadDate for what breaks a rule, Conflict where a different goal about the same is open, and TooMany.
    """
    who = people.person(person_id=person_id)
    subject = _subject(skill_id, role_id, text, level)
    given = {
        "text": subject.text,
        "level": None if subject.role_id else rules.on_scale(rules.USUAL_LEVEL if level is None else level, "level"),
        "importance": rules.on_scale(importance, "importance"),
        "deadline": rules.deadline(deadline, rules.today(now, who.time_zone)),
    }
    about = {"skill_id": subject.skill_id, "role_id": subject.role_id}
    row = _only(person_id, subject, given)
    if row is None:
        with transaction.atomic():
            bump(person_id)  # whoever else writes about this person waits from here on
            row = _only(person_id, subject, given) or Goal.objects.create(
                person_id=person_id, **about, **given, made_at=now
            )
    return _views([row])[0]


def _subject(skill_id: int | None, role_id: int | None, text: str, level: float | None) -> _Subject:
    if skill_id is not None and role_id is not None:
        raise Invalid("A goal is about a skill or a role, not both.", advice="Set two goals.", field="role")
    if role_id is not None and level is not None:
        raise Invalid("The levels of a role are its own.", advice="Leave the level out.", field="level")
    words = rules.text(text, "text") if text.strip() else ""
    if skill_id is not None:
        skills.skill(skill_id=skill_id)
    elif role_id is not None:
        if not people.role_titles(role_ids=[role_id]):
            raise NotFound("There is no such role.", role=role_id)
    elif words:
        skill_id = _meant(words)
    else:
        raise Invalid(
            "The goal is about nothing.", advice="Name a skill or a role, or write a few words.", field="text"
        )
    return _Subject(words, skill_id, role_id)


def _meant(words: str) -> int:
    """Return the one skill that words mean. Raises UnclearGoal with those they may mean, slips of the pen forgiven."""
    found = skills.meanings(text=words)
    if found and found[0].sure:
        return found[0].skill_id
    names = {one.skill_id: one.name for one in found}
    if not names:
        ids = skills.search(text=words, wishes={}).ids
        known = skills.named(skill_ids=set(ids))
        names = {number: known[number].name for number in ids if number in known}
    raise UnclearGoal(
        "These words may mean several skills." if names else "These words mean no skill that is known here.",
        advice="Choose one of the suggested skills." if names else "Search for a skill, and name it as it is called.",
        text=words,
        skills=[{"id": number, "name": name} for number, name in names.items()],
    )


def _only(person_id: int, subject: _Subject, given: Mapping[str, object]) -> Goal | None:
    """Return the same open goal, or None. Raises Conflict for a different one about the same, TooMany over the limit."""
    open_ones = list(Goal.objects.filter(person_id=person_id, state=_State.OPEN))
    for row in open_ones:
        if (row.skill_id, row.role_id) == (subject.skill_id, subject.role_id):
            if all(getattr(row, name) == value for name, value in given.items()):
                return row
            raise Conflict("You have a goal about this already.", advice="Change that one.", goal=row.pk)
    if len(open_ones) >= rules.MOST_GOALS:
        raise rules.TooMany(f"You have {rules.MOST_GOALS} goals open.", advice="Drop or reach one first.")
    return None


def change_goal(
    *,
    goal_id: int,
    person_id: int,
    now: datetime,
    level: float | None,
    importance: float,
    deadline: date | None,
    state: str,
) -> GoalView:
    """Change all that can change of a goal; what is the same as before changes nothing.

    Raises NotFound unless it is the person's own, Invalid and BadDate for what breaks a rule, and Conflict where it would be
    opened again beside another one about the same.
    """
    who = people.person(person_id=person_id)
    with transaction.atomic():
        row = _own(goal_id, person_id, Goal.objects.select_for_update())
        fresh = {
            "level": _level(row, level),
            "importance": rules.on_scale(importance, "importance"),
            "deadline": rules.deadline(deadline, rules.today(now, who.time_zone), row.deadline),
            "state": _state(state),
        }
        if any(getattr(row, name) != value for name, value in fresh.items()):
            bump(person_id)
            if fresh["state"] == _State.OPEN != row.state:
                _ensure_alone(row)
            if fresh["state"] != row.state:
                fresh["settled_at"] = None if fresh["state"] == _State.OPEN else now
            _save(row, fresh)
    return _views([row])[0]


def drop_goal(*, goal_id: int, person_id: int, now: datetime) -> GoalView:
    """Give a goal up; it stays in the list of what was. Doing it twice changes nothing. Raises NotFound."""
    with transaction.atomic():
        row = _own(goal_id, person_id, Goal.objects.select_for_update())
        if row.state != _State.DROPPED:
            bump(person_id)
            _save(row, {"state": _State.DROPPED, "settled_at": now})
    return _views([row])[0]


def _save(row: Goal, fresh: Mapping[str, object]) -> None:
    for name, value in fresh.items():
        setattr(row, name, value)
    row.save(update_fields=list(fresh))


def _level(row: Goal, level: float | None) -> float | None:
    if row.role_id is not None:
        if level is not None:
            raise Invalid("The levels of a role are its own.", advice="Leave the level out.", field="level")
        return None
    if level is None:
        raise Invalid("A skill is wanted at a level.", advice="Give a level from 1 to 5.", field="level")
    return rules.on_scale(level, "level")


def _state(state: str) -> str:
    if state not in _State.values:
        raise Invalid("There is no such state of a goal.", advice=f"States: {', '.join(_State.values)}.", field="state")
    return state


def _ensure_alone(row: Goal) -> None:
    others = Goal.objects.filter(person_id=row.person_id, state=_State.OPEN)
    for twin in others:
        if (twin.skill_id, twin.role_id) == (row.skill_id, row.role_id):
            raise Conflict("You have another goal about this.", advice="Change that one.", goal=twin.pk)
    if len(others) >= rules.MOST_GOALS:
        raise rules.TooMany(f"You have {rules.MOST_GOALS} goals open.", advice="Drop or reach one first.")


def goal(*, goal_id: int, person_id: int) -> GoalView:
    """Return a goal of a person. Raises NotFound where it is not theirs."""
    return _views([_own(goal_id, person_id, Goal.objects.all())])[0]


def goals(*, person_id: int) -> list[GoalView]:
    """Return somebody's goals: open ones by deadline, then the others, the last settled first; at most two hundred of each."""
    rows = Goal.objects.filter(person_id=person_id)
    current = sorted(rows.filter(state=_State.OPEN), key=lambda row: (row.deadline or date.max, row.pk))
    past = rows.exclude(state=_State.OPEN).order_by("-settled_at", "-pk")[:_SHOWN]
    return _views([*current, *past])


def _own(goal_id: int, person_id: int, rows: QuerySet[Goal]) -> Goal:
    row = rows.filter(id=goal_id, person_id=person_id).first()
    if row is None:
        raise NotFound("There is no such goal.", goal=goal_id)
    return row


def _views(rows: Iterable[Goal]) -> list[GoalView]:
    found = list(rows)
    names = skills.named(skill_ids=[row.skill_id for row in found if row.skill_id is not None])
    titles = people.role_titles(role_ids=[row.role_id for row in found if row.role_id is not None])
    return [
        _view(
            row,
            names[row.skill_id].name if row.skill_id is not None else "",
            titles[row.role_id] if row.role_id is not None else "",
        )
        for row in found
    ]


def _view(row: Goal, skill: str, role: str) -> GoalView:
    return GoalView(
        id=row.pk,
        title=row.text or skill or role,
        skill_id=row.skill_id,
        skill=skill,
        role_id=row.role_id,
        role=role,
        text=row.text,
        level=row.level,
        importance=row.importance,
        deadline=row.deadline,
        state=row.state,
        made_at=row.made_at,
        settled_at=row.settled_at,
    )
