"""Projects: work that needs skills. Anybody makes one for themselves, a manager one for their reports; its members see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from wayfare.audit import api as audit
from wayfare.core.errors import Invalid, NotAllowed, NotFound
from wayfare.core.versions import bump
from wayfare.paths import rules
from wayfare.paths.models import Project, ProjectMember, ProjectSkill
from wayfare.people import api as people
from wayfare.skills import api as skills

_SHOWN = 200
_WHOLE = Project.objects.select_related("made_by").prefetch_related("members__person", "skills__skill")


@dataclass(frozen=True, slots=True)
class Needed:
    """That a project needs a skill: level and importance from 1 to 5."""

    skill_id: int
    level: float = rules.USUAL_LEVEL
    importance: float = rules.USUAL_IMPORTANCE


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project as its maker describes it. ``members`` are ids of people; left empty, it is the maker alone."""

    title: str
    starts_on: date
    ends_on: date
    skills: Sequence[Needed]
    members: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as its maker and its members see it. ``state`` is planned, current or ended; names go with ids."""

    id: int
    title: str
    starts_on: date
    ends_on: date
    state: str
    made_by: tuple[int, str]
    members: tuple[tuple[int, str], ...]
    skills: tuple[tuple[Needed, str], ...]
    made_at: datetime


def add_project(*, by: int, draft: ProjectDraft, now: datetime) -> ProjectView:
    """Make a project for oneself, or for oneself and one's reports, and return it.

    Raises NotFound for unknown skills, NotAllowed for members who are neither oneself nor one's reports, Invalid and BadDate
    for what breaks a rule, and TooMany.
    """
    maker = people.person(person_id=by)
    day = rules.today(now, maker.time_zone)
    rules.period(draft.starts_on, draft.ends_on, day)
    members, needs = _members(by, draft.members), _needs(draft.skills)
    title = rules.text(draft.title, "title")
    with transaction.atomic():
        _bump(members | {by})
        if Project.objects.filter(made_by=by, ended_at=None, ends_on__gte=day).count() >= rules.MOST_PROJECTS:
            raise rules.TooMany(f"You have {rules.MOST_PROJECTS} projects going on.", advice="End one first.")
        row = Project.objects.create(
            made_by_id=by, title=title, starts_on=draft.starts_on, ends_on=draft.ends_on, made_at=now
        )
        _write(row, needs, members)
        _note(row, "project made", by, members, now)
    return _view(_whole(row.pk), day)


def change_project(*, project_id: int, by: int, draft: ProjectDraft, now: datetime) -> ProjectView:
    """Put a new description in the place of a project's old one; the same again changes nothing.

    Raises NotFound unless ``by`` made it and it goes on, and what ``add_project`` raises: a member who is no longer one's
    report has to be left out.
    """
    day = rules.today(now, people.person(person_id=by).time_zone)
    members, needs, title = _members(by, draft.members), _needs(draft.skills), rules.text(draft.title, "title")
    with transaction.atomic():
        row = _made(project_id, by, day)
        before, old = _ids(row), _view(_whole(project_id), day)
        rules.period(draft.starts_on, draft.ends_on, day, (row.starts_on, row.ends_on))
        row.title, row.starts_on, row.ends_on = title, draft.starts_on, draft.ends_on
        if (_head(old), before) != (_head(row), members) or {need for need, _ in old.skills} != set(needs):
            _bump(members | before | {by})
            row.save(update_fields=["title", "starts_on", "ends_on"])
            _write(row, needs, members)
            _note(row, "project changed", by, members | before, now)
    return _view(_whole(project_id), day)


def end_project(*, project_id: int, by: int, now: datetime) -> ProjectView:
    """End a project at once; it needs nothing from now on. Raises NotFound unless ``by`` made it and it goes on."""
    day = rules.today(now, people.person(person_id=by).time_zone)
    with transaction.atomic():
        row = _made(project_id, by, day)
        members = _ids(row)
        _bump(members | {by})
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        _note(row, "project ended", by, members, now)
    return _view(_whole(project_id), day)


def project(*, project_id: int, person_id: int, now: datetime) -> ProjectView:
    """Return a project to its maker and its members. Raises NotFound to everybody else."""
    day = rules.today(now, people.person(person_id=person_id).time_zone)
    row = _seen_by(person_id).filter(id=project_id).first()
    if row is None:
        raise _nothing(project_id)
    return _view(row, day)


def projects(*, person_id: int, now: datetime) -> list[ProjectView]:
    """Return the projects that somebody made or works on, the last to end first; at most two hundred."""
    day = rules.today(now, people.person(person_id=person_id).time_zone)
    return [_view(row, day) for row in _seen_by(person_id).order_by("-ends_on", "-id")[:_SHOWN]]


def _seen_by(person_id: int) -> QuerySet[Project]:
    own = ProjectMember.objects.filter(person_id=person_id).values("project_id")
    return _WHOLE.filter(Q(made_by_id=person_id) | Q(id__in=own))


def _whole(project_id: int) -> Project:
    return _WHOLE.get(id=project_id)


def _made(project_id: int, by: int, day: date) -> Project:
    """Return a project that goes on to the one who made it, and lock it."""
    rows = Project.objects.select_for_update().filter(made_by_id=by, ended_at=None, ends_on__gte=day)
    row = rows.filter(id=project_id).first()
    if row is None:
        raise _nothing(project_id)
    return row


def _nothing(project_id: int) -> NotFound:
    return NotFound("There is no such project.", advice="Only its maker changes a project.", project=project_id)


def _members(by: int, given: Sequence[int]) -> set[int]:
    """Return who works on a project. Raises NotAllowed for somebody who is neither its maker nor their report."""
    members = set(given) or {by}
    if len(members) > rules.MOST_MEMBERS:
        raise Invalid(f"A project has at most {rules.MOST_MEMBERS} members.", field="members")
    others = members - {by}
    if others:
        others -= {one.id for one in people.reports(person_id=by)}
    if others:
        raise NotAllowed("You can make projects for yourself and for those who report to you.", members=sorted(others))
    return members


def _needs(given: Sequence[Needed]) -> list[Needed]:
    """Return what a project needs. Raises Invalid for none, too many or one twice, NotFound for an unknown skill."""
    if not 1 <= len(given) <= rules.MOST_SKILLS:
        raise Invalid(f"A project needs one to {rules.MOST_SKILLS} skills.", field="skills")
    ids = [need.skill_id for need in given]
    if len(set(ids)) < len(ids):
        raise Invalid("A skill stands there twice.", advice="Name each skill once.", field="skills")
    if missing := sorted(set(ids) - skills.named(skill_ids=ids).keys()):
        raise NotFound("There is no such skill.", skill=missing[0])
    return [
        Needed(need.skill_id, rules.on_scale(need.level, "level"), rules.on_scale(need.importance, "importance"))
        for need in given
    ]


def _bump(person_ids: set[int]) -> None:
    for person_id in sorted(
        person_ids
    ):  # in one order, so that two who write about the same people cannot block each other
        bump(person_id)


def _write(row: Project, needs: Sequence[Needed], members: set[int]) -> None:
    """Put skills and members in the place of those that stood there."""
    row.skills.all().delete()
    row.members.all().delete()
    ProjectSkill.objects.bulk_create(
        ProjectSkill(project=row, skill_id=need.skill_id, level=need.level, importance=need.importance)
        for need in needs
    )
    ProjectMember.objects.bulk_create(ProjectMember(project=row, person_id=number) for number in sorted(members))


def _note(row: Project, verb: str, by: int, members: set[int], now: datetime) -> None:
    """Write down what somebody did where it concerns others."""
    if others := sorted(members - {by}):
        audit.note_act(actor_id=by, verb=verb, subject=f"project:{row.pk}", now=now, members=others)


def _ids(row: Project) -> set[int]:
    return {member.person_id for member in row.members.all()}


def _head(row: Project | ProjectView) -> tuple[object, ...]:
    return row.title, row.starts_on, row.ends_on


def _view(row: Project, day: date) -> ProjectView:
    needs = sorted(row.skills.all(), key=lambda need: (-need.importance, need.pk))
    members = sorted(row.members.all(), key=lambda member: member.pk)
    return ProjectView(
        id=row.pk,
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=_state(row, day),
        made_by=(row.made_by_id, row.made_by.name),
        members=tuple((member.person_id, member.person.name) for member in members),
        skills=tuple((Needed(need.skill_id, need.level, need.importance), need.skill.name) for need in needs),
        made_at=row.made_at,
    )


def _state(row: Project, day: date) -> str:
    if row.ended_at is not None or row.ends_on < day:
        return "ended"
    return "planned" if row.starts_on > day else "current"
