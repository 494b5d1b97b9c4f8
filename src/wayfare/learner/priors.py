"""Where somebody is believed to be before any evidence: by the targets of the role they hold."""

from wayfare.engine.tracing.gaussian import Params, role_prior
from wayfare.people import api as people
from wayfare.skills import api as skills


def by_role(person_id: int, params: Params) -> dict[int, float]:
    """Return the prior mean (in levels) of each skill of a person's role, settled or borrowed; empty without one."""
    role = people.role_of(person_id=person_id)
    if role is None or role.state == "proposed":
        return {}
    return {target.skill_id: role_prior(target.level, params) for target in skills.targets(role_id=role.id)}
