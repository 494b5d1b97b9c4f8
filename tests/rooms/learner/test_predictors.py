"""The fitted predictor: put in place where it foresees later answers better, used for what is shown, taken back, damaged."""

import random
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from tests import factories
from wayfare.core.models import Blob
from wayfare.engine.tracing.answers import Answer, columns
from wayfare.learner import api as learner
from wayfare.learner import artefacts, predictors
from wayfare.learner.models import Evidence, Learner, PredictorState
from wayfare.learner.training.predicting import LEAST_UNTAUGHT, misjudges_untaught
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
PEOPLE, EACH, QUESTIONS = 60, 30, 10


@pytest.fixture
def skill() -> Skill:
    return factories.skill("Reading charts")


@pytest.fixture
def everyone(skill: Skill, now: datetime) -> list[Person]:
    """Return people who mostly do again what they did last: no filter can see that, features of the last answers do."""
    return world(skill, now, seed=5)


def world(skill: Skill, now: datetime, seed: int) -> list[Person]:
    versions = [factories.question(skill, level=3.0) for _ in range(QUESTIONS)]
    dice, rows = random.Random(seed), []
    people = [factories.person(f"P{seed}-{number}") for number in range(PEOPLE)]
    for number, person in enumerate(people):
        last = dice.random() < 0.5
        for turn in range(EACH):
            last = last if dice.random() < 0.85 else not last
            version, at = versions[dice.randrange(QUESTIONS)], now + timedelta(hours=turn * 100 + number)
            rows.append(
                Evidence(
                    person_id=person.pk, id=turn + 1, source="answer", attempt_id=uuid.uuid4(), skill_id=skill.pk,
                    question_id=version.question_id, question_version_id=version.pk, response=[0], score=float(last),
                    level=3.0, options=4, occurred_at=at, received_at=at, artefact=artefacts.DEFAULT_HASH,
                )
            )  # fmt: skip
        Learner.objects.create(person_id=person.pk, n=EACH, mean=0.0, variance=0.4)
    Evidence.objects.bulk_create(rows)
    return people


def answer(person: Person, skill: Skill, now: datetime, *, right: bool) -> None:
    version = Evidence.objects.filter(person_id=person.pk).values_list("question_version_id", flat=True)[0]
    assert version is not None
    learner.answer(
        person_id=person.pk, version_id=version, response=[0 if right else 1], attempt_id=uuid.uuid4(), now=now
    )


def test_it_is_put_in_place_where_it_is_better_and_tells_by_how_much(
    everyone: list[Person], skill: Skill, now: datetime
) -> None:
    later = now + timedelta(days=200)
    report = learner.train(now=later)
    part = report.parts["predictor"]
    assert part["kept"], part["reason"]
    assert part["kind"] in ("logistic", "trees")
    assert part["log_loss"]["fitted"] < part["log_loss"]["active"] - part["standard_error"]
    name = artefacts.bundle(learner.active_artefact()).predictor
    assert bytes(Blob.objects.get().content)
    assert Blob.objects.get().hash == name
    state = predictors.state(everyone[0].pk, name)
    assert state == predictors.replayed(everyone[0].pk, name)
    assert state.general.answers == EACH


def test_what_is_shown_follows_it_and_each_answer_moves_it(everyone: list[Person], skill: Skill, now: datetime) -> None:
    later, person = now + timedelta(days=200), everyone[0]
    report = learner.train(now=later)
    assert report.parts["predictor"]["kept"]
    chances = []
    for turn in range(6):
        at = later + timedelta(days=turn)
        answer(person, skill, at, right=turn < 3)
        snapshot = learner.snapshot(person_id=person.pk)
        chances.append(learner.right_now(snapshot=snapshot, skill_id=skill.pk, level=3.0, now=at).chance)
    assert chances[2] > chances[5] + 0.3
    row = PredictorState.objects.get(person_id=person.pk)
    assert (row.n, row.predictor) == (EACH + 6, artefacts.bundle(learner.active_artefact()).predictor)
    assert predictors.state(person.pk, row.predictor) == predictors.replayed(person.pk, row.predictor)


def test_somebody_with_few_answers_is_shown_what_role_and_filter_say(
    everyone: list[Person], skill: Skill, alice: Person, now: datetime
) -> None:
    later = now + timedelta(days=200)
    before = learner.right_now(snapshot=learner.snapshot(person_id=alice.pk), skill_id=skill.pk, level=None, now=later)
    report = learner.train(now=later)
    assert report.parts["predictor"]["kept"]
    learner.roll_back(now=later)
    snapshot = learner.snapshot(person_id=alice.pk)
    assert learner.right_now(snapshot=snapshot, skill_id=skill.pk, level=None, now=later) == before
    learner.roll_back(now=later, to=report.artefact)
    snapshot = learner.snapshot(person_id=alice.pk)
    after = learner.right_now(snapshot=snapshot, skill_id=skill.pk, level=None, now=later)
    assert 0.25 <= after.chance < 1
    assert not PredictorState.objects.exists()


def test_a_second_training_waits_until_enough_new_answers_can_judge(
    everyone: list[Person], skill: Skill, now: datetime
) -> None:
    later = now + timedelta(days=200)
    learner.train(now=later)
    again = learner.train(now=later + timedelta(days=7)).parts["predictor"]
    assert not again["kept"]
    assert "since the active one" in again["reason"]
    world(skill, later + timedelta(days=8), seed=6)
    third = learner.train(now=later + timedelta(days=300)).parts["predictor"]
    assert third["kept"], third["reason"]
    assert Blob.objects.count() == 2


def test_a_new_one_must_not_be_worse_than_none_where_the_active_one_has_aged(
    everyone: list[Person], skill: Skill, now: datetime
) -> None:
    """What people do changes at last: to be better than what misleads everybody is not enough."""
    later = now + timedelta(days=200)
    assert learner.train(now=later).parts["predictor"]["kept"]
    dice = random.Random(8)
    others = [person.pk for person in world(skill, later + timedelta(days=8), seed=6)]
    for row in Evidence.objects.filter(person_id__in=others, id__gt=EACH // 2):
        Evidence.objects.filter(person_id=row.person_id, id=row.id).update(score=float(dice.random() < 0.6))
    part = learner.train(now=later + timedelta(days=300)).parts["predictor"]
    assert not part["kept"]
    assert part["gain"] > part["standard_error"]
    assert "without any predictor" in part["reason"]


def test_a_damaged_copy_is_made_anew_and_a_damaged_original_is_replaced_by_what_was_before(
    everyone: list[Person], skill: Skill, now: datetime
) -> None:
    later = now + timedelta(days=200)
    report = learner.train(now=later)
    name = artefacts.bundle(report.artefact).predictor
    path = Path(settings.WAYFARE_HOME) / "models" / f"{name}.model"
    predictors.load(name)
    path.unlink()  # another file of that name: whoever has the old one mapped keeps it
    path.write_bytes(b"not what it was")
    predictors.load.cache_clear()
    assert predictors.load(name).kind == report.parts["predictor"]["kind"]
    Blob.objects.update(content=b"not what it was")
    path.unlink()
    predictors.load.cache_clear()
    assert learner.artefact_problems()[0] == [report.artefact]
    assert learner.active_artefact() == artefacts.DEFAULT_HASH
    answer(everyone[1], skill, later + timedelta(days=1), right=True)


def test_answers_at_random_are_not_foreseen_better(skill: Skill, now: datetime) -> None:
    people = world(skill, now, seed=7)
    dice = random.Random(8)
    rows = list(Evidence.objects.filter(person_id__in=[person.pk for person in people]))
    for row in rows:
        row.score = float(dice.random() < 0.6)
    for row in rows:
        Evidence.objects.filter(person_id=row.person_id, id=row.id).update(score=row.score)
    part = learner.train(now=now + timedelta(days=200)).parts["predictor"]
    assert not part["kept"]
    assert "filter alone" in part["reason"]


@pytest.mark.parametrize("untaught", [400, 60])
def test_a_predictor_that_takes_the_untaught_for_taught_is_found_out(untaught: int) -> None:
    """Most answers follow a lesson: a model that does well on these alone would let people skip what they do not know."""
    dice, size = np.random.default_rng(4), 1_000
    taught = np.arange(size) >= untaught
    right = np.where(taught, 0.9, 0.3)
    rows = [
        (at % 50, Answer(1, (1,), float(dice.random() < right[at]), float(at), bool(taught[at]))) for at in range(size)
    ]
    every = columns(rows, timed=True)
    assert every.taught is not None
    knows = np.where(every.taught, 0.9, 0.3)
    later, ignores = np.ones(size, bool), np.full(size, 0.9)
    assert misjudges_untaught(every, knows, ignores, later) is (untaught >= LEAST_UNTAUGHT)
    assert not misjudges_untaught(every, ignores, knows, later)


def test_only_the_newest_few_are_kept(now: datetime) -> None:
    names = [predictors.keep(f"predictor {number}".encode(), now + timedelta(days=number)) for number in range(6)]
    assert set(Blob.objects.values_list("hash", flat=True)) == set(names[2:])
