"""What goes over the wire about goals, projects, and what somebody has to learn with.

Days are ISO 8601 without a time (``2026-12-24``), each in the time zone of the person who looks.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from wayfare.rest.schemas import BodyId, SkillName, _whole, example
from wayfare.rest.skill_schemas import Level, Named, _number

LONGEST_TEXT = 200
MOST_MEMBERS, MOST_SKILLS, MOST_MINUTES, MOST_LANGUAGES = 200, 30, 2_400, 10
_DAY = 10


def _day(value: object) -> object:
    """Let through a day that is written out: neither a number of seconds nor a time."""
    if not isinstance(value, str) or len(value) != _DAY or value[4:5] != "-":
        raise PydanticCustomError("date_type", "Input should be a day in ISO 8601, such as 2026-12-24")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Importance = Annotated[
    float, Field(ge=1, le=5, description="From 1 (nice to have) to 5 (all else can wait)."), BeforeValidator(_number)
]
GoalState = Literal["open", "reached", "dropped"]
_AT = "2026-11-02T09:00:00Z"
_GOAL: dict[str, Any] = {
    "id": 8,
    "title": "Write the monthly report myself",
    "skill": {"id": 4, "name": "Reading charts"},
    "role": None,
    "text": "Write the monthly report myself",
    "level": 4.0,
    "importance": 3.0,
    "deadline": "2026-12-24",
    "state": "open",
    "made_at": _AT,
    "settled_at": None,
}
_NEED = {"skill": 4, "level": 4.0, "importance": 5.0}
_PROJECT: dict[str, Any] = {
    "id": 3,
    "title": "New warehouse",
    "starts_on": "2026-11-01",
    "ends_on": "2027-01-31",
    "state": "current",
    "made_by": {"id": 2, "name": "Bob Osei"},
    "mine": False,
    "members": [{"id": 14, "name": "Alice Meyer"}],
    "skills": [{**_NEED, "name": "Reading charts"}],
    "made_at": _AT,
}


class RoleName(Schema):
    """A role by id and title."""

    id: int
    title: str


class NewGoal(Schema):
    """A goal: a skill, a role, or a few words that mean one skill. Words beside a skill or a role are its title."""

    model_config = example(skill=4, text="Write the monthly report myself", level=4.0, deadline="2026-12-24")

    skill: BodyId | None = None
    role: BodyId | None = None
    text: str = Field(default="", max_length=LONGEST_TEXT)
    level: Level | None = Field(default=None, description="3 if left out; a role has levels of its own.")
    importance: Importance = 3.0
    deadline: Day | None = Field(default=None, description="Today or later, within ten years.")


class GoalChange(Schema):
    """What is to change of a goal; what is left out stays as it is."""

    model_config = example(state="reached")

    level: Level | None = None
    importance: Importance = 3.0
    deadline: Day | None = Field(default=None, description="null takes the deadline away.")
    state: GoalState = "open"


class Goal(Schema):
    """A goal as its owner sees it; nobody else does."""

    model_config = example(**_GOAL)

    id: int
    title: str
    skill: SkillName | None
    role: RoleName | None
    text: str
    level: float | None
    importance: float
    deadline: date | None
    state: GoalState
    made_at: datetime
    settled_at: datetime | None


class Goals(Schema):
    """The person's goals: open ones by deadline, then the others, the last settled first."""

    model_config = example(goals=[_GOAL])

    goals: list[Goal]


class Need(Schema):
    """That a project needs a skill."""

    skill: BodyId
    level: Level = 3.0
    importance: Importance = 3.0


class NamedNeed(Schema):
    """That a project needs a skill, with its name."""

    skill: int
    name: str
    level: float
    importance: float


class ProjectBody(Schema):
    """All that a project is. ``members`` may be the person and those who report to them; left empty, it is the person alone."""

    model_config = example(
        title="New warehouse", starts_on="2026-11-01", ends_on="2027-01-31", skills=[_NEED], members=[14]
    )

    title: str = Field(min_length=1, max_length=LONGEST_TEXT)
    starts_on: Day
    ends_on: Day = Field(description="The last day; today or later.")
    skills: list[Need] = Field(min_length=1, max_length=MOST_SKILLS)
    members: list[BodyId] = Field(default=[], max_length=MOST_MEMBERS)


class Project(Schema):
    """A project as its maker and its members see it."""

    model_config = example(**_PROJECT)

    id: int
    title: str
    starts_on: date
    ends_on: date
    state: Literal["planned", "current", "ended"]
    made_by: Named
    mine: bool = Field(description="Whether the person made it, and so may change it.")
    members: list[Named]
    skills: list[NamedNeed]
    made_at: datetime


class Projects(Schema):
    """The projects that the person made or works on, the last to end first; at most two hundred."""

    model_config = example(projects=[_PROJECT])

    projects: list[Project]


class Reports(Schema):
    """One page of those who report to the person, by id; go on with ``after=next_after``."""

    model_config = example(reports=[{"id": 14, "name": "Alice Meyer"}], next_after=None)

    reports: list[Named]
    next_after: int | None


class BudgetBody(Schema):
    """What the person has to learn with."""

    model_config = example(weekly_minutes=90, formats=["lesson"], languages=["en", "de"])

    weekly_minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES), BeforeValidator(_whole)]
    formats: list[Literal["course", "lesson", "practice"]] = Field(
        default=[], max_length=MOST_LANGUAGES, description="Empty means all of them."
    )
    languages: list[Annotated[str, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]] = Field(
        default=[],
        max_length=MOST_LANGUAGES,
        description="Tags (BCP 47), the preferred one first. Empty means all of them.",
    )


class Budget(Schema):
    """What the person has to learn with. ``own`` is false while it is what the directory says."""

    model_config = example(weekly_minutes=90, formats=["lesson"], languages=["en", "de"], own=True)

    weekly_minutes: int
    formats: list[str]
    languages: list[str]
    own: bool


class Wanted(Schema):
    """That a goal or project asks for a skill at a level by a day. ``weight`` is at most 5."""

    skill: SkillName
    level: float
    weight: float
    source: Literal["goal", "project"]
    title: str
    deadline: date | None


class WantedSkills(Schema):
    """What the person's open goals and current projects ask for, goals first."""

    model_config = example(
        wanted=[
            {
                "skill": {"id": 4, "name": "Reading charts"},
                "level": 4.0,
                "weight": 3.0,
                "source": "goal",
                "title": "Write the monthly report myself",
                "deadline": "2026-12-24",
            }
        ]
    )

    wanted: list[Wanted]
