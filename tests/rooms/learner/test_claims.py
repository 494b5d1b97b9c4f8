"""What people say about a level: evidence that moves an estimate a little and never overwrites it."""

import math
import uuid
from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.audit.models import Act
from wayfare.core.errors import Conflict, Invalid, NotAllowed, NotFound
from wayfare.core.versions import person_version
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening() -> Skill:
    return factories.skill("Listening")


@pytest.fixture
def boss() -> Person:
    return factories.person("Zoe")


@pytest.fixture
def dora(boss: Person) -> Person:
    return factories.person("Dora", team=factories.team("Support"), manager=boss)


def mean(person: Person, skill: Skill) -> float:
    return learner.snapshot(person_id=person.pk).belief(skill.pk).mean


def say(person: Person, skill: Skill, level: float, now: datetime, attempt: uuid.UUID | None = None) -> learner.Claimed:
    attempt = attempt or uuid.uuid4()
    return learner.say(person_id=person.pk, skill_id=skill.pk, level=level, attempt_id=attempt, now=now)


def answer(person: Person, skill: Skill, right: bool, now: datetime, level: float = 3.0) -> None:
    version = factories.question(skill, level=level)
    learner.answer(
        person_id=person.pk, version_id=version.pk, response=[0 if right else 1], attempt_id=uuid.uuid4(), now=now
    )


def test_what_one_says_of_oneself_moves_the_estimate_towards_it(dora: Person, listening: Skill, now: datetime) -> None:
    before = mean(dora, listening)
    claimed = say(dora, listening, 5.0, now)
    assert claimed.before.mean == pytest.approx(before)
    assert before < mean(dora, listening) == pytest.approx(claimed.after.mean)
    low = say(dora, factories.skill("Writing"), 1.0, now)
    assert low.after.mean < low.before.mean


def test_a_manager_is_believed_more_than_oneself_and_answers_more_than_words(
    dora: Person, boss: Person, now: datetime
) -> None:
    one, other, third = (factories.skill(name) for name in ("One", "Other", "Third"))
    said = say(dora, one, 4.0, now)
    request = learner.ask_about(person_id=dora.pk, skill_id=other.pk, asked_id=boss.pk, now=now)
    learner.vouch(request_id=request.id, by=boss.pk, level=4.0, now=now)
    (word,) = learner.evidence(person_id=dora.pk, skill_id=other.pk)
    assert word.shift > said.after.mean - said.before.mean > 0
    for _ in range(3):
        answer(dora, third, right=True, now=now, level=4.0)
    assert sum(piece.shift for piece in learner.evidence(person_id=dora.pk, skill_id=third.pk)) > word.shift


def test_words_are_evidence_beside_answers_and_replay_finds_them(
    dora: Person, boss: Person, listening: Skill, now: datetime
) -> None:
    answer(dora, listening, right=False, now=now)
    say(dora, listening, 4.0, now + timedelta(days=1))
    request = learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=boss.pk, now=now)
    learner.vouch(request_id=request.id, by=boss.pk, level=3.5, now=now + timedelta(days=2))
    answer(dora, listening, right=True, now=now + timedelta(days=3))
    snapshot = learner.snapshot(person_id=dora.pk)
    assert (snapshot.n, snapshot.answers) == (4, {listening.pk: 2})
    assert learner.matches_replay(person_id=dora.pk)
    assert learner.replay(person_id=dora.pk).state == snapshot.state
    sources = [piece.source for piece in learner.evidence(person_id=dora.pk, skill_id=listening.pk)]
    assert sources == ["answer", "manager", "self", "answer"]


def test_saying_it_again_within_a_week_adds_nothing(dora: Person, listening: Skill, now: datetime) -> None:
    say(dora, listening, 4.0, now)
    held = mean(dora, listening)
    for days in (0, 1, 6):
        with pytest.raises(Conflict):
            say(dora, listening, 5.0, now + timedelta(days=days))
    assert mean(dora, listening) == held
    assert say(dora, listening, 4.0, now + timedelta(days=8)).n == 2


def test_the_same_attempt_resent_changes_nothing(dora: Person, listening: Skill, now: datetime) -> None:
    attempt = uuid.uuid4()
    first = say(dora, listening, 4.0, now, attempt)
    version = person_version(dora.pk)
    again = say(dora, listening, 4.0, now + timedelta(days=1), attempt)
    assert (again.n, again.after, again.resent) == (first.n, first.after, True)
    assert person_version(dora.pk) == version
    with pytest.raises(Conflict):
        say(dora, listening, 3.0, now, attempt)


def test_the_attempt_of_an_answer_cannot_be_used_for_words(dora: Person, listening: Skill, now: datetime) -> None:
    version, attempt = factories.question(listening), uuid.uuid4()
    learner.answer(person_id=dora.pk, version_id=version.pk, response=[0], attempt_id=attempt, now=now)
    with pytest.raises(Conflict):
        say(dora, listening, 3.0, now, attempt)


@pytest.mark.parametrize("level", [0.0, 0.99, 5.01, -1.0, math.nan, math.inf])
def test_a_level_off_the_scale_is_refused(
    dora: Person, boss: Person, listening: Skill, now: datetime, level: float
) -> None:
    request = learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=boss.pk, now=now)
    with pytest.raises(Invalid):
        say(dora, listening, level, now)
    with pytest.raises(Invalid):
        learner.vouch(request_id=request.id, by=boss.pk, level=level, now=now)
    assert not Evidence.objects.exists()


def test_an_unknown_skill_is_refused(dora: Person, boss: Person, now: datetime) -> None:
    with pytest.raises(NotFound):
        learner.say(person_id=dora.pk, skill_id=987, level=3.0, attempt_id=uuid.uuid4(), now=now)
    with pytest.raises(NotFound):
        learner.ask_about(person_id=dora.pk, skill_id=987, asked_id=boss.pk, now=now)


def test_a_colleague_counts_as_a_colleague(dora: Person, listening: Skill, now: datetime) -> None:
    charlie = factories.person("Charles", team=factories.team("Support"))
    request = learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=charlie.pk, now=now, note="Please")
    assert (request.title, request.note, request.kind) == ("Listening", "Please", learner.LEVEL_REQUEST)
    learner.vouch(request_id=request.id, by=charlie.pk, level=2.0, now=now)
    (piece,) = learner.evidence(person_id=dora.pk, skill_id=listening.pk)
    assert (piece.source, piece.by, piece.weight) == ("colleague", charlie.pk, 1.0)
    assert Act.objects.filter(verb="said-level", actor_id=charlie.pk).count() == 1


def test_vouching_twice_is_one_piece_of_evidence(dora: Person, boss: Person, listening: Skill, now: datetime) -> None:
    request = learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=boss.pk, now=now)
    for _ in range(2):
        assert learner.vouch(request_id=request.id, by=boss.pk, level=4.0, now=now).answer == {"level": 4.0}
    with pytest.raises(Conflict):
        learner.vouch(request_id=request.id, by=boss.pk, level=2.0, now=now)
    assert Evidence.objects.count() == 1


def test_only_who_was_asked_can_vouch(dora: Person, boss: Person, listening: Skill, now: datetime) -> None:
    request = learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=boss.pk, now=now)
    for by in (dora.pk, factories.person("Mallory").pk):
        with pytest.raises(NotFound):
            learner.vouch(request_id=request.id, by=by, level=5.0, now=now)
    with pytest.raises(NotAllowed):
        learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=factories.person("Mallory").pk, now=now)
    assert not Evidence.objects.exists()


def test_a_late_word_on_an_expired_request_changes_nothing(
    dora: Person, boss: Person, listening: Skill, now: datetime
) -> None:
    request = learner.ask_about(person_id=dora.pk, skill_id=listening.pk, asked_id=boss.pk, now=now)
    with pytest.raises(Conflict):
        learner.vouch(request_id=request.id, by=boss.pk, level=5.0, now=request.expires_at)
    assert not Evidence.objects.exists()
