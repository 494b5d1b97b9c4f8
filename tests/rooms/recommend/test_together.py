"""What goes together: fitted to what people started, kept where it is worth it, and folded in at once."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests import factories
from wayfare.catalog.models import Item
from wayfare.core.models import Blob
from wayfare.learner import api as learner
from wayfare.learner.models import ItemProgress
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.recommend import jobs, together
from wayfare.recommend.models import BehaviourModel

pytestmark = pytest.mark.django_db
CIRCLES, OF_A_CIRCLE, PEOPLE, EACH = 4, 10, 160, 6


@pytest.fixture
def circles(db: None) -> list[list[Item]]:
    """Return items in circles: whoever did one of a circle mostly does others of it."""
    return [
        [
            factories.item(f"{'KLMN'[one]}{'abcdefghij'[part]}ro {'klmn'[one]}u{'abcdefghij'[part]}", minutes=20.0)
            for part in range(OF_A_CIRCLE)
        ]
        for one in range(CIRCLES)
    ]


@pytest.fixture
def history(circles: list[list[Item]], now: datetime) -> None:
    dice, rows = random.Random(4), []
    for number in range(PEOPLE):
        person, own = factories.person(f"P{number}"), circles[number % CIRCLES]
        chosen = {item.pk for item in dice.sample(own, EACH)} | {dice.choice(dice.choice(circles)).pk}
        rows += [ItemProgress(person_id=person.pk, item_id=item, started_at=now, finished_at=now) for item in chosen]
    ItemProgress.objects.bulk_create(rows)


@pytest.mark.usefixtures("history")
def test_it_is_put_in_place_where_it_serves_people_held_out_better(now: datetime) -> None:
    figures = recommend.train(now=now)
    assert figures["kept"], figures
    assert figures["ndcg10"]["fitted"] > figures["ndcg10"]["popularity"] + figures["standard_error"]
    assert together.active() is together.load(figures["model"])
    assert BehaviourModel.objects.get().report["people"] == PEOPLE


@pytest.mark.usefixtures("history")
def test_one_more_item_changes_the_next_list_without_a_refit_and_is_named_as_the_reason(
    circles: list[list[Item]], alice: Person, now: datetime
) -> None:
    recommend.train(now=now)
    before = recommend.feed(person_id=alice.pk, now=now)
    assert before.next is None
    for place, circle in enumerate((circles[1], circles[2]), start=1):
        at = now + timedelta(hours=place)
        learner.finish(person_id=alice.pk, item_id=circle[0].pk, now=at)
        view = recommend.feed(person_id=alice.pk, now=at)
        assert view.next is not None
        own = {item.pk for item in circle}
        shown = [pick for pick in [view.next, *view.picks] if pick.item in own]
        assert len(shown) >= 2
        assert any(pick.reason == f"Goes with “{circle[0].title}”, which you have done." for pick in shown)
        assert all(pick.item != circle[0].pk for pick in shown)


def test_few_people_say_nothing(circles: list[list[Item]], alice: Person, now: datetime) -> None:
    for item in circles[0][:3]:
        learner.finish(person_id=alice.pk, item_id=item.pk, now=now)
    figures = recommend.train(now=now)
    assert not figures["kept"]
    assert "are needed" in figures["reason"]
    assert not BehaviourModel.objects.exists()


@pytest.mark.usefixtures("history")
def test_a_damaged_model_is_not_used_and_the_one_before_it_is(
    circles: list[list[Item]], alice: Person, now: datetime
) -> None:
    first = recommend.train(now=now)["model"]
    ItemProgress.objects.filter(item_id=circles[0][0].pk).delete()
    second = recommend.train(now=now + timedelta(days=1))["model"]
    assert first != second
    Blob.objects.filter(hash=second).update(content=b"not what it was")
    (Path(settings.WAYFARE_HOME) / "models" / f"{second}.model").unlink()
    together.load.cache_clear()
    learner.finish(person_id=alice.pk, item_id=circles[3][0].pk, now=now + timedelta(days=2))
    assert together.active() is together.load(first)
    assert recommend.feed(person_id=alice.pk, now=now + timedelta(days=2)).next is not None


def test_the_weekly_job_leaves_an_installation_with_few_starts_alone(
    now: datetime, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    monkeypatch.setattr("wayfare.core.jobs.verbs.subprocess.run", lambda *words, **_: ran.append(words))
    learner.start(person_id=alice.pk, item_id=factories.item("One").pk, now=now)
    jobs.train(now=now)
    assert ran == []


@pytest.mark.usefixtures("history")
def test_the_weekly_job_trains_in_a_process_of_its_own(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    class Done:
        returncode, stdout, stderr = 0, "{}", ""

    monkeypatch.setattr("wayfare.core.jobs.verbs.subprocess.run", lambda words, **_: ran.append(words) or Done())
    jobs.train(now=now)
    assert ran[0][-3:] == ["--only", "behaviour", "--json"]
    monkeypatch.setattr(Done, "returncode", 1)
    with pytest.raises(RuntimeError):
        jobs.train(now=now)
