"""What is remembered, when it is due, and how likely it is known right now."""

import uuid
from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.catalog.models import QuestionVersion
from wayfare.learner import api as learner
from wayfare.learner.models import Memory
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def charts() -> Skill:
    return factories.skill("Reading charts")


@pytest.fixture
def question(charts: Skill) -> QuestionVersion:
    return factories.question(charts, level=2.5)


def answer(person: Person, version: QuestionVersion, right: bool, now: datetime, seconds: float | None = None) -> None:
    learner.answer(
        person_id=person.pk,
        version_id=version.pk,
        response=[0 if right else 1],
        attempt_id=uuid.uuid4(),
        now=now,
        seconds=seconds,
    )


def test_an_answer_leaves_a_card_for_the_question_and_one_for_its_skill(
    alice: Person, charts: Skill, question: QuestionVersion, now: datetime
) -> None:
    answer(alice, question, right=True, now=now)
    cards = Memory.objects.filter(person_id=alice.pk).order_by("question_id")
    assert [(card.skill_id, card.question_id) for card in cards] == [
        (charts.pk, 0),
        (charts.pk, question.question_id),
    ]
    assert all(card.due_at > now and (card.reviews, card.lapses) == (1, 0) for card in cards)
    assert learner.matches_replay(person_id=alice.pk)


def test_a_question_without_a_skill_leaves_no_card(alice: Person, now: datetime) -> None:
    answer(alice, factories.question(None), right=True, now=now)
    assert not Memory.objects.exists()


def test_what_was_known_is_due_later_than_what_was_not(alice: Person, charts: Skill, now: datetime) -> None:
    known, unknown = factories.question(charts), factories.question(factories.skill("Writing"))
    answer(alice, known, right=True, now=now)
    answer(alice, unknown, right=False, now=now)
    due = dict(Memory.objects.filter(question_id=0).values_list("skill_id", "due_at"))
    assert due[charts.pk] > due[factories.skill("Writing").pk] > now
    assert learner.next_due(person_id=alice.pk) == min(due.values())


def test_nothing_is_due_at_once_and_everything_some_day(
    alice: Person, charts: Skill, question: QuestionVersion, now: datetime
) -> None:
    assert learner.due(person_id=alice.pk, now=now) == []
    assert learner.next_due(person_id=alice.pk) is None
    answer(alice, question, right=True, now=now)
    assert learner.due(person_id=alice.pk, now=now) == []
    (later,) = learner.due(person_id=alice.pk, now=now + timedelta(days=60))
    assert (later.version_id, later.skill_id, later.why) == (question.pk, charts.pk, "fading")


def test_a_skill_is_reviewed_by_a_question_that_was_not_answered_yet_then_by_the_one_not_seen_for_longest(
    alice: Person, charts: Skill, question: QuestionVersion, now: datetime
) -> None:
    fresh, far = factories.question(charts, level=2.0), factories.question(charts, level=5.0)
    answer(alice, question, right=True, now=now)
    later = now + timedelta(days=60)
    assert learner.due(person_id=alice.pk, now=later)[0].version_id == fresh.pk
    answer(alice, fresh, right=True, now=later)
    much_later = later + timedelta(days=400)
    (again,) = learner.due(person_id=alice.pk, now=much_later)
    assert again.version_id == question.pk != far.pk


def test_a_skill_is_reviewed_once_however_many_of_its_questions_were_right(
    alice: Person, charts: Skill, now: datetime
) -> None:
    for _ in range(8):
        answer(alice, factories.question(charts), right=True, now=now)
    assert len(learner.due(person_id=alice.pk, now=now + timedelta(days=90))) == 1
    assert learner.due_count(person_id=alice.pk, now=now + timedelta(days=90)) == 1
    assert learner.due_count(person_id=alice.pk, now=now) == 0


def test_a_question_answered_wrong_comes_back_before_one_never_answered(
    alice: Person, charts: Skill, now: datetime
) -> None:
    right, missed, _ = (factories.question(charts, level=2.5) for _ in range(3))
    answer(alice, missed, right=False, now=now)
    answer(alice, right, right=True, now=now + timedelta(hours=1))
    (again,) = learner.due(person_id=alice.pk, now=now + timedelta(days=90))
    assert again.version_id == missed.pk


def test_a_review_moves_the_date(alice: Person, question: QuestionVersion, now: datetime) -> None:
    answer(alice, question, right=True, now=now)
    first = learner.next_due(person_id=alice.pk)
    assert first is not None
    answer(alice, question, right=True, now=first)
    second = learner.next_due(person_id=alice.pk)
    assert second is not None
    assert second - first > first - now
    answer(alice, question, right=False, now=second)
    third = learner.next_due(person_id=alice.pk)
    assert third is not None
    assert third - second < second - first
    assert learner.matches_replay(person_id=alice.pk)


def test_a_skip_that_waits_for_its_check_is_due_first(alice: Person, charts: Skill, now: datetime) -> None:
    for _ in range(8):
        factories.question(charts, level=2.5)
    factories.holds(alice, factories.role("Analyst", needs={charts: 2.5}))
    view = learner.begin(person_id=alice.pk, kind="skill", subject_id=charts.pk, now=now)
    while view.next is not None:
        view = learner.place(
            person_id=alice.pk,
            placement_id=view.id,
            version_id=view.next.version_id,
            response=[0],
            attempt_id=uuid.uuid4(),
            now=now,
        ).placement
    assert "skipped" not in {one.why for one in learner.due(person_id=alice.pk, now=now + timedelta(days=6))}
    then = now + timedelta(days=31)
    first = learner.due(person_id=alice.pk, now=then)[0]
    assert first.why == "skipped"
    following = learner.next_due(person_id=alice.pk)
    assert following is not None
    assert following <= first.since
    _a_second_look_asks_another_question(alice, first, then)


def _a_second_look_asks_another_question(person: Person, first: learner.Due, now: datetime) -> None:
    answer(person, QuestionVersion.objects.get(pk=first.version_id), right=False, now=now)
    again = learner.due(person_id=person.pk, now=now + timedelta(minutes=1))[0]
    assert again.why == "skipped"
    assert again.version_id != first.version_id


def test_what_is_known_right_now_fades_and_mastery_does_not(
    alice: Person, charts: Skill, question: QuestionVersion, now: datetime
) -> None:
    for day in range(4):
        answer(alice, question, right=True, now=now + timedelta(days=day))
    snapshot = learner.snapshot(person_id=alice.pk)

    def chance(level: float, days: int) -> float:
        at = now + timedelta(days=days)
        return learner.right_now(snapshot=snapshot, skill_id=charts.pk, level=level, now=at).chance

    chances = [chance(2.5, days) for days in (4, 30, 300)]
    assert chances == sorted(chances, reverse=True)
    assert 0.25 < chances[2] < chances[0] < 1
    assert chance(1.5, 0) > chance(4.5, 0)
    (row,) = learner.retention(snapshot=snapshot, now=now + timedelta(days=4))
    assert row.skill_id == charts.pk
    assert row.recall == sorted(row.recall, reverse=True)
    assert len(row.recall) == len(learner.AHEAD)


def test_what_was_never_practised_counts_as_mastery_says(alice: Person, charts: Skill, now: datetime) -> None:
    snapshot = learner.snapshot(person_id=alice.pk)
    at = [now, now + timedelta(days=900)]
    early, late = (learner.right_now(snapshot=snapshot, skill_id=charts.pk, level=2.5, now=one) for one in at)
    assert early == late


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 4000.0, 1e9])
def test_an_impossible_time_is_not_kept(
    alice: Person, question: QuestionVersion, now: datetime, seconds: float
) -> None:
    answer(alice, question, right=True, now=now, seconds=seconds)
    assert learner.evidence(person_id=alice.pk, skill_id=question.question.skill_id)[0].score == 1.0
    assert learner.matches_replay(person_id=alice.pk)


def test_what_is_asked_again_is_kept_and_what_is_not_fades(question: QuestionVersion, charts: Skill) -> None:
    other = factories.skill("Nobody asks about it")
    found = learner.kept(skill_ids={charts.pk, other.pk}, artefact=learner.active_artefact())
    assert found[charts.pk] == 1.0
    assert 0.4 < found[other.pk] < 0.95


def test_practice_is_enough_where_answers_are_right_and_pays_where_they_are_not(
    alice: Person, charts: Skill, now: datetime
) -> None:
    def practised(person: Person, taught: bool = True) -> learner.Practised:
        believed = learner.snapshot(person_id=person.pk)
        return learner.practised(snapshot=believed, skill_id=charts.pk, level=2.5, taught=taught, now=now)

    assert not practised(alice).enough
    assert practised(alice, taught=False).unsure
    assert not practised(alice, taught=True).unsure
    for _ in range(12):
        answer(alice, factories.question(charts, level=2.5), right=True, now=now)
    found = practised(alice)
    assert found.enough
    assert not found.unsure
    assert found.later < found.now


def test_a_day_ahead_is_prepared_for_by_what_would_not_be_sure_then(
    alice: Person, charts: Skill, now: datetime
) -> None:
    other, unknown = factories.skill("Writing"), factories.skill("Nothing is known of it")
    for _ in range(12):
        answer(alice, factories.question(charts, level=2.5), right=True, now=now)
        answer(alice, factories.question(other, level=2.5), right=False, now=now)
    factories.question(unknown, level=2.5)
    believed = learner.snapshot(person_id=alice.pk)
    wanted = {charts.pk: 2.5, other.pk: 2.5, unknown.pk: 2.5}
    soon, late = now + timedelta(days=1), now + timedelta(days=300)
    first, *_ = learner.refresh(snapshot=believed, wanted=wanted, by=soon, now=now)
    assert (first.skill_id, first.why, first.since) == (other.pk, "ahead", soon)
    chances = learner.foreseen(snapshot=believed, wanted=wanted, at=late)
    asked = [one.skill_id for one in learner.refresh(snapshot=believed, wanted=wanted, by=late, now=now)]
    assert asked == sorted([charts.pk, other.pk], key=lambda skill: chances[skill])
    without = {one.version_id for one in learner.refresh(snapshot=believed, wanted=wanted, by=late, now=now)}
    further = {
        one.version_id for one in learner.refresh(snapshot=believed, wanted=wanted, by=late, now=now, without=without)
    }
    assert further
    assert not further & without
