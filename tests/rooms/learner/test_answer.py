"""The door of the learner room: what an answer does, and what the same answer sent again does not."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils import timezone as django_timezone

from tests import factories
from wayfare.audit.models import Act
from wayfare.catalog.models import Item, QuestionVersion
from wayfare.core.errors import Conflict, Invalid, NotFound, RateLimited
from wayfare.core.versions import person_version
from wayfare.learner import api as learner
from wayfare.learner.api import Outcome
from wayfare.learner.models import Evidence, Learner, SkillState
from wayfare.people.models import Person
from wayfare.records import api as records
from wayfare.records.models import Statement
from wayfare.skills.models import Skill


@pytest.fixture
def charts(db: None) -> Skill:
    return factories.skill("Reading charts")


@pytest.fixture
def asked(charts: Skill) -> QuestionVersion:
    return factories.question(charts, level=3.0)


def _answer(person: Person, question: QuestionVersion, response: list[int], now: datetime, **more: object) -> Outcome:
    given = {"attempt_id": uuid.uuid4(), **more}
    return learner.answer(person_id=person.id, version_id=question.id, response=response, now=now, **given)  # type: ignore[arg-type]


def _everything(person: Person) -> list[object]:
    """All that is kept about a person's learning."""
    return [
        list(Evidence.objects.filter(person_id=person.id).order_by("id").values()),
        list(Learner.objects.filter(person_id=person.id).values()),
        list(SkillState.objects.filter(person_id=person.id).values()),
        [(row["id"], bytes(row["raw"])) for row in Statement.objects.order_by("id").values("id", "raw")],
        person_version(person.id),
    ]


def test_a_right_answer_raises_and_sharpens_the_belief(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    outcome = _answer(alice, asked, [0], now)
    assert outcome.before is not None
    assert outcome.after is not None
    assert outcome.after.mean > outcome.before.mean
    assert outcome.after.variance < outcome.before.variance
    assert learner.snapshot(person_id=alice.id).belief(asked.question.skill_id or 0) == outcome.after


def test_a_resent_answer_changes_nothing(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    attempt = uuid.uuid4()
    first = _answer(alice, asked, [0], now, attempt_id=attempt)
    _answer(alice, asked, [1], now)
    kept = _everything(alice)
    again = _answer(alice, asked, [0], now + timedelta(days=3), attempt_id=attempt)
    assert again.resent
    assert (again.n, again.graded, again.before, again.after) == (1, first.graded, first.before, first.after)
    assert _everything(alice) == kept


def test_the_order_of_the_chosen_options_makes_no_difference(alice: Person, charts: Skill, now: datetime) -> None:
    multi = factories.question(charts, correct=(0, 2))
    attempt = uuid.uuid4()
    assert _answer(alice, multi, [2, 0], now, attempt_id=attempt).graded.score == 1
    assert _answer(alice, multi, [0, 2, 2], now, attempt_id=attempt).resent


@pytest.mark.parametrize("change", ["response", "question"])
def test_an_attempt_used_for_something_else_is_a_conflict(
    alice: Person, asked: QuestionVersion, charts: Skill, now: datetime, change: str
) -> None:
    attempt = uuid.uuid4()
    _answer(alice, asked, [0], now, attempt_id=attempt)
    kept = _everything(alice)
    other = factories.question(charts) if change == "question" else asked
    with pytest.raises(Conflict):
        _answer(alice, other, [0] if change == "question" else [1], now, attempt_id=attempt)
    assert _everything(alice) == kept


def test_two_people_may_use_the_same_attempt_id(
    alice: Person, bob: Person, asked: QuestionVersion, now: datetime
) -> None:
    attempt = uuid.uuid4()
    _answer(alice, asked, [0], now, attempt_id=attempt)
    assert not _answer(bob, asked, [1], now, attempt_id=attempt).resent


def test_a_resent_attempt_still_answers_when_the_question_was_retired(
    alice: Person, asked: QuestionVersion, now: datetime
) -> None:
    attempt = uuid.uuid4()
    first = _answer(alice, asked, [0], now, attempt_id=attempt)
    asked.question.retired_at = now
    asked.question.save()
    again = _answer(alice, asked, [0], now, attempt_id=attempt)
    assert again.resent
    assert again.graded == first.graded
    with pytest.raises(Conflict):
        _answer(alice, asked, [0], now)


def test_a_resent_attempt_tells_the_skill_it_was_evidence_for(
    alice: Person, asked: QuestionVersion, now: datetime
) -> None:
    attempt = uuid.uuid4()
    first = _answer(alice, asked, [0], now, attempt_id=attempt)
    asked.question.skill, asked.question.level = factories.skill("Something else"), 5.0
    asked.question.save()
    assert _answer(alice, asked, [0], now, attempt_id=attempt).graded == first.graded


def test_an_unknown_question_leaves_no_trace(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    kept = _everything(alice)
    with pytest.raises(NotFound):
        learner.answer(person_id=alice.id, version_id=asked.id + 1, response=[0], attempt_id=uuid.uuid4(), now=now)
    assert _everything(alice) == kept


@pytest.mark.parametrize("response", [[4], [-1], [0, 1]])
def test_an_impossible_response_leaves_no_trace(
    alice: Person, asked: QuestionVersion, now: datetime, response: list[int]
) -> None:
    kept = _everything(alice)
    with pytest.raises(Invalid):
        _answer(alice, asked, response, now)
    assert _everything(alice) == kept


def test_an_older_wording_is_still_accepted(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    QuestionVersion.objects.filter(id=asked.id).update(current=False)
    QuestionVersion.objects.create(
        question=asked.question, number=2, stem="Reworded?", options=["Yes", "No"], correct=[1], digest=""
    )
    assert _answer(alice, asked, [0], now).graded.score == 1


def test_a_practice_question_never_changes_a_belief(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    _answer(alice, asked, [0], now)
    before = learner.snapshot(person_id=alice.id).state
    outcome = _answer(alice, factories.question(None), [0], now)
    assert (outcome.n, outcome.before, outcome.after) == (2, None, None)
    assert learner.snapshot(person_id=alice.id).state == before


def test_evidence_is_numbered_in_order_of_arrival(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    late, early = now - timedelta(days=400), now + timedelta(minutes=9)
    numbers = [_answer(alice, asked, [0], now, occurred_at=at).n for at in (now, late, early)]
    assert numbers == [1, 2, 3]
    rows = Evidence.objects.filter(person_id=alice.id).order_by("id")
    assert [row.occurred_at for row in rows] == [now, late, now]
    assert {row.received_at for row in rows} == {now}


def test_the_time_it_happened_moves_no_belief(
    alice: Person, bob: Person, asked: QuestionVersion, now: datetime
) -> None:
    on_time = _answer(alice, asked, [0], now)
    late = _answer(bob, asked, [0], now, occurred_at=now - timedelta(days=900))
    assert on_time.after == late.after


def test_more_than_ten_minutes_ahead_is_refused(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    with pytest.raises(Invalid):
        _answer(alice, asked, [0], now, occurred_at=now + timedelta(minutes=10, seconds=1))
    assert Evidence.objects.count() == 0
    assert _answer(alice, asked, [0], now, occurred_at=now + timedelta(minutes=10)).n == 1


def test_a_time_with_an_offset_is_kept_in_utc(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    at = datetime(2026, 11, 2, 6, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    _answer(alice, asked, [0], now, occurred_at=at)
    row = Evidence.objects.get(person_id=alice.id)
    assert row.occurred_at == at
    assert Evidence.objects.filter(occurred_at=datetime(2026, 11, 2, 1, 0, tzinfo=UTC)).exists()


@pytest.mark.parametrize("year", [1, 1970])
def test_a_clock_that_was_reset_is_no_reason_to_lose_an_answer(
    alice: Person, asked: QuestionVersion, now: datetime, year: int
) -> None:
    assert _answer(alice, asked, [0], now, occurred_at=datetime(year, 1, 1, tzinfo=UTC)).n == 1


def test_a_time_before_the_calendar_is_refused(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    with pytest.raises(Invalid):
        _answer(alice, asked, [0], now, occurred_at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))


def test_more_answers_than_a_person_gives_are_stopped(
    alice: Person, bob: Person, asked: QuestionVersion, now: datetime, settings: object
) -> None:
    settings.ANSWERS_PER_MINUTE = 5  # type: ignore[attr-defined]
    attempt = uuid.uuid4()
    _answer(alice, asked, [0], now, attempt_id=attempt)
    for second in range(1, 5):
        _answer(alice, asked, [0], now + timedelta(seconds=second))
    with pytest.raises(RateLimited) as refused:
        _answer(alice, asked, [0], now + timedelta(seconds=20))
    assert refused.value.details == {"retry_after": 40, "per_minute": 5}
    assert Evidence.objects.count() == 5
    with pytest.raises(RateLimited):
        _answer(alice, asked, [0], now + timedelta(seconds=21))
    assert learner.flagged(since=now) == 1
    assert Act.objects.filter(verb="answered-too-fast", actor_id=alice.pk).count() == 1
    assert _answer(alice, asked, [0], now, attempt_id=attempt).resent
    assert _answer(bob, asked, [0], now).n == 1
    assert _answer(alice, asked, [0], now + timedelta(seconds=60)).n == 6


def test_rows_written_by_hand_compare_with_the_orms_own(alice: Person, asked: QuestionVersion, now: datetime) -> None:
    _answer(alice, asked, [0], now)
    assert Evidence.objects.filter(received_at=now, occurred_at__lte=now).exists()
    assert SkillState.objects.filter(updated_at=now).exists()
    assert Statement.objects.filter(stored=now, timestamp=now).exists()
    assert django_timezone.is_aware(Evidence.objects.get().received_at)


def test_starting_and_finishing_twice_changes_nothing(alice: Person, now: datetime) -> None:
    item: Item = factories.item("Charts in five minutes")
    for _ in range(2):
        learner.start(person_id=alice.id, item_id=item.id, now=now)
        learner.finish(person_id=alice.id, item_id=item.id, now=now)
    assert records.count(person_id=alice.id) == 2
    assert learner.progress(person_id=alice.id).finished == {item.id}
    assert person_version(alice.id) == 2


def test_finishing_an_item_is_no_evidence(alice: Person, charts: Skill, now: datetime) -> None:
    item = factories.item("Charts in five minutes", teaches={charts: 4.0})
    before = learner.snapshot(person_id=alice.id)
    learner.finish(person_id=alice.id, item_id=item.id, now=now)
    assert learner.snapshot(person_id=alice.id) == before


def test_an_item_that_does_not_exist_cannot_be_started(alice: Person, now: datetime) -> None:
    with pytest.raises(NotFound):
        learner.start(person_id=alice.id, item_id=2**62, now=now)
    assert records.count(person_id=alice.id) == 0
