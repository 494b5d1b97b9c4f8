"""Where somebody is believed to be before any evidence: by the targets of the role they hold."""

from collections.abc import Iterable, Mapping, Sequence

from wayfare.core.versions import Memory
from wayfare.engine.tracing.gaussian import Params, role_prior
from wayfare.engine.types import Gaussian
from wayfare.learner import artefacts
from wayfare.people import api as people
from wayfare.people.api import RoleView
from wayfare.skills import api as skills

MOST = 2_000
"""For so many groups of roles what they let assume is kept in memory; where there are more, it begins anew."""
_kept = Memory("catalog", dict[tuple[str, tuple[int, ...]], Mapping[int, Gaussian]], MOST)


def by_role(person_id: int, params: Params) -> dict[int, float]:
    """Return the prior mean (in levels) of each skill of a person's roles, settled or borrowed; empty without any."""
    return of_roles(people.roles_of(person_id=person_id), params)


def assumed(roles: Sequence[RoleView], artefact: str) -> Mapping[int, Gaussian]:
    """Return what is believed of each skill before any evidence about somebody with these roles; not to be changed."""
    kept, key = _kept.now(), (artefact, tuple(role.id for role in roles if role.state != "proposed"))
    if (found := kept.get(key)) is None:
        params = artefacts.params(artefact)
        means = of_roles(roles, params)
        found = kept[key] = {skill: Gaussian(mean, params.prior_variance) for skill, mean in means.items()}
    return found


def of_roles(roles: Iterable[RoleView], params: Params) -> dict[int, float]:
    """Return the prior means of roles that are known."""
    found: dict[int, float] = {}
    for role in roles:
        if role.state != "proposed":
            for target in skills.targets(role_id=role.id):
                found.setdefault(target.skill_id, role_prior(target.level, params))
    return found
