"""What fades speaks for other items about it; and a source that an installation brings itself is served like any other."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import factories
from wayfare.catalog.models import Item
from wayfare.engine.types import Hint, Need
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.recommend import sources
from wayfare.recommend.api import Pick
from wayfare.recommend.given import Given, gather
from wayfare.recommend.sources import Ask, Source
from wayfare.recommend.sources.fading import Fading
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(charts: Skill) -> list[Item]:
    return [factories.item(f"Charts {level}", teaches={charts: level}, minutes=5.0) for level in (2.0, 3.0, 5.0)]


def _answered(person: Person, skill: Skill, now: datetime) -> None:
    version = factories.question(skill, level=2.0)
    learner.answer(person_id=person.pk, version_id=version.id, response=[0], attempt_id=uuid.uuid4(), now=now)


def _hints(person: Person, now: datetime) -> Mapping[int, Hint]:
    return Fading().hints(gather(people.person(person_id=person.pk), now), now)


def _shown(person: Person, now: datetime) -> list[Pick]:
    view = recommend.feed(person_id=person.pk, now=now)
    return [*([view.next] if view.next else []), *view.picks]


def test_what_fades_speaks_for_items_near_the_level(
    alice: Person, charts: Skill, items: list[Item], now: datetime
) -> None:
    _answered(alice, charts, now - timedelta(days=200))
    found = _hints(alice, now)
    assert items[0].pk in found
    assert items[2].pk not in found
    recall = learner.retention(snapshot=learner.snapshot(person_id=alice.pk), now=now)[0].recall[0]
    assert all(hint.strength == pytest.approx(1 - recall) for hint in found.values())
    offered = [pick for pick in _shown(alice, now) if pick.item == items[0].pk]
    assert [pick.reason for pick in offered] == ["Reading charts begins to fade; this is another way to see it again."]
    assert offered[0].without.term == "review"


def test_the_more_is_lost_the_more_speaks_for_it(
    alice: Person, charts: Skill, items: list[Item], now: datetime
) -> None:
    _answered(alice, charts, now - timedelta(days=200))
    assert _hints(alice, now + timedelta(days=100))[items[0].pk].strength > _hints(alice, now)[items[0].pk].strength


@pytest.mark.usefixtures("items")
def test_what_is_fresh_speaks_for_nothing(alice: Person, charts: Skill, now: datetime) -> None:
    _answered(alice, charts, now)
    assert _hints(alice, now) == {}


def test_what_was_begun_is_not_the_other_side(alice: Person, charts: Skill, items: list[Item], now: datetime) -> None:
    _answered(alice, charts, now - timedelta(days=200))
    learner.start(person_id=alice.pk, item_id=items[0].pk, now=now)
    assert items[0].pk not in _hints(alice, now)


class Ours(Source):
    """Whatever an installation knows that Wayfare does not: it asks for a skill, and speaks for an item."""

    def asks(self, given: Given, now: datetime) -> Iterable[Ask]:
        yield Ask(Need(Skill.objects.get().pk, "certificate", 3.0, 0.5), "Your certificate")

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        return {Item.objects.get(title="Fair").pk: Hint("fair", 1.0, {"says": "It was shown at our fair."})}


@pytest.fixture
def ours(settings: Any) -> Iterator[None]:
    settings.RECOMMEND_SOURCES = [f"{__name__}.Ours"]
    sources.registered.cache_clear()
    yield
    sources.registered.cache_clear()


@pytest.mark.usefixtures("ours", "items")
def test_a_source_of_an_installation_is_served_with_its_own_words(alice: Person, now: datetime) -> None:
    fair = factories.item("Fair", minutes=10.0)
    reasons = {pick.item: pick.reason for pick in _shown(alice, now)}
    assert reasons.pop(fair.pk) == "It was shown at our fair."
    assert reasons
    assert all(reason.startswith("Your certificate asks for Reading charts at level 3") for reason in reasons.values())
