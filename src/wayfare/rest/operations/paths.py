"""My goals, my projects, and what I have to learn with."""

from ninja import Path, Router

from wayfare.core import clock
from wayfare.core.pages import LIMIT, page
from wayfare.paths import api as paths
from wayfare.people import api as people
from wayfare.rest import path_views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.operations.me import After, Limit
from wayfare.rest.path_schemas import (
    Budget,
    BudgetBody,
    Goal,
    GoalChange,
    Goals,
    NewGoal,
    Project,
    ProjectBody,
    Projects,
    Reports,
    WantedSkills,
)
from wayfare.rest.schemas import Error, Id
from wayfare.rest.signin import Signed
from wayfare.rest.skill_schemas import Named

router = Router(tags=["paths"])
TAKEN = {409: Error}


@router.get("/me/goals", response={200: Goals, **REFUSED}, operation_id="goals", summary="My goals")
def goals(request: Signed) -> Goals:
    """Return my goals: open ones by deadline, then those I reached or dropped. Nobody else sees them."""
    return Goals(goals=[path_views.goal(row) for row in paths.goals(person_id=request.auth.id)])


@router.post(
    "/me/goals",
    response={200: Goal, **REFUSED, **ABSENT, **BAD_BODY, **TAKEN},
    operation_id="add_goal",
    summary="Set a goal",
)
def add_goal(request: Signed, given: NewGoal) -> Goal:
    """Set a goal: a skill, a role, or words that mean one skill. The same goal again changes nothing.

    Words that mean no skill, or several, are answered with the code “unclear-goal” and suggestions in the details.
    """
    made = paths.add_goal(
        person_id=request.auth.id,
        skill_id=given.skill,
        role_id=given.role,
        text=given.text,
        level=given.level,
        importance=given.importance,
        deadline=given.deadline,
        now=clock.now(),
    )
    return path_views.goal(made)


@router.get(
    "/me/goals/{goal}", response={200: Goal, **REFUSED, **ABSENT}, operation_id="goal", summary="One of my goals"
)
def goal(request: Signed, goal: Path[Id]) -> Goal:
    """Return one of my goals."""
    return path_views.goal(paths.goal(goal_id=goal, person_id=request.auth.id))


@router.post(
    "/me/goals/{goal}",
    response={200: Goal, **REFUSED, **ABSENT, **BAD_BODY, **TAKEN},
    operation_id="change_goal",
    summary="Change my goal",
)
def change_goal(request: Signed, goal: Path[Id], given: GoalChange) -> Goal:
    """Change level, importance, deadline or state of a goal of mine; what is left out stays as it is."""
    before = paths.goal(goal_id=goal, person_id=request.auth.id)
    fields = {name: getattr(before, name) for name in GoalChange.model_fields}
    fields |= {name: getattr(given, name) for name in given.model_fields_set}
    return path_views.goal(
        paths.change_goal(
            goal_id=goal,
            person_id=request.auth.id,
            now=clock.now(),
            level=fields["level"],
            importance=fields["importance"],
            deadline=fields["deadline"],
            state=fields["state"],
        )
    )


@router.delete(
    "/me/goals/{goal}", response={200: Goal, **REFUSED, **ABSENT}, operation_id="drop_goal", summary="Drop my goal"
)
def drop_goal(request: Signed, goal: Path[Id]) -> Goal:
    """Give a goal of mine up; it stays in the list as dropped."""
    return path_views.goal(paths.drop_goal(goal_id=goal, person_id=request.auth.id, now=clock.now()))


@router.get("/me/projects", response={200: Projects, **REFUSED}, operation_id="projects", summary="My projects")
def projects(request: Signed) -> Projects:
    """Return the projects that I made or work on, the last to end first."""
    own = request.auth.id
    rows = paths.projects(person_id=own, now=clock.now())
    return Projects(projects=[path_views.project(row, own) for row in rows])


@router.post(
    "/me/projects",
    response={200: Project, **REFUSED, **ABSENT, **BAD_BODY, **TAKEN},
    operation_id="add_project",
    summary="Make a project",
)
def add_project(request: Signed, given: ProjectBody) -> Project:
    """Make a project for myself, or as a manager for those who report to me; all members see it."""
    own = request.auth.id
    return path_views.project(paths.add_project(by=own, draft=path_views.draft(given), now=clock.now()), own)


@router.get(
    "/me/projects/{project}",
    response={200: Project, **REFUSED, **ABSENT},
    operation_id="project",
    summary="One of my projects",
)
def project(request: Signed, project: Path[Id]) -> Project:
    """Return a project that I made or work on."""
    own = request.auth.id
    return path_views.project(paths.project(project_id=project, person_id=own, now=clock.now()), own)


@router.post(
    "/me/projects/{project}",
    response={200: Project, **REFUSED, **ABSENT, **BAD_BODY},
    operation_id="change_project",
    summary="Change a project",
)
def change_project(request: Signed, project: Path[Id], given: ProjectBody) -> Project:
    """Put a new description in the place of that of a project I made; an ended one cannot be changed."""
    own, now = request.auth.id, clock.now()
    return path_views.project(
        paths.change_project(project_id=project, by=own, draft=path_views.draft(given), now=now), own
    )


@router.delete(
    "/me/projects/{project}",
    response={200: Project, **REFUSED, **ABSENT},
    operation_id="end_project",
    summary="End a project",
)
def end_project(request: Signed, project: Path[Id]) -> Project:
    """End a project that I made; from now on it asks nothing of anybody."""
    own = request.auth.id
    return path_views.project(paths.end_project(project_id=project, by=own, now=clock.now()), own)


@router.get(
    "/me/reports",
    response={200: Reports, **REFUSED, 422: Error},
    operation_id="reports",
    summary="Who reports to me",
)
def reports(request: Signed, after: After = 0, limit: Limit = LIMIT) -> Reports:
    """Return those who report to me: whom I may make projects for."""
    shown = page(people.reports(person_id=request.auth.id), lambda one: one.id, after, limit)
    return Reports(reports=[Named(id=one.id, name=one.name) for one in shown.rows], next_after=shown.next_after)


@router.get("/me/budget", response={200: Budget, **REFUSED}, operation_id="budget", summary="What I have to learn with")
def budget(request: Signed) -> Budget:
    """Return my minutes a week, and the formats and languages I accept."""
    return path_views.budget(paths.budget(person_id=request.auth.id))


@router.post(
    "/me/budget",
    response={200: Budget, **REFUSED, **BAD_BODY},
    operation_id="set_budget",
    summary="Say what I have to learn with",
)
def set_budget(request: Signed, given: BudgetBody) -> Budget:
    """Set my minutes a week, and the formats and languages I accept; they count instead of the directory's."""
    return path_views.budget(
        paths.set_budget(
            person_id=request.auth.id,
            weekly_minutes=given.weekly_minutes,
            formats=given.formats,
            languages=given.languages,
            now=clock.now(),
        )
    )


@router.get(
    "/me/wanted",
    response={200: WantedSkills, **REFUSED},
    operation_id="wanted",
    summary="What my goals and projects ask for",
)
def wanted(request: Signed) -> WantedSkills:
    """Return the skills that my open goals and my projects ask for, each with its level, weight and deadline."""
    return path_views.wanted(paths.wanted(person_id=request.auth.id, now=clock.now()))
