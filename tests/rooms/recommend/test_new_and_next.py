"""What is new is offered to those whom it suits, and what follows is offered next: each where people held out show it."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from tests import factories
from wayfare.catalog.models import Item
from wayfare.core.versions import touch_epoch
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.learner import api as learner
from wayfare.learner.models import ItemProgress
from wayfare.people import api as people
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.recommend import learned, together
from wayfare.recommend.api import Pick
from wayfare.recommend.given import gather
from wayfare.recommend.sources.content import Alike

pytestmark = pytest.mark.django_db
CIRCLES, OF_A_CIRCLE, PEOPLE, EACH = ("welding", "budgets", "poetry", "safety"), 15, 240, 6
LETTERS = "abcdefghijklmnop"


def _item(circle: str, name: str) -> Item:
    return factories.item(
        f"{name}{circle} {name}o", summary=f"All about {circle}, by a friend of {circle}", minutes=20.0
    )


@pytest.fixture
def circles(db: None) -> list[list[Item]]:
    """Return items in circles; the texts of a circle speak of the same thing."""
    return [[_item(circle, LETTERS[part] * 3) for part in range(OF_A_CIRCLE)] for circle in CIRCLES]


@pytest.fixture
def new(circles: list[list[Item]]) -> list[Item]:
    """Return an item of each circle that nobody did."""
    return [_item(circle, "zzz") for circle in CIRCLES]


@pytest.fixture
def history(circles: list[list[Item]], now: datetime) -> None:
    """Let people walk through their own circle, one item after the other, with one stray item somewhere on the way."""
    dice, rows = random.Random(4), []
    for number in range(PEOPLE):
        person, own = factories.person(f"P{number}"), circles[number % len(CIRCLES)]
        first = dice.randrange(OF_A_CIRCLE)
        walk = [own[(first + step) % OF_A_CIRCLE] for step in range(EACH)]
        walk.insert(dice.randrange(EACH), dice.choice(circles[(number + 1) % len(CIRCLES)]))
        rows += [
            ItemProgress(person_id=person.pk, item_id=item.pk, started_at=now + timedelta(hours=hour), finished_at=None)
            for hour, item in enumerate(walk, start=number)
        ]
    ItemProgress.objects.bulk_create(rows)


def _shown(person: Person, now: datetime) -> list[Pick]:
    view = recommend.feed(person_id=person.pk, now=now)
    return [*([view.next] if view.next else []), *view.picks]


@pytest.mark.usefixtures("history", "new")
def test_both_are_put_in_place_where_people_and_items_held_out_show_it(now: datetime) -> None:
    figures = recommend.train(now=now)["beside"]
    assert figures["alike"]["kept"], figures
    assert figures["alike"]["told_apart"] > 0.7
    assert figures["next"]["kept"], figures
    assert figures["next"]["gain"] > figures["next"]["standard_error"]
    fitted = together.active()
    assert fitted is not None
    assert fitted.beside.rules is not None
    assert 0 < fitted.weight("alike") <= 1
    assert max(fitted.weight("next"), fitted.weight("together")) == 1


@pytest.mark.usefixtures("history")
def test_what_nobody_did_is_offered_to_whom_it_suits_with_a_reason(
    circles: list[list[Item]], new: list[Item], alice: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "wayfare.recommend.api.POLICY", replace(recommend.POLICY, explore=0.0)
    )  # it comes last in the list
    recommend.train(now=now)
    learner.finish(person_id=alice.pk, item_id=circles[0][3].pk, now=now)
    shown = {pick.item: pick for pick in _shown(alice, now)}
    assert f"“{circles[0][3].title}”" in shown[new[0].pk].reason
    assert any(term["name"] == "alike" for term in shown[new[0].pk].terms)
    for place, before in ((0, None), (2, new[0])):
        learner.finish(person_id=alice.pk, item_id=circles[place][3].pk, now=now)
        spoken = Alike().hints(gather(people.person(person_id=alice.pk), now), now)
        assert spoken[new[place].pk].evidence["item"] == circles[place][3].title
        assert before is None or before.pk in spoken


@pytest.mark.usefixtures("history")
def test_what_people_went_on_with_comes_next_and_changes_at_once(
    circles: list[list[Item]], alice: Person, now: datetime
) -> None:
    recommend.train(now=now)
    for step in (4, 5):
        at = now + timedelta(days=step)
        learner.start(person_id=alice.pk, item_id=circles[1][step].pk, now=at)
        following = next(pick for pick in _shown(alice, at) if any(term["name"] == "next" for term in pick.terms))
        assert following.item == circles[1][step + 1].pk
        evidence = next(term["evidence"] for term in following.terms if term["name"] == "next")
        assert evidence["item"] == circles[1][step].title  # type: ignore[index]


@pytest.mark.usefixtures("history", "new")
def test_texts_that_say_nothing_of_what_people_do_are_not_trusted(now: datetime) -> None:
    dice, items = random.Random(0), list(Item.objects.all())
    texts = [(item.title, item.summary) for item in items]
    dice.shuffle(texts)
    for item, (title, summary) in zip(items, texts, strict=True):
        item.title, item.summary = title, summary
    Item.objects.bulk_update(items, ["title", "summary"])
    figures = recommend.train(now=now)
    assert not figures["beside"]["alike"]["kept"], figures
    fitted = together.active()
    assert fitted is not None
    assert fitted.beside.links is None


@pytest.mark.usefixtures("history")
def test_without_times_there_is_no_order(now: datetime) -> None:
    ItemProgress.objects.update(started_at=now)
    figures = recommend.train(now=now)["beside"]
    assert not figures["next"]["kept"]
    assert "same moment" in figures["next"]["reason"]


def test_an_order_that_leads_nowhere_is_not_trusted() -> None:
    from wayfare.engine.matching.behaviour import training

    rng = np.random.default_rng(0)
    people, items = np.nonzero(rng.random((300, 30)) < 0.25)
    did = Interactions.of(people, items, (300, 30), rng.permutation(people.size).astype(float))
    held = rng.random(300) < 0.3
    fitted = training.fit(did.people(~held), rng)
    rules, blend, report = learned.following(did, held, fitted, fitted, rng)
    assert rules is None
    assert blend == {}
    assert not report["kept"]


def test_a_newly_imported_item_can_be_drawn(alice: Person, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    skills = [factories.skill(name) for name in ("Charts", "Feedback", "Passwords", "Samples", "Welding", "Budgets")]
    factories.holds(alice, factories.role("Analyst", needs=dict.fromkeys(skills, 3.0)))
    for at, skill in enumerate(skills):
        for part in range(3):
            factories.item(f"{LETTERS[at] * 4}{LETTERS[part] * 4}", teaches={skill: 3.0}, provider=f"{at}{part}")
    monkeypatch.setattr(recommend, "POLICY", replace(recommend.POLICY, explore=1.0))
    _shown(alice, now)
    latest = factories.item("Fresh", teaches={skills[4]: 2.5}, minutes=45.0, provider="Somebody new")
    touch_epoch("catalog", now + timedelta(hours=1))
    drawn = [
        pick.item
        for day in range(1, 60)
        for pick in _shown(alice, now + timedelta(days=day))
        if pick.drawn
    ]  # fmt: skip
    assert latest.pk in drawn
