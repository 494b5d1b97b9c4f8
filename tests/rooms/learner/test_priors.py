"""What a role lets assume: worked out once for all who hold it, and anew when the catalogue changes."""

from datetime import datetime

import pytest

from tests import factories
from wayfare.core.versions import touch_epoch
from wayfare.learner import api
from wayfare.people.models import Person, PersonRole
from wayfare.skills.models import RoleTarget

pytestmark = pytest.mark.django_db


def test_what_is_assumed_of_a_role_follows_its_targets(alice: Person, bob: Person, now: datetime) -> None:
    knots = factories.skill("Knots")
    sailor = factories.role("Sailor", needs={knots: 3.0})
    for who in (alice, bob):
        factories.holds(who, sailor)
    before = [api.snapshot(person_id=who.pk).belief(knots.pk) for who in (alice, bob)]
    assert before[0] == before[1]
    RoleTarget.objects.update(level=4.0)
    touch_epoch("catalog", now)
    assert api.snapshot(person_id=bob.pk).belief(knots.pk).mean == pytest.approx(before[1].mean + 1)


def test_a_proposed_role_lets_assume_nothing(alice: Person, bob: Person) -> None:
    knots = factories.skill("Knots")
    sailor = factories.role("Sailor", needs={knots: 4.5})
    factories.holds(alice, sailor)
    factories.holds(bob, sailor, PersonRole.State.PROPOSED)
    held, proposed, nobody = (api.snapshot(person_id=number).belief(knots.pk) for number in (alice.pk, bob.pk, 10**9))
    assert proposed == nobody
    assert held.mean > proposed.mean
