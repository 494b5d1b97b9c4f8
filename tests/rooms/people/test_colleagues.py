"""Who somebody works with."""

import pytest

from tests import factories
from wayfare.people import api

pytestmark = pytest.mark.django_db


def test_the_manager_comes_first_then_the_team_by_name() -> None:
    team, boss = factories.team("Support"), factories.person("Zoe")
    alice = factories.person("Alice", team=team, manager=boss)
    for name in ("Charlie", "Bob"):
        factories.person(name, team=team)
    factories.person("Gone", team=team, active=False)
    factories.person("Stranger", team=factories.team("Sales"))
    assert [one.name for one in api.colleagues(person_id=alice.pk)] == ["Zoe", "Bob", "Charlie"]


def test_somebody_alone_has_none() -> None:
    factories.person("Stranger")
    assert api.colleagues(person_id=factories.person("Alice").pk) == []


def test_a_manager_in_the_same_team_stands_once() -> None:
    team = factories.team("Support")
    boss = factories.person("Zoe", team=team)
    alice = factories.person("Alice", team=team, manager=boss)
    assert [one.name for one in api.colleagues(person_id=alice.pk)] == ["Zoe"]
    assert [one.name for one in api.colleagues(person_id=boss.pk)] == ["Alice"]
