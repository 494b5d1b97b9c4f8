"""What somebody has to learn with: their own word, or else the directory's."""

from datetime import datetime

import pytest

from tests import factories
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.versions import person_version
from wayfare.paths import api
from wayfare.paths.api import Budget
from wayfare.paths.models import Means
from wayfare.people.models import Person

pytestmark = pytest.mark.django_db


def put(who: Person, now: datetime, minutes: int = 90, formats: object = (), languages: object = ("en",)) -> Budget:
    return api.set_budget(
        person_id=who.pk,
        weekly_minutes=minutes,
        formats=formats,  # type: ignore[arg-type]
        languages=languages,  # type: ignore[arg-type]
        now=now,
    )


def test_until_somebody_says_otherwise_the_directory_counts(alice: Person) -> None:
    assert api.budget(person_id=alice.pk) == Budget(45, (), ("en",))
    spare = factories.person("Emil", weekly_minutes=20, language="pt-BR")
    assert api.budget(person_id=spare.pk) == Budget(20, (), ("pt-BR",))


def test_what_somebody_says_counts_from_then_on(alice: Person, bob: Person, now: datetime) -> None:
    made = put(alice, now, 120, ["lesson", "course", "lesson"], ["de", "en", "de"])
    assert made == Budget(120, ("course", "lesson"), ("de", "en"), own=True)
    Person.objects.filter(id=alice.pk).update(weekly_minutes=10)
    assert api.budget(person_id=alice.pk) == made
    assert api.budget(person_id=bob.pk) == Budget(45, (), ("en",))
    assert [person_version(who.pk) for who in (alice, bob)] == [1, 0]


def test_all_formats_are_as_none(alice: Person, now: datetime) -> None:
    assert put(alice, now, formats=["practice", "course", "lesson"]).formats == ()


def test_the_same_again_changes_nothing(alice: Person, now: datetime) -> None:
    put(alice, now, formats=["lesson", "course"])
    assert put(alice, now, formats=["course", "lesson"]).own
    assert person_version(alice.pk) == 1
    put(alice, now, minutes=0)
    assert person_version(alice.pk) == 2
    assert api.budget(person_id=alice.pk).weekly_minutes == 0


@pytest.mark.parametrize(
    "given",
    [
        {"minutes": -1},
        {"minutes": 2401},
        {"formats": ["lesson", "smoke signals"]},
        {"languages": ["english please"]},
        {"languages": ["EN"]},
        {"languages": [""]},
        {"languages": ["en-" + "a" * 50]},
        {"languages": [f"a{chr(97 + number)}" for number in range(11)]},
    ],
)
def test_bad_input_is_refused_and_changes_nothing(alice: Person, now: datetime, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        put(alice, now, **given)  # type: ignore[arg-type]
    assert refused.value.details["field"] in ("weekly_minutes", "formats", "languages")
    assert not Means.objects.exists()
    assert person_version(alice.pk) == 0


def test_nobody_has_no_budget(alice: Person, now: datetime) -> None:
    with pytest.raises(NotFound):
        api.budget(person_id=10**9)
    alice.active = False
    alice.save()
    with pytest.raises(NotFound):
        put(alice, now)
    assert not Means.objects.exists()
