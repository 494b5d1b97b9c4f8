"""Decisions about proposals train the tagger, in the background."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.catalog import api, jobs
from wayfare.catalog.api import training
from wayfare.catalog.models import Item, ItemSkill
from wayfare.engine.matching.blend import LEAST_OF_EACH
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
LABELS = '{"skills":["sailing"]}'


@pytest.fixture
def rows() -> list[ItemSkill]:
    """As many proposals as are needed of each kind, all about sailing."""
    skill = factories.skill("Sailing", kind=Skill.Kind.KNOWLEDGE)
    return [
        factories.proposal(factories.item(f"Sailing {number}", labels=LABELS, language="en"), skill)
        for number in range(2 * LEAST_OF_EACH)
    ]


def settle(rows: list[ItemSkill], now: datetime) -> None:
    yes = [row.pk for row in rows[:LEAST_OF_EACH]]
    api.decide(approved=yes, rejected=[row.pk for row in rows[LEAST_OF_EACH:]], by=None, now=now)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """Note the verbs that a job would have run in a process of its own."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "run_verb", lambda *words: found.append(words) or "{}")
    return found


def test_too_few_decisions_teach_nothing_and_say_so(rows: list[ItemSkill], now: datetime) -> None:
    api.decide(approved=[rows[0].pk], rejected=[], by=None, now=now)
    found = api.train(now=now)
    assert (found["kept"], found["approved"], found["rejected"]) == (False, 1, 0)
    assert "20 approvals and 20 rejections are needed" in found["reason"]


def test_enough_decisions_change_what_is_proposed_elsewhere(rows: list[ItemSkill], now: datetime) -> None:
    settle(rows, now)
    open_one = factories.item("Sailing at last", labels=LABELS, language="en")
    found = api.train(now=now)
    assert (found["kept"], found["read"]) == (True, 2 * LEAST_OF_EACH + 1)
    assert ItemSkill.objects.filter(item=open_one).exists()
    assert api.teaching() == api.Teaching(LEAST_OF_EACH, LEAST_OF_EACH, LEAST_OF_EACH, now)
    assert api.train(now=now)["reason"] == "nothing was decided since the last time"


def test_a_try_changes_nothing(rows: list[ItemSkill], now: datetime) -> None:
    settle(rows, now)
    before = list(ItemSkill.objects.values())
    assert api.train(now=now, promote=False)["reason"] == "not put in place"
    assert list(ItemSkill.objects.values()) == before
    assert api.teaching().learned_at is None


def test_the_job_waits_until_nobody_is_deciding(
    rows: list[ItemSkill], now: datetime, asked: list[tuple[str, ...]]
) -> None:
    jobs.learn_tags(now=now)
    settle(rows, now)
    jobs.learn_tags(now=now + timedelta(minutes=5))
    assert asked == []
    jobs.learn_tags(now=now + timedelta(minutes=11))
    assert asked == [("train", "--only", "tagging", "--json")]


def test_the_job_learns_no_decision_twice(rows: list[ItemSkill], now: datetime) -> None:
    settle(rows, now)
    later = now + timedelta(hours=1)
    assert training.due(now=later)
    api.train(now=later)
    assert not training.due(now=later + timedelta(days=1))
    api.reopen(approved=[rows[0].pk], rejected=[], by=None, now=later + timedelta(days=1))
    api.decide(approved=[rows[0].pk], rejected=[], by=None, now=later + timedelta(days=1))
    assert training.due(now=later + timedelta(days=1, minutes=1))


def test_retired_items_teach_nothing(rows: list[ItemSkill], now: datetime) -> None:
    settle(rows, now)
    api.retire(item_ids=Item.objects.values_list("id", flat=True), now=now)
    assert not api.teaching().enough
