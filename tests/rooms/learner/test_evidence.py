"""What an estimate rests on, and what would change it."""

import uuid
from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.learner import api as learner
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def charts() -> Skill:
    return factories.skill("Reading charts")


def answer(person: Person, skill: Skill, option: int, now: datetime) -> int:
    version = factories.question(skill, level=3.0)
    learner.answer(person_id=person.pk, version_id=version.pk, response=[option], attempt_id=uuid.uuid4(), now=now)
    return version.pk


def test_every_piece_is_listed_newest_first_with_its_share(alice: Person, charts: Skill, now: datetime) -> None:
    versions = [answer(alice, charts, option, now + timedelta(days=day)) for day, option in enumerate((0, 1, 0))]
    pieces = learner.evidence(person_id=alice.pk, skill_id=charts.pk)
    assert [piece.version_id for piece in pieces] == versions[::-1]
    assert [piece.score for piece in pieces] == [1.0, 0.0, 1.0]
    assert sum(piece.weight for piece in pieces) == pytest.approx(1)
    assert all(piece.weight >= 0 and piece.by is None for piece in pieces)
    assert pieces[0].shift > 0 > pieces[1].shift
    assert pieces[0].after.mean == pytest.approx(learner.snapshot(person_id=alice.pk).belief(charts.pk).mean)


def test_evidence_is_about_one_person_and_one_skill(alice: Person, bob: Person, charts: Skill, now: datetime) -> None:
    answer(alice, charts, 0, now)
    answer(bob, charts, 0, now)
    answer(alice, factories.skill("Writing"), 0, now)
    assert [piece.n for piece in learner.evidence(person_id=alice.pk, skill_id=charts.pk)] == [1]
    assert learner.evidence(person_id=bob.pk, skill_id=factories.skill("Writing").pk) == []


def test_a_prospect_is_what_then_happens(alice: Person, charts: Skill, now: datetime) -> None:
    answer(alice, charts, 0, now)
    snapshot = learner.snapshot(person_id=alice.pk)
    ahead = learner.prospect(snapshot=snapshot, skill_id=charts.pk)
    assert ahead.wrong.mean < snapshot.belief(charts.pk).mean < ahead.right.mean
    version = factories.question(charts, level=ahead.level)
    outcome = learner.answer(person_id=alice.pk, version_id=version.pk, response=[0], attempt_id=uuid.uuid4(), now=now)
    assert outcome.after is not None
    assert outcome.after.mean == pytest.approx(ahead.right.mean)
    assert outcome.after.variance == pytest.approx(ahead.right.variance)


def test_when_an_estimate_last_moved_is_known(alice: Person, charts: Skill, now: datetime) -> None:
    answer(alice, charts, 0, now)
    answer(alice, charts, 0, now + timedelta(days=3))
    assert learner.last_evidence(person_id=alice.pk) == {charts.pk: now + timedelta(days=3)}
