"""Where somebody is believed to be before any evidence: by the targets of the role they hold."""

from collections.abc import Iterable

from wayfare.engine.tracing.gaussian import Params, role_prior
from wayfare.people import api as people
from wayfare.people.api import RoleView
from wayfare.skills import api as skills


def by_role(person_id: int, params: Params) -> dict[int, float]:
    """Return the prior mean (in levels) of each skill of a person's roles, settled or borrowed; empty without any."""
    return of_roles(people.roles_of(person_id=person_id), params)


def of_roles(roles: Iterable[RoleView], params: Params) -> dict[int, float]:
    """Return the same of roles that are known."""
    found: dict[int, float] = {}
    for role in roles:
        if role.state != "proposed":
            for target in skills.targets(role_id=role.id):
                found.setdefault(target.skill_id, role_prior(target.level, params))
    return found
