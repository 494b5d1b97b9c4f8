"""The door of paths: what somebody wants to learn for, and what they have to learn with."""

from wayfare.paths.api.budgets import Budget, budget, set_budget
from wayfare.paths.api.goals import GoalView, add_goal, change_goal, drop_goal, goal, goals
from wayfare.paths.api.projects import (
    Needed,
    ProjectDraft,
    ProjectView,
    add_project,
    change_project,
    end_project,
    project,
    projects,
)
from wayfare.paths.api.wants import Wanted, wanted
from wayfare.paths.rules import BadDate, TooMany, UnclearGoal

__all__ = [
    "BadDate",
    "Budget",
    "GoalView",
    "Needed",
    "ProjectDraft",
    "ProjectView",
    "TooMany",
    "UnclearGoal",
    "Wanted",
    "add_goal",
    "add_project",
    "budget",
    "change_goal",
    "change_project",
    "drop_goal",
    "end_project",
    "goal",
    "goals",
    "project",
    "projects",
    "set_budget",
    "wanted",
]
