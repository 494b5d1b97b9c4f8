"""What somebody's own post is about speaks for items whose title lies near it, whatever the words."""

from datetime import datetime

import pytest

from tests import factories
from tests.engine.matching.encoding import Thesaurus
from wayfare.catalog.models import Item
from wayfare.catalog.search.tables import ItemVector
from wayfare.core.versions import touch_epoch
from wayfare.engine.matching import sentences
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.recommend import posts
from wayfare.recommend.api import Pick
from wayfare.recommend.models import PostFit
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Thesaurus:
    found = Thesaurus("contracts tendering", "genetics genome", "charts diagrams")
    monkeypatch.setattr(sentences, "shared", lambda: found)
    monkeypatch.setattr(sentences, "installed", lambda: ("test",))
    return found


@pytest.fixture
def tendering(charts: Skill) -> Item:
    return factories.item("Tendering", teaches={charts: 2.0}, minutes=60.0)


@pytest.fixture
def buyer(alice: Person) -> Person:
    alice.job_title = "Head of Contracts"
    alice.save()
    return alice


def _picks(person: Person, now: datetime) -> list[Pick]:
    view = recommend.feed(person_id=person.pk, now=now)
    return [*([view.next] if view.next else []), *view.picks]


def test_the_post_speaks_for_what_lies_near_it(
    encoder: Thesaurus, tendering: Item, buyer: Person, now: datetime
) -> None:
    other = factories.item("Genome", minutes=60.0)
    assert not any(term["name"] == "post" for pick in _picks(buyer, now) for term in pick.terms)
    figures = recommend.fit_posts(now=now)
    assert (figures["items"], figures["posts"]) == (2, PostFit.objects.count())
    found = {pick.item: pick for pick in _picks(buyer, now)}
    assert other.pk not in found
    (term,) = [term for term in found[tendering.pk].terms if term["name"] == "post"]
    assert term["evidence"]["cosine"] == pytest.approx(1.0, abs=0.01)
    assert found[tendering.pk].reason == "Close to what your post is about: Contracts."


def test_an_item_that_no_role_needs_is_shown_for_the_post_alone(
    encoder: Thesaurus, buyer: Person, now: datetime
) -> None:
    item = factories.item("Contracts", minutes=60.0)
    recommend.fit_posts(now=now)
    (pick,) = [pick for pick in _picks(buyer, now) if pick.item == item.pk]
    assert (pick.skill_id, pick.reason) == (0, "Close to what your post is about: Contracts.")
    assert pick.without is not None
    assert pick.without.score == 0.0


def test_what_is_kept_of_a_post_and_is_damaged_speaks_for_nothing(
    encoder: Thesaurus, tendering: Item, buyer: Person, now: datetime
) -> None:
    recommend.fit_posts(now=now)
    PostFit.objects.update(items="[[1,")
    assert not any(term["name"] == "post" for pick in _picks(buyer, now) for term in pick.terms)


def test_only_what_is_new_is_read_again(encoder: Thesaurus, tendering: Item, buyer: Person, now: datetime) -> None:
    recommend.fit_posts(now=now)
    assert not posts.due()
    encoder.read.clear()
    assert recommend.fit_posts(now=now) == {"kept": False, "reason": "", "items": 0, "posts": 0}
    assert encoder.read == []
    new = factories.item("Genome", minutes=60.0)
    touch_epoch("catalog", now)
    assert posts.due()
    assert recommend.fit_posts(now=now)["items"] == 1
    assert "Tendering" not in encoder.read
    Item.objects.filter(pk=new.pk).update(retired_at=now)
    touch_epoch("catalog", now)
    recommend.fit_posts(now=now)
    assert list(ItemVector.objects.values_list("item_id", flat=True)) == [tendering.pk]


def test_a_new_post_is_looked_at_and_one_that_nobody_holds_is_dropped(
    encoder: Thesaurus, tendering: Item, buyer: Person, now: datetime
) -> None:
    recommend.fit_posts(now=now)
    before = set(PostFit.objects.values_list("post", flat=True))
    buyer.job_title = "Head of Genetics"
    buyer.save()
    assert posts.due()
    assert recommend.fit_posts(now=now)["posts"] == 1
    after = set(PostFit.objects.values_list("post", flat=True))
    assert len(after - before) == len(before - after) == 1


def test_without_a_model_people_are_served_by_their_roles(
    monkeypatch: pytest.MonkeyPatch, tendering: Item, charts: Skill, buyer: Person, now: datetime
) -> None:
    monkeypatch.setattr(sentences, "shared", lambda: None)
    monkeypatch.setattr(sentences, "installed", tuple)
    assert not posts.due()
    figures = recommend.fit_posts(now=now)
    assert not figures["kept"]
    assert "model" in figures["reason"]
    assert not PostFit.objects.exists()
    factories.holds(buyer, factories.role("Buyer", needs={charts: 3.0}))
    assert tendering.pk in {pick.item for pick in _picks(buyer, now)}


def test_nothing_is_loaded_while_there_is_nothing_to_read(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(sentences, "shared", lambda: pytest.fail("a model was loaded"))
    assert not recommend.fit_posts(now=now)["kept"]


def test_what_is_for_leisure_or_an_exam_is_not_read(encoder: Thesaurus, buyer: Person, now: datetime) -> None:
    for title in ("Contracts Exam Preparation", "Contracts for Kids", "Contracts"):
        factories.item(title)
    assert recommend.fit_posts(now=now)["items"] == 1
