"""The open learner model: one skill of mine, what the estimate rests on, and my own word for it."""

from ninja import Path, Router

from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.rest import skill_views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.schemas import Error, Id
from wayfare.rest.signin import Signed
from wayfare.rest.skill_schemas import Claimed, OwnLevel, SkillDetail
from wayfare.skills import api as skills

router = Router(tags=["skill"])


@router.get(
    "/skills/{skill}",
    response={200: SkillDetail, **REFUSED, **ABSENT},
    operation_id="skill",
    summary="What my estimate rests on",
)
def skill(request: Signed, skill: Path[Id]) -> SkillDetail:
    """Return what is believed about my level in a skill, each piece of evidence with how far it moved that, and what would."""
    found, current = skills.skill(skill_id=skill), people.role_of(person_id=request.auth.id)
    asked = skills.targets(role_id=current.id) if current is not None and current.settled else []
    target = next((one for one in asked if one.skill_id == skill), None)
    return skill_views.skill(request.auth, found, target, clock.now())


@router.post(
    "/skills/{skill}/level",
    response={200: Claimed, **REFUSED, **ABSENT, **BAD_BODY, 409: Error},
    operation_id="say_level",
    summary="Say my own level",
)
def say_level(request: Signed, skill: Path[Id], given: OwnLevel) -> Claimed:
    """Keep what I say of my own level: it moves the estimate a little and overwrites nothing. Once in seven days."""
    done = learner.say(
        person_id=request.auth.id, skill_id=skill, level=given.level, attempt_id=given.attempt_id, now=clock.now()
    )
    return skill_views.claimed(given, done)
