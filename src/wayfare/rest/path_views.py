"""From what the room paths returns to what goes over the wire, and back."""

from typing import cast

from wayfare.paths import api as paths
from wayfare.paths.api import GoalView, Needed, ProjectDraft, ProjectView
from wayfare.rest import path_schemas as wire
from wayfare.rest.schemas import SkillName
from wayfare.rest.skill_schemas import Named
from wayfare.skills import api as skills


def goal(row: GoalView) -> wire.Goal:
    """Return a goal."""
    return wire.Goal(
        id=row.id,
        title=row.title,
        skill=None if row.skill_id is None else SkillName(id=row.skill_id, name=row.skill),
        role=None if row.role_id is None else wire.RoleName(id=row.role_id, title=row.role),
        text=row.text,
        level=row.level,
        importance=row.importance,
        deadline=row.deadline,
        state=cast("wire.GoalState", row.state),
        made_at=row.made_at,
        settled_at=row.settled_at,
    )


def project(row: ProjectView, person_id: int) -> wire.Project:
    """Return a project as a person sees it."""
    return wire.Project.model_validate(
        {
            "id": row.id,
            "title": row.title,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "state": row.state,
            "made_by": _named(row.made_by),
            "mine": row.made_by[0] == person_id,
            "members": [_named(one) for one in row.members],
            "skills": [
                {"skill": need.skill_id, "name": name, "level": need.level, "importance": need.importance}
                for need, name in row.skills
            ],
            "made_at": row.made_at,
        }
    )


def _named(one: tuple[int, str]) -> Named:
    return Named(id=one[0], name=one[1])


def draft(given: wire.ProjectBody) -> ProjectDraft:
    """Return a project as its maker described it."""
    return ProjectDraft(
        title=given.title,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        skills=[Needed(need.skill, need.level, need.importance) for need in given.skills],
        members=given.members,
    )


def budget(row: paths.Budget) -> wire.Budget:
    """Return what a person has to learn with."""
    return wire.Budget(
        weekly_minutes=row.weekly_minutes, formats=list(row.formats), languages=list(row.languages), own=row.own
    )


def wanted(rows: list[paths.Wanted]) -> wire.WantedSkills:
    """Return what goals and projects ask for."""
    names = skills.named(skill_ids=[row.skill_id for row in rows])
    return wire.WantedSkills.model_validate(
        {
            "wanted": [
                {
                    "skill": SkillName(id=row.skill_id, name=names[row.skill_id].name),
                    "level": row.level,
                    "weight": row.weight,
                    "source": row.source,
                    "title": row.title,
                    "deadline": row.deadline,
                }
                for row in rows
            ]
        }
    )
