"""The feed: what is in it, that it is written down, that it is kept while nothing changes, and not a moment longer."""

import math
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from wayfare.audit.models import Act, Decision
from wayfare.catalog import api as catalog
from wayfare.catalog.models import Item, QuestionVersion
from wayfare.core.errors import NotFound
from wayfare.core.versions import person_version, touch_epoch
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.people.models import Person, PersonRole
from wayfare.recommend import api as recommend
from wayfare.recommend.api import FeedView, Pick
from wayfare.recommend.models import Feed
from wayfare.skills.models import Skill

SKILLS = ["Reading charts", "Giving feedback", "Passwords", "Samples"]


@pytest.fixture
def needed(db: None) -> list[Skill]:
    return [factories.skill(name) for name in SKILLS]


@pytest.fixture
def items(needed: list[Skill]) -> list[Item]:
    """Three items for each skill, of different length, and one for two skills at once."""
    made = [
        factories.item(f"{skill.name} {minutes}", teaches={skill: 3.0}, minutes=float(minutes), provider=f"P{minutes}")
        for skill in needed
        for minutes in (5, 20, 60)
    ]
    return [*made, factories.item("Both", teaches={needed[0]: 3.0, needed[1]: 3.5}, minutes=9.0)]


@pytest.fixture
def learner_(alice: Person, needed: list[Skill], items: list[Item]) -> Person:
    """Alice, who holds a role that needs all four skills."""
    role = factories.role("Analyst", needs={skill: 3.0 + place / 4 for place, skill in enumerate(needed)})
    factories.holds(alice, role)
    return alice


@pytest.fixture
def asked(needed: list[Skill]) -> QuestionVersion:
    return factories.question(needed[0], level=3.0)


def _feed(person: Person, now: datetime) -> FeedView:
    return recommend.feed(person_id=person.id, now=now)


def _shown(view: FeedView) -> list[Pick]:
    return [*([view.next] if view.next else []), *view.picks]


def _value(term: dict[str, object]) -> float:
    value = term["value"]
    assert isinstance(value, float)
    return value


def test_a_score_is_the_sum_of_its_terms_times_its_factors(learner_: Person, now: datetime) -> None:
    picks = _shown(_feed(learner_, now))
    assert len(picks) >= 4
    for pick in picks:
        total = sum(map(_value, pick.terms)) * math.prod(pick.factors.values())
        assert pick.score == pytest.approx(total, rel=1e-6, abs=1e-12)
        assert set(pick.factors) >= {"finish", "retention", "minutes", "verdict"}


def test_without_the_cited_reason_the_score_falls(learner_: Person, now: datetime) -> None:
    for pick in _shown(_feed(learner_, now)):
        cited = max(pick.terms, key=_value)
        without = (sum(map(_value, pick.terms)) - _value(cited)) * math.prod(pick.factors.values())
        assert without < pick.score
        evidence = cited["evidence"]
        assert isinstance(evidence, dict)
        assert evidence["skill"] in pick.reason
        assert pick.skill == evidence["skill"]


def test_words_of_the_job_in_a_title_come_first_and_say_so(
    learner_: Person, needed: list[Skill], now: datetime
) -> None:
    Person.objects.filter(id=learner_.id).update(job_title="Head of Taxation", function="", unit="")
    plain, fitting = (
        factories.item(title, teaches={needed[0]: 3.0}, minutes=5.0, provider=title) for title in ("Sums", "Taxation")
    )
    view = _feed(learner_, now)
    scores = {pick.item: pick for pick in _shown(view)}
    assert scores[fitting.id].score > scores[plain.id].score if plain.id in scores else fitting.id in scores
    pick = scores[fitting.id]
    term = next(term for term in pick.terms if term["name"] == "fit")
    evidence = term["evidence"]
    assert isinstance(evidence, dict)
    assert evidence["words"] == "taxation"
    cited = max(pick.terms, key=_value)
    assert ("Your job is about taxation" in pick.reason) is (cited is term)
    assert needed[0].name in pick.reason


def test_every_shown_pick_is_written_down(learner_: Person, now: datetime) -> None:
    view = _feed(learner_, now)
    shown = _shown(view)
    rows = {row.id: row for row in Decision.objects.filter(person_id=learner_.id)}
    assert set(rows) == {pick.decision for pick in shown}
    for rank, pick in enumerate(shown, start=1):
        row = rows[pick.decision]
        assert (row.rank, row.subject_id, row.feed_id, row.kind) == (rank, pick.item, view.id, "pick")
        assert 0 < row.propensity <= 1
        assert row.policy
        assert row.artefact == learner.snapshot(person_id=learner_.id).artefact
        assert row.input_hash
        assert row.made_at == now
        told = recommend.why(person_id=learner_.id, decision_id=pick.decision).payload
        assert told["terms"] == pick.terms
        assert told["factors"] == pick.factors
        assert told["reason"] == pick.reason


def test_decisions_of_one_feed_never_share_an_id(learner_: Person, now: datetime) -> None:
    for turn in range(40):
        touch_epoch("catalog", now)
        view = _feed(learner_, now + timedelta(microseconds=turn))
        numbers = [pick.decision for pick in _shown(view)]
        assert numbers == sorted(set(numbers))


def test_a_decision_about_somebody_else_is_not_to_be_found(learner_: Person, bob: Person, now: datetime) -> None:
    number = _shown(_feed(learner_, now))[0].decision
    with pytest.raises(NotFound):
        recommend.why(person_id=bob.id, decision_id=number)


@pytest.mark.django_db(transaction=True)
def test_a_kept_feed_is_read_without_a_transaction(learner_: Person, now: datetime) -> None:
    first = _feed(learner_, now)
    with CaptureQueriesContext(connection) as queries:  # sees BEGIN and SAVEPOINT as well
        assert _feed(learner_, now + timedelta(minutes=5)) == first
    said = [query["sql"].split(maxsplit=1)[0].upper() for query in queries]
    assert set(said) == {"SELECT"}
    assert len(said) <= 4
    assert Decision.objects.count() == len(_shown(first))


def test_a_new_day_is_a_new_feed(learner_: Person, now: datetime) -> None:
    assert _feed(learner_, now).id != _feed(learner_, now + timedelta(days=1)).id


def test_an_answer_changes_the_very_next_feed(learner_: Person, asked: QuestionVersion, now: datetime) -> None:
    before = _feed(learner_, now)
    learner.answer(person_id=learner_.id, version_id=asked.id, response=[0], attempt_id=uuid.uuid4(), now=now)
    after = _feed(learner_, now)
    assert after.id != before.id
    scores = {pick.item: pick.score for pick in _shown(before)}
    assert any(scores.get(pick.item) != pick.score for pick in _shown(after))


def test_a_resent_answer_leaves_the_feed_as_it_is(learner_: Person, asked: QuestionVersion, now: datetime) -> None:
    attempt = uuid.uuid4()
    for _ in range(2):
        learner.answer(person_id=learner_.id, version_id=asked.id, response=[0], attempt_id=attempt, now=now)
        feed = _feed(learner_, now)
    assert Feed.objects.get(person_id=learner_.id).id == feed.id
    assert len(set(Decision.objects.values_list("feed_id", flat=True))) == 1


def test_what_was_started_goes_on_and_is_not_offered_again(learner_: Person, now: datetime) -> None:
    chosen = _shown(_feed(learner_, now))[0].item
    learner.start(person_id=learner_.id, item_id=chosen, now=now)
    view = _feed(learner_, now)
    assert view.continuing == [chosen]
    assert chosen not in {pick.item for pick in _shown(view)}
    learner.finish(person_id=learner_.id, item_id=chosen, now=now)
    view = _feed(learner_, now)
    assert view.continuing == []
    assert chosen not in {pick.item for pick in _shown(view)}


def test_a_dismissed_item_is_gone_at_once_and_for_ninety_days(learner_: Person, now: datetime) -> None:
    chosen = _shown(_feed(learner_, now))[0].item
    recommend.dismiss(person_id=learner_.id, item_id=chosen, now=now)
    for days in (0, 1, 30, 89, 89.99):
        view = _feed(learner_, now + timedelta(days=days))
        assert _shown(view)
        assert chosen not in {pick.item for pick in _shown(view)}
    again = _feed(learner_, now + timedelta(days=91))
    assert chosen in {pick.item for pick in _shown(again)}


def test_dismissing_again_begins_the_ninety_days_anew(learner_: Person, now: datetime) -> None:
    chosen = _shown(_feed(learner_, now))[0].item
    for days in (0, 60):
        recommend.dismiss(person_id=learner_.id, item_id=chosen, now=now + timedelta(days=days))
    view = _feed(learner_, now + timedelta(days=149))
    assert chosen not in {pick.item for pick in _shown(view)}


def test_a_dismissal_can_be_undone_at_once(learner_: Person, now: datetime) -> None:
    before = [pick.item for pick in _shown(_feed(learner_, now))]
    recommend.dismiss(person_id=learner_.id, item_id=before[0], now=now)
    _feed(learner_, now)
    recommend.undo_dismissal(person_id=learner_.id, item_id=before[0], now=now)
    assert [pick.item for pick in _shown(_feed(learner_, now))] == before
    assert list(Act.objects.order_by("id").values_list("verb", flat=True)) == ["dismissed", "undid-dismissal"]
    with pytest.raises(NotFound):
        recommend.undo_dismissal(person_id=learner_.id, item_id=before[0], now=now)


def test_what_does_not_exist_cannot_be_dismissed(learner_: Person, now: datetime) -> None:
    version = person_version(learner_.id)
    with pytest.raises(NotFound):
        recommend.dismiss(person_id=learner_.id, item_id=2**62, now=now)
    assert person_version(learner_.id) == version


def test_one_persons_no_is_not_anothers(learner_: Person, bob: Person, now: datetime) -> None:
    role = PersonRole.objects.get(person=learner_).role
    factories.holds(bob, role)
    chosen = _shown(_feed(learner_, now))[0].item
    recommend.dismiss(person_id=learner_.id, item_id=chosen, now=now)
    assert chosen in {pick.item for pick in _shown(_feed(bob, now))}


def test_a_retired_item_is_gone_from_the_very_next_feed(learner_: Person, now: datetime) -> None:
    chosen = _shown(_feed(learner_, now))[0].item
    assert catalog.retire(item_ids=[chosen], now=now) == 1
    view = _feed(learner_, now)
    assert chosen not in {pick.item for pick in _shown(view)}


def test_a_change_of_role_changes_the_very_next_feed(learner_: Person, needed: list[Skill], now: datetime) -> None:
    before = {pick.skill for pick in _shown(_feed(learner_, now))}
    other = factories.role("Coach", needs={needed[1]: 4.0})
    people.confirm_role(person_id=learner_.id, role_id=other.id, by=learner_.id, now=now)
    after = _feed(learner_, now)
    assert (after.role, after.role_state) == ("Coach", "confirmed")
    assert {pick.skill for pick in _shown(after)} == {needed[1].name} != before
    people.reject_role(person_id=learner_.id, role_id=other.id, by=learner_.id, now=now)
    assert _shown(_feed(learner_, now)) == []


def test_without_a_role_there_is_a_note_and_nothing_else(alice: Person, items: list[Item], now: datetime) -> None:
    view = _feed(alice, now)
    assert (view.next, view.picks) == (None, [])
    assert view.note


def test_a_proposed_role_waits_for_a_person(
    alice: Person, needed: list[Skill], items: list[Item], now: datetime
) -> None:
    role = factories.role("Analyst", needs=dict.fromkeys(needed, 3.0))
    factories.holds(alice, role, PersonRole.State.PROPOSED, 0.7)
    view = _feed(alice, now)
    assert view.next is None
    assert "Analyst" in view.note
    people.confirm_role(person_id=alice.id, role_id=role.id, by=alice.id, now=now)
    assert _feed(alice, now).next is not None


def test_somebody_who_left_has_no_feed(learner_: Person, now: datetime) -> None:
    Person.objects.filter(id=learner_.id).update(active=False)
    with pytest.raises(NotFound):
        _feed(learner_, now)


def test_of_two_alike_the_one_whose_skill_is_asked_about_comes_first(alice: Person, now: datetime) -> None:
    plain, asked = (factories.skill(name) for name in ("Plain", "Asked"))
    factories.holds(alice, factories.role("Analyst", needs={plain: 3.0, asked: 3.0}))
    for skill in (plain, asked):
        factories.item(f"On {skill.name}", teaches={skill: 3.0}, minutes=10.0, provider=skill.name)
    factories.question(asked, level=3.0)
    found = _feed(alice, now)
    assert found.next is not None
    assert found.next.title == "On Asked"
    assert found.next.factors["retention"] > found.picks[0].factors["retention"]


def test_an_empty_catalogue_says_so_and_so_does_one_that_is_all_put_aside(
    alice: Person, needed: list[Skill], now: datetime
) -> None:
    factories.holds(alice, factories.role("Analyst", needs=dict.fromkeys(needed, 3.0)))
    assert "still empty" in _feed(alice, now).note
    items = [factories.item(f"Item {n}", teaches={needed[0]: 3.0}) for n in range(2)]
    touch_epoch("catalog", now)
    for item in items:
        recommend.dismiss(person_id=alice.id, item_id=item.id, now=now)
    assert "2 items aside" in _feed(alice, now).note
    assert [one.title for one in recommend.dismissals(person_id=alice.id, now=now)] == ["Item 0", "Item 1"]
    catalog.retire(item_ids=[items[0].pk], now=now)
    assert [one.item for one in recommend.dismissals(person_id=alice.id, now=now)] == [items[1].pk]
    assert recommend.dismissals(person_id=alice.id, now=now + recommend.AWAY) == []
