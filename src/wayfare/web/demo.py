"""The demo company: visitors on this very machine are signed in as one of its people. Nowhere else."""

import msgspec
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from wayfare.core import facts
from wayfare.people import api as people
from wayfare.people.api import PersonView

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Demo(msgspec.Struct, frozen=True):
    """What the loader wrote down: the company, and whom a first visitor becomes (0 while it is still loading)."""

    company: str
    person: int = 0


def loaded() -> Demo | None:
    """Return the demo company of this database once it is complete, or None."""
    value = facts.get("demo")
    found = None if value is None else msgspec.json.decode(value, type=Demo)
    return found if found is not None and found.person else None


def here(request: HttpRequest) -> Demo | None:
    """Return the demo company where this server and this request are on this machine alone, or None."""
    if not people.demo_visit_allowed(meta=request.META) or not people.demo_allowed(hosts=settings.ALLOWED_HOSTS):
        return None
    return loaded()


def become(request: HttpRequest, demo: Demo, person_id: int) -> PersonView:
    """Sign a visitor in as a person of the demo company. Raises NotFound."""
    who = people.person(person_id=person_id)
    login(request, people.account_for(person_id=who.id), backend=BACKEND)
    request.session["demo"] = demo.company
    return who
