"""Who I am, my role, my skills."""

from dataclasses import asdict
from typing import Annotated

from ninja import Router
from pydantic import Field

from wayfare.core import clock
from wayfare.core.ids import BIGGEST
from wayfare.core.pages import LIMIT, MOST, page
from wayfare.learner import api as learner
from wayfare.paths import api as paths
from wayfare.people import api as people
from wayfare.people.api import RoleView
from wayfare.recommend import api as recommend
from wayfare.rest import views
from wayfare.rest.operations import ABSENT, BAD_BODY, REFUSED
from wayfare.rest.schemas import Error, Me, OwnRole, OwnSkills, RoleOutcome, RoleVerdict
from wayfare.rest.signin import Signed
from wayfare.skills import api as skills

After = Annotated[int, Field(ge=0, le=BIGGEST, description="The last id seen; 0 to begin.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]

router = Router(tags=["me"])


@router.get("/me", response={200: Me, **REFUSED}, operation_id="me", summary="Who I am")
def me(request: Signed) -> Me:
    """Return the person whose token or session it is."""
    minutes = paths.budget(person_id=request.auth.id).weekly_minutes
    return Me.model_validate({**asdict(request.auth), "weekly_minutes": minutes})


@router.get("/role", response={200: OwnRole, **REFUSED}, operation_id="role", summary="My role")
def role(request: Signed) -> OwnRole:
    """Return the role that counts for me; while its state is “proposed” or “starter” it is not settled."""
    return OwnRole(role=views.role(people.role_of(person_id=request.auth.id)))


@router.post(
    "/role",
    response={200: RoleOutcome, **REFUSED, **ABSENT, **BAD_BODY},
    operation_id="decide_role",
    summary="Confirm or reject a role",
)
def decide_role(request: Signed, given: RoleVerdict) -> RoleOutcome:
    """Settle whether I hold a role. The next step follows from it at once."""
    now, own = clock.now(), request.auth.id
    decide = people.confirm_role if given.verdict == "confirm" else people.reject_role
    decide(person_id=own, role_id=given.role, by=own, now=now)
    feed = recommend.feed(person_id=own, now=now)
    current: RoleView | None = people.role_of(person_id=own)
    return RoleOutcome(role=views.role(current), next=views.next_pick(feed), note=feed.note)


@router.get(
    "/skills", response={200: OwnSkills, **REFUSED, 422: Error}, operation_id="skills", summary="What is believed of me"
)
def own_skills(request: Signed, after: After = 0, limit: Limit = LIMIT) -> OwnSkills:
    """Return what is believed about my skills: those I answered questions on, and those my role asks for."""
    own = request.auth.id
    snapshot, current = learner.snapshot(person_id=own), people.role_of(person_id=own)
    asked = skills.targets(role_id=current.id) if current is not None and current.settled else []
    targets = {target.skill_id: target for target in asked}
    shown = page(snapshot.answers.keys() | targets.keys(), lambda number: number, after, limit)
    names = skills.named(skill_ids=shown.rows)
    rows = [views.own_skill(names[number], snapshot, targets.get(number)) for number in shown.rows if number in names]
    return OwnSkills(skills=rows, next_after=shown.next_after)
