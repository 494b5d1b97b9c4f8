"""What goals and projects ask for, skill by skill: what a recommender needs to know of them."""

from dataclasses import dataclass
from datetime import date, datetime

from wayfare.core import sql
from wayfare.paths import rules
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.skills import api as skills

_WANTED = """
SELECT 'goal', g.id, 0, g.skill_id, g.role_id, g.level, g.importance, CAST(NULL AS date), g.deadline,
  CASE WHEN g.text <> '' THEN g.text ELSE COALESCE(k.name, r.title) END
FROM paths_goal g LEFT JOIN skills_skill k ON k.id = g.skill_id LEFT JOIN people_role r ON r.id = g.role_id
WHERE g.person_id = %s AND g.state = 'open'
UNION ALL
SELECT 'project', p.id, s.id, s.skill_id, NULL, s.level, s.importance, p.starts_on, p.ends_on, p.title
FROM paths_projectmember m JOIN paths_project p ON p.id = m.project_id JOIN paths_projectskill s ON s.project_id = p.id
WHERE m.person_id = %s AND p.ended_at IS NULL AND p.ends_on >= %s
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """That a goal or project asks for a skill at a level.

    ``weight`` is its importance on the scale of role targets, at most 5; ``source`` is goal or project, ``title`` its name. A
    skill may be wanted more than once.
    """

    skill_id: int
    level: float
    weight: float
    source: str
    title: str
    deadline: date | None


def wanted(*, person_id: int, now: datetime, who: PersonView | None = None) -> list[Wanted]:
    """Return what somebody's open goals and the projects they work on ask for, goals first.

    ``who`` is the person, where it is known.

    A goal that is a role asks for all that the role needs, each by the goal's and the target's importance. A project that has
    not begun wants its skills by its first day, one that has by its last; one that is over wants nothing.
    """
    who = who or people.person(person_id=person_id)
    day = rules.today(now, who.time_zone)
    found: list[Wanted] = []
    for source, _, _, skill_id, role_id, level, importance, begins, ends, title in sql.fetch(
        _WANTED, [person_id, person_id, day.isoformat()]
    ):
        by = None if ends is None else _day(ends)
        if begins is not None and _day(begins) > day:
            by = _day(begins)
        if skill_id is not None:
            found.append(Wanted(skill_id, level, importance, source, title, by))
        else:
            found += [
                Wanted(target.skill_id, target.level, importance * target.importance / rules.HIGHEST, source, title, by)
                for target in skills.targets(role_id=role_id)
            ]
    return found


def _day(value: date | str) -> date:
    """Return a day as hand-written SQL reads it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
